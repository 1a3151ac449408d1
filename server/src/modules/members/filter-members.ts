import type { QueryOf, listMembers } from '@shuke/contract';
import { parseIdentifier } from './identifier.ts';

export type Filter = Omit<QueryOf<typeof listMembers>, 'cursor' | 'limit'>;

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

/** The conditions of a filter as SQL, with their values in order. */
export function conditions(filter: Filter): { clauses: string[]; values: unknown[] } {
  const clauses: string[] = [];
  const values: unknown[] = [];
  const when = (value: unknown, clause: (place: string) => string) => {
    if (value === undefined || value === '') return;
    values.push(value);
    clauses.push(clause(`$${values.length}`));
  };
  if (filter.identifier) {
    const { kind, value } = parseIdentifier(filter.identifier);
    values.push(kind, value);
    clauses.push(
      `m.id = (select member_id from members.identifier where kind = $${values.length - 1} and value = $${values.length})`,
    );
  }
  const search = filter.search?.trim();
  if (search) searchClause(search, clauses, values);
  when(filter.tier, (at) => `t.tier = ${at}`);
  when(filter.channel, (at) => `m.channel = ${at}`);
  when(filter.store, (at) => `m.store = ${at}`);
  when(filter.gender, (at) => `m.gender = ${at}`);
  when(filter.joinedFrom, (at) => `m.joined_at >= ${at}`);
  when(filter.joinedUntil, (at) => `m.joined_at < ${at}`);
  when(filter.lastOrderFrom, (at) => `s.last_order_at >= ${at}`);
  when(filter.lastOrderUntil, (at) => `s.last_order_at < ${at}`);
  when(filter.minSpentMinor, (at) => `s.spent_minor >= ${at}`);
  when(filter.minPoints, (at) => `p.points >= ${at}`);
  return { clauses, values };
}

/** At most so many members are looked at for a search; more means it has to be narrowed anyway. */
const SEARCH_LIMIT = 2000;

/** One box finds by id, by phone (whole or its last digits), by the beginning of any identifier, and by the beginning of a name. */
function searchClause(search: string, clauses: string[], values: unknown[]): void {
  const escaped = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`);
  values.push(`${escaped(search.toLowerCase())}%`, `${escaped(search)}%`);
  const [lower, asTyped] = [`$${values.length - 1}`, `$${values.length}`];
  const ways = [
    `(select id from members.member where lower(name) like ${lower} limit ${SEARCH_LIMIT})`,
    `(select member_id from members.identifier where value like ${lower} limit ${SEARCH_LIMIT})`,
    `(select member_id from members.identifier where value like ${asTyped} limit ${SEARCH_LIMIT})`,
  ];
  const digits = search.replaceAll(/[\s+-]/g, '');
  if (/^\d{4,15}$/.test(digits)) {
    values.push(`${digits.split('').toReversed().join('')}%`);
    ways.push(
      `(select member_id from members.identifier where kind = 'phone' and reverse(value) like $${values.length} limit ${SEARCH_LIMIT})`,
    );
  }
  if (/^\d{1,15}$/.test(digits)) {
    values.push(digits);
    ways.push(`(select $${values.length}::bigint)`);
  }
  clauses.push(`m.id in (${ways.join(' union all ')})`);
}
