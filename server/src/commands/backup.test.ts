import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { commandLine } from '../../test/command-line.ts';
import { emptyDatabase, testDatabase } from '../../test/database.ts';

test('what is wrong with folder, key or database is said with its remedy, and nothing is made', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'shuke-commands-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [nothing, file] = [join(folder, 'nothing'), join(folder, 'a-file')];
  writeFileSync(file, '');
  const { url } = await testDatabase(t);
  const empty = await emptyDatabase(t);
  const other = Buffer.alloc(32, 9).toString('base64');
  const cases: readonly [Record<string, string>, string[], RegExp][] = [
    [{ SHUKE_BACKUP_TO: file }, ['restore'], /a-file is no folder .*set SHUKE_BACKUP_TO to one/],
    [{}, ['verify'], /Set SHUKE_BACKUP_TO to the folder/],
    [{ SHUKE_BACKUP_TO: nothing }, ['verify'], /There is no database in .*data: set SHUKE_DATA/],
    [{ SHUKE_BACKUP_TO: nothing, DATABASE_URL: empty }, ['verify'], /holds no shop: check DATABASE_URL/],
    [
      { SHUKE_BACKUP_TO: nothing, DATABASE_URL: url },
      ['verify'],
      /There is no backup in .*nothing: check SHUKE_BACKUP_TO/,
    ],
    [{ SHUKE_BACKUP_TO: nothing, DATABASE_URL: url }, ['verify', 'x'], /There is no backup x in .*"backup list"/],
    [{ DATABASE_URL: url, SHUKE_ROOT_KEY: other }, ['keys', 'rotate'], /The root key .* is not the one/],
    [{ DATABASE_URL: 'postgres://x@127.0.0.1:9/x' }, ['keys', 'rotate'], /No PostgreSQL answers at 127\.0\.0\.1:9/],
  ];
  for (const [settings, args, message] of cases) {
    const { code, out } = await commandLine({ SHUKE_DATA: join(folder, 'data'), ...settings }, ...args).ended;
    assert.deepEqual([code, message.test(out)], [1, true], `${args.join(' ')}: ${out}`);
    assert.ok(!out.includes('    at '), out);
  }
  assert.deepEqual([existsSync(join(folder, 'data/postgres')), existsSync(nothing)], [false, false]);
});
