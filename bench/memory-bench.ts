import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { privateFolder } from './private-folder.ts';
import { cpuSeconds, pssMegabytes } from './process-tree.ts';
import { figure, headline, note } from './report.ts';
import { startServerChild } from './server-child.ts';

const MEMORY_TARGET_MB = 700;
const CPU_TARGET_PERCENT = 2;

const sum = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((total, part) => total + part, 0);
const write = (parts: Readonly<Record<string, number>>, unit: string) =>
  Object.entries(parts)
    .map(([name, part]) => `${name} ${part.toFixed(1)} ${unit}`)
    .join(', ');

export const memoryBench: Bench = {
  summary: 'memory and processor of all processes at rest, with the demo shop loaded',
  usage: '--rest 60 (seconds before, and of the measurement) --data FOLDER',
  async run(context) {
    const { values } = parseArgs({
      args: [...context.args],
      options: { rest: { type: 'string', default: '60' }, data: { type: 'string' } },
    });
    const restMs = Number(values.rest) * 1000;
    const server = await startServerChild(context, { dataFolder: values.data ?? privateFolder(context), demo: true });
    const startedAt = performance.now();
    await server.settled();
    note(`the demo shop was loaded and in analytics after ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
    await sleep(restMs);
    headline('At rest');
    const memory = pssMegabytes(server.pid);
    const before = cpuSeconds(server.pid);
    await sleep(restMs);
    const after = cpuSeconds(server.pid);
    const percent = Object.fromEntries(
      Object.keys(after).map((name) => [name, ((after[name]! - before[name]!) / (restMs / 1000)) * 100]),
    );
    figure('memory of all processes (PSS)', sum(memory), 'MB', { below: MEMORY_TARGET_MB });
    note(write(memory, 'MB'));
    figure('processor of all processes, % of one core', sum(percent), '%', { below: CPU_TARGET_PERCENT });
    note(write(percent, '%'));
  },
};
