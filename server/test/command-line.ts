import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { TEST_ROOT_KEY } from './database.ts';
import { ownEnvironment } from './own-environment.ts';

const cli = resolve(import.meta.dirname, '../src/cli.ts');

/** A command while it runs, and how it ended. */
export interface CommandLine {
  printed(): string;
  /** Ctrl-C: the terminal sends it to every process of the group, and npm passes it on once more. */
  interrupt(): void;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string }>;
}

/** `npm run shuke -- …` as a process of its own, with these settings only. */
export function commandLine(settings: Readonly<Record<string, string>>, ...args: string[]): CommandLine {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...ownEnvironment(), SHUKE_ROOT_KEY: TEST_ROOT_KEY, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out }));
  const interrupt = () => {
    process.kill(-child.pid!, 'SIGINT');
    child.kill('SIGINT');
  };
  return { printed: () => out, interrupt, ended };
}
