/** `npm run bench` lists the benchmarks, `npm run bench -- NAME` runs one. */
import type { Bench } from './bench.ts';
import { importBench } from './import-bench.ts';
import { intakeBench } from './intake-bench.ts';
import { printMachine } from './machine.ts';
import { memoryBench } from './memory-bench.ts';
import { pagesBench } from './pages-bench.ts';
import { missedTargets } from './report.ts';
import { screensBench } from './screens-bench.ts';
import { secureBench } from './secure-bench.ts';
import { startBench } from './start-bench.ts';
import { turnBench } from './turn-bench.ts';

const benches: Readonly<Record<string, Bench>> = {
  import: importBench,
  intake: intakeBench,
  turn: turnBench,
  screens: screensBench,
  pages: pagesBench,
  memory: memoryBench,
  start: startBench,
  secure: secureBench,
};

const [name, ...given] = process.argv.slice(2);
const bench = name === undefined ? undefined : benches[name];
if (bench) await run(bench, given);
else list();

function list(): void {
  if (name !== undefined) {
    console.error(`There is no benchmark ${name}.`);
    process.exitCode = 2;
  }
  console.log('npm run bench -- NAME [flags]     --profile FOLDER writes CPU profiles of the server\n');
  for (const [known, { summary, usage }] of Object.entries(benches))
    console.log(`  ${known.padEnd(9)}${summary}\n           ${usage}\n`);
}

async function run(bench: Bench, args: readonly string[]): Promise<void> {
  const ends: (() => void | Promise<void>)[] = [];
  const end = async () => {
    for (const work of ends.splice(0).toReversed()) await work();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void end().then(() => process.exit(1)));
  const { nodeArgs, rest } = takeProfile(args);
  try {
    await printMachine();
    await bench.run({ args: rest, nodeArgs, onEnd: (work) => void ends.push(work) });
    // For a script that watches the figures.
    if (missedTargets() > 0) process.exitCode = 1;
  } finally {
    await end();
  }
}

function takeProfile(args: readonly string[]): { nodeArgs: string[]; rest: string[] } {
  const at = args.indexOf('--profile');
  const folder = args[at + 1];
  if (at < 0 || folder === undefined) return { nodeArgs: [], rest: [...args] };
  return { nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${folder}`], rest: args.toSpliced(at, 2) };
}
