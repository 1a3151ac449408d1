import type { Analytics } from './analytics.ts';
import { instant, within } from './cover.ts';
import { type Deed, doersIn } from './doers.ts';
import type { Period } from './period.ts';
import { type Frame, andOf, paidAtStores } from './stores.ts';

/** What figures are read with. */
export interface Reader extends Frame {
  readonly analytics: Analytics;
}

export const funnelSteps = ['viewed', 'added', 'checkout', 'paid'] as const;
export type FunnelStep = (typeof funnelSteps)[number];

const everything: readonly Deed[] = [...funnelSteps, 'other'];

/** The set of members who paid an order or did anything. */
export const activeIn = (period: Period, frame: Frame) =>
  `select groupBitmapMergeState(members) as members from (${doersIn(period, frame, everything)})`;

/** The set of members who took this step and every step before it. */
export function reachedIn(period: Period, frame: Frame, step: FunnelStep): string {
  const steps = funnelSteps.slice(0, funnelSteps.indexOf(step) + 1);
  return `select ${inAll(steps)} as members from (select ${columnsOf(steps)} from (${doersIn(period, frame, steps)}))`;
}

const columnsOf = (deeds: readonly Deed[]) =>
  deeds.map((deed) => `groupBitmapMergeStateIf(members, deed = '${deed}') as ${deed}`).join(', ');
const inAll = (sets: readonly string[]) => sets.reduce((all, one) => `bitmapAnd(${all}, ${one})`);

export type DeedFigures = { readonly active: number } & Readonly<Record<FunnelStep, number>>;

export async function readDeeds(reader: Reader, period: Period): Promise<DeedFigures> {
  const reached = funnelSteps.map(
    (step, i) => `bitmapCardinality(${inAll(funnelSteps.slice(0, i + 1))}) as ${step}Count`,
  );
  const active = everything.reduce<string>((all, one) => `bitmapOr(${all}, ${one})`, everything[0]!);
  const [row] = await reader.analytics.rows<Record<string, number>>(
    `select bitmapCardinality(${active}) as active, ${reached.join(', ')}
     from (select ${columnsOf(everything)} from (${doersIn(period, reader, everything)}))`,
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
export function purchasesBefore(
  until: number,
  frame: Frame,
  windows: readonly RepurchaseDays[] = repurchaseDays,
): string {
  const longest = `${within(daysBefore(until, Math.max(...windows)))}${andOf(frame)}`;
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

export async function readRepurchase(reader: Reader, until: number): Promise<RepurchaseFigures> {
  const columns = repurchaseDays.flatMap((days) => [
    `countIf(within${days} > 0) as buyers${days}`,
    `countIf(within${days} > 1) as again${days}`,
  ]);
  const [row] = await reader.analytics.rows<Record<string, number>>(
    `select ${columns.join(', ')} from (${purchasesBefore(until, reader)})`,
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
export function dormantAt(until: number, frame: Frame): string {
  const { from } = daysBefore(until, DORMANT_DAYS);
  const paid = (period: Period) => `(select groupBitmapMergeState(members) from (${doersIn(period, frame, ['paid'])}))`;
  const once =
    frame.stores === null ? paid({ from: frame.zone.startOf(EARLIEST), until: from }) : `(${paidAtStores(from)})`;
  return `select bitmapAndnot(${once}, ${paid({ from, until })}) as members`;
}

export async function countDormant(reader: Reader, until: number): Promise<number> {
  const [row] = await reader.analytics.rows<{ n: number }>(
    `select bitmapCardinality(members) as n from (${dormantAt(until, reader)})`,
  );
  return row!.n;
}
