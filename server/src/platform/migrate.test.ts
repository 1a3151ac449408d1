import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';
import pg from 'pg';
import { emptyDatabase, testDatabase } from '../../test/database.ts';
import { describeSchema } from './describe-schema.ts';
import { migrate, MigrationError, migrationsFingerprint, readMigrations } from './migrate.ts';

const schemaFile = resolve(import.meta.dirname, '../../schema.sql');

test('server/schema.sql says what the migrations make (UPDATE=1 writes it anew)', async (t) => {
  const { url, pool } = await testDatabase(t);
  const { rows } = await pool.query<{ version: string }>(`select current_setting('server_version_num') as version`);
  if (Number(rows[0]?.version) < 180_000) return t.skip('definitions read differently before PostgreSQL 18');
  const schema = await describeSchema(url);
  if (process.env['UPDATE'] === '1') writeFileSync(schemaFile, schema);
  const committed = readFileSync(schemaFile, 'utf8');
  if (schema === committed) return;
  const lines = committed.split('\n');
  const at = schema.split('\n').findIndex((line, index) => line !== lines[index]);
  assert.fail(
    `server/schema.sql differs from line ${at + 1}: the migrations make "${schema.split('\n')[at]}", it says "${lines[at]}". UPDATE=1 npm test -- migrate writes it anew.`,
  );
});

test('migrations are applied once, in the order of their numbers', async (t) => {
  const url = await emptyDatabase(t);
  const folder = folderWith(t, {
    '0001-shop.sql': 'create schema shop; create table shop.item (id int)',
    '0002-price.sql': 'alter table shop.item add price int',
  });
  assert.deepEqual(await migrate(url, { folder }), { applied: ['0001-shop.sql', '0002-price.sql'] });
  assert.deepEqual(await migrate(url, { folder }), { applied: [] });
  writeFileSync(join(folder, '0003-more.sql'), 'alter table shop.item add more text');
  assert.deepEqual(await migrate(url, { folder }), { applied: ['0003-more.sql'] });
});

test('a migration that fails leaves nothing behind and says where it failed', async (t) => {
  const url = await emptyDatabase(t);
  const folder = folderWith(t, {
    '0001-half.sql': 'create schema half;\ncreate table half.a (id int);\ncreate tabel half.b ();',
  });
  await assert.rejects(migrate(url, { folder }), /0001-half\.sql failed and was taken back: .*syntax error.*line 3/);
  assert.deepEqual(await query(url, `select 1 from pg_namespace where nspname = 'half'`), []);
});

test('an applied migration that was changed is refused', async (t) => {
  const url = await emptyDatabase(t);
  const folder = folderWith(t, { '0001-shop.sql': 'create schema shop' });
  await migrate(url, { folder });
  writeFileSync(join(folder, '0001-shop.sql'), 'create schema shop2');
  await assert.rejects(
    migrate(url, { folder }),
    /0001-shop\.sql changed after the database had taken it: put the file back/,
  );
});

test('line ends of another system are no change', async (t) => {
  const url = await emptyDatabase(t);
  const folder = folderWith(t, { '0001-shop.sql': 'create schema shop;\ncreate table shop.a ();\n' });
  await migrate(url, { folder });
  writeFileSync(join(folder, '0001-shop.sql'), 'create schema shop;\r\ncreate table shop.a ();\r\n');
  assert.deepEqual(await migrate(url, { folder }), { applied: [] });
});

test('a database of a newer Shuke is refused', async (t) => {
  const url = await emptyDatabase(t);
  const folder = folderWith(t, { '0001-a.sql': 'select 1', '0002-b.sql': 'select 1' });
  await migrate(url, { folder });
  rmSync(join(folder, '0002-b.sql'));
  await assert.rejects(migrate(url, { folder }), /newer Shuke \(0002-b\.sql\)/);
});

test('a migration numbered before one that is applied is refused', async (t) => {
  const url = await emptyDatabase(t);
  const folder = folderWith(t, { '0002-b.sql': 'select 1' });
  await migrate(url, { folder });
  writeFileSync(join(folder, '0001-a.sql'), 'select 1');
  await assert.rejects(migrate(url, { folder }), /0001-a\.sql is older than 0002-b\.sql/);
});

test('a number used twice and a name without a number are refused', (t) => {
  assert.throws(() => readMigrations(folderWith(t, { '0001-a.sql': '', '0001-b.sql': '' })), MigrationError);
  assert.throws(() => readMigrations(folderWith(t, { 'a.sql': '' })), MigrationError);
});

test('processes that start together migrate once', async (t) => {
  const url = await emptyDatabase(t);
  const folder = folderWith(t, { '0001-shop.sql': 'create schema shop; select pg_sleep(0.1)' });
  const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(url, { folder })));
  assert.equal(runs.flatMap(({ applied }) => applied).length, 1);
});

test('the fingerprint changes with any migration', (t) => {
  const folder = folderWith(t, { '0001-a.sql': 'select 1' });
  const before = migrationsFingerprint(folder);
  writeFileSync(join(folder, '0002-b.sql'), 'select 2');
  assert.notEqual(migrationsFingerprint(folder), before);
});

function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'shuke-migrations-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
