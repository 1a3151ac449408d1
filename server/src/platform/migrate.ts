import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

export interface MigrateOptions {
  folder?: string;
  log?: (line: string) => void;
  /** Only these, where a database is to be as it once was. */
  only?: readonly string[] | undefined;
}

/** What a database has taken. */
export const migrationTable = 'platform.migration';

export const migrationsFolder = resolve(import.meta.dirname, '../../migrations');

// Any constant does; two processes that start together must mean the same lock.
const lockKey = 7_080_001;

/** A database that these migration files cannot bring forward. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/**
 * Brings the database to the newest schema: forward only, in the order of the files' numbers, each in its own transaction.
 * Several processes may start together. Throws a MigrationError when an applied file was changed or the database is newer.
 */
export async function migrate(
  url: string,
  { folder = migrationsFolder, log = () => {}, only }: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  const migrations = readMigrations(folder).filter(({ name }) => only?.includes(name) ?? true);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    const done = await readApplied(client);
    const pending = findPending(migrations, done);
    for (const migration of pending) {
      log(`Migrating the database: ${migration.name}`);
      await apply(client, migration);
    }
    return { applied: pending.map((migration) => migration.name) };
  } finally {
    // Closing the session gives the lock back.
    await client.end();
  }
}

/** The migration files of a folder in order. Other files are left alone; a wrong name or a number used twice is refused. */
export function readMigrations(folder = migrationsFolder): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  names.forEach((name, index) => {
    if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(name))
      throw new MigrationError(`${join(folder, name)} is not named like 0001-what-it-does.sql: rename it.`);
    if (name.slice(0, 4) === names[index - 1]?.slice(0, 4))
      throw new MigrationError(
        `${names[index - 1]} and ${name} have the same number: give the newer one the next free number.`,
      );
  });
  return names.map((name) => {
    const sql = readFileSync(join(folder, name), 'utf8');
    return { name, sql, checksum: checksumOf(sql) };
  });
}

/** Names one state of the migrations: databases with the same fingerprint have the same schema. */
export function migrationsFingerprint(folder = migrationsFolder): string {
  return checksumOf(
    readMigrations(folder)
      .map(({ name, checksum }) => `${name} ${checksum}\n`)
      .join(''),
  ).slice(0, 12);
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  await client.query(`
    create schema if not exists platform;
    create table if not exists platform.migration (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    );
    comment on table platform.migration is 'One row is one migration file that this database has taken.'`);
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from platform.migration order by name',
  );
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

function findPending(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): Migration[] {
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = [...applied.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new MigrationError(
      `The database was migrated by a newer Shuke (${unknown.join(', ')}): start that version, or restore a backup made before it.`,
    );
  const changed = migrations.filter(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  if (changed.length > 0)
    throw new MigrationError(
      `${changed.map(({ name }) => name).join(', ')} changed after the database had taken it: put the file back as it was and write the change as a new migration.`,
    );
  const pending = migrations.filter(({ name }) => !applied.has(name));
  const newest = [...applied.keys()].at(-1);
  const late = pending.filter(({ name }) => newest !== undefined && name < newest);
  if (late.length > 0)
    throw new MigrationError(
      `${late.map(({ name }) => name).join(', ')} is older than ${newest}, which the database has already taken: give it the next free number.`,
    );
  return pending;
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into platform.migration (name, checksum) values ($1, $2)', [name, checksum]);
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new Error(`the commit was answered with ${command}`);
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw new MigrationError(`The migration ${name} failed and was taken back: ${describe(error, sql)}`, {
      cause: error,
    });
  } finally {
    // A migration may set its own search path or role; the next one starts from the connection's.
    await client.query('reset all');
  }
}

function describe(error: unknown, sql: string): string {
  if (!(error instanceof pg.DatabaseError)) return error instanceof Error ? error.message : String(error);
  const line = error.position === undefined ? '' : ` (line ${sql.slice(0, Number(error.position)).split('\n').length})`;
  return `${error.message}${line}`;
}
