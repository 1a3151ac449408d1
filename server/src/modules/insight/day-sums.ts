import type { Parameters } from './analytics.ts';
import { dayIn } from './cover.ts';
import type { Reader } from './read-figures.ts';
import { andOf } from './stores.ts';

/** Sales by currency and channel. Amounts in minor units; sales are less refunds. */
export interface ChannelSales {
  readonly currency: string;
  readonly channel: string;
  readonly orders: number;
  readonly salesMinor: number;
  readonly refundsMinor: number;
  readonly memberSalesMinor: number;
}

/** What can be added up, of one business day. */
export interface DaySums {
  newMembers: number;
  /** By orders, and taken back by refunds. */
  pointsEarned: number;
  pointsReversed: number;
  /** Points of every kind, signed. */
  points: number;
  readonly sales: Map<string, ChannelSales>;
}

/** By business day, counted from 1970-01-01; days without anything are left out. */
export type SumsByDay = Map<number, DaySums>;

interface DayRows {
  readonly sales: readonly (ChannelSales & { readonly day: number })[];
  readonly joins: readonly { readonly day: number; readonly n: number }[];
  readonly points: readonly {
    readonly day: number;
    readonly earned: number;
    readonly reversed: number;
    readonly all: number;
  }[];
}

/** Sums of the rows that meet a condition on their `at` or the `id` of their fact. Points are the shop's: of stores there are none. */
export async function readDaySums(reader: Reader, where: string, parameters: Parameters = {}): Promise<DayRows> {
  const { rows } = reader.analytics;
  const day = dayIn(reader.zone.name);
  const ofStores = `${where}${andOf(reader)}`;
  const [sales, joins, points] = await Promise.all([
    rows<DayRows['sales'][number]>(
      `select ${day} as day, currency, channel, countIf(sign = 1) as orders, sum(amount_minor) as salesMinor,
         -sumIf(amount_minor, sign = -1) as refundsMinor, sumIf(amount_minor, member > 0) as memberSalesMinor
       from sale where ${ofStores} group by day, currency, channel`,
      parameters,
    ),
    rows<DayRows['joins'][number]>(
      `select ${day} as day, count() as n from member_joined where ${ofStores} group by day`,
      parameters,
    ),
    reader.stores !== null
      ? []
      : rows<DayRows['points'][number]>(
          `select ${day} as day, sumIf(points, kind = 'earn') as earned, -sumIf(points, kind = 'reverse') as reversed, sum(points) as all
       from points where ${where} group by day`,
          parameters,
        ),
  ]);
  return { sales, joins, points };
}

export function addDayRows(to: SumsByDay, { sales, joins, points }: DayRows): SumsByDay {
  for (const { day, ...more } of sales) addSales(dayOf(to, day).sales, more);
  for (const { day, n } of joins) dayOf(to, day).newMembers += n;
  for (const { day, earned, reversed, all } of points) {
    const sums = dayOf(to, day);
    sums.pointsEarned += earned;
    sums.pointsReversed += reversed;
    sums.points += all;
  }
  return to;
}

function dayOf(days: SumsByDay, day: number): DaySums {
  let sums = days.get(day);
  if (!sums) days.set(day, (sums = { newMembers: 0, pointsEarned: 0, pointsReversed: 0, points: 0, sales: new Map() }));
  return sums;
}

export function addSales(to: Map<string, ChannelSales>, more: ChannelSales): void {
  const key = `${more.currency} ${more.channel}`;
  const own = to.get(key);
  if (!own) return void to.set(key, more);
  to.set(key, {
    currency: own.currency,
    channel: own.channel,
    orders: own.orders + more.orders,
    salesMinor: own.salesMinor + more.salesMinor,
    refundsMinor: own.refundsMinor + more.refundsMinor,
    memberSalesMinor: own.memberSalesMinor + more.memberSalesMinor,
  });
}
