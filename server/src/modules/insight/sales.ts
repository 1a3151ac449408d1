import { coverOf, onEdges, within } from './cover.ts';
import { type ChannelSales, type DaySums, addDayRows, addSales, readDaySums } from './day-sums.ts';
import type { Desk, Look } from './desk.ts';
import type { Period } from './period.ts';
import { membersOfStores } from './stores.ts';

export type PeriodDays = ReadonlyMap<number, Readonly<DaySums>>;

/** Sums of a period by business day: of whole days from the totals, of days that the period cuts, and of stores, from their rows. */
export async function daysOf(desk: Desk, seen: Look, period: Period): Promise<PeriodDays> {
  const { from, until } = period;
  if (desk.totals === null)
    return seen.recall(`days ${from} ${until}`, until, async () =>
      addDayRows(new Map(), await readDaySums(desk, within(period))),
    );
  const { days, edges } = coverOf(period, desk.zone);
  const [totals, cut] = await Promise.all([
    desk.totals(seen.head),
    edges.length === 0
      ? undefined
      : seen.recall(`edges ${from} ${until}`, until, async () =>
          addDayRows(new Map(), await readDaySums(desk, onEdges(edges))),
        ),
  ]);
  const whole = [...totals.days].filter(([day]) => day >= days.from && day < days.until);
  return new Map([...whole, ...(cut ?? [])]);
}

export interface PeriodSums {
  readonly newMembers: number;
  readonly pointsEarned: number;
  readonly pointsReversed: number;
}

export function sumOf(days: PeriodDays): PeriodSums {
  const sums = { newMembers: 0, pointsEarned: 0, pointsReversed: 0 };
  for (const day of days.values()) {
    sums.newMembers += day.newMembers;
    sums.pointsEarned += day.pointsEarned;
    sums.pointsReversed += day.pointsReversed;
  }
  return sums;
}

/** By currency and channel. */
export function salesOf(days: PeriodDays): ChannelSales[] {
  const sales = new Map<string, ChannelSales>();
  for (const day of days.values()) for (const row of day.sales.values()) addSales(sales, row);
  return [...sales.values()];
}

/** Who joined before an instant; of stores, who was their member by then. */
export async function membersBefore({ analytics, totals, zone }: Desk, seen: Look, until: number): Promise<number> {
  const count = (query: string) =>
    seen.recall(`members before ${until}`, until, async () => (await analytics.rows<{ n: number }>(query))[0]!.n);
  if (totals === null) return count(`select bitmapCardinality(members) as n from (${membersOfStores(until)})`);
  const lastDay = zone.dayOf(until);
  const ofLastDay = { from: zone.startOf(lastDay), until };
  const [{ days }, joinedThatDay] = await Promise.all([
    totals(seen.head),
    ofLastDay.from === until ? 0 : count(`select count() as n from member_joined where ${within(ofLastDay)}`),
  ]);
  let joinedBefore = 0;
  for (const [day, { newMembers }] of days) if (day < lastDay) joinedBefore += newMembers;
  return joinedBefore + joinedThatDay;
}

const DEFAULT_CURRENCY = 'CNY';

/** The currency of most orders; CNY where there are none. Equal numbers: the first of the alphabet. */
export function currencyOf(sales: readonly ChannelSales[]): string {
  const orders = new Map<string, number>();
  for (const row of sales) orders.set(row.currency, (orders.get(row.currency) ?? 0) + row.orders);
  const [most] = [...orders].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return most?.[0] ?? DEFAULT_CURRENCY;
}

/** The currency asked for, or that of most orders in the period. */
export async function chooseCurrency(
  desk: Desk,
  seen: Look,
  period: Period,
  asked: string | undefined,
): Promise<string> {
  return asked ?? currencyOf(salesOf(await daysOf(desk, seen, period)));
}
