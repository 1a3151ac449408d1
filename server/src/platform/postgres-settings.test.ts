import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { settingsFor } from './postgres-settings.ts';

const MB = 1024 * 1024;

test('buffers are 128 MB for a new or small shop, and grow with what it has on disk', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'shuke-settings-'));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.equal(settingsFor(folder)['shared_buffers'], '128MB');
  mkdirSync(join(folder, 'base/5'), { recursive: true });
  const holding = (bytes: number) => {
    writeFileSync(join(folder, 'base/5/16384'), '');
    truncateSync(join(folder, 'base/5/16384'), bytes);
    return settingsFor(folder)['shared_buffers'];
  };
  assert.equal(holding(100 * MB), '128MB');
  assert.equal(holding(1600 * MB), '800MB');
  assert.equal(
    holding(10_000_000 * MB),
    `${Math.round(totalmem() / 8 / MB)}MB`,
    'never more than an eighth of the memory',
  );
});
