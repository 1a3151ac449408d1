import type { ClickHouseClient } from '@clickhouse/client';
import type { MemberRow, OrderView } from '@shuke/contract';
import type { Sink } from '../../engine/index.ts';
import type { Zone } from '../../platform/zone.ts';
import { type Analytics, openAnalytics } from './analytics.ts';
import { type Head, type Memory, openMemory, readHead } from './memory.ts';
import { type Totals, openTotals } from './totals.ts';

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
}

/** What every screen reads with. */
export interface Desk extends InsightDeps {
  readonly analytics: Analytics;
  readonly memory: Memory;
  readonly totals: (head: Head) => Promise<Totals>;
}

export function openDesk(deps: InsightDeps): Desk {
  const analytics = openAnalytics(deps.clickhouse);
  return { ...deps, analytics, memory: openMemory(analytics), totals: openTotals(analytics, deps.zone.name) };
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
export async function look({ sink, latestFact, analytics, memory }: Desk): Promise<Look> {
  const { through, isAll } = await sink.delivered(latestFact(), PATIENCE_MS);
  const head = await readHead(analytics, through);
  let oldest = head;
  return {
    head,
    async recall(key, until, compute) {
      const recalled = await memory.recall(head, key, until, compute);
      if (recalled.head.id < oldest.id) oldest = recalled.head;
      return recalled.value;
    },
    oldest: () => oldest,
    isComplete: () => isAll && oldest.id === head.id,
  };
}
