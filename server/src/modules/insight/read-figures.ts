import type { Analytics } from './analytics.ts';
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

/** An instant in ClickHouse, from a parameter in epoch milliseconds. */
export const at = (parameter: string) => `fromUnixTimestamp64Milli({${parameter}:Int64}, 'UTC')`;

export const inPeriod = `at >= ${at('from')} and at < ${at('until')}`;

export function readSales(analytics: Analytics, period: Period): Promise<ChannelSales[]> {
  return analytics.rows<ChannelSales>(
    `select currency, channel, countIf(sign = 1) as orders, sum(amount_minor) as salesMinor,
       -sumIf(amount_minor, sign = -1) as refundsMinor, sumIf(amount_minor, member > 0) as memberSalesMinor
     from sale where ${inPeriod} group by currency, channel order by orders desc, currency, channel`,
    { ...period },
  );
}

export interface JoinFigures {
  readonly members: number;
  readonly newMembers: number;
}

export async function readJoins(analytics: Analytics, period: Period): Promise<JoinFigures> {
  // Counts by time alone are read from the index.
  const [row] = await analytics.rows<JoinFigures>(
    `select (select count() from member_joined where at < ${at('until')}) as members, (select count() from member_joined where ${inPeriod}) as newMembers`,
    { ...period },
  );
  return row!;
}

export const funnelSteps = ['viewed', 'added', 'checkout', 'paid'] as const;
export type FunnelStep = (typeof funnelSteps)[number];

/** One bit for each step, and one for having done anything at all. */
const stepBits: Readonly<Record<FunnelStep, number>> = { viewed: 1, added: 2, checkout: 4, paid: 8 };
const ANY_BIT = 128;

/** Members with what they did in the period, as bits. */
export const deeds = `
  select member, groupBitOr(bits) as done from (
    select member, toUInt8(${ANY_BIT + stepBits.paid}) as bits from purchase where sign = 1 and ${inPeriod}
    union all
    select member, toUInt8(${ANY_BIT} + multiIf(event = 'product_viewed', ${stepBits.viewed}, event = 'product_added', ${stepBits.added},
      event = 'checkout_started', ${stepBits.checkout}, 0)) as bits
    from behaviour where member > 0 and ${inPeriod}
  ) group by member`;

/** Condition on `done`: took this step and every step before it. */
export function reached(step: FunnelStep): string {
  const bits = funnelSteps.slice(0, funnelSteps.indexOf(step) + 1).reduce((sum, one) => sum + stepBits[one], 0);
  return `bitAnd(done, ${bits}) = ${bits}`;
}

export type DeedFigures = { readonly active: number } & Readonly<Record<FunnelStep, number>>;

export async function readDeeds(analytics: Analytics, period: Period): Promise<DeedFigures> {
  const columns = funnelSteps.map((step) => `countIf(${reached(step)}) as ${step}`);
  const [row] = await analytics.rows<DeedFigures>(`select count() as active, ${columns.join(', ')} from (${deeds})`, {
    ...period,
  });
  return row!;
}

export const repurchaseDays = [30, 60, 90] as const;
export type RepurchaseDays = (typeof repurchaseDays)[number];

const window = (days: number) => `at >= ${at('until')} - toIntervalDay(${days})`;

/**
 * Members who bought in the days before `until`, with how many purchases of 30, 60 and 90 days stand. A purchase does not stand
 * once nothing was left of the order, as far as was known at `until`.
 */
export const purchases = `
  select member, ${repurchaseDays.map((days) => `sumIf(sign, ${window(days)}) as within${days}`).join(', ')}
  from purchase where ${window(90)} and at < ${at('until')} and known_at < ${at('until')} group by member`;

export interface RepurchaseFigures {
  readonly repurchase30: number | null;
  readonly repurchase60: number | null;
  readonly repurchase90: number | null;
}

export async function readRepurchase(analytics: Analytics, { until }: Period): Promise<RepurchaseFigures> {
  const columns = repurchaseDays.flatMap((days) => [
    `countIf(within${days} > 0) as buyers${days}`,
    `countIf(within${days} > 1) as again${days}`,
  ]);
  const [row] = await analytics.rows<Record<string, number>>(`select ${columns.join(', ')} from (${purchases})`, {
    until,
  });
  const rate = (days: RepurchaseDays) => {
    const buyers = row?.[`buyers${days}`] ?? 0;
    return buyers === 0 ? null : (row?.[`again${days}`] ?? 0) / buyers;
  };
  return { repurchase30: rate(30), repurchase60: rate(60), repurchase90: rate(90) };
}

export const DORMANT_DAYS = 90;

const dormantSince = `${at('until')} - toIntervalDay(${DORMANT_DAYS})`;

/**
 * Members who bought before the 90 days up to `until`, and not in them. First and last purchase decide, but for those who bought
 * after `until` too; where `until` is now there are none, and the rows of the 90 days are not read.
 */
export const dormant = `
  select member from buyer final where first < ${dormantSince} and (last < ${dormantSince} or last >= ${at('until')} and member not in (
    select member from purchase where sign = 1 and at >= ${dormantSince} and at < ${at('until')} and (select max(last) >= ${at('until')} from buyer)
  ))`;

export async function countDormant(analytics: Analytics, { until }: Period): Promise<number> {
  const [row] = await analytics.rows<{ n: number }>(`select count() as n from (${dormant})`, { until });
  return row!.n;
}

export interface PointsFigures {
  readonly pointsEarned: number;
  readonly pointsReversed: number;
}

export async function readPoints(analytics: Analytics, period: Period): Promise<PointsFigures> {
  const [row] = await analytics.rows<PointsFigures>(
    `select sumIf(points, kind = 'earn') as pointsEarned, -sumIf(points, kind = 'reverse') as pointsReversed from points where ${inPeriod}`,
    { ...period },
  );
  return row!;
}
