import type { Figures, Overview } from '@shuke/contract';
import type { ChannelSales } from './day-sums.ts';
import { type Desk, type Look, look } from './desk.ts';
import { type Period, periodOf, previousOf } from './period.ts';
import {
  type DeedFigures,
  type RepurchaseFigures,
  countDormant,
  funnelSteps,
  readDeeds,
  readRepurchase,
} from './read-figures.ts';
import { type PeriodSums, currencyOf, daysOf, membersBefore, salesOf, sumOf } from './sales.ts';
import { type Standing, standingOf } from './standing.ts';

/** All figures of one period, before a currency is chosen. */
interface PeriodFigures {
  readonly sales: readonly ChannelSales[];
  readonly sums: PeriodSums;
  readonly members: number;
  readonly deeds: DeedFigures;
  readonly repurchase: RepurchaseFigures;
  readonly dormant: number;
}

/** The key figures of a period beside those of the period before. */
export async function readOverview(
  desk: Desk,
  asked: { from?: string | undefined; until?: string | undefined; currency?: string | undefined },
): Promise<Overview> {
  const period = periodOf(asked, desk.now(), desk.zone);
  const seen = await look(desk);
  const [current, previous, standing] = await Promise.all([
    figuresOf(desk, seen, period),
    figuresOf(desk, seen, previousOf(period)),
    standingOf(desk, seen),
  ]);
  const currency = asked.currency ?? currencyOf(current.sales);
  return {
    from: new Date(period.from).toISOString(),
    until: new Date(period.until).toISOString(),
    currency,
    stores: desk.stores === null ? null : [...desk.stores],
    currencies: sumBy(current.sales, (row) => row.currency).map(({ key, orders, salesMinor }) => ({
      currency: key,
      orders,
      salesMinor,
    })),
    figures: inCurrency(desk, current, currency),
    previous: inCurrency(desk, previous, currency),
    pointsLiability: standing.points,
    tiers: tiersOf(desk, standing),
    channels: sumBy(
      current.sales.filter((row) => row.currency === currency),
      (row) => row.channel,
    ).map(({ key, orders, salesMinor }) => ({ channel: key, orders, salesMinor })),
    funnel: funnelSteps.map((step) => ({ step, members: current.deeds[step] })),
    asOf: seen.oldest().at,
    isComplete: seen.isComplete(),
  };
}

async function figuresOf(desk: Desk, seen: Look, period: Period): Promise<PeriodFigures> {
  // Of those only the end of the period counts.
  const lookBack = <T>(name: string, compute: () => Promise<T>) =>
    seen.recall(`${name} ${period.until}`, period.until, compute);
  // The longest first, so that the short ones fill the gaps.
  const [repurchase, deeds, dormant, days, members] = await Promise.all([
    lookBack('repurchase', () => readRepurchase(desk, period.until)),
    seen.recall(`deeds ${period.from} ${period.until}`, period.until, () => readDeeds(desk, period)),
    lookBack('dormant', () => countDormant(desk, period.until)),
    daysOf(desk, seen, period),
    membersBefore(desk, seen, period.until),
  ]);
  return { repurchase, deeds, dormant, members, sales: salesOf(days), sums: sumOf(days) };
}

function inCurrency(
  { stores }: Desk,
  { sales, sums, members, deeds, repurchase, dormant }: PeriodFigures,
  currency: string,
): Figures {
  const own = sales.filter((row) => row.currency === currency);
  const sum = (pick: (row: ChannelSales) => number) => own.reduce((total, row) => total + pick(row), 0);
  const orders = sum((row) => row.orders);
  const salesMinor = sum((row) => row.salesMinor);
  return {
    members,
    ...sums,
    ...(stores === null ? {} : { pointsEarned: null, pointsReversed: null }),
    activeMembers: deeds.active,
    dormantMembers: dormant,
    salesMinor,
    refundsMinor: sum((row) => row.refundsMinor),
    memberSalesMinor: sum((row) => row.memberSalesMinor),
    orders,
    averageOrderMinor: orders === 0 ? 0 : Math.round(salesMinor / orders),
    ...repurchase,
  };
}

/** Most orders first. */
function sumBy(
  rows: readonly ChannelSales[],
  keyOf: (row: ChannelSales) => string,
): { key: string; orders: number; salesMinor: number }[] {
  const sums = new Map<string, { key: string; orders: number; salesMinor: number }>();
  for (const row of rows) {
    const key = keyOf(row);
    const sum = sums.get(key) ?? { key, orders: 0, salesMinor: 0 };
    sums.set(key, { key, orders: sum.orders + row.orders, salesMinor: sum.salesMinor + row.salesMinor });
  }
  return [...sums.values()].toSorted((a, b) => b.orders - a.orders || (a.key < b.key ? -1 : 1));
}

/** Every rung of the ladder; who never changed tier is on the lowest. */
function tiersOf({ tiers }: Desk, { members, tierMembers }: Standing): Overview['tiers'] {
  const [lowest] = tiers;
  const above = tiers
    .filter((tier) => tier !== lowest)
    .reduce((sum, { code }) => sum + (tierMembers.get(code) ?? 0), 0);
  return tiers.map((tier) => ({
    code: tier.code,
    name: tier.name,
    nameEn: tier.nameEn,
    members: tier === lowest ? members - above : (tierMembers.get(tier.code) ?? 0),
  }));
}
