import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { median } from './percentile.ts';
import { privateFolder } from './private-folder.ts';
import { figure, headline, note } from './report.ts';

/** What sealing may take away, as a share. */
const TARGET_SHARE = 0.2;
const main = join(import.meta.dirname, 'main.ts');
const withoutSealing = `--import=${join(import.meta.dirname, 'without-sealing.ts')}`;

/** The figures that a benchmark printed, by name: rates as they are, of latencies the p95. */
type Figures = ReadonlyMap<string, number>;

export const secureBench: Bench = {
  summary: 'what sealing costs: bench turn and bench screens with it and without it, turn about',
  usage: '--rounds 3 --members 200000 --facts 1000000 --postings 200000 --screens 30 --data FOLDER',
  async run(context) {
    const { values } = parseArgs({
      args: [...context.args],
      options: {
        rounds: { type: 'string', default: '3' },
        members: { type: 'string', default: '200000' },
        facts: { type: 'string', default: '1000000' },
        postings: { type: 'string', default: '200000' },
        screens: { type: 'string', default: '30' },
        data: { type: 'string' },
      },
    });
    const folder = values.data ?? privateFolder(context);
    const size = ['--members', values.members, '--facts', values.facts];
    const turn = ['turn', ...size, '--postings', values.postings, '--warm', '50000'];
    const screens = ['screens', ...size, '--calls', values.screens];
    for (const [what, args, isRate] of [
      ['bench turn', turn, true],
      ['bench screens, p95', screens, false],
    ] as const) {
      const runs = { sealed: [] as Figures[], plain: [] as Figures[] };
      for (let round = 0; round < Number(values.rounds); round++)
        for (const mode of ['sealed', 'plain'] as const) {
          runs[mode].push(await figuresOf([...args, '--data', join(folder, `${args[0]}-${mode}`)], mode === 'plain'));
          note(`${what}, ${mode}: round ${round + 1} of ${values.rounds}`);
        }
      headline(`${what}: medians of ${values.rounds} rounds`);
      compare(runs.sealed, runs.plain, isRate);
    }
  },
};

function compare(sealed: readonly Figures[], plain: readonly Figures[], isRate: boolean): void {
  const shares: number[] = [];
  for (const name of sealed[0]!.keys()) {
    const middle = (runs: readonly Figures[]) => median(runs.map((one) => one.get(name) ?? Number.NaN));
    const [withSealing, without] = [middle(sealed), middle(plain)];
    const share = isRate ? 1 - withSealing / without : withSealing / without - 1;
    shares.push(share);
    note(`${name}: ${withSealing.toFixed(1)} sealed, ${without.toFixed(1)} not: ${(share * 100).toFixed(1)} %`);
    if (isRate) figure(`sealing costs, ${name}`, share, '', { below: TARGET_SHARE });
  }
  if (!isRate) figure('sealing costs, median of all screens', median(shares), '', { below: TARGET_SHARE });
}

function figuresOf(args: readonly string[], isPlain: boolean): Promise<Figures> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, ...(isPlain ? { NODE_OPTIONS: withoutSealing } : {}) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', fail);
    child.once('exit', () => {
      const rates = [...output.matchAll(/^(\S.*?) {2,}([\d,.]+) \/s/gm)].map(([, name, value]) => [name, value]);
      const times = [...output.matchAll(/^(\S.*?) +p50 +[\d.]+ +p95 +([\d.]+)/gm)].map(([, name, value]) => [
        name,
        value,
      ]);
      const found = [...rates, ...times].map(([name, value]) => [name!, Number(value!.replaceAll(',', ''))] as const);
      if (found.length === 0) fail(new Error(`${args.join(' ')} printed no figures:\n${output}`));
      else done(new Map(found));
    });
  });
}
