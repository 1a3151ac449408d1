import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildOrder, ChildReport } from './clickhouse-child.ts';

export interface EmbeddedClickHouse {
  /** For @clickhouse/client; stays the same when the process has to be started again. */
  url: string;
  /** The process that holds the engine; another one after it had to be started again. */
  readonly pid: number;
  /** The data could not be read and was moved aside: whoever fills ClickHouse has to fill it again. */
  rebuilt: boolean;
  stop(): Promise<void>;
}

export interface EmbeddedClickHouseOptions {
  folder: string;
  log?: (line: string) => void;
  /** Called when the data had to be moved aside later, after a crash. */
  onRebuilt?: () => void;
}

const user = 'shuke';
const database = 'shuke';
const childFile = join(import.meta.dirname, 'clickhouse-child.ts');
const startTimeoutMs = 60_000;
const longestPauseMs = 30_000;

/**
 * Starts ClickHouse (chDB) over a folder in a process of its own and answers its HTTP wire on a loopback port. What it holds can
 * be filled again from Postgres: a folder that will not open is moved aside and replaced by an empty one.
 */
export async function startEmbeddedClickHouse({
  folder,
  log = () => {},
  onRebuilt = () => {},
}: EmbeddedClickHouseOptions): Promise<EmbeddedClickHouse> {
  const password = randomBytes(24).toString('base64url');
  const first = await startOrRebuild({ folder, user, password, port: 0 }, log);
  const { port } = first;
  let current = first.child;
  let isStopping = false;

  const keepRunning = async () => {
    for (let pauseMs = 500; !isStopping; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await sleep(pauseMs, undefined, { ref: false });
      if (isStopping) return;
      try {
        const again = await startOrRebuild({ folder, user, password, port }, log);
        current = again.child;
        watch(current);
        if (again.rebuilt) onRebuilt();
        return;
      } catch (error) {
        log(`ClickHouse did not start again: ${(error as Error).message}`);
      }
    }
  };
  const watch = (child: ChildProcess) => {
    child.once('exit', (code, signal) => {
      if (isStopping) return;
      log(`ClickHouse (pid ${child.pid}) ended unexpectedly (${code ?? signal}); starting it again`);
      void keepRunning();
    });
  };
  watch(current);

  return {
    url: `http://${user}:${password}@127.0.0.1:${port}/${database}`,
    get pid() {
      return current.pid ?? 0;
    },
    rebuilt: first.rebuilt,
    stop: async () => {
      isStopping = true;
      await end(current);
    },
  };
}

class StartFailure extends Error {
  readonly isUnreadable: boolean;

  constructor(message: string, isUnreadable: boolean) {
    super(message);
    this.isUnreadable = isUnreadable;
  }
}

async function startOrRebuild(
  order: ChildOrder,
  log: (line: string) => void,
): Promise<{ child: ChildProcess; port: number; rebuilt: boolean }> {
  checkWritable(order.folder);
  try {
    return { ...(await startChild(order)), rebuilt: false };
  } catch (error) {
    if (!(error instanceof StartFailure) || !error.isUnreadable) throw error;
    log(`ClickHouse cannot read ${order.folder} (${firstLine(error.message)}); trying once more`);
  }
  try {
    return { ...(await startChild(order)), rebuilt: false };
  } catch (error) {
    if (!(error instanceof StartFailure) || !error.isUnreadable) throw error;
    const aside = moveAside(order.folder);
    log(`Moved the unreadable ClickHouse data to ${aside}; it will be filled again from PostgreSQL`);
  }
  return { ...(await startChild(order)), rebuilt: true };
}

async function startChild(order: ChildOrder): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(childFile, [], {
    // Its own session: Ctrl-C in a terminal is for the parent, which drains first.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--max-semi-space-size=2', '--optimize-for-size', '--disable-warning=ExperimentalWarning'],
    // The pool holds statements while they run: as many as may run at once, and two to cancel them.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TZ: 'UTC', UV_THREADPOOL_SIZE: '10' },
  });
  const lastWords = keepLastWords(child);
  child.send(order);
  try {
    const port = await untilReady(child, lastWords);
    child.unref();
    child.channel?.unref();
    return { child, port };
  } catch (error) {
    await end(child);
    throw error;
  }
}

function untilReady(child: ChildProcess, lastWords: () => string): Promise<number> {
  return new Promise((done, fail) => {
    const timer = setTimeout(
      () => fail(new StartFailure(`it was not ready after ${startTimeoutMs / 1000} s. ${lastWords()}`, false)),
      startTimeoutMs,
    );
    const settle = (settleWith: () => void) => {
      clearTimeout(timer);
      settleWith();
    };
    child.once('error', (error) => settle(() => fail(error)));
    // The engine takes the process with it when it meets data that it believes impossible.
    child.once('exit', (code, signal) =>
      settle(() =>
        fail(
          new StartFailure(
            `it ended with ${code ?? signal}. ${lastWords()}`,
            signal === 'SIGABRT' || signal === 'SIGSEGV',
          ),
        ),
      ),
    );
    child.once('message', (message) => {
      const report = message as ChildReport;
      settle(() => (report.kind === 'ready' ? done(report.port) : fail(failureOf(report))));
    });
  });
}

function failureOf({ stage, message }: ChildReport & { kind: 'failed' }): StartFailure {
  const remedy = {
    load: `The ClickHouse binary of this machine (npm package @chdb/lib-${process.platform}-${process.arch}) cannot be loaded: run npm install with network, or set CLICKHOUSE_URL to a ClickHouse of your own.`,
    lock: 'Another process is using this data folder: stop it, or give this one a folder of its own with SHUKE_DATA.',
    open: 'The data cannot be read.',
    listen: 'No port could be opened.',
  }[stage];
  return new StartFailure(`${remedy} (${message})`, stage === 'open');
}

function keepLastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(-2000)));
  (child.stderr as { unref?: () => void } | null)?.unref?.();
  return () => text.trim();
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  child.ref();
  if (child.connected) child.disconnect();
  else child.kill('SIGKILL');
  await exited;
}

/** A full or closed disk is no reason to throw the data away. */
function checkWritable(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const probe = join(folder, '.writable');
  try {
    writeFileSync(probe, Buffer.alloc(64 * 1024));
  } catch (error) {
    throw new Error(
      `ClickHouse cannot write to ${folder}: free space there or give the user of this process the right to write. (${(error as Error).message})`,
      { cause: error },
    );
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Keeps one unreadable predecessor, for whoever wants to know what happened. */
function moveAside(folder: string): string {
  const prefix = `${basename(folder)}.unreadable-`;
  for (const name of readdirSync(dirname(folder)))
    if (name.startsWith(prefix)) rmSync(join(dirname(folder), name), { recursive: true, force: true });
  const aside = join(dirname(folder), `${prefix}${Date.now()}`);
  if (existsSync(folder)) renameSync(folder, aside);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return aside;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
