import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { TEST_ROOT_KEY, testDatabase } from '../../test/database.ts';
import { startEngine } from '../engine/index.ts';
import { accessModule, openStaff } from '../modules/access/index.ts';
import { systemClock } from '../platform/clock.ts';

const cli = resolve(import.meta.dirname, '../cli.ts');

test('a forgotten password is replaced from the command line, and who used the old one is signed out', async (t) => {
  const { pool, url } = await testDatabase(t);
  const dataFolder = mkdtempSync(join(tmpdir(), 'shuke-reset-'));
  t.after(() => rmSync(dataFolder, { recursive: true }));
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string }>((done) => {
      const env = {
        PATH: process.env['PATH'],
        DATABASE_URL: url,
        SHUKE_DATA: dataFolder,
        SHUKE_ROOT_KEY: TEST_ROOT_KEY,
      };
      execFile(process.execPath, [cli, ...args], { env }, (error, stdout, stderr) =>
        done({ code: error ? Number(error.code) : 0, out: stdout + stderr }),
      );
    });
  const staff = openStaff(pool);
  await staff.createOwner('owner@example.com', 'the old password');
  const from = { address: 'here', device: '' };
  const token = await staff.open(await staff.check('owner@example.com', 'the old password', from), from);

  assert.equal((await run('reset', 'password')).code, 2);
  const unknown = await run('reset', 'password', 'nobody@example.com');
  assert.deepEqual([unknown.code, /Nobody signs in as nobody@example\.com/.test(unknown.out)], [1, true]);
  assert.ok(await staff.ofSession(token));

  const { code, out } = await run('reset', 'password', 'Owner@Example.com');
  assert.equal(code, 0, out);
  const password = /is now (\S+)/.exec(out)![1]!;
  assert.equal(await staff.ofSession(token), undefined);
  await assert.rejects(staff.check('owner@example.com', 'the old password', from), {
    code: 'auth.failed',
  });
  assert.equal((await staff.check('owner@example.com', password, from)).staff.role, 'owner');

  const engine = await startEngine({
    pool,
    url,
    clock: systemClock,
    modules: [accessModule(pool.ring)],
    log: () => {},
  });
  t.after(() => engine.stop());
  while (!engine.status().isRunning) await new Promise(setImmediate);
  await engine.settle();
  const { rows } = await pool.query('select action, objects, by_id as by from access.audit');
  assert.deepEqual(rows, [{ action: 'password.reset', objects: ['staff:1'], by: 'command-line' }]);
});
