import type { Analytics } from './analytics.ts';
import type { Head } from './memory.ts';

/** What members hold now: all points, and how many members moved into each tier (less those who moved out). */
export interface Totals {
  readonly points: number;
  readonly tierMembers: ReadonlyMap<string, number>;
  readonly members: number;
}

interface Counted extends Totals {
  /** Includes all facts up to this one. */
  readonly factId: number;
}

const nothing: Counted = { factId: 0, points: 0, tierMembers: new Map(), members: 0 };

/** Keeps the totals of all time, adding what came since they were last asked for. */
export function openTotals(analytics: Analytics): (head: Head) => Promise<Totals> {
  let known: Promise<Counted> = Promise.resolve(nothing);
  return (head) => {
    const next = known
      .catch(() => nothing)
      .then((counted) => advance(analytics, counted.factId <= head.id ? counted : nothing, head));
    known = next;
    return next;
  };
}

async function advance(analytics: Analytics, from: Counted, { id }: Head): Promise<Counted> {
  if (from.factId === id) return from;
  const range = { after: from.factId, upTo: id };
  const since = 'id > {after:UInt64} and id <= {upTo:UInt64}';
  const [points, members, moves] = await Promise.all([
    analytics.rows<{ n: number }>(`select sum(points) as n from points where ${since}`, range),
    analytics.rows<{ n: number }>(`select count() as n from member_joined where ${since}`, range),
    analytics.rows<{ from: string; to: string; n: number }>(
      `select from, to, count() as n from tier_change where ${since} group by from, to`,
      range,
    ),
  ]);
  const tierMembers = new Map(from.tierMembers);
  const add = (tier: string, n: number) => tierMembers.set(tier, (tierMembers.get(tier) ?? 0) + n);
  for (const move of moves) {
    add(move.to, move.n);
    add(move.from, -move.n);
  }
  return {
    factId: id,
    points: from.points + (points[0]?.n ?? 0),
    members: from.members + (members[0]?.n ?? 0),
    tierMembers,
  };
}
