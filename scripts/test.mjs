/**
 * `npm test`: every check of the project. `npm run soak` takes the full counts instead of samples.
 *
 *   npm test                        everything
 *   npm test -- loyalty ledger      only the test files whose path has one of these words
 *   SHUKE_TEST_DATABASE_URL=… npm test    against a PostgreSQL of your own
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditDependencies } from './audit.mjs';
import { ensureAdminBuilt } from './build-admin.mjs';
import { ensureInstalled, root, say, stopWith } from './install.mjs';
import { runUnderProjectNode } from './node26.mjs';

const folders = ['scripts', 'contract', 'server', 'demo', 'bench', 'admin', 'e2e'];
const longestTestFileMs = 8 * 60_000;
/** A sampled run takes about nine minutes; one that hangs is ended, so that whoever waits for it learns where. */
const longestRunMs = 20 * 60_000;
/** Tests wait a good part of their time: for browsers, for accidents, for processes to end. */
const concurrency = 3;
/** Over a hundred processes read the same sources: one compiles them for all. */
const compileCache = join(root, '.shuke/compile-cache');

const isProjectNode = Number.parseInt(process.versions.node, 10) >= 26;
if (isProjectNode) process.exitCode = await testAll();
else {
  await ensureInstalled({ full: true }).catch(stopWith);
  await runUnderProjectNode(fileURLToPath(import.meta.url), process.argv.slice(2));
}

async function testAll() {
  await ensureInstalled({ full: true }).catch(stopWith);
  const isSoak = process.argv.includes('--soak');
  const filters = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
  const results = [];
  const step = async (name, work) => {
    say(`\n── ${name}`);
    const startedAt = performance.now();
    const passed = await work().catch((error) => (console.error(error.message), false));
    results.push({ name, passed, seconds: (performance.now() - startedAt) / 1000 });
  };
  if (filters.length === 0) {
    await step('lint', () => tool('oxlint', ['--type-aware', '--deny-warnings']));
    await step('format', () => tool('oxfmt', ['--check', '.']));
    await step('audit', () => auditDependencies(say));
    await step('types', () => tool('tsc', ['--noEmit', '-p', '.']));
  }
  const files = await findTests(filters);
  const needsAdmin = files.some((file) => file.startsWith('e2e')) && existsSync(join(root, 'admin/index.html'));
  if (needsAdmin || filters.length === 0) await step('admin build', () => ensureAdminBuilt().then(() => true));
  let counts = [];
  await step('tests', async () => {
    if (files.length === 0) throw new Error(`No test file has ${filters.join(' or ')} in its path.`);
    return withCluster(async (databaseUrl) => {
      const { passed, summary } = await nodeTest(
        files,
        {
          ...process.env,
          NODE_COMPILE_CACHE: compileCache,
          SHUKE_TEST_DATABASE_URL: databaseUrl,
          ...(isSoak ? { SHUKE_SOAK: '1' } : {}),
        },
        isSoak,
      );
      counts = summary;
      return passed;
    });
  });
  // Last, for whoever reads only the end: what each step said, then the test runner's own counts again.
  say('\n── summary');
  for (const { name, passed, seconds } of results)
    say(`${passed ? '✔' : '✖'} ${name.padEnd(12)} ${seconds.toFixed(1).padStart(7)} s`);
  for (const line of counts) say(line);
  return results.every(({ passed }) => passed) ? 0 : 1;
}

async function findTests(filters) {
  // Node 20, on which this file begins, has no glob yet; the tests are looked for on the project's own Node.
  const { glob } = await import('node:fs/promises');
  const files = [];
  for (const folder of folders)
    for await (const file of glob('**/*.test.{ts,tsx,mjs}', {
      cwd: join(root, folder),
      exclude: (name) => name === 'node_modules' || name === 'dist',
    }))
      files.push(join(folder, file));
  return files.filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter))).toSorted();
}

function nodeTest(files, env, isSoak) {
  // A file whose tests are over ends, whatever a test that ran out of time has left going.
  const limits = [
    `--test-concurrency=${concurrency}`,
    '--test-force-exit',
    ...(isSoak ? [] : [`--test-timeout=${longestTestFileMs}`]),
  ];
  return new Promise((done, fail) => {
    const child = start(process.execPath, ['--test', '--test-reporter=spec', ...limits, ...files], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let isOverdue = false;
    const endRun = () => {
      isOverdue = child.kill('SIGTERM');
    };
    const watch = isSoak ? undefined : setTimeout(endRun, longestRunMs);
    const summary = [];
    let rest = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      summary.push(
        ...lines.filter((line) => /^ℹ (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(line)),
      );
    });
    child.once('error', fail);
    child.once('close', (code) => {
      clearTimeout(watch);
      if (isOverdue)
        console.error(
          `\n✖ The tests had not ended after ${longestRunMs / 60_000} minutes and were stopped; "Interrupted while running" above names the files.`,
        );
      done({ passed: code === 0 && !isOverdue, summary });
    });
  });
}

/** One Postgres for the whole run, in which each test file has a database of its own. */
async function withCluster(work) {
  const given = process.env.SHUKE_TEST_DATABASE_URL;
  if (given) return work(given);
  const { startTestCluster } = await import('../server/test/cluster.ts');
  const dataFolder = mkdtempSync(join(tmpdir(), 'shuke-test-'));
  const cluster = await startTestCluster(dataFolder);
  try {
    return await work(cluster.url);
  } finally {
    await cluster.stop();
    for (const folder of [cluster.folder, dataFolder]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function tool(name, args) {
  return new Promise((done, fail) => {
    const child = start(join(root, 'node_modules/.bin', name), args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', fail);
    child.once('close', (code) => done(code === 0));
  });
}

/** A step's process; an interruption ends it, and then the run goes on to its own end, which stops the cluster. */
function start(command, args, options) {
  const child = spawn(command, args, { cwd: root, ...options });
  const interrupt = () => child.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, interrupt);
  child.once('close', () => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, interrupt);
  });
  return child;
}
