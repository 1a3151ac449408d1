import type { Zone } from '../../platform/zone.ts';
import type { Analytics } from './analytics.ts';
import { instant, overParts, within } from './cover.ts';
import { type Deed, doersIn } from './doers.ts';
import type { Period } from './period.ts';

/** Sales of a period by currency and channel. */
export interface ChannelSales {
  readonly currency: string;
  readonly channel: string;
  readonly orders: number;
  readonly salesMinor: number;
  readonly refundsMinor: number;
  readonly memberSalesMinor: number;
}

/** What figures are read with. */
export interface Reader {
  readonly analytics: Analytics;
  readonly zone: Zone;
}

export function readSales({ analytics, zone }: Reader, period: Period): Promise<ChannelSales[]> {
  const parts = overParts(
    period,
    zone,
    (where) => `
      select currency, channel, sign, member > 0 as isMember, count() as n, sum(amount_minor) as amount
      from sale where ${where} group by currency, channel, sign, isMember`,
  );
  return analytics.rows<ChannelSales>(
    `select currency, channel, sumIf(n, sign = 1) as orders, sum(amount) as salesMinor, -sumIf(amount, sign = -1) as refundsMinor,
       sumIf(amount, isMember) as memberSalesMinor
     from (${parts}) group by currency, channel order by orders desc, currency, channel`,
  );
}

export interface JoinFigures {
  readonly members: number;
  readonly newMembers: number;
}

export async function readJoins({ analytics }: Reader, period: Period): Promise<JoinFigures> {
  // Counts by time alone are read from the index.
  const [row] = await analytics.rows<JoinFigures>(
    `select (select count() from member_joined where at < ${instant(period.until)}) as members,
       (select count() from member_joined where ${within(period)}) as newMembers`,
  );
  return row!;
}

export const funnelSteps = ['viewed', 'added', 'checkout', 'paid'] as const;
export type FunnelStep = (typeof funnelSteps)[number];

const everything: readonly Deed[] = [...funnelSteps, 'other'];

/** The set of members who paid an order or did anything. */
export const activeIn = (period: Period, zone: Zone) =>
  `select groupBitmapMergeState(members) as members from (${doersIn(period, zone, everything)})`;

/** The set of members who took this step and every step before it. */
export function reachedIn(period: Period, zone: Zone, step: FunnelStep): string {
  const steps = funnelSteps.slice(0, funnelSteps.indexOf(step) + 1);
  return `select ${inAll(steps)} as members from (select ${columnsOf(steps)} from (${doersIn(period, zone, steps)}))`;
}

const columnsOf = (deeds: readonly Deed[]) =>
  deeds.map((deed) => `groupBitmapMergeStateIf(members, deed = '${deed}') as ${deed}`).join(', ');
const inAll = (sets: readonly string[]) => sets.reduce((all, one) => `bitmapAnd(${all}, ${one})`);

export type DeedFigures = { readonly active: number } & Readonly<Record<FunnelStep, number>>;

export async function readDeeds({ analytics, zone }: Reader, period: Period): Promise<DeedFigures> {
  const reached = funnelSteps.map(
    (step, i) => `bitmapCardinality(${inAll(funnelSteps.slice(0, i + 1))}) as ${step}Count`,
  );
  const active = everything.reduce<string>((all, one) => `bitmapOr(${all}, ${one})`, everything[0]!);
  const [row] = await analytics.rows<Record<string, number>>(
    `select bitmapCardinality(${active}) as active, ${reached.join(', ')}
     from (select ${columnsOf(everything)} from (${doersIn(period, zone, everything)}))`,
  );
  const count = (step: FunnelStep) => row?.[`${step}Count`] ?? 0;
  return {
    active: row?.['active'] ?? 0,
    viewed: count('viewed'),
    added: count('added'),
    checkout: count('checkout'),
    paid: count('paid'),
  };
}

export const repurchaseDays = [30, 60, 90] as const;
export type RepurchaseDays = (typeof repurchaseDays)[number];

const DAY_MS = 86_400_000;
const daysBefore = (until: number, days: number): Period => ({ from: until - days * DAY_MS, until });

/**
 * Members who bought in the days before `until`, with how many purchases of so many days stand. A purchase does not stand once
 * nothing was left of the order, as far as was known at `until`.
 */
export function purchasesBefore(until: number, windows: readonly RepurchaseDays[] = repurchaseDays): string {
  const longest = within(daysBefore(until, Math.max(...windows)));
  const sums = windows.map((days) => `sumIf(sign, at >= ${instant(until - days * DAY_MS)}) as within${days}`);
  return `
    select member, ${sums.join(', ')} from (
      select at, member, toInt8(1) as sign from purchase where ${longest}
      union all select at, member, toInt8(-1) as sign from purchase_undone where ${longest} and known_at < ${instant(until)}
    ) group by member`;
}

export interface RepurchaseFigures {
  readonly repurchase30: number | null;
  readonly repurchase60: number | null;
  readonly repurchase90: number | null;
}

export async function readRepurchase({ analytics }: Reader, until: number): Promise<RepurchaseFigures> {
  const columns = repurchaseDays.flatMap((days) => [
    `countIf(within${days} > 0) as buyers${days}`,
    `countIf(within${days} > 1) as again${days}`,
  ]);
  const [row] = await analytics.rows<Record<string, number>>(
    `select ${columns.join(', ')} from (${purchasesBefore(until)})`,
  );
  const rate = (days: RepurchaseDays) => {
    const buyers = row?.[`buyers${days}`] ?? 0;
    return buyers === 0 ? null : (row?.[`again${days}`] ?? 0) / buyers;
  };
  return { repurchase30: rate(30), repurchase60: rate(60), repurchase90: rate(90) };
}

export const DORMANT_DAYS = 90;

/** A day long before there were shops, and still within the calendar of ClickHouse. */
const EARLIEST = Date.UTC(1901, 0, 1) / DAY_MS;

/** The set of members who bought before the 90 days up to `until`, and not in them. */
export function dormantAt(until: number, zone: Zone): string {
  const { from } = daysBefore(until, DORMANT_DAYS);
  const paid = (period: Period) => `(select groupBitmapMergeState(members) from (${doersIn(period, zone, ['paid'])}))`;
  return `select bitmapAndnot(${paid({ from: zone.startOf(EARLIEST), until: from })}, ${paid({ from, until })}) as members`;
}

export async function countDormant({ analytics, zone }: Reader, until: number): Promise<number> {
  const [row] = await analytics.rows<{ n: number }>(
    `select bitmapCardinality(members) as n from (${dormantAt(until, zone)})`,
  );
  return row!.n;
}

export interface PointsFigures {
  readonly pointsEarned: number;
  readonly pointsReversed: number;
}

export async function readPoints({ analytics, zone }: Reader, period: Period): Promise<PointsFigures> {
  const parts = overParts(
    period,
    zone,
    (where) => `select kind, sum(points) as n from points where ${where} group by kind`,
  );
  const [row] = await analytics.rows<PointsFigures>(
    `select sumIf(n, kind = 'earn') as pointsEarned, -sumIf(n, kind = 'reverse') as pointsReversed from (${parts})`,
  );
  return row!;
}
