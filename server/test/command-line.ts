import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const cli = resolve(import.meta.dirname, '../src/cli.ts');

/** A command while it runs, and how it ended. */
export interface CommandLine {
  printed(): string;
  /** What Ctrl-C sends. */
  interrupt(): void;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string }>;
}

/** `npm run shuke -- …` as a process of its own, with these settings only. */
export function commandLine(settings: Readonly<Record<string, string>>, ...args: string[]): CommandLine {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out }));
  return { printed: () => out, interrupt: () => void child.kill('SIGINT'), ended };
}
