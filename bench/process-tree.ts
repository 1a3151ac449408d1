import { readFileSync, readdirSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** User and system time, that of ended children included. */
  readonly cpuSeconds: number;
}

/** A process and all below it, by their parents; Linux only. Processes that ended meanwhile are left out. */
export function processTree(root: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const tree = all.filter(({ pid }) => pid === root);
  for (const one of tree) tree.push(...all.filter(({ parent }) => parent === one.pid));
  return tree;
}

function readProcess(pid: number): Process | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  const end = stat.lastIndexOf(')');
  if (end < 0) return undefined;
  // Fields after the name, which may hold blanks: state is field 3 of proc(5).
  const fields = stat.slice(end + 2).split(' ');
  const at = (field: number) => Number(fields[field - 3]);
  const command = readText(`/proc/${pid}/cmdline`);
  const name = command.includes('clickhouse-child')
    ? 'clickhouse'
    : /(^|\/)postgres[\0: ]/.test(command)
      ? 'postgres'
      : 'node';
  return { pid, parent: at(4), name, cpuSeconds: (at(14) + at(15) + at(16) + at(17)) / TICKS_PER_SECOND };
}

/** Seconds of processor time that a tree has used so far, by kind of process. */
export function cpuSeconds(root: number): Readonly<Record<string, number>> {
  const seconds: Record<string, number> = { node: 0, postgres: 0, clickhouse: 0 };
  for (const { name, cpuSeconds: used } of processTree(root)) seconds[name] = (seconds[name] ?? 0) + used;
  return seconds;
}

/** Memory of a tree in MB, each shared page counted once (PSS), by kind of process. */
export function pssMegabytes(root: number): Readonly<Record<string, number>> {
  const megabytes: Record<string, number> = { node: 0, postgres: 0, clickhouse: 0 };
  for (const { pid, name } of processTree(root)) {
    const kilobytes = Number(/^Pss:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
    megabytes[name] = (megabytes[name] ?? 0) + kilobytes / 1024;
  }
  return megabytes;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
