import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { root, withLock } from './install.mjs';

const stateFolder = join(root, '.shuke');

test('two that do the same work take turns', async () => {
  const order = [];
  const work = (name) =>
    withLock('test-turns', async () => {
      order.push(`${name} begins`);
      await new Promise((done) => setTimeout(done, 50));
      order.push(`${name} ends`);
    });
  await Promise.all([work('a'), work('b')]);
  assert.deepEqual(order, ['a begins', 'a ends', 'b begins', 'b ends']);
});

test('the lock of a dead process is taken over, and given back', async () => {
  mkdirSync(stateFolder, { recursive: true });
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const file = join(stateFolder, 'test-stale.lock');
  writeFileSync(file, `${dead}\n`);
  assert.equal(await withLock('test-stale', async () => 'done'), 'done');
  assert.equal(existsSync(file), false);
});

test('the lock is given back when the work fails', async () => {
  await assert.rejects(
    withLock('test-failing', () => Promise.reject(new Error('no network'))),
    /no network/,
  );
  assert.equal(await withLock('test-failing', async () => 'next'), 'next');
  rmSync(join(stateFolder, 'test-failing.lock'), { force: true });
});
