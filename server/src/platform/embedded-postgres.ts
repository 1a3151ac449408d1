import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { FolderInUse, type FolderLock, lockFolder } from './folder-lock.ts';
import { type PostgresHome, preparePostgresHome } from './postgres-home.ts';
import { settingsFor } from './postgres-settings.ts';

export interface EmbeddedPostgres {
  url: string;
  /** Holds data, log and password; as root it may lie outside the data folder. */
  folder: string;
  /** The postmaster's process; another one after it had to be started again. */
  readonly pid: number;
  /** Waits until Postgres has written everything down and is gone. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  dataFolder: string;
  log?: (line: string) => void;
  /** Server settings over the defaults below; tests switch fsync off. */
  settings?: Readonly<Record<string, string>>;
}

const databaseName = 'shuke';
const socketPort = 5432;
// sun_path has 108 bytes on Linux and 104 on macOS, of which the file name takes 15.
const longestSocketFolderBytes = 85;
const startTimeoutMs = 60_000;
const stopTimeoutMs = 60_000;
const leftoverTimeoutMs = 15_000;
// A predecessor that was told to stop may still be draining.
const ownerWaitMs = 5_000;
const logFileBytes = 16 * 1024 * 1024;

/**
 * Starts the Postgres of a data folder, creating it on first use, and takes over one whose owner died. Postgres gets its own
 * session: Ctrl-C in a terminal reaches the server, which drains and then calls `stop`. One process owns a data folder at a time.
 */
export async function startEmbeddedPostgres({
  dataFolder,
  log = () => {},
  settings = {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = preparePostgresHome(dataFolder);
  const lock = await lockHome(dataFolder);
  try {
    await ensureCluster(home, log);
    const allSettings = { ...settingsFor(dataPath(home)), ...settings };
    const first = await adoptOrStart(home, allSettings, log);
    await ensureDatabase(first.url);
    const supervised = supervise(home, allSettings, first, log);
    return {
      url: first.url,
      folder: home.folder,
      get pid() {
        return supervised.current().pid;
      },
      stop: async () => {
        const running = await supervised.end();
        await stopPostmaster(running.pid, running.hasExited);
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Starts Postgres again when it dies under us (the kernel out of memory, a stray kill), and keeps its log short. */
function supervise(
  home: PostgresHome,
  settings: Readonly<Record<string, string>>,
  first: Running,
  log: (line: string) => void,
) {
  let running = first;
  let restart: Promise<void> | undefined;
  const timer = setInterval(() => {
    boundLog(logFile(home));
    if (restart || !running.hasExited()) return;
    log(`PostgreSQL (pid ${running.pid}) ended unexpectedly; starting it again`);
    restart = start(home, settings, running.port).then(
      (again) => {
        running = again;
        restart = undefined;
      },
      (error: Error) => {
        log(error.message);
        restart = undefined;
      },
    );
  }, 1000).unref();
  return {
    current: () => running,
    end: async () => {
      clearInterval(timer);
      await restart;
      return running;
    },
  };
}

async function lockHome(dataFolder: string): Promise<FolderLock> {
  try {
    return await lockFolder(join(dataFolder, 'owner.lock'), { waitMs: ownerWaitMs });
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error;
    const owner = error.pid === undefined ? 'Another Shuke' : `Another Shuke (pid ${error.pid})`;
    throw new Error(
      `${owner} is already using the data folder ${dataFolder}: stop it, or give this one a folder of its own with SHUKE_DATA.`,
      { cause: error },
    );
  }
}

// --- the cluster on disk

async function ensureCluster(home: PostgresHome, log: (line: string) => void): Promise<void> {
  if (existsSync(dataPath(home))) return checkVersion(home);
  log('Creating the PostgreSQL database');
  // Only a finished initdb gets the real name; what a kill left half-made is thrown away.
  const unfinished = join(home.folder, 'data.unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  const password = randomBytes(24).toString('base64url');
  writeOwned(home, passwordPath(home), password);
  await runInitdb(home, ['-D', unfinished, `--pwfile=${passwordPath(home)}`]);
  renameSync(unfinished, dataPath(home));
}

async function runInitdb(home: PostgresHome, args: readonly string[]): Promise<void> {
  const output: Buffer[] = [];
  const child = spawn(
    join(home.binaries, 'bin/initdb'),
    [
      ...args,
      `--username=${databaseName}`,
      '--encoding=UTF8',
      // Code-point order on every machine, yet upper and lower case beyond ASCII.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--auth-local=trust',
      '--auth-host=scram-sha-256',
    ],
    { cwd: home.folder, env: cleanEnvironment(home), stdio: ['ignore', 'pipe', 'pipe'], ...identity(home) },
  );
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const status = await new Promise<number | string | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => done(code ?? signal));
  });
  if (status !== 0)
    throw new Error(
      `PostgreSQL could not create its database in ${home.folder} (initdb ended with ${status}):\n${Buffer.concat(output).toString().trim()}`,
    );
}

function checkVersion(home: PostgresHome): void {
  const written = readFileSync(join(dataPath(home), 'PG_VERSION'), 'utf8').trim();
  const catalog = readFileSync(join(home.binaries, 'share/postgresql/postgres.bki'), 'utf8').slice(0, 40);
  const ours = /PostgreSQL (\d+)/.exec(catalog)?.[1];
  if (ours !== undefined && ours !== written)
    throw new Error(
      `${dataPath(home)} was written by PostgreSQL ${written}, this Shuke brings ${ours}: start the former Shuke, make a backup there and restore it here.`,
    );
}

async function ensureDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

// --- the process

interface Running {
  url: string;
  port: number;
  pid: number;
  hasExited: () => boolean;
}

async function adoptOrStart(
  home: PostgresHome,
  settings: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<Running> {
  const orphan = readPostmaster(home);
  if (orphan && isPostmaster(orphan.pid, home)) {
    const options = startOptions(home, settings, orphan.port);
    if (orphan.isReady && wasStartedWith(home, options)) {
      log(`Taking over the PostgreSQL that an earlier run left behind (pid ${orphan.pid})`);
      return {
        url: addressOf(home, orphan.port),
        port: orphan.port,
        pid: orphan.pid,
        hasExited: () => !isAlive(orphan.pid),
      };
    }
    log(`Stopping the PostgreSQL that an earlier run left behind (pid ${orphan.pid})`);
    await stopPostmaster(orphan.pid, () => !isAlive(orphan.pid));
  }
  // The pid now belongs to something else, which Postgres would mistake for itself.
  if (orphan && isAlive(orphan.pid)) rmSync(join(dataPath(home), 'postmaster.pid'), { force: true });
  return start(home, settings, usesSocket(home) ? socketPort : await freePort());
}

async function start(home: PostgresHome, settings: Readonly<Record<string, string>>, port: number): Promise<Running> {
  const deadline = performance.now() + leftoverTimeoutMs;
  for (;;) {
    try {
      return await startOnce(home, settings, port);
    } catch (error) {
      // After a kill -9 of the postmaster its children need a moment to notice.
      const isLeftover = error instanceof Error && error.message.includes('still in use');
      if (!isLeftover || performance.now() > deadline) throw error;
      await sleep(200);
    }
  }
}

async function startOnce(
  home: PostgresHome,
  settings: Readonly<Record<string, string>>,
  port: number,
): Promise<Running> {
  boundLog(logFile(home));
  const logFrom = sizeOf(logFile(home));
  const output = openSync(logFile(home), 'a', 0o600);
  const child = spawn(join(home.binaries, 'bin/postgres'), startOptions(home, settings, port), {
    cwd: home.folder,
    env: cleanEnvironment(home),
    detached: true,
    stdio: ['ignore', output, output],
    ...identity(home),
  });
  closeSync(output);
  child.unref();
  await untilReady(home, child, logFrom);
  const pid = child.pid;
  if (pid === undefined) throw new Error('PostgreSQL has no process id');
  return { url: addressOf(home, port), port, pid, hasExited: () => hasExited(child) };
}

async function untilReady(home: PostgresHome, child: ChildProcess, logFrom: number): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  let logSize = logFrom;
  let deadline = performance.now() + startTimeoutMs;
  for (;;) {
    const postmaster = readPostmaster(home);
    if (postmaster?.isReady && postmaster.pid === child.pid) return;
    if (failure || hasExited(child))
      throw startFailure(home, failure?.message ?? `it ended with ${child.exitCode ?? child.signalCode}`, logFrom);
    if (performance.now() > deadline) {
      // Recovery after a crash may take long; as long as it reports progress it is not a failure.
      if (sizeOf(logFile(home)) === logSize) {
        if (child.pid !== undefined) signal(child.pid, 'SIGQUIT');
        throw startFailure(home, `it was not ready after ${startTimeoutMs / 1000} s`, logFrom);
      }
      logSize = sizeOf(logFile(home));
      deadline = performance.now() + startTimeoutMs;
    }
    await sleep(10);
  }
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function startFailure(home: PostgresHome, reason: string, logFrom: number): Error {
  const written = existsSync(logFile(home)) ? readFileSync(logFile(home)).subarray(logFrom).toString().trim() : '';
  const lines = written.split('\n').slice(-12).join('\n');
  return new Error(
    `PostgreSQL did not start: ${reason}. The last lines of ${logFile(home)}:\n${lines || '(nothing was written)'}`,
  );
}

async function stopPostmaster(pid: number, hasExited: () => boolean): Promise<void> {
  // SIGINT is Postgres's fast shutdown: open transactions are rolled back, everything committed is written.
  signal(pid, 'SIGINT');
  const deadline = performance.now() + stopTimeoutMs;
  while (!hasExited() && isAlive(pid)) {
    if (performance.now() > deadline) {
      signal(pid, 'SIGQUIT');
      throw new Error(
        `PostgreSQL (pid ${pid}) did not stop within ${stopTimeoutMs / 1000} s and was ended at once; it will recover at the next start.`,
      );
    }
    await sleep(10);
  }
}

function startOptions(home: PostgresHome, settings: Readonly<Record<string, string>>, port: number): string[] {
  const listening = usesSocket(home)
    ? { listen_addresses: '', unix_socket_directories: home.folder }
    : { listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const all = { ...settings, ...listening, port: String(port) };
  return ['-D', dataPath(home), ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

function wasStartedWith(home: PostgresHome, options: readonly string[]): boolean {
  const file = join(dataPath(home), 'postmaster.opts');
  if (!existsSync(file)) return false;
  const written = readFileSync(file, 'utf8').trim();
  return written === [join(home.binaries, 'bin/postgres'), ...options.map((option) => `"${option}"`)].join(' ');
}

/** What postmaster.pid says: line 1 the pid, line 4 the port, line 8 the state. */
function readPostmaster(home: PostgresHome): { pid: number; port: number; isReady: boolean } | undefined {
  const file = join(dataPath(home), 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' } : undefined;
}

/** Whether this living process is the Postgres of this folder: a pid alone may long belong to something else. */
function isPostmaster(pid: number, home: PostgresHome): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataPath(home));
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return true;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

// --- names and addresses

function dataPath(home: PostgresHome): string {
  return join(home.folder, 'data');
}

function passwordPath(home: PostgresHome): string {
  return join(home.folder, 'password');
}

function logFile(home: PostgresHome): string {
  return join(home.folder, 'postgres.log');
}

function usesSocket(home: PostgresHome): boolean {
  return Buffer.byteLength(home.folder) <= longestSocketFolderBytes;
}

/** The socket lies in a folder closed to everyone else; a port is open to all users of the machine and needs the password. */
function addressOf(home: PostgresHome, port: number): string {
  if (usesSocket(home))
    return `postgres://${databaseName}@localhost/${databaseName}?host=${encodeURIComponent(home.folder)}&port=${port}`;
  const password = readFileSync(passwordPath(home), 'utf8').trim();
  return `postgres://${databaseName}:${password}@127.0.0.1:${port}/${databaseName}`;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function identity(home: PostgresHome): { uid?: number; gid?: number } {
  return home.runAs ? { uid: home.runAs.uid, gid: home.runAs.gid } : {};
}

/** PG… variables of the caller's shell must not reach this server. */
function cleanEnvironment(home: PostgresHome): NodeJS.ProcessEnv {
  const libraries = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', [libraries]: join(home.binaries, 'lib') };
}

function writeOwned(home: PostgresHome, file: string, text: string): void {
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  if (home.runAs) chownSync(file, home.runAs.uid, home.runAs.gid);
}

/** Postgres appends to the file, so it may be emptied under it; one older file is kept. */
function boundLog(file: string): void {
  if (sizeOf(file) < logFileBytes) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
