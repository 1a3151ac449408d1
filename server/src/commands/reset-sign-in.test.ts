import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { TEST_ROOT_KEY, testDatabase } from '../../test/database.ts';
import { startEngine } from '../engine/index.ts';
import { accessModule, approvalsModule, openStaff } from '../modules/access/index.ts';
import { systemClock } from '../platform/clock.ts';

const cli = resolve(import.meta.dirname, '../cli.ts');

test('a forgotten password, lost second factors and rules that nobody can approve to change are reset from the command line', async (t) => {
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

  await pool.query(`insert into access.totp (staff_id, secret, confirmed_at) values (1, 'x', now())`);
  assert.equal((await run('reset', 'factors', 'nobody@example.com')).code, 1);
  const reset = await run('reset', 'factors', 'owner@example.com');
  assert.equal(reset.code, 0, reset.out);
  assert.deepEqual((await pool.query('select from access.factor')).rows, []);

  await pool.query(`insert into access.approval_rule values ('approvals.rules', 2, 1, 72), ('members.edit', 1, 1, 72)`);
  assert.equal((await run('reset', 'approvals')).code, 0);

  const engine = await startEngine({
    pool,
    url,
    clock: systemClock,
    modules: [accessModule(pool.ring), approvalsModule(pool.ring)],
    log: () => {},
  });
  t.after(() => engine.stop());
  while (!engine.status().isRunning) await new Promise(setImmediate);
  const trail = async () =>
    (await pool.query('select action, objects, by_id as by from access.audit order by id')).rows;
  for (const until = Date.now() + 10_000; (await trail()).length < 3 && Date.now() < until;) await engine.settle();
  const told = { objects: ['staff:1'], by: 'command-line' };
  assert.deepEqual(await trail(), [
    { action: 'password.reset', ...told },
    { action: 'factors.reset', ...told },
    { action: 'approval.rule', objects: ['rule:approvals.rules'], by: 'command-line' },
  ]);
  const { rows } = await pool.query('select kind, approvers from access.approval_rule order by kind');
  assert.deepEqual(rows, [
    { kind: 'approvals.rules', approvers: 0 },
    { kind: 'members.edit', approvers: 1 },
  ]);
});
