import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, BenchContext } from './bench.ts';
import { removeFolder } from './private-folder.ts';
import { figure, headline, note } from './report.ts';

const FIRST_TARGET_S = 45;
const LATER_TARGET_S = 5;
const root = resolve(import.meta.dirname, '..');

export const startBench: Bench = {
  summary: 'npm start until it is ready: the first on a fresh clone, and later ones',
  usage: '--later 3 (how many later starts)',
  async run(context) {
    const { values } = parseArgs({ args: [...context.args], options: { later: { type: 'string', default: '3' } } });
    const parent = mkdtempSync(join(tmpdir(), 'shuke-bench-start-'));
    // As a retailer's folder is: open to be passed through.
    chmodSync(parent, 0o755);
    const clone = join(parent, 'shuke');
    context.onEnd(() => removeFolder(parent));
    context.onEnd(() => removeFolder(join(clone, 'data')));
    execFileSync('git', ['clone', '--quiet', root, clone]);
    headline('npm start on a fresh clone of the last commit, until it says that it is ready');
    const first = await start(context, clone);
    figure('first start: install, build, databases', first.seconds, 's', { below: FIRST_TARGET_S });
    note("from the registry or npm's cache, whichever npm has; the demo shop loads after it is ready");
    for (let i = 1; i <= Number(values.later); i++)
      figure(`later start ${i}`, (await start(context, clone)).seconds, 's', { below: LATER_TARGET_S });
  },
};

/** Starts, waits until the server answers, and stops it again. */
async function start(context: BenchContext, folder: string): Promise<{ seconds: number }> {
  const startedAt = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...withoutSettings(process.env), PORT: '0' },
  });
  const exited = new Promise((done) => child.once('exit', done));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      // The whole group, as Ctrl-C in a terminal does it.
      process.kill(-child.pid!, 'SIGINT');
      await exited;
    }
  };
  context.onEnd(stop);
  const url = await new Promise<string>((done, fail) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /is ready \([\d.]+ s\): (\S+)/.exec(output)?.[1];
      if (found) done(found);
    });
    child.once('exit', () => fail(new Error(`npm start ended:\n${output}`)));
  });
  await fetch(`${url}/readyz`);
  const seconds = (performance.now() - startedAt) / 1000;
  await stop();
  return { seconds };
}

/** The network's own variables stay; the clone starts as if nobody had set anything. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(SHUKE_|DATABASE_URL$|CLICKHOUSE_URL$)/.test(name)),
  );
}
