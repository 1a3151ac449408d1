import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts';
import { lockFolder } from '../src/platform/folder-lock.ts';

/** Durability is what tests of the cluster itself check; all others would only wait for it. */
const settings: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
};

/** Folders of test clusters are named so, in the system's temporary folder. */
export const clusterPrefix = 'shuke-test-';
const youngestAbandonedMs = 60_000;

/** A Postgres for tests, in which `testDatabase` makes its databases. */
export async function startTestCluster(dataFolder: string): Promise<EmbeddedPostgres> {
  await sweepAbandoned();
  return startEmbeddedPostgres({ dataFolder, settings });
}

/** A test run that was killed leaves its cluster running, and nobody comes back for it. */
async function sweepAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(clusterPrefix)) continue;
    const folder = join(tmpdir(), name);
    // Whatever goes wrong here, another run or another user is at it.
    await sweep(folder).catch(() => {});
  }
}

async function sweep(folder: string): Promise<void> {
  const lockFile = join(folder, 'owner.lock');
  if (!existsSync(lockFile) || Date.now() - statSync(lockFile).mtimeMs < youngestAbandonedMs) return;
  const lock = await lockFolder(lockFile);
  try {
    const pidFile = join(folder, 'postgres/data/postmaster.pid');
    if (existsSync(pidFile)) {
      const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
      const isOurs = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(join(folder, 'postgres/data'));
      if (isOurs) process.kill(pid, 'SIGQUIT');
    }
  } finally {
    lock.release();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
