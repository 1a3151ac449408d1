import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { readMigrations } from '../../platform/migrate.ts';
import { rowsOf } from '../../platform/postgres.ts';

export interface FoundTable {
  /** As SQL names it. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly order: string;
}

/** Of this module, whose tables tell of backups and belong to a database rather than to what is kept in it. */
const OWN_SCHEMA = 'backup';

/** The schemas that migrations make; others in the same database are not ours to copy. */
const ourSchemas = (): string[] =>
  readMigrations()
    .flatMap(({ sql }) => [...sql.matchAll(/^create schema (?:if not exists )?(\w+)/gim)].map(([, name = '']) => name))
    .concat('platform')
    .filter((name) => name !== OWN_SCHEMA);

/** One state of the whole database until the transaction ends, written the same way whatever the connection is set to. */
export async function beginSnapshot(client: PoolClient): Promise<void> {
  await client.query('begin isolation level repeatable read read only');
  await client.query(
    `set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local timezone = 'UTC';
     set local bytea_output = 'hex'; set local extra_float_digits = 1; set local statement_timeout = 0`,
  );
}

/** Our tables, each after those it refers to. */
export async function findTables(client: PoolClient): Promise<FoundTable[]> {
  const rows = await rowsOf<{ oid: number; name: string; columns: string[]; ordered: string; refers: number[] }>(
    client,
    `select c.oid::int as oid, format('%I.%I', n.nspname, c.relname) as name,
       array(select quote_ident(a.attname) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       (select string_agg(quote_ident(a.attname), ', ' order by k.place) from pg_index i
         cross join unnest(i.indkey) with ordinality as k (number, place)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number where i.indrelid = c.oid and i.indisprimary) as ordered,
       array(select f.confrelid::int from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as refers
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname = any($1) order by 2`,
    [ourSchemas()],
  );
  const placed = new Set<number>();
  const sorted: FoundTable[] = [];
  while (sorted.length < rows.length) {
    const next = rows.filter(({ oid, refers }) => !placed.has(oid) && refers.every((other) => placed.has(other)));
    if (next.length === 0) throw new Error('Tables refer to each other in a circle and cannot be filled one by one.');
    for (const { oid, name, columns, ordered } of next) {
      placed.add(oid);
      sorted.push({ name, columns, order: ordered });
    }
  }
  return sorted;
}

/** How far each sequence has come. */
export function readSequences(client: PoolClient): Promise<{ name: string; value: string }[]> {
  return rowsOf(
    client,
    `select format('%I.%I', schemaname, sequencename) as name, last_value::text as value from pg_sequences
     where last_value is not null and schemaname = any($1) order by 1`,
    [ourSchemas()],
  );
}

/** Roughly how many bytes there are to read. */
export async function estimateBytes(client: PoolClient, tables: readonly FoundTable[]): Promise<number> {
  const [row] = await rowsOf<{ bytes: string }>(
    client,
    'select coalesce(sum(pg_table_size(name::regclass)), 0) as bytes from unnest($1::text[]) name',
    [tables.map(({ name }) => name)],
  );
  return Number(row?.bytes ?? 0);
}

/** The rows of a table as lines, in the order of its key. */
export function readRows(client: PoolClient, { name, columns, order }: FoundTable) {
  const text = `copy (select ${columns.join(', ')} from ${name} order by ${order}) to stdout`;
  return client.query(copyTo(text));
}
