import type { SetAsideReason } from '@shuke/contract';
import type { Engine, Input } from '../../engine/index.ts';
import type { Database } from '../../platform/database.ts';
import { inputBuilder } from './build-input.ts';
import { checkMapping } from './check-mapping.ts';
import { buildOrRefuse, feedEngine } from './feed-engine.ts';
import type { TableFile } from './file-format.ts';
import { distinctHeaders } from './inspect-file.ts';
import type { Job } from './job.ts';
import { OrderLines } from './order-lines.ts';
import type { Plan, Step } from './plan.ts';
import { planImport } from './plan-import.ts';
import { lineReader } from './read-line.ts';
import { readRecords } from './read-records.ts';
import { type Tally, dryTally, openTally } from './tally.ts';
import { type Outcome, writeReport } from './write-report.ts';

/** Tells which of the orders are recorded already, as `channel/number`, each with its refunds. */
export interface KnownOrders {
  (
    orders: readonly { readonly channel: string; readonly number: string }[],
  ): Promise<ReadonlyMap<string, readonly string[]>>;
}

export interface RunDeps {
  readonly pool: Pick<Database, 'ring'>;
  readonly engine: Pick<Engine, 'ask'>;
  readonly knownOrders?: KnownOrders | undefined;
}

/** How far a run came, readable at any time while it runs. */
export interface Progress {
  linesDone: number;
  linesTotal: number;
}

/** Reads a table and decides where every line goes. Times after `now` are set aside, so `now` is the start of the run. */
export async function planFile(
  table: TableFile,
  job: Pick<Job, 'mapping'>,
  now: number,
  signal?: AbortSignal,
): Promise<Plan> {
  const lines = new OrderLines();
  let read: ((cells: readonly string[]) => void) | undefined;
  await readRecords(
    table,
    (cells) => {
      if (read) return read(cells);
      const headers = distinctHeaders(cells);
      checkMapping(headers, job.mapping);
      read = lineReader(lines, headers, job.mapping, now);
    },
    { signal },
  );
  return planImport(lines, job.mapping);
}

/** Checks a file without changing anything. */
export async function dryRun(
  table: TableFile,
  job: Job,
  deps: RunDeps,
  signal: AbortSignal,
): Promise<Outcome & { plan: Plan }> {
  const plan = await planFile(table, job, startOf(job), signal);
  const keys = plan.orders.map(({ key }) => plan.lines.orders[key]!);
  const known = (await deps.knownOrders?.(keys)) ?? new Map<string, readonly string[]>();
  const nameOf = (order: number) => `${keys[order]!.channel}/${keys[order]!.number}`;
  signal.throwIfAborted();
  const refusals = refusalsOf(plan, inputBuilder(deps.pool.ring, plan, job.mapping, startOf(job)));
  const tally = dryTally(plan, {
    isKnown: (index) => known.has(nameOf(index)),
    isKnownRefund: (index) => {
      const { order, refund } = plan.refunds[index]!;
      return known.get(nameOf(order))?.includes(refund) ?? false;
    },
    refusal: (index) => refusals.get(index),
  });
  return { plan, ...writeReport(plan, tally) };
}

/** Orders that cannot be inputs at all: a phone number that is none, for example. */
function refusalsOf(plan: Plan, inputOf: (step: Step) => Input): Map<number, SetAsideReason> {
  const refusals = new Map<number, SetAsideReason>();
  for (const step of plan.steps.filter(({ kind }) => kind === 'order')) {
    const input = buildOrRefuse(step, inputOf);
    if ('status' in input && input.status === 'refused') refusals.set(step.index, `refused.${input.problem.code}`);
  }
  return refusals;
}

/**
 * Records a file: the same plan however often it is run, told to the engine in the order of time. What an interrupted run
 * had recorded is recorded already and changes nothing; `firstId` still tells what was new.
 */
export async function recordFile(
  table: TableFile,
  job: Job,
  firstId: number,
  deps: RunDeps,
  progress: Progress,
  signal: AbortSignal,
): Promise<Outcome> {
  const plan = await planFile(table, job, startOf(job), signal);
  const tally = openTally(plan, firstId);
  progress.linesTotal = plan.lines.count;
  const story = `import:${job.id}`;
  const run = `${story}:${startOf(job)}`;
  await deps.engine.ask('bulk', [{ kind: 'history.begin', body: { name: story }, key: `${run}:begin`, hash: '' }]);
  await feedEngine(
    deps.engine,
    plan,
    inputBuilder(deps.pool.ring, plan, job.mapping, startOf(job)),
    watched(tally, plan, progress),
    signal,
  );
  return writeReport(plan, tally);
}

/** Ends the telling of the past that a run began, so that timers held for it fire; without effect where none was begun. */
export async function endStory(engine: Pick<Engine, 'ask'>, job: Job): Promise<void> {
  const story = `import:${job.id}`;
  const run = `${story}:${startOf(job)}`;
  await engine.ask('bulk', [
    { kind: 'history.begin', body: { name: story }, key: `${run}:begin`, hash: '' },
    { kind: 'history.end', body: { name: story }, key: `${run}:end`, hash: '' },
  ]);
}

/** Lines set aside count as done from the start; the others when the engine has answered. */
function watched(tally: Tally, plan: Plan, progress: Progress): Tally {
  progress.linesDone = plan.setAside.size;
  return {
    ...tally,
    take(step, answer) {
      tally.take(step, answer);
      progress.linesDone = plan.setAside.size + tally.linesDone;
    },
  };
}

function startOf(job: Job): number {
  return job.startedAt!.getTime();
}
