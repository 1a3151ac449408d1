import { deedOf } from './clickhouse-schema.ts';
import { coverOf, runsOf, within } from './cover.ts';
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
  const parts = edges.map((edge) => doersOnEdge(edge, zone, deeds));
  if (kept.length > 0)
    parts.unshift(
      `select deed, currency, start, members from doers where deed in (${list}) and (${kept.join(' or ')})`,
    );
  return parts.join(' union all ');
}

/** An edge lies within one business day. */
function doersOnEdge(edge: Period, zone: Zone, deeds: readonly Deed[]): string {
  const paid = `select 'paid' as deed, currency, member from purchase where ${within(edge)}`;
  const behaved = `select ${deedOf('event')} as deed, '' as currency, member from behaviour where member > 0 and ${within(edge)}`;
  const others = deeds.filter((deed) => deed !== 'paid').map((deed) => `'${deed}'`);
  const sources = [
    ...(deeds.includes('paid') ? [paid] : []),
    ...(others.length > 0 ? [`select * from (${behaved}) where deed in (${others.join(', ')})`] : []),
  ];
  return `
    select deed, currency, toInt32(${zone.dayOf(edge.from)}) as start, groupBitmapState(member) as members
    from (${sources.join(' union all ')}) group by deed, currency`;
}

/** Ids of the members in a set that a query selects as `members`. */
export const idsIn = (set: string) => `select arrayJoin(bitmapToArray(members)) as id from (${set})`;
