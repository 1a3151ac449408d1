import type { MemberRow } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { numberArray } from '../../platform/binary-arrays.ts';
import { type KeyRing, SubjectKey } from '../../platform/crypto/index.ts';
import { page, readCursor } from '../../platform/paging.ts';
import { rowsOf } from '../../platform/postgres.ts';
import {
  type Filter,
  type SqlFilter,
  type Table,
  conditions,
  joined,
  tables,
  tablesIn,
  whereOf,
} from './filter-members.ts';
import { findNamed } from './find-members.ts';
import { type SealedRow, openIdentifier, personalOf } from './sealing.ts';
import { secretOf } from './store.ts';

/** What the list may be sorted by: an expression, mostly with an index that ends in `key`, and how its value reads back from a cursor. */
const sorts = {
  joinedAt: { column: 'm.joined_at', key: 'm.id', type: 'timestamptz' },
  lastOrderAt: { column: 's.last_order_at', key: 's.member_id', type: 'timestamptz' },
  spent: { column: 's.spent_minor', key: 's.member_id', type: 'bigint' },
  points: { column: 'p.points', key: 'p.member_id', type: 'bigint' },
} as const satisfies Record<Filter['sort'], { column: string; key: string; type: string }>;

const firstOf = (kind: 'phone' | 'email') =>
  `(select i.sealed from members.identifier i where i.member_id = m.id and i.kind = '${kind}' order by i.added_at limit 1) as ${kind}`;

const COLUMNS = `m.id, m.sealed, ${secretOf('m.id')}, m.gender, m.region, m.channel, m.store, m.joined_at, t.tier, p.points,
  s.orders, s.spent_minor, s.currency, s.last_order_at, ${firstOf('phone')}, ${firstOf('email')}`;

interface Row extends SealedRow {
  gender: MemberRow['gender'];
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
  phone: Buffer | null;
  email: Buffer | null;
  sort_value: string | null;
}

function toRow(ring: KeyRing, row: Row): MemberRow {
  const { name, birthday } = personalOf(ring, row);
  const key = row.wrapped && new SubjectKey(Number(row.id), row.wrapped);
  const opened = (kind: 'phone' | 'email') =>
    key && row[kind] && openIdentifier(ring, key, { kind, sealed: row[kind] });
  return {
    id: row.id,
    isErased: row.wrapped === null,
    name,
    phone: opened('phone'),
    email: opened('email'),
    gender: row.gender,
    birthday,
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

interface Paging {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A page of the list, in the terms of SQL. */
interface Wanted {
  readonly sort: Filter['sort'];
  readonly isDown: boolean;
  /** One more than the page shows: it tells whether another page follows. */
  readonly limit: number;
  readonly clauses: readonly string[];
  readonly clauseValues: readonly unknown[];
  /** What the cursor leaves of the order. */
  readonly ranges: readonly string[];
  readonly rangeValues: readonly unknown[];
}

/** Numbers of members, by which a page is looked for in one way or another. */
interface Reach {
  /** So many of the list's order are looked at first; a filter that lets through no more is asked for all of them at once. */
  readonly first: number;
  /** A filter that lets through no more than this is asked for all, where none of the first were among them. */
  readonly few: number;
  /** So many ids fit into what the database gives a query; it would look through more of them one by one. */
  readonly set: number;
}

const usual: Reach = { first: 5000, few: 50_000, set: 200_000 };

/**
 * A page of the list. Which members are on it is found from the tables that filter and sort need; only for those few is the
 * rest read.
 */
export async function readMemberRows(pool: Database, filter: Filter & Paging, reach = usual) {
  const named = await findNamed(pool, filter);
  const wanted = wantedOf({ ...filter, named });
  const isOfFew = named.some(({ names }) => names.length === 0);
  const rows =
    isOfFew || !isFilteredElsewhere(wanted)
      ? await readFound(pool, wanted, alongTheOrder(wanted))
      : await readFiltered(pool, wanted, reach);
  return page(
    rows,
    filter.limit,
    (row) => [row.sort_value, row.id],
    (row) => toRow(pool.ring, row),
  );
}

/**
 * Where filter and sort need different tables, the page is looked for at the beginning of the order, as most filters let
 * through some of any thousand members. One that lets through few, or none of the first (those who spent most, newest first),
 * is asked for all of them: the database, which takes both for unrelated, would walk down the whole order. One that lets
 * through more is at hand as a set while the order is walked down.
 */
async function readFiltered(pool: Database, wanted: Wanted, { first, few, set }: Reach): Promise<Row[]> {
  const expected = await expectedRows(pool, wanted);
  if (expected > first) {
    const rows = await readFound(pool, wanted, amongTheFirst(wanted, first));
    if (rows.length === wanted.limit) return rows;
  }
  const find = expected <= few ? amongAllLetThrough : expected <= set ? untilFound : alongTheOrder;
  return readFound(pool, wanted, find(wanted));
}

function wantedOf(filter: SqlFilter & Paging): Wanted {
  const { clauses, values } = conditions(filter);
  const isDown = filter.order === 'desc';
  const after = readCursor(filter.cursor, [sorts[filter.sort].type === 'bigint' ? 'number' : 'instant', 'number']);
  return {
    sort: filter.sort,
    isDown,
    limit: filter.limit + 1,
    clauses,
    clauseValues: values,
    ranges: after ? beyond(filter.sort, isDown, after[0] === null, values.length + after.length) : ['true'],
    rangeValues: after ?? [],
  };
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

const sortedTable = ({ sort }: Wanted): Table => tables.find((table) => table.key === sorts[sort].key)!;

const filteringTables = ({ clauses }: Wanted): readonly Table[] =>
  clauses.length > 0 ? tablesIn(whereOf(clauses)) : [];

/** A filter may also look into rows of another table itself: who has a tag. */
const isFilteredElsewhere = (wanted: Wanted): boolean =>
  wanted.sort !== 'points' &&
  (filteringTables(wanted).some((table) => table !== sortedTable(wanted)) ||
    whereOf(wanted.clauses).includes(' in (select '));

/** The first of the list's order; `key` tells apart those that are equal in what it is sorted by. */
function inOrder({ sort, isDown }: Wanted, most: number, key: string = sorts[sort].key): string {
  const direction = isDown ? 'desc' : 'asc';
  const nulls = isDown ? 'nulls last' : 'nulls first';
  return `order by ${sorts[sort].column} ${direction} ${sort === 'lastOrderAt' ? nulls : ''}, ${key} ${direction} limit ${most}`;
}

/** SQL that finds the page in the order itself. */
function alongTheOrder(wanted: Wanted): string[] {
  const { key } = sorts[wanted.sort];
  const from = joined(tablesIn(`${key} ${whereOf(wanted.clauses)}`));
  return wanted.ranges.map(
    (range) =>
      `(select ${key} as id from ${from} ${whereOf([...wanted.clauses, range])} ${inOrder(wanted, wanted.limit)})`,
  );
}

/** SQL that finds, of the first of the order, those that the filter lets through. */
function amongTheFirst(wanted: Wanted, most: number): string[] {
  const { key } = sorts[wanted.sort];
  const { name, alias } = sortedTable(wanted);
  const where = whereOf(wanted.clauses);
  const first = `(select * from ${name} ${alias} where ${wanted.ranges[0]} ${inOrder(wanted, most)})`;
  const from = joined(tablesIn(`${key} ${where}`), { alias, sql: first });
  return [`(select ${key} as id from ${from} ${where} ${inOrder(wanted, wanted.limit)})`];
}

/** SQL that finds all that the filter lets through. */
function letThrough(wanted: Wanted): string {
  const filtering = filteringTables(wanted);
  return `(select ${filtering[0]!.key} as id from ${joined(filtering)} ${whereOf(wanted.clauses)} offset 0)`;
}

/** SQL that finds all that the filter lets through, and sorts them. */
function amongAllLetThrough(wanted: Wanted): string[] {
  const { key } = sorts[wanted.sort];
  const { name, alias } = sortedTable(wanted);
  const from = `${letThrough(wanted)} as through join ${name} ${alias} on ${key} = through.id`;
  return wanted.ranges.map(
    (range) => `(select ${key} as id from ${from} where ${range} ${inOrder(wanted, wanted.limit)})`,
  );
}

/** SQL that goes down the order until the page is full. `is true` makes the database look into a set, instead of joining. */
function untilFound(wanted: Wanted): string[] {
  const { key } = sorts[wanted.sort];
  const { name, alias } = sortedTable(wanted);
  return wanted.ranges.map(
    (range) =>
      `(select ${key} as id from ${name} ${alias} where ${range} and (${key} in ${letThrough(wanted)}) is true ${inOrder(wanted, wanted.limit)})`,
  );
}

/** How many rows the database expects the filter to let through, from what it knows of the tables. */
async function expectedRows(pool: Database, wanted: Wanted): Promise<number> {
  const [row] = await rowsOf<{ 'QUERY PLAN': readonly [{ readonly Plan: { readonly 'Plan Rows': number } }] }>(
    pool,
    `explain (format json) select 1 from ${joined(filteringTables(wanted))} ${whereOf(wanted.clauses)}`,
    wanted.clauseValues,
  );
  return row!['QUERY PLAN'][0].Plan['Plan Rows'];
}

/** The rows of the members that some SQL finds, in order. */
function readFound(pool: Database, wanted: Wanted, found: readonly string[]): Promise<Row[]> {
  const rest = joined(tables);
  return rowsOf<Row>(
    pool,
    `select ${COLUMNS}, ${sorts[wanted.sort].column}::text as sort_value from (${found.join(' union all ')}) as found
     join (${rest}) on m.id = found.id ${inOrder(wanted, wanted.limit, 'm.id')}`,
    [...wanted.clauseValues, ...wanted.rangeValues],
  );
}

const COUNT_LIMIT = 100_000;

export async function countMemberRows(pool: Database, filter: Filter): Promise<{ count: number; isMore: boolean }> {
  const { clauses, values } = conditions({ ...filter, named: await findNamed(pool, filter) });
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
    `select count(*) from (select 1 from ${joined(tablesIn(where))} ${where} limit ${COUNT_LIMIT + 1}) as found`,
    values,
  );
  return { count: Math.min(Number(row!.count), COUNT_LIMIT), isMore: Number(row!.count) > COUNT_LIMIT };
}

/** The currencies that the members a filter matches spent in. */
export async function currenciesSpent(pool: Database, filter: Filter): Promise<string[]> {
  const { clauses, values } = conditions({ ...filter, named: await findNamed(pool, filter) });
  const where = whereOf([...clauses, 's.currency is not null']);
  const rows = await rowsOf<{ currency: string }>(
    pool,
    `select distinct s.currency from ${joined(tablesIn(where))} ${where} order by 1`,
    values,
  );
  return rows.map(({ currency }) => currency);
}

/** List rows of given members, in the order of the ids. */
export async function memberRows(pool: Database, ids: readonly number[]): Promise<MemberRow[]> {
  const rows = await rowsOf<Row>(
    pool,
    `select ${COLUMNS}, null as sort_value from ${joined(tables)} where m.id = any($1::bigint[])`,
    [numberArray(ids)],
  );
  const byId = new Map(rows.map((row) => [Number(row.id), toRow(pool.ring, row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
