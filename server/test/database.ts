import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import pg from 'pg';
import { type KeyRing, openStoredRing } from '../src/platform/crypto/index.ts';
import { type Database, withRing } from '../src/platform/database.ts';
import type { EmbeddedPostgres } from '../src/platform/embedded-postgres.ts';
import { migrate, migrationsFingerprint, readMigrations } from '../src/platform/migrate.ts';
import { clusterPrefix, startTestCluster } from './cluster.ts';

export interface TestDatabase {
  url: string;
  name: string;
  pool: Database;
}

/** The root key of all databases of tests, as SHUKE_ROOT_KEY. */
export const TEST_ROOT_KEY = Buffer.alloc(32, 7).toString('base64');

/** The ring of a database of tests, at an address of its own. */
export async function testRingAt(url: string): Promise<KeyRing> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const ring = await testRing(pool);
  await pool.end();
  return ring;
}

/** The ring of a database of tests. */
export const testRing = (pool: pg.Pool): Promise<KeyRing> =>
  openStoredRing(pool, { dataFolder: tmpdir(), rootKey: TEST_ROOT_KEY, keyCommand: undefined, suite: 'intl' });

interface Hooks {
  after(fn: () => Promise<void>): void;
}

/**
 * A migrated database of its own, copied from a template and dropped afterwards: with `t` after that test, without it after
 * the file. The cluster is SHUKE_TEST_DATABASE_URL (`npm test` sets it), else a private one that ends with the process.
 */
export async function testDatabase(t?: Hooks): Promise<TestDatabase> {
  const hooks = t ?? { after: (fn: () => Promise<void>) => after(fn) };
  const cluster = await testClusterUrl();
  const template = await ensureTemplate(cluster);
  const name = `shuke_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onDatabase(cluster, 'postgres', (client) => client.query(`create database ${name} template ${template}`));
  const url = withDatabase(cluster, name);
  const pool = new pg.Pool({ connectionString: url, max: 5, allowExitOnIdle: true });
  // A connection that the drop below cuts off is no failure of the test.
  pool.on('error', () => {});
  hooks.after(async () => {
    if (!pool.ending) await pool.end();
    await onDatabase(cluster, 'postgres', (client) => client.query(`drop database if exists ${name} with (force)`));
  });
  return { url, name, pool: withRing(pool, await testRing(pool)) };
}

/** An empty database of its own, for tests of the migrations themselves. */
export async function emptyDatabase(t: Hooks): Promise<string> {
  const cluster = await testClusterUrl();
  const name = `shuke_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onDatabase(cluster, 'postgres', (client) => client.query(`create database ${name} template template0`));
  t.after(() =>
    onDatabase(
      cluster,
      'postgres',
      async (client) => void (await client.query(`drop database if exists ${name} with (force)`)),
    ),
  );
  return withDatabase(cluster, name);
}

/** The same, as a version left it that had no migration from `number` on. */
export async function formerDatabase(t: Hooks, number: string): Promise<string> {
  const url = await emptyDatabase(t);
  const only = readMigrations().flatMap(({ name }) => (name < number ? [name] : []));
  await migrate(url, { only });
  return url;
}

let privateCluster: Promise<string> | undefined;

function testClusterUrl(): Promise<string> {
  const given = process.env['SHUKE_TEST_DATABASE_URL'];
  if (given) return Promise.resolve(given);
  privateCluster ??= startPrivateCluster();
  return privateCluster;
}

async function startPrivateCluster(): Promise<string> {
  const dataFolder = mkdtempSync(join(tmpdir(), clusterPrefix));
  const cluster = await startTestCluster(dataFolder);
  // The only hook that runs after every other, whichever way the file ends; so it has to be synchronous.
  process.once('exit', () => {
    endAtOnce(cluster);
    for (const folder of [cluster.folder, dataFolder]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return cluster.url;
}

function endAtOnce({ pid, folder }: EmbeddedPostgres): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    return;
  }
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; waitedMs < 3000 && existsSync(join(folder, 'data/postmaster.pid')); waitedMs += 10)
    Atomics.wait(pause, 0, 0, 10);
}

async function ensureTemplate(cluster: string): Promise<string> {
  const template = `shuke_template_${migrationsFingerprint()}`;
  await onDatabase(cluster, 'postgres', async (client) => {
    if (await exists(client, template)) return;
    await client.query('select pg_advisory_lock(7080002)');
    if (await exists(client, template)) return;
    await dropOldTemplates(client);
    const unfinished = `${template}_unfinished`;
    await client.query(`drop database if exists ${unfinished} with (force)`);
    await client.query(`create database ${unfinished} template template0 encoding 'UTF8'`);
    await migrate(withDatabase(cluster, unfinished));
    // Every copy of the template has the keys: making them anew for each would take longer.
    await testRingAt(withDatabase(cluster, unfinished));
    await client.query(`alter database ${unfinished} rename to ${template}`);
  });
  return template;
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

async function dropOldTemplates(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database where datname like 'shuke\\_template\\_%'`,
  );
  for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
}

async function onDatabase<T>(cluster: string, name: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: withDatabase(cluster, name) });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function withDatabase(cluster: string, name: string): string {
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return url.href;
}
