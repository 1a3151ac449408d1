import type { Analytics } from './analytics.ts';
import type { Zone } from '../../platform/zone.ts';
import { type DaySums, type SumsByDay, addDayRows, readDaySums } from './day-sums.ts';
import type { Head } from './memory.ts';

/** Whatever can be added up, of all time. */
export interface Totals {
  readonly days: ReadonlyMap<number, Readonly<DaySums>>;
  /** How many members moved into each tier, less those who moved out. */
  readonly tierMembers: ReadonlyMap<string, number>;
}

interface Counted extends Totals {
  /** Includes all facts up to this one. */
  factId: number;
  readonly days: SumsByDay;
  readonly tierMembers: Map<string, number>;
}

const nothing = (): Counted => ({ factId: 0, days: new Map(), tierMembers: new Map() });

/** Keeps the totals in memory, adding what came since they were last asked for. */
export function openTotals(analytics: Analytics, zone: Zone): (head: Head) => Promise<Totals> {
  let known = nothing();
  let last: Promise<unknown> = Promise.resolve();
  return (head) => {
    const next = last.then(async () => {
      // The store was filled anew and has not come as far as it was.
      if (known.factId > head.id) known = nothing();
      await advance(analytics, zone, known, head);
      return known;
    });
    last = next.catch(() => {});
    return next;
  };
}

async function advance(analytics: Analytics, zone: Zone, counted: Counted, { id }: Head): Promise<void> {
  if (counted.factId === id) return;
  const range = { after: counted.factId, upTo: id };
  const since = 'id > {after:UInt64} and id <= {upTo:UInt64}';
  const [rows, moves] = await Promise.all([
    readDaySums({ analytics, zone, stores: null }, since, range),
    analytics.rows<{ from: string; to: string; n: number }>(
      `select from, to, count() as n from tier_change where ${since} group by from, to`,
      range,
    ),
  ]);
  addDayRows(counted.days, rows);
  const add = (tier: string, n: number) => counted.tierMembers.set(tier, (counted.tierMembers.get(tier) ?? 0) + n);
  for (const move of moves) {
    add(move.to, move.n);
    add(move.from, -move.n);
  }
  counted.factId = id;
}
