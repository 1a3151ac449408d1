import { deedOf } from './clickhouse-schema.ts';
import { coverOf, dayIn, onEdges, runsOf, within } from './cover.ts';
import type { Period } from './period.ts';
import type { Zone } from '../../platform/zone.ts';
import { type Frame, andOf, membersOfStores } from './stores.ts';

export type Deed = 'viewed' | 'added' | 'checkout' | 'paid' | 'other';

/**
 * Rows of deed, currency, business day (or the first of several) and `members`, a set: who did what in the period. Whole days
 * are put together from the sets kept for them, days cut by the period from single deeds; so are all days of some stores.
 */
export function doersIn(period: Period, frame: Frame, deeds: readonly Deed[], lengths?: readonly number[]): string {
  if (frame.stores !== null)
    return doersAtStores(period, frame, deeds, lengths === undefined ? '0' : dayIn(frame.zone.name));
  const { days, edges } = coverOf(period, frame.zone);
  const kept = runsOf(days.from, days.until, lengths).map(
    ({ span, from, until }) => `span = ${span} and start >= ${from} and start < ${until}`,
  );
  const list = deeds.map((deed) => `'${deed}'`).join(', ');
  const keptSets = `select deed, currency, start, members from doers where deed in (${list}) and (${kept.join(' or ')})`;
  return [
    ...(kept.length > 0 ? [keptSets] : []),
    ...(edges.length > 0 ? [doersOnEdges(edges, frame.zone, deeds)] : []),
  ].join(' union all ');
}

function doersOnEdges(edges: readonly Period[], zone: Zone, deeds: readonly Deed[]): string {
  const sources = deedsIn(onEdges(edges), deeds);
  return `
    select deed, currency, ${dayIn(zone.name)} as start, groupBitmapState(member) as members
    from (${sources.map(({ rows }) => rows).join(' union all ')}) group by deed, currency, start`;
}

/** Days are told apart only where somebody puts them together by steps. Who looks in at a store is not yet its member. */
function doersAtStores(period: Period, frame: Frame, deeds: readonly Deed[], day: string): string {
  return deedsIn(`${within(period)}${andOf(frame)}`, deeds)
    .map(({ isPaid, rows }) => {
      const members = isPaid
        ? 'groupBitmapState(member)'
        : `bitmapAnd(groupBitmapState(member), (${membersOfStores(period.until)}))`;
      return `select deed, currency, toInt32(${day}) as start, ${members} as members from (${rows}) group by deed, currency, start`;
    })
    .join(' union all ');
}

/** Single deeds, one row each: purchases, and everything else. */
function deedsIn(during: string, deeds: readonly Deed[]): { isPaid: boolean; rows: string }[] {
  const paid = `select at, 'paid' as deed, currency, member from purchase where ${during}`;
  const behaved = `select at, ${deedOf('event')} as deed, '' as currency, member from behaviour where member > 0 and ${during}`;
  const others = deeds.filter((deed) => deed !== 'paid').map((deed) => `'${deed}'`);
  return [
    ...(deeds.includes('paid') ? [{ isPaid: true, rows: paid }] : []),
    ...(others.length > 0
      ? [{ isPaid: false, rows: `select * from (${behaved}) where deed in (${others.join(', ')})` }]
      : []),
  ];
}

/** Ids of the members in a set that a query selects as `members`. */
export const idsIn = (set: string) => `select arrayJoin(bitmapToArray(members)) as id from (${set})`;
