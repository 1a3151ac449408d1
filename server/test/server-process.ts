import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_ROOT_KEY } from './database.ts';
import { ownEnvironment } from './own-environment.ts';

interface Hooks {
  after(fn: () => Promise<void>): void;
}

/** A data folder, and the real server that is started on it again and again. */
export interface ServerProcess {
  readonly dataFolder: string;
  readonly apiKey: string;
  /** Where it answers; another port after each start. */
  url(): string;
  pid(): number;
  /** All that was printed since the first start. */
  printed(): string;
  /** The embedded database, to look at what the server stored. */
  databaseUrl(): string;
  postmasterPid(): number | undefined;
  /** Where it keeps anything. */
  folders(): string[];
  start(): Promise<void>;
  /** kill -9 of the server alone: what it started is left to itself. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Processes that hold the data folder open or were started for it. */
  leftOver(): string[];
}

const main = join(import.meta.dirname, '../src/main.ts');
const START_TIMEOUT_MS = 60_000;

/** The real server with stores of its own, in a folder that goes with the test; nothing it started outlives it. */
export async function serverProcess(t: Hooks, settings: Record<string, string> = {}): Promise<ServerProcess> {
  const dataFolder = realpathSync(await mkdtemp(join(tmpdir(), 'shuke-process-')));
  const apiKey = 'key-of-the-process-test';
  let child: ChildProcess | undefined;
  let url = '';
  let output = '';

  /** Also where Postgres runs as another user and lies elsewhere. */
  const postgresFolder = () => {
    const marker = join(dataFolder, 'postgres.location');
    return existsSync(marker) ? readFileSync(marker, 'utf8').trim() : join(dataFolder, 'postgres');
  };

  async function start(): Promise<void> {
    const started = spawn(process.execPath, [main], {
      env: {
        ...ownEnvironment(),
        SHUKE_DATA: dataFolder,
        PORT: '0',
        SHUKE_DEMO: '0',
        SHUKE_API_KEY: apiKey,
        SHUKE_ROOT_KEY: TEST_ROOT_KEY,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    let own = '';
    const ready = new Promise<string>((resolve) => {
      for (const stream of [started.stdout, started.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          own += chunk.toString();
          output += chunk.toString();
          const found = /is ready .*: (http:[^\s"]+)/.exec(own);
          if (found) resolve(found[1]!);
        });
      }
    });
    const ended = once(started, 'exit').then(() =>
      Promise.reject(new Error(`The server ended before it was ready:\n${own}`)),
    );
    const late = new Promise<never>((_, reject) =>
      setTimeout(
        () => reject(new Error(`The server is not ready after ${START_TIMEOUT_MS / 1000} s:\n${own}`)),
        START_TIMEOUT_MS,
      ).unref(),
    );
    ended.catch(() => {});
    url = await Promise.race([ready, ended, late]);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  const server: ServerProcess = {
    dataFolder,
    apiKey,
    url: () => url,
    pid: () => child?.pid ?? 0,
    printed: () => output,
    databaseUrl: () =>
      (JSON.parse(readFileSync(join(dataFolder, 'server.json'), 'utf8')) as { databaseUrl: string }).databaseUrl,
    postmasterPid() {
      const file = join(postgresFolder(), 'data/postmaster.pid');
      return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
    },
    folders: () => [...new Set([dataFolder, postgresFolder()])],
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    leftOver: () => processesIn(server.folders()),
  };
  t.after(async () => {
    await end('SIGKILL');
    const postmaster = server.postmasterPid();
    const elsewhere = postgresFolder();
    if (postmaster) await killAndWait(postmaster);
    for (const folder of [elsewhere, dataFolder]) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return server;
}

async function killAndWait(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGQUIT');
    for (let waitedMs = 0; waitedMs < 5000; waitedMs += 50) {
      process.kill(pid, 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } catch {
    // It is gone.
  }
}

/** Told by /proc, and so on Linux only: command lines and open files that name one of the folders. */
function processesIn(folders: readonly string[]): string[] {
  if (!existsSync('/proc/self/fd')) return [];
  const isOurs = (text: string) => folders.some((folder) => text.includes(folder));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const files = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
        return isOurs(command) || files.some(isOurs) ? [`${pid} ${command}`] : [];
      } catch {
        return [];
      }
    });
}
