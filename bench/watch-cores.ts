import { readFileSync } from 'node:fs';
import { cpuSeconds } from './process-tree.ts';

const TICKS_PER_SECOND = 100;

export interface CoresUsed {
  readonly seconds: number;
  /** Cores in use on average, by kind of process. */
  readonly own: Readonly<Record<string, number>>;
  /** By anything else on the machine, and what its host took away. */
  readonly others: number;
  readonly stolen: number;
}

/** Watches what a tree of processes uses, and what others on the machine use meanwhile: they take from the figure. */
export function watchCores(root: number = process.pid): () => CoresUsed {
  const [before, machineBefore, startedAt] = [cpuSeconds(root), machineSeconds(), performance.now()];
  return () => {
    const [after, machine, seconds] = [cpuSeconds(root), machineSeconds(), (performance.now() - startedAt) / 1000];
    const own = Object.fromEntries(
      Object.entries(after).map(([kind, used]) => [kind, (used - (before[kind] ?? 0)) / seconds]),
    );
    const ownSum = Object.values(own).reduce((sum, cores) => sum + cores, 0);
    return {
      seconds,
      own,
      others: Math.max(0, (machine.busy - machineBefore.busy) / seconds - ownSum),
      stolen: (machine.stolen - machineBefore.stolen) / seconds,
    };
  };
}

export function coresText({ own, others, stolen }: CoresUsed): string {
  const parts = Object.entries(own).map(([kind, cores]) => `${kind} ${cores.toFixed(2)}`);
  const host = stolen > 0.02 ? `, taken by the host ${stolen.toFixed(2)}` : '';
  return `cores used: ${parts.join(', ')}; by others on this machine ${others.toFixed(2)}${host}`;
}

/** proc(5): user, nice, system, idle, iowait, irq, softirq, steal. */
function machineSeconds(): { busy: number; stolen: number } {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return { busy: (user + nice + system + irq + softirq) / TICKS_PER_SECOND, stolen: steal / TICKS_PER_SECOND };
}
