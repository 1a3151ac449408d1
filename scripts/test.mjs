/**
 * `npm test`: every check of the project. `npm run soak` takes the full counts instead of samples.
 *
 *   npm test                        everything
 *   npm test -- loyalty ledger      only the test files whose path has one of these words
 *   SHUKE_TEST_DATABASE_URL=… npm test    against a PostgreSQL of your own
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
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
const failedFilesReporter = join(import.meta.dirname, 'failed-files.mjs');
/** Browser tests that failed on full cores are run again; more than these say that something is broken. */
const mostSecondTries = 3;

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
      const env = {
        ...process.env,
        NODE_COMPILE_CACHE: compileCache,
        SHUKE_TEST_DATABASE_URL: databaseUrl,
        ...(isSoak ? { SHUKE_SOAK: '1' } : {}),
      };
      const first = await nodeTest(files, env, isSoak);
      counts = first.summary;
      if (first.passed || !mayTryAgain(first.failed)) return first.passed;
      say('\n── second try, one file at a time, of browser tests that failed');
      const second = await nodeTest(first.failed, env, isSoak, 1);
      const names = first.failed.map((file) => relative(root, file)).join(', ');
      counts = second.passed
        ? [...asPassed(first.summary), `↻ at the second try: ${names}`]
        : [...first.summary, `↻ failed twice: ${names}`];
      return second.passed;
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

/**
 * A browser test waits for another program to draw; on full cores one in some thousand steps comes too late. Whoever
 * fails twice, the second time alone, is at fault. Nothing else is tried again: elsewhere a second try would hide a race.
 */
function mayTryAgain(failed) {
  const areBrowserTests = failed.every((file) => relative(root, file).startsWith('e2e'));
  return failed.length > 0 && failed.length <= mostSecondTries && areBrowserTests;
}

/** The counts of a run whose failures passed at the second try. */
function asPassed(summary) {
  const total = summary.find((line) => line.startsWith('ℹ tests '))?.replace('tests', 'pass');
  return summary.map((line) =>
    line.startsWith('ℹ pass ') ? (total ?? line) : line.startsWith('ℹ fail ') ? 'ℹ fail 0' : line,
  );
}

function nodeTest(files, env, isSoak, atOnce = concurrency) {
  const notes = mkdtempSync(join(tmpdir(), 'shuke-failed-'));
  const failedList = join(notes, 'files');
  // A file whose tests are over ends, whatever a test that ran out of time has left going.
  const limits = [
    `--test-concurrency=${atOnce}`,
    '--test-force-exit',
    ...(isSoak ? [] : [`--test-timeout=${longestTestFileMs}`]),
  ];
  return new Promise((done, fail) => {
    const reporters = [
      ['--test-reporter=spec', '--test-reporter-destination=stdout'],
      [`--test-reporter=${pathToFileURL(failedFilesReporter).href}`, `--test-reporter-destination=${failedList}`],
    ].flat();
    const child = start(process.execPath, ['--test', ...reporters, ...limits, ...files], {
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
      const failed = existsSync(failedList) ? readFileSync(failedList, 'utf8').split('\n').filter(Boolean) : [];
      rmSync(notes, { recursive: true, force: true });
      done({ passed: code === 0 && !isOverdue, summary, failed: isOverdue ? [] : failed });
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
