import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { FolderInUse, lockFolder } from './folder-lock.ts';

test('a lock has one holder, who gives it back', async (t) => {
  const file = temporaryFile(t);
  const lock = await lockFolder(file);
  const other = await holdElsewhere(t, file);
  assert.equal(other.answer, `held by ${process.pid}`);
  lock.release();
  assert.equal((await holdElsewhere(t, file)).answer, 'locked');
});

test('a lock whose holder was killed is free at once', async (t) => {
  const file = temporaryFile(t);
  const other = await holdElsewhere(t, file);
  await assert.rejects(lockFolder(file), FolderInUse);
  const waiting = lockFolder(file, { waitMs: 5000 });
  other.kill();
  (await waiting).release();
});

function temporaryFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'shuke-lock-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'owner.lock');
}

async function holdElsewhere(t: TestContext, file: string): Promise<{ answer: string; kill(): void }> {
  const script = `import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, 'folder-lock.ts'))};
    const answer = await lockFolder(${JSON.stringify(file)}).then(() => 'locked', (error) => 'held by ' + error.pid);
    console.log(answer);
    if (answer === 'locked') setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [answer] = (await once(child.stdout, 'data')) as [Buffer];
  return { answer: answer.toString().trim(), kill: () => child.kill('SIGKILL') };
}
