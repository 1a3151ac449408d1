import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchContext } from './bench.ts';

/** What a load generator sends, one behaviour or one order per request. */
export interface Load {
  readonly kind: 'events' | 'orders';
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  /** Orders are spread over so many members. */
  readonly members: number;
}

export interface LoadResult {
  /** Requests answered with 2xx per second. */
  readonly perSecond: number;
  readonly answered: number;
  /** Answered with anything else: 429 where the server asks to come back later. */
  readonly refused: number;
  readonly failed: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const run = promisify(execFile);

/** Sends a load from a process of its own. */
export async function fire(load: Load): Promise<LoadResult> {
  const { stdout } = await run(
    process.execPath,
    [join(import.meta.dirname, 'load-generator.ts'), JSON.stringify(load)],
    { maxBuffer: 10 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as LoadResult;
}

/** Starts the bare server; answers its address. */
export async function startFloor(context: BenchContext): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'floor-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  context.onEnd(() => void child.kill('SIGTERM'));
  const port = await new Promise<string>((done, fail) => {
    child.stdout.once('data', (chunk: Buffer) => done(chunk.toString().trim()));
    child.once('error', fail);
    child.once('exit', () => fail(new Error('the floor server ended')));
  });
  return `http://127.0.0.1:${port}`;
}
