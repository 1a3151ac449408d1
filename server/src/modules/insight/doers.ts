import { deedOf } from './clickhouse-schema.ts';
import { coverOf, dayIn, onEdges, runsOf } from './cover.ts';
import type { Period } from './period.ts';
import type { Zone } from '../../platform/zone.ts';

export type Deed = 'viewed' | 'added' | 'checkout' | 'paid' | 'other';

/**
 * Rows of deed, currency, business day (or the first of several) and `members`, a set: who did what in the period. Whole days
 * are put together from the sets kept for them, days cut by the period from single deeds.
 */
export function doersIn(period: Period, zone: Zone, deeds: readonly Deed[], lengths?: readonly number[]): string {
  const { days, edges } = coverOf(period, zone);
  const kept = runsOf(days.from, days.until, lengths).map(
    ({ span, from, until }) => `span = ${span} and start >= ${from} and start < ${until}`,
  );
  const list = deeds.map((deed) => `'${deed}'`).join(', ');
  const keptSets = `select deed, currency, start, members from doers where deed in (${list}) and (${kept.join(' or ')})`;
  return [...(kept.length > 0 ? [keptSets] : []), ...(edges.length > 0 ? [doersOnEdges(edges, zone, deeds)] : [])].join(
    ' union all ',
  );
}

function doersOnEdges(edges: readonly Period[], zone: Zone, deeds: readonly Deed[]): string {
  const during = onEdges(edges);
  const paid = `select at, 'paid' as deed, currency, member from purchase where ${during}`;
  const behaved = `select at, ${deedOf('event')} as deed, '' as currency, member from behaviour where member > 0 and ${during}`;
  const others = deeds.filter((deed) => deed !== 'paid').map((deed) => `'${deed}'`);
  const sources = [
    ...(deeds.includes('paid') ? [paid] : []),
    ...(others.length > 0 ? [`select * from (${behaved}) where deed in (${others.join(', ')})`] : []),
  ];
  return `
    select deed, currency, ${dayIn(zone.name)} as start, groupBitmapState(member) as members
    from (${sources.join(' union all ')}) group by deed, currency, start`;
}

/** Ids of the members in a set that a query selects as `members`. */
export const idsIn = (set: string) => `select arrayJoin(bitmapToArray(members)) as id from (${set})`;
