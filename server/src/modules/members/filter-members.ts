import type { Lens, QueryOf, listMembers } from '@shuke/contract';
import { numberArray, textArray } from '../../platform/binary-arrays.ts';

/** `stores`: what the caller is limited to; empty: all. `lens`: nobody is found by what it hides. */
export type Filter = Omit<QueryOf<typeof listMembers>, 'cursor' | 'limit'> & {
  readonly stores: readonly string[];
  readonly lens: Lens;
};

/** Whom something that is sealed names: members of these ids, and those whose names have one of these tokens. */
export interface Named {
  readonly ids: readonly number[];
  readonly names: readonly number[];
}

/** A filter that the database can answer: what is sealed has been looked up, or stands there as tokens. All of `named` must hold. */
export type SqlFilter = Omit<Filter, 'search' | 'identifier' | 'lens'> & { readonly named: readonly Named[] };

export interface Table {
  readonly alias: string;
  readonly name: string;
  readonly key: string;
}

/** What a list of members is read from, under the aliases that filters, sorts and columns use. */
export const tables: readonly Table[] = [
  { alias: 'm', name: 'members.member', key: 'm.id' },
  { alias: 's', name: 'activity.member_summary_view', key: 's.member_id' },
  { alias: 't', name: 'loyalty.member_tier_view', key: 't.member_id' },
  { alias: 'p', name: 'loyalty.member_points_view', key: 'p.member_id' },
];

/** Only the tables that some SQL names. Every member has a row in each of them, so that leaving one out loses nobody. */
export function tablesIn(sql: string): readonly Table[] {
  const used = tables.filter(({ alias }) => new RegExp(`\\b${alias}\\.`).test(sql));
  return used.length > 0 ? used : [tables[0]!];
}

/** All of them joined; `first` stands in for the table of that alias. */
export function joined(used: readonly Table[], first?: { readonly alias: string; readonly sql: string }): string {
  const sqlOf = ({ name, alias }: Table) => `${alias === first?.alias ? first.sql : name} ${alias}`;
  return used
    .map((table, i) => (i === 0 ? sqlOf(table) : `join ${sqlOf(table)} on ${table.key} = ${used[0]!.key}`))
    .join(' ');
}

export const whereOf = (clauses: readonly string[]): string =>
  clauses.length > 0 ? `where ${clauses.join(' and ')}` : '';

/** A member is of the store where they joined, and of those where they ordered. */
export const isOfStores = (places: string): string =>
  `(m.store = any(${places}::text[]) or m.id in (select v.member_id from activity.member_store_view v where v.store = any(${places}::text[])))`;

/** Members with a consent for a purpose that was given to a version that was replaced. */
const behind = (purpose: string, which: string): string =>
  `m.id in (select b.member_id from privacy.consent_behind_view b where b.purpose = ${purpose} and ${which})`;

/** Members of whom something came of asking to contact them, since an instant where one is given. */
const contacted = (outcome: string, from: string | undefined): string =>
  `m.id in (select o.member_id from privacy.contact_outcome_view o where o.outcome = ${outcome}${from === undefined ? '' : ` and o.asked_at >= ${from}`})`;

/** The conditions of a filter as SQL, with their values in order. */
export function conditions(filter: SqlFilter): { clauses: string[]; values: unknown[] } {
  const clauses: string[] = [];
  const values: unknown[] = [];
  const when = (value: unknown, clause: (place: string) => string) => {
    if (value === undefined || value === '') return;
    values.push(value);
    clauses.push(clause(`$${values.length}`));
  };
  for (const { ids, names } of filter.named) {
    const isOne = `m.id = any($${values.push(numberArray(ids))}::bigint[])`;
    clauses.push(
      names.length === 0 ? isOne : `(${isOne} or m.search && $${values.push(numberArray(names))}::bigint[])`,
    );
  }
  when(filter.stores.length > 0 ? textArray(filter.stores) : undefined, isOfStores);
  when(filter.tier, (at) => `t.tier = ${at}`);
  when(filter.channel, (at) => `m.channel = ${at}`);
  when(filter.store, (at) => `m.store = ${at}`);
  when(filter.tag, (at) => `m.id in (select h.member_id from tags.held_view h where h.tag = ${at})`);
  when(filter.gender, (at) => `m.gender = ${at}`);
  when(filter.joinedFrom, (at) => `m.joined_at >= ${at}`);
  when(filter.joinedUntil, (at) => `m.joined_at < ${at}`);
  when(filter.lastOrderFrom, (at) => `s.last_order_at >= ${at}`);
  when(filter.lastOrderUntil, (at) => `s.last_order_at < ${at}`);
  when(filter.minSpentMinor, (at) => `s.spent_minor >= ${at}`);
  when(filter.minPoints, (at) => `p.points >= ${at}`);
  when(filter.renew, (at) => behind(at, 'b.is_renew'));
  when(filter.older, (at) => behind(at, 'not b.is_renew'));
  const { contact, contactFrom } = filter;
  when(contact, (at) =>
    contacted(at, contactFrom === undefined ? undefined : `$${values.push(contactFrom)}::timestamptz`),
  );
  return { clauses, values };
}
