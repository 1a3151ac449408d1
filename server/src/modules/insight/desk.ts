import type { ClickHouseClient } from '@clickhouse/client';
import type { MemberRow, OrderView } from '@shuke/contract';
import type { Sink } from '../../engine/index.ts';
import type { Zone } from '../../platform/zone.ts';
import { type Analytics, openAnalytics } from './analytics.ts';
import { type Head, type Memory, openMemory, readHead } from './memory.ts';
import type { Stores } from './stores.ts';
import { type Totals, openTotals } from './totals.ts';

/** Stores by name, by region and by brand, taken together. */
export type StoreChoice = Readonly<Partial<Record<'store' | 'region' | 'brand', readonly string[] | undefined>>>;

export interface InsightDeps {
  readonly clickhouse: ClickHouseClient;
  readonly sink: Pick<Sink, 'delivered'>;
  /** The highest fact id known to be committed. */
  readonly latestFact: () => number;
  readonly zone: Zone;
  readonly now: () => number;
  /** The ladder, lowest first. */
  readonly tiers: readonly { readonly code: string; readonly name: string; readonly nameEn: string }[];
  /** Rows in any order; ids that are gone are left out. */
  readonly memberRows: (ids: number[]) => Promise<MemberRow[]>;
  readonly orderViews: (ids: number[]) => Promise<OrderView[]>;
  /** The stores that were chosen, of those a caller is limited to; null: all there is. Refuses what names none of them. */
  readonly storesOf: (chosen: StoreChoice, own: readonly string[]) => Promise<Stores>;
}

/** What every screen reads with. */
export interface Desk extends InsightDeps {
  readonly analytics: Analytics;
  readonly memory: Memory;
  /** Of which stores all that it reads is. */
  readonly stores: Stores;
  /** Of all there is; null where the desk is of some stores. */
  readonly totals: ((head: Head) => Promise<Totals>) | null;
}

export function openDesk(deps: InsightDeps): Desk {
  const analytics = openAnalytics(deps.clickhouse);
  return {
    ...deps,
    analytics,
    memory: openMemory(analytics),
    stores: null,
    totals: openTotals(analytics, deps.zone),
  };
}

/** The desk of some stores: whatever is asked at it is asked, and remembered, of these alone. */
export function deskOf(desk: Desk, stores: Stores): Desk {
  if (stores === null) return desk;
  const sorted = [...new Set(stores)].toSorted();
  const { analytics } = desk;
  return {
    ...desk,
    stores: sorted,
    totals: null,
    analytics: { rows: (query, parameters) => analytics.rows(query, { ...parameters, stores: sorted }) },
  };
}

/** One look at the figures: how much ClickHouse holds, and how much of it the figures taken so far include. */
export interface Look {
  readonly head: Head;
  /** A figure that looks back from `until`, remembered where it still holds. */
  recall<T>(key: string, until: number, compute: () => Promise<T>): Promise<T>;
  /** The latest fact that all figures of this look include. */
  oldest(): Head;
  isComplete(): boolean;
}

const PATIENCE_MS = 1500;

/** Waits briefly for what was committed before the call, so that a caller sees his own writes. */
export async function look({ sink, latestFact, analytics, memory, stores }: Desk): Promise<Look> {
  const { through, isAll } = await sink.delivered(latestFact(), PATIENCE_MS);
  const head = await readHead(analytics, through);
  let oldest = head;
  return {
    head,
    async recall(key, until, compute) {
      // What was counted of some stores must never answer for others.
      const recalled = await memory.recall(head, `${JSON.stringify(stores)} ${key}`, until, compute);
      if (recalled.head.id < oldest.id) oldest = recalled.head;
      return recalled.value;
    },
    oldest: () => oldest,
    isComplete: () => isAll && oldest.id === head.id,
  };
}
