import { type MemberRow, type MemberView, type QueryOf, type listMembers } from '@shuke/contract';
import type pg from 'pg';
import { page, readCursor } from '../../platform/paging.ts';
import { numberArray } from '../../platform/binary-arrays.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { parseIdentifier } from './identifier.ts';

type Filter = Omit<QueryOf<typeof listMembers>, 'cursor' | 'limit'>;

/** What the list may be sorted by: an expression, mostly with an index that ends in `key`, and how its value reads back from a cursor. */
const sorts = {
  joinedAt: { column: 'm.joined_at', key: 'm.id', type: 'timestamptz' },
  lastOrderAt: { column: 's.last_order_at', key: 's.member_id', type: 'timestamptz' },
  spent: { column: 's.spent_minor', key: 's.member_id', type: 'bigint' },
  points: { column: 'p.points', key: 'p.member_id', type: 'bigint' },
} as const satisfies Record<Filter['sort'], { column: string; key: string; type: string }>;

const FROM = `members.member m
  join activity.member_summary_view s on s.member_id = m.id
  join loyalty.member_tier_view t on t.member_id = m.id
  join loyalty.member_points_view p on p.member_id = m.id`;

const tables = [
  { alias: 'm', name: 'members.member', key: 'm.id' },
  { alias: 's', name: 'activity.member_summary_view', key: 's.member_id' },
  { alias: 't', name: 'loyalty.member_tier_view', key: 't.member_id' },
  { alias: 'p', name: 'loyalty.member_points_view', key: 'p.member_id' },
] as const;

/** Only the tables that some SQL names. Every member has a row in each of them, so that leaving one out loses nobody. */
function tablesIn(sql: string): (typeof tables)[number][] {
  const used = tables.filter(({ alias }) => new RegExp(`\\b${alias}\\.`).test(sql));
  return used.length > 0 ? used : [tables[0]];
}

/** All of them joined; `first` stands in for the table of that alias. */
function joined(
  used: readonly (typeof tables)[number][],
  first?: { readonly alias: string; readonly sql: string },
): string {
  const sqlOf = ({ name, alias }: (typeof tables)[number]) => `${alias === first?.alias ? first.sql : name} ${alias}`;
  return used
    .map((table, i) => (i === 0 ? sqlOf(table) : `join ${sqlOf(table)} on ${table.key} = ${used[0]!.key}`))
    .join(' ');
}

const tablesOf = (sql: string) => joined(tablesIn(sql));

const whereOf = (clauses: readonly string[]): string => (clauses.length > 0 ? `where ${clauses.join(' and ')}` : '');

const COLUMNS = `m.id, m.name, m.gender, m.birthday::text, m.region, m.channel, m.store, m.joined_at, t.tier, p.points,
  s.orders, s.spent_minor, s.currency, s.last_order_at,
  (select i.value from members.identifier i where i.member_id = m.id and i.kind = 'phone' order by i.added_at limit 1) as phone,
  (select i.value from members.identifier i where i.member_id = m.id and i.kind = 'email' order by i.added_at limit 1) as email`;

interface Row {
  id: string;
  name: string | null;
  gender: MemberRow['gender'];
  birthday: string | null;
  region: string | null;
  channel: string | null;
  store: string | null;
  joined_at: Date;
  tier: string;
  points: string;
  orders: number;
  spent_minor: string;
  currency: string | null;
  last_order_at: Date | null;
  phone: string | null;
  email: string | null;
  sort_value: string | null;
}

function toRow(row: Row): MemberRow {
  return {
    id: row.id,
    name: row.name,
    phone: row.phone,
    email: row.email,
    gender: row.gender,
    birthday: row.birthday,
    region: row.region,
    channel: row.channel,
    store: row.store,
    joinedAt: row.joined_at.toISOString(),
    tier: row.tier,
    points: Number(row.points),
    orders: row.orders,
    spentMinor: Number(row.spent_minor),
    currency: row.currency ?? 'CNY',
    lastOrderAt: row.last_order_at?.toISOString() ?? null,
  };
}

/** The conditions of a filter as SQL, with their values in order. */
function conditions(filter: Filter): { clauses: string[]; values: unknown[] } {
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

/** Of the list's order, so many members are looked at before the filter is asked for all that it lets through, where those are no more than so many. */
const LOOK_AHEAD = 5000;
const FEW = 50_000;

/**
 * A page of the list. Which members are on it is found from the tables that filter and sort need; only for those few is the
 * rest read. Where filter and sort need different tables, the page is looked for at the beginning of the order, as most filters
 * let through some of any thousand members. One that lets through few, and none of the first (those who spent most, newest
 * first), is asked for all of them: the database, which takes both for unrelated, would walk down the whole order.
 */
export async function readMemberRows(pool: pg.Pool, filter: Filter & { cursor?: string | undefined; limit: number }) {
  const { clauses, values } = conditions(filter);
  const { column, key, type } = sorts[filter.sort];
  const isDown = filter.order === 'desc';
  const after = readCursor(filter.cursor, [type === 'bigint' ? 'number' : 'instant', 'number']);
  const asked = [...values];
  let ranges = ['true'];
  if (after) {
    values.push(after[0], after[1]);
    ranges = beyond(filter.sort, isDown, after[0] === null, values.length);
  }
  const direction = isDown ? 'desc nulls last' : 'asc nulls first';
  const nulls = filter.sort === 'lastOrderAt' ? direction : isDown ? 'desc' : 'asc';
  const limit = filter.limit + 1;
  const inOrder = (most: number) => `order by ${column} ${nulls}, ${key} ${isDown ? 'desc' : 'asc'} limit ${most}`;
  const where = whereOf(clauses);
  const rowsOfFound = (found: readonly string[]) =>
    rowsOf<Row>(
      pool,
      `select ${COLUMNS}, ${column}::text as sort_value from (${found.join(' union all ')}) as found join (${FROM}) on m.id = found.id
       order by ${column} ${nulls}, m.id ${isDown ? 'desc' : 'asc'} limit ${limit}`,
      values,
    );

  const sorted = tables.find((table) => table.key === key)!;
  const filtering = clauses.length > 0 ? tablesIn(where) : [];
  /** The first of the order, those that the filter lets through. */
  const ahead = () => {
    const first = `(select * from ${sorted.name} ${sorted.alias} where ${ranges[0]} ${inOrder(LOOK_AHEAD)})`;
    const from = joined(tablesIn(`${key} ${where}`), { alias: sorted.alias, sql: first });
    return rowsOfFound([`(select ${key} as id from ${from} ${where} ${inOrder(limit)})`]);
  };
  /** All that the filter lets through, sorted. */
  const through = () => {
    const all = `(select ${filtering[0]!.key} as id from ${joined(filtering)} ${where} offset 0) as through`;
    const from = `${all} join ${sorted.name} ${sorted.alias} on ${key} = through.id`;
    return rowsOfFound(ranges.map((range) => `(select ${key} as id from ${from} where ${range} ${inOrder(limit)})`));
  };
  const direct = () => {
    const from = tablesOf(`${key} ${where}`);
    return rowsOfFound(
      ranges.map((range) => `(select ${key} as id from ${from} ${whereOf([...clauses, range])} ${inOrder(limit)})`),
    );
  };

  const isFew = async () => (await estimate(pool, `${joined(filtering)} ${where}`, asked)) <= FEW;
  const isFound = Boolean(filter.search?.trim() || filter.identifier);
  const isElsewhere = filter.sort !== 'points' && filtering.some((table) => table !== sorted);
  let rows = isElsewhere && !isFound ? await ahead() : await direct();
  if (isElsewhere && !isFound && rows.length < limit) rows = await ((await isFew()) ? through() : direct());
  return page(rows, filter.limit, (row) => [row.sort_value, row.id], toRow);
}

/** How many rows the database expects, from what it knows of the tables. */
async function estimate(pool: pg.Pool, from: string, values: readonly unknown[]): Promise<number> {
  const [row] = await rowsOf<{ 'QUERY PLAN': readonly [{ readonly Plan: { readonly 'Plan Rows': number } }] }>(
    pool,
    `explain (format json) select 1 from ${from}`,
    values,
  );
  return row!['QUERY PLAN'][0].Plan['Plan Rows'];
}

/**
 * The ranges after the cursor in the list's order, each one that an index finds. Members without an order stand last when
 * sorted downwards, first upwards.
 */
function beyond(sort: Filter['sort'], isDown: boolean, isNull: boolean, last: number): string[] {
  const { column, key, type } = sorts[sort];
  const [value, id] = [`$${last - 1}::${type}`, `$${last}::bigint`];
  if (isNull) {
    const others = `(${value} is null and ${column} is null and ${key} ${isDown ? '<' : '>'} ${id})`;
    return isDown ? [others] : [others, `${column} is not null`];
  }
  const compare = isDown ? '<' : '>';
  const range = `(${column} ${compare}= ${value} and (${column}, ${key}) ${compare} (${value}, ${id}))`;
  return isDown && sort === 'lastOrderAt' ? [range, `${column} is null`] : [range];
}

const COUNT_LIMIT = 100_000;

export async function countMemberRows(pool: pg.Pool, filter: Filter): Promise<{ count: number; isMore: boolean }> {
  const { clauses, values } = conditions(filter);
  if (clauses.length === 0) {
    const [all] = await rowsOf<{ count: string }>(
      pool,
      `select reltuples::bigint as count from pg_class where oid = 'members.member'::regclass`,
    );
    if (Number(all!.count) > COUNT_LIMIT) return { count: COUNT_LIMIT, isMore: true };
  }
  const where = whereOf(clauses);
  const [row] = await rowsOf<{ count: string }>(
    pool,
    `select count(*) from (select 1 from ${tablesOf(where)} ${where} limit ${COUNT_LIMIT + 1}) as found`,
    values,
  );
  return { count: Math.min(Number(row!.count), COUNT_LIMIT), isMore: Number(row!.count) > COUNT_LIMIT };
}

/** List rows of given members, in the order of the ids. */
export async function memberRows(pool: pg.Pool, ids: readonly number[]): Promise<MemberRow[]> {
  const rows = await rowsOf<Row>(
    pool,
    `select ${COLUMNS}, null as sort_value from ${FROM} where m.id = any($1::bigint[])`,
    [numberArray(ids)],
  );
  const byId = new Map(rows.map((row) => [Number(row.id), toRow(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** What the member page needs of other modules. */
export interface MemberParts {
  standing(id: number): Promise<Pick<MemberView, 'points' | 'tier'>>;
  activity(id: number): Promise<MemberView['activity']>;
}

export async function readMember(pool: pg.Pool, parts: MemberParts, id: number): Promise<MemberView> {
  const [[member], identifiers, standing, activity] = await Promise.all([
    rowsOf<Omit<MemberView, 'joinedAt'> & { joined_at: Date }>(
      pool,
      'select id, name, gender, birthday::text, region, language, attributes, channel, store, joined_at from members.member where id = $1',
      [id],
    ),
    rowsOf<{ kind: MemberView['identifiers'][number]['kind']; value: string; added_at: Date }>(
      pool,
      'select kind, value, added_at from members.identifier where member_id = $1 order by added_at, kind, value',
      [id],
    ),
    parts.standing(id),
    parts.activity(id),
  ]);
  if (!member) throw new Problem('member.unknown', `There is no member ${id}.`);
  const { joined_at, ...rest } = member;
  return {
    ...rest,
    joinedAt: joined_at.toISOString(),
    identifiers: identifiers.map((one) => ({ kind: one.kind, value: one.value, addedAt: one.added_at.toISOString() })),
    ...standing,
    activity,
  };
}

export async function mustExist(pool: pg.Pool, id: number): Promise<void> {
  const rows = await rowsOf(pool, 'select 1 from members.member where id = $1', [id]);
  if (rows.length === 0) throw new Problem('member.unknown', `There is no member ${id}.`);
}

export async function memberNames(pool: pg.Pool, ids: readonly number[]): Promise<Map<number, string | null>> {
  const rows = await rowsOf<{ id: string; name: string | null }>(
    pool,
    'select id, name from members.member where id = any($1::bigint[])',
    [numberArray(ids)],
  );
  return new Map(rows.map((row) => [Number(row.id), row.name]));
}
