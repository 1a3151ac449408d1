import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Owner {
  process: ChildProcess;
  /** What the fixture printed first. */
  url: string;
  pid: number;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Starts a fixture that owns a store, in a process of its own, so that a test can kill it. */
export async function startOwner(
  fixture: 'own-postgres' | 'own-clickhouse',
  folder: string,
  as: { uid?: number; gid?: number } = {},
): Promise<Owner> {
  const file = join(import.meta.dirname, 'fixtures', `${fixture}.ts`);
  const child = spawn(process.execPath, [file, folder], { stdio: ['ignore', 'pipe', 'pipe'], ...as });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const first = await Promise.race([once(createInterface(child.stdout), 'line'), once(child, 'exit')]);
  if (typeof first[0] !== 'string') throw new Error(`The fixture ended: ${complaint}`);
  const { url, pid } = JSON.parse(first[0]) as { url: string; pid: number };
  return {
    process: child,
    url,
    pid,
    kill: async (signal) => {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}
