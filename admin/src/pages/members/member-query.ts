import {
  contactOutcomes,
  genders,
  type listMembers,
  memberSets,
  memberSorts,
  purposes,
  type QueryInput,
} from '@shuke/contract';
import type { Format } from '../../format/format.ts';
import { addDays, isDay, startOfDay, type Day } from '../../format/zone.ts';
import { choiceOf } from '../../format/limits.ts';
import type { MembersView } from '../../paths.ts';

type MembersQuery = QueryInput<typeof listMembers>;

const oneOf = <V extends string>(known: readonly V[], value: string | undefined): V | undefined =>
  known.find((one) => one === value);
const whole = (value: string | undefined) =>
  value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;

/** What the list is asked for. Days of the URL become half-open instants of the business zone; unreadable filters fall away. */
export function membersQuery(view: MembersView, zone: string): MembersQuery {
  const start = (day: Day | undefined) => (isDay(day) ? startOfDay(day, zone) : undefined);
  const end = (day: Day | undefined) => (isDay(day) ? startOfDay(addDays(day, 1), zone) : undefined);
  return {
    search: view.search?.trim().slice(0, 100) || undefined,
    tier: view.tier,
    channel: view.channel,
    store: view.store,
    tag: view.tag,
    gender: oneOf(genders, view.gender),
    joinedFrom: start(view.joinedFrom),
    joinedUntil: end(view.joinedTo),
    lastOrderFrom: start(view.lastOrderFrom),
    lastOrderUntil: end(view.lastOrderTo),
    minSpentMinor: whole(view.minSpentMinor),
    minPoints: whole(view.minPoints),
    renew: oneOf(purposes, view.renew),
    older: oneOf(purposes, view.older),
    contact: oneOf(contactOutcomes, view.contact),
    contactFrom: start(view.contactFrom),
    sort: oneOf(memberSorts, view.sort),
    order: oneOf(['asc', 'desc'], view.order),
  };
}

export interface SetQuery extends ReturnType<typeof choiceOf> {
  set: (typeof memberSets)[number];
  value: string | undefined;
  currency: string | undefined;
  from: string;
  until: string;
}

/** The figure whose members are shown, where the URL names one with its period. */
export function memberSetOf(view: MembersView, format: Format): SetQuery | null {
  const set = oneOf(memberSets, view.set);
  if (set === undefined || !isDay(view.from) || !isDay(view.to)) return null;
  return {
    set,
    value: view.value,
    currency: view.currency,
    from: startOfDay(view.from, format.zone),
    until: startOfDay(addDays(view.to, 1), format.zone),
    ...choiceOf(view.of),
  };
}
