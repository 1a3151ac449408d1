import type { Zone } from '../../platform/zone.ts';
import type { Period } from './period.ts';

/** A period cut into its whole business days, counted from 1970-01-01, and what is left of the days before and after them. */
export interface Cover {
  readonly days: { readonly from: number; readonly until: number };
  readonly edges: readonly Period[];
}

export function coverOf({ from, until }: Period, zone: Zone): Cover {
  const days = { from: zone.dayOf(from - 1) + 1, until: zone.dayOf(until) };
  // Both ends lie in one day.
  if (days.from > days.until) return { days: { from: days.from, until: days.from }, edges: [{ from, until }] };
  const edges = [
    { from, until: zone.startOf(days.from) },
    { from: zone.startOf(days.until), until },
  ];
  return { days, edges: edges.filter((edge) => edge.from < edge.until) };
}

/** Lengths in days of the spans that sets of members are kept for; each span begins at a multiple of its length. */
export const spans = [64, 8, 1] as const;

export interface Run {
  readonly span: number;
  readonly from: number;
  readonly until: number;
}

/** The fewest spans that make up these days, as runs of equal ones. */
export function runsOf(from: number, until: number, [span, ...shorter]: readonly number[] = spans): Run[] {
  if (from >= until || span === undefined) return [];
  const first = Math.ceil(from / span) * span;
  const last = Math.floor(until / span) * span;
  if (first >= last) return runsOf(from, until, shorter);
  return [...runsOf(from, first, shorter), { span, from: first, until: last }, ...runsOf(last, until, shorter)];
}

/** An instant, given in epoch milliseconds, in ClickHouse. */
export const instant = (at: number) => `fromUnixTimestamp64Milli(${at}, 'UTC')`;

export const within = ({ from, until }: Period) => `at >= ${instant(from)} and at < ${instant(until)}`;

/** Each part of a query costs some milliseconds to plan, so that all edges are read as one. */
export const onEdges = (edges: readonly Period[]) => `(${edges.map((edge) => `(${within(edge)})`).join(' or ')})`;

/** The business day of a row, counted from 1970-01-01. */
export const dayIn = (zone: string) => `toInt32(toDate32(at, '${zone}'))`;
