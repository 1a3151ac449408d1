/** Builds the admin web app into admin/dist when its sources changed. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { InstallError, projectNode, root, say, withLock } from './install.mjs';

const target = join(root, 'admin/dist');
const stampFile = join(target, '.stamp');

export async function ensureAdminBuilt() {
  if (isBuilt()) return;
  await withLock('build', async () => {
    if (!isBuilt()) await build();
  });
}

function isBuilt() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hashOfSources();
}

async function build() {
  const startedAt = performance.now();
  say('Building the admin …');
  const hash = hashOfSources();
  const unfinished = join(root, '.shuke/admin-build');
  await vite(['build', 'admin', '--outDir', unfinished, '--emptyOutDir', '--logLevel', 'warn']);
  writeFileSync(join(unfinished, '.stamp'), hash);
  rmSync(target, { recursive: true, force: true });
  renameSync(unfinished, target);
  say(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** Everything that goes into the build: the app, the contract it imports, and the versions of its dependencies. */
function hashOfSources() {
  const hash = createHash('sha256');
  for (const folder of ['admin', 'contract'])
    for (const file of filesOf(join(root, folder))) hash.update(`${relative(root, file)}\n`).update(readFileSync(file));
  return hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
}

function filesOf(folder) {
  const skipped = new Set(['node_modules', 'dist']);
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) => !skipped.has(entry.name) && !entry.name.endsWith('.test.ts') && !entry.name.endsWith('.test.tsx'),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(folder, entry.name)) : [join(folder, entry.name)]));
}

function vite(args) {
  return new Promise((done, fail) => {
    const child = spawn(projectNode, [join(root, 'node_modules/vite/bin/vite.js'), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0
        ? done()
        : fail(
            new InstallError(
              `The admin could not be built:\n${stripVTControlCharacters(output).trim().slice(0, 6000)}`,
            ),
          ),
    );
  });
}
