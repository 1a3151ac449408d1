import type { DaySums } from './day-sums.ts';
import type { Desk, Look } from './desk.ts';
import { tierOfEach } from './sets.ts';
import { membersOfStores } from './stores.ts';
import type { Totals } from './totals.ts';

/** How members stand now: how many there are, what points they hold (null of stores: points are the shop's), and how many moved into each tier, less those who moved out. */
export interface Standing {
  readonly members: number;
  readonly points: number | null;
  readonly tierMembers: ReadonlyMap<string, number>;
}

export async function standingOf(desk: Desk, seen: Look): Promise<Standing> {
  if (desk.totals === null) return seen.recall('standing', Number.MAX_SAFE_INTEGER, () => readStanding(desk));
  const totals = await desk.totals(seen.head);
  return {
    members: sumOfAll(totals, (day) => day.newMembers),
    points: sumOfAll(totals, (day) => day.points),
    tierMembers: totals.tierMembers,
  };
}

const sumOfAll = ({ days }: Totals, pick: (day: Readonly<DaySums>) => number): number =>
  [...days.values()].reduce((sum, day) => sum + pick(day), 0);

/** A tier is the whole member's, wherever they bought. */
async function readStanding(desk: Desk): Promise<Standing> {
  const [tiers, [members]] = await Promise.all([
    desk.analytics.rows<{ tier: string; n: number }>(
      `select tier, count() as n from (${tierOfEach(desk)}) group by tier`,
    ),
    desk.analytics.rows<{ n: number }>(`select bitmapCardinality(members) as n from (${membersOfStores()})`),
  ]);
  return { members: members!.n, points: null, tierMembers: new Map(tiers.map(({ tier, n }) => [tier, n])) };
}
