import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FolderLock {
  release(): void;
}

export class FolderInUse extends Error {
  readonly pid: number | undefined;

  constructor(file: string, pid: number | undefined) {
    super(`another process${pid === undefined ? '' : ` (pid ${pid})`} already holds ${file}`);
    this.name = 'FolderInUse';
    this.pid = pid;
  }
}

/** A database that nobody refers to is collected and closed, and its lock is gone: locks are held until they are given back. */
const held = new Set<DatabaseSync>();

/**
 * An exclusive lock that the kernel gives back when its process dies, however it dies. It is SQLite's lock on an empty
 * database: Node has no flock, and a file with a pid cannot be taken over without a race. Throws FolderInUse after `waitMs`.
 */
export async function lockFolder(file: string, { waitMs = 0 }: { waitMs?: number } = {}): Promise<FolderLock> {
  mkdirSync(dirname(file), { recursive: true });
  const pidFile = `${file}.pid`;
  const deadline = performance.now() + waitMs;
  for (;;) {
    const database = tryLock(file);
    if (database) {
      writeFileSync(pidFile, `${process.pid}\n`);
      held.add(database);
      return {
        release() {
          held.delete(database);
          database.close();
        },
      };
    }
    if (performance.now() >= deadline) throw new FolderInUse(file, readPid(pidFile));
    await sleep(50);
  }
}

function tryLock(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/.test(error.message)) return undefined;
    throw error;
  }
}

function readPid(pidFile: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(pidFile, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}
