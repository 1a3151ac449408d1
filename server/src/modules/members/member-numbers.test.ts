import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { emptyDatabase } from '../../../test/database.ts';
import { migrate, migrationsFolder } from '../../platform/migrate.ts';

test('a shop that had members before they had numbers of their own goes on behind its last', async (t) => {
  const url = await emptyDatabase(t);
  const before = mkdtempSync(join(tmpdir(), 'shuke-migrations-'));
  t.after(() => rmSync(before, { recursive: true }));
  for (const name of readdirSync(migrationsFolder).filter((name) => name < '0012')) {
    cpSync(join(migrationsFolder, name), join(before, name));
  }
  await migrate(url, { folder: before });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `insert into members.member (id, joined_at, updated_at) select id, now(), now() from unnest('{10001,10042,10777}'::bigint[]) id`,
    );
    await migrate(url);
    const { rows } = await client.query(`select value from engine.counter where name = 'members.number'`);
    assert.deepEqual(rows, [{ value: '777' }]);
  } finally {
    await client.end();
  }
});
