import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Health } from '@shuke/contract';
import type { BenchContext } from './bench.ts';

const mainFile = resolve(import.meta.dirname, '../server/src/main.ts');
const packageFile = resolve(import.meta.dirname, '../package.json');
const API_KEY = 'bench-key-of-this-run';
/** Of a shop that a benchmark starts first. */
export const OWNER = { email: 'owner@example.com', password: 'a-password-of-the-benchmarks' };

/** The real server as a process of its own. */
export interface ServerChild {
  readonly url: string;
  readonly pid: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Answers the JSON; throws with what the server said where that is no 2xx. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Waits until no input waits for its turn and all facts are in analytics. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the server over a data folder, with fsync on as it always is, and stops it with the benchmark. */
export async function startServerChild(
  context: BenchContext,
  options: { dataFolder: string; demo?: boolean },
): Promise<ServerChild> {
  const child = spawn(process.execPath, [...context.nodeArgs, mainFile], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: '0',
      SHUKE_DATA: options.dataFolder,
      ...allocatorSettings(),
      ...(process.env['NODE_OPTIONS'] ? { NODE_OPTIONS: process.env['NODE_OPTIONS'] } : {}),
      SHUKE_DEMO: options.demo ? '1' : '0',
      SHUKE_API_KEY: API_KEY,
      SHUKE_ADMIN_EMAIL: OWNER.email,
      SHUKE_ADMIN_PASSWORD: OWNER.password,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A Ctrl-C is for us; the server is told by us, and drains.
    detached: true,
  });
  context.onEnd(() => stopChild(child));
  const url = await addressOf(child);
  const headers = { authorization: `Bearer ${API_KEY}` };
  const call = caller(url, headers);
  return { url, pid: child.pid!, headers, call, settled: () => untilSettled(call), stop: () => stopChild(child) };
}

/** What `npm start` tells the C library's allocator, so that memory that was needed once is given back. */
function allocatorSettings(): Readonly<Record<string, string>> {
  const { scripts } = JSON.parse(readFileSync(packageFile, 'utf8')) as { scripts: { start: string } };
  return Object.fromEntries(
    [...scripts.start.matchAll(/\b(MALLOC_\w+)=(\d+)/g)].map(([, name, value]) => [name, value]),
  );
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-8000);
      const url = /is ready \([\d.]+ s\): (\S+)/.exec(output)?.[1];
      if (url) done(url);
    });
    child.once('error', fail);
    child.once('exit', (code, signal) => fail(new Error(`the server ended with ${code ?? signal}:\n${output}`)));
  });
}

function caller(url: string, headers: Readonly<Record<string, string>>): ServerChild['call'] {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(url + path, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  };
}

async function untilSettled(call: ServerChild['call']): Promise<void> {
  for (;;) {
    const { lanes, analytics, demo } = await call<Health>('GET', '/api/health');
    const waiting = lanes.interactive.waiting + lanes.bulk.waiting + analytics.waitingFacts;
    if (waiting === 0 && analytics.isUp && !demo?.isLoading) return;
    await sleep(250);
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await exited;
}
