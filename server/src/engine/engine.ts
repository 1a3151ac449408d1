import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Clock } from '../platform/clock.ts';
import { isDataRefused, isStoreDown, rowsOf } from '../platform/postgres.ts';
import { Problem } from '../platform/problem.ts';
import { counters } from './counters.ts';
import { OPEN_HISTORIES, historyModule } from './history.ts';
import type { Answer, Input, Lane, LoggedInput } from './input.ts';
import { keys } from './keys.ts';
import { type LogRow, loggedInputs, openAppender, readRows } from './log.ts';
import type { TurnModule } from './module.ts';
import { type Cursor, type Cursors, saveStatements } from './save.ts';
import { LOG_CHANNEL, OutcomeUnknown, SHARD, ShardLost, type Writer, readShard, takeShard } from './shard.ts';
import { timers } from './timers.ts';
import { type Draft, decideTurn, joinRules, keyConflict } from './turn.ts';
import { LoadFailed, World } from './world.ts';

export interface EngineOptions {
  readonly pool: pg.Pool;
  readonly url: string;
  readonly clock: Clock;
  readonly modules: readonly TurnModule[];
  readonly log: (message: string) => void;
  /** Inputs that may wait per lane before callers are asked to come back later. */
  readonly waitingLimit?: { readonly interactive: number; readonly bulk: number };
  /** Tests decide turn by turn with `step`. */
  readonly isStepped?: boolean;
  /** Tests let the connection that saves turns fail. */
  readonly openWriter?: typeof takeShard;
}

export interface EngineStatus {
  readonly isRunning: boolean;
  readonly turn: number;
  readonly now: number;
  readonly lanes: Readonly<
    Record<Lane, { readonly appended: number; readonly decided: number; readonly waiting: number }>
  >;
  readonly oldestWaitingAt: number | undefined;
  readonly factId: number;
  readonly setAside: number;
  readonly turnSeconds: number;
}

export interface Engine {
  /** Resolves when the inputs are durable; they are decided later. */
  append(lane: Lane, inputs: readonly Input[]): Promise<void>;
  /** Resolves when the turns that decided the inputs are committed. */
  ask(lane: Lane, inputs: readonly Input[]): Promise<Answer[]>;
  /** Fires everything due by the clock; resolves with how many timers fired when nothing due is left. */
  settle(): Promise<number>;
  status(): EngineStatus;
  /** Called after each commit with the highest id given out. */
  onCommit(listener: (factId: number) => void): void;
  /** Takes one turn by hand (tests); false when there was nothing to take. */
  step(): Promise<boolean>;
  stop(): Promise<void>;
}

const INTERACTIVE_LIMIT = 1000;
const BULK_LIMIT = { min: 50, start: 500, max: 4000 };
const BULK_TURN_MS = 40;
const SWEEP_LIMIT = 1000;
/** Bulk work gets at least one turn in so many while tills are busy. */
const INTERACTIVE_TURNS_IN_A_ROW = 8;
const TAIL_INPUTS_LIMIT = 20_000;
/** How long an answer of another process is waited for, and how often it is looked for. */
const ANSWER_TIMEOUT_MS = 30_000;
const ANSWER_POLL_MS = 10;
const ROWS_PER_READ = 8;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

interface Plan {
  readonly draft: Draft;
  readonly before: Cursors;
  readonly cursors: Cursors;
  readonly startedAt: number;
}

/** Starts the engine: takes the shard when it is free, and decides whatever the log holds. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { pool, clock, log } = options;
  const rules = joinRules([historyModule, ...options.modules], [keys, timers]);
  const journals = options.modules.flatMap((module) => module.journals ?? []);
  const world = new World((of, asked) => of.load(pool, asked as never));
  const waitingLimit = options.waitingLimit ?? { interactive: 20_000, bulk: 50_000 };

  const openWriter = options.openWriter ?? takeShard;
  const stopping = new AbortController();
  const settledWho = Promise.withResolvers<void>();
  let writer: Writer | undefined;
  let cursors: Cursors = { interactive: { position: 1, index: 0 }, bulk: { position: 1, index: 0 } };
  let turn = 0;
  let now = 0;
  let nextId = 0;
  let nextDueAt = 0;
  let bulkLimit = BULK_LIMIT.start;
  let turnsOfInteractive = 0;
  let sizeLimit = Number.POSITIVE_INFINITY;
  let inflight: Promise<void> | undefined;
  let failure: unknown;
  let setAside = 0;
  let firedInAll = 0;
  let turnSeconds = 0;
  let wake: (() => void) | undefined;
  let isSingle = false;
  let planned: readonly LoggedInput[] = [];
  let failedInputs: readonly LoggedInput[] = [];
  const refused = new Map<string, string>();
  const listeners: ((factId: number) => void)[] = [];
  const tail: Record<Lane, LogRow[]> = { interactive: [], bulk: [] };
  const tailInputs: Record<Lane, number> = { interactive: 0, bulk: 0 };
  const headPosition: Record<Lane, number> = { interactive: 0, bulk: 0 };
  const counts = { interactive: { appended: 0, decided: 0 }, bulk: { appended: 0, decided: 0 } };
  const waiters = new Map<string, (answer: Answer) => void>();
  const rejecters = new Set<(error: unknown) => void>();

  const appender = openAppender(pool, () => Math.max(clock.now(), now), onAppended);

  function onAppended(row: LogRow): void {
    const { lane } = row;
    if (!writer) {
      void pool
        .query('select pg_notify($1, $2)', [LOG_CHANNEL, `${lane}:${row.position}:${row.inputs.length}`])
        .catch(() => {});
      return;
    }
    counts[lane].appended += row.inputs.length;
    headPosition[lane] = Math.max(headPosition[lane], row.position);
    if (tailInputs[lane] + row.inputs.length <= TAIL_INPUTS_LIMIT) {
      tail[lane].push(row);
      tailInputs[lane] += row.inputs.length;
    }
    wake?.();
  }

  /** A row that another process appended: it is read from the log when its turn comes. */
  function onForeignRow(lane: Lane, position: number, count: number): void {
    counts[lane].appended += count;
    headPosition[lane] = Math.max(headPosition[lane], position);
    wake?.();
  }

  /** The next rows of a lane: from memory where they are still there, else from the log. */
  async function nextInputs(lane: Lane, limit: number): Promise<LoggedInput[]> {
    const cursor = cursors[lane];
    const rows = tail[lane];
    while (rows[0] && rows[0].position < cursor.position) tailInputs[lane] -= rows.shift()!.inputs.length;
    if (rows[0]?.position === cursor.position) return gather(rows, cursor, limit);
    if (headPosition[lane] < cursor.position) return [];
    const read = await readRows(pool, lane, cursor.position, ROWS_PER_READ);
    const known = rows[0]?.position ?? Number.POSITIVE_INFINITY;
    const before = read.filter((row) => row.position < known);
    rows.unshift(...before);
    for (const row of before) tailInputs[lane] += row.inputs.length;
    return gather(rows, cursor, limit);
  }

  function lastLane(): Lane[] {
    const isBulkDue = turnsOfInteractive >= INTERACTIVE_TURNS_IN_A_ROW;
    return isBulkDue ? ['bulk', 'interactive'] : ['interactive', 'bulk'];
  }

  async function takeInputs(): Promise<LoggedInput[]> {
    for (const lane of lastLane()) {
      const limit = Math.min(isSingle ? 1 : sizeLimit, lane === 'interactive' ? INTERACTIVE_LIMIT : bulkLimit);
      const taken = await nextInputs(lane, limit);
      if (taken.length === 0) continue;
      turnsOfInteractive = lane === 'interactive' ? turnsOfInteractive + 1 : 0;
      return taken;
    }
    turnsOfInteractive = 0;
    return [];
  }

  /** Values of is_held that the sweep may take: held timers wait while any history is being told. */
  async function sweptKinds(): Promise<string> {
    await world.ensure(counters, [OPEN_HISTORIES]);
    return (world.get(counters, OPEN_HISTORIES) ?? 0) > 0 ? '{f}' : '{f,t}';
  }

  async function dueSubjects(until: number): Promise<{ swept: number[]; sweptUntil: number }> {
    const due = await rowsOf<{ subject: string; due_at: Date }>(
      pool,
      `select subject, due_at from engine.timer where due_at <= $1 and is_held = any($2::boolean[]) order by due_at, subject limit $3`,
      [new Date(until).toISOString(), await sweptKinds(), SWEEP_LIMIT],
      'sweep engine.timer',
    );
    const last = due.at(-1);
    const isAll = due.length < SWEEP_LIMIT;
    return { swept: due.map((row) => Number(row.subject)), sweptUntil: isAll || !last ? until : last.due_at.getTime() };
  }

  /** Takes and decides the next turn; undefined when there is nothing to do. */
  async function plan(): Promise<Plan | undefined> {
    const startedAt = performance.now();
    const at = Math.max(now, clock.now());
    world.trim(rules.collections);
    const isSweep = nextDueAt <= at;
    // The turn being committed may have moved timers; the sweep must see them.
    if (isSweep) await inflight;
    const sweep = isSweep ? await dueSubjects(at) : { swept: [], sweptUntil: 0 };
    const inputs = await takeInputs();
    planned = inputs;
    if (isSingle) await noteSuspect(inputs);
    if (isSweep && sweep.swept.length === 0) nextDueAt = await firstDue();
    if (inputs.length === 0 && sweep.swept.length === 0) return undefined;
    const before = cursors;
    const acceptedAt = inputs.at(-1)?.acceptedAt ?? at;
    const draft = await decideTurn(world, rules, {
      number: turn + 1,
      now: Math.max(at, acceptedAt),
      inputs,
      ...sweep,
      nextId,
      refused,
    });
    const last = inputs.at(-1);
    cursors = last ? { ...cursors, [last.lane]: { position: last.position, index: last.index + 1 } } : cursors;
    if (last) cursors = roundUp(cursors, last);
    turn = draft.number;
    now = draft.now;
    nextId = draft.nextId;
    noteTimers(draft);
    return { draft, before, cursors, startedAt };
  }

  /** A cursor at the end of a row stands at the start of the next. */
  function roundUp(at: Cursors, last: LoggedInput): Cursors {
    const length = rowLengths.get(`${last.lane}:${last.position}`);
    return length === last.index + 1 ? { ...at, [last.lane]: { position: last.position + 1, index: 0 } } : at;
  }

  const rowLengths = new Map<string, number>();

  function gather(rows: readonly LogRow[], cursor: Cursor, limit: number): LoggedInput[] {
    const inputs: LoggedInput[] = [];
    rowLengths.clear();
    let expected = cursor.position;
    for (const row of rows) {
      if (row.position !== expected || inputs.length >= limit) break;
      rowLengths.set(`${row.lane}:${row.position}`, row.inputs.length);
      for (const logged of loggedInputs(
        row,
        row.position === cursor.position ? cursor.index : 0,
        limit - inputs.length,
      ))
        inputs.push(logged);
      expected++;
    }
    return inputs;
  }

  async function firstDue(): Promise<number> {
    const [row] = await rowsOf<{ due_at: Date | null }>(
      pool,
      'select min(due_at) as due_at from engine.timer where is_held = any($1::boolean[])',
      [await sweptKinds()],
      'first engine.timer',
    );
    return row?.due_at?.getTime() ?? Number.POSITIVE_INFINITY;
  }

  function noteTimers(draft: Draft): void {
    const changed = draft.layer[timers.slot] as
      | Map<number, { list: readonly { dueAt: number }[]; isHeld: boolean }>
      | undefined;
    for (const own of changed?.values() ?? []) {
      if (!own.isHeld && own.list[0]) nextDueAt = Math.min(nextDueAt, own.list[0].dueAt);
    }
    if (draft.layer[counters.slot]?.has(OPEN_HISTORIES)) nextDueAt = 0;
  }

  async function commit({ draft, before, cursors: until, startedAt }: Plan): Promise<void> {
    const statements = saveStatements(draft, writer!.epoch, SHARD, until, before, rules.collections, journals);
    try {
      await writer!.commit(statements);
    } catch (error) {
      if (!(error instanceof OutcomeUnknown) || !(await wasCommitted(draft))) throw error;
    }
    settleTurn(draft);
    adaptBulk(draft, performance.now() - startedAt);
  }

  function settleTurn(draft: Draft): void {
    world.settle(draft.layer);
    setAside += draft.setAside.length;
    firedInAll += draft.timersFired;
    if (draft.inputs[0]) counts[draft.inputs[0].lane].decided += draft.inputs.length;
    draft.inputs.forEach((logged, i) => {
      if (waiters.size === 0) return;
      const key = `${logged.lane}:${logged.position}:${logged.index}`;
      const waiter = waiters.get(key);
      if (!waiter) return;
      waiters.delete(key);
      waiter(draft.answers[i]!);
    });
    for (const listener of listeners) listener(draft.nextId - 1);
  }

  /** The connection broke while committing: the shard itself tells whether the turn was taken. */
  async function wasCommitted(draft: Draft): Promise<boolean> {
    const shard = await readShard(pool);
    if (shard.epoch !== writer!.epoch) throw new ShardLost('another process took the shard');
    return shard.turn === draft.number;
  }

  function adaptBulk(draft: Draft, tookMs: number): void {
    turnSeconds = turnSeconds * 0.9 + (tookMs / 1000) * 0.1;
    if (draft.inputs[0]?.lane !== 'bulk') return;
    if (tookMs > BULK_TURN_MS) bulkLimit = Math.max(BULK_LIMIT.min, Math.floor(bulkLimit * 0.85));
    else if (draft.inputs.length >= bulkLimit) bulkLimit = Math.min(BULK_LIMIT.max, Math.ceil(bulkLimit * 1.15));
  }

  /** One turn: decided while the turn before is still being committed. */
  async function step(): Promise<boolean> {
    if (failure !== undefined) return recover();
    let next: Plan | undefined;
    try {
      next = await plan();
      await inflight;
    } catch (error) {
      fail(error, planned);
    }
    if (failure !== undefined) return recover();
    if (!next) return false;
    const { inputs } = next.draft;
    const current: Promise<void> = commit(next)
      .catch((error: unknown) => fail(error, inputs))
      .finally(() => {
        if (inflight === current) inflight = undefined;
      });
    inflight = current;
    return true;
  }

  function fail(error: unknown, inputs: readonly LoggedInput[]): void {
    if (failure !== undefined) return;
    failure = error instanceof LoadFailed ? error.cause : error;
    failedInputs = inputs;
  }

  /** Nothing of a failed turn was answered: forget what is in memory, read where the store stands, take it again. */
  async function recover(): Promise<boolean> {
    const error = failure;
    await inflight;
    failure = undefined;
    inflight = undefined;
    world.forget();
    if (isDataRefused(error)) narrow(error);
    else if (error instanceof ShardLost) throw error;
    else log(`a turn failed and is taken again: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof OutcomeUnknown || isStoreDown(error)) await reconnect();
    const shard = await readShard(pool);
    if (shard.epoch !== writer!.epoch) throw new ShardLost('another process took the shard');
    ({ cursors, turn, now, nextId } = shard);
    nextDueAt = 0;
    return true;
  }

  /** The store refused data: halve the turn until one input remains, and set that one aside. */
  function narrow(error: unknown): void {
    const [only] = failedInputs;
    if (failedInputs.length === 1 && only) {
      refused.set(`${only.lane}:${only.position}:${only.index}`, `The store refused it: ${(error as Error).message}`);
      sizeLimit = Number.POSITIVE_INFINITY;
      return;
    }
    sizeLimit = Math.max(1, Math.floor(failedInputs.length / 2));
  }

  function onWaiting(): void {
    log('another process decides; this one takes over when it ends');
    settledWho.resolve();
  }

  async function reconnect(): Promise<void> {
    await writer?.close();
    writer = undefined;
    for (let waitMs = 100; !stopping.signal.aborted; waitMs = Math.min(waitMs * 2, 3000)) {
      try {
        writer = await openWriter({ url: options.url, signal: stopping.signal, onForeignRow, onWaiting });
        return;
      } catch (error) {
        settledWho.resolve();
        log(`the store cannot be reached: ${(error as Error).message}`);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  async function begin(): Promise<void> {
    await reconnect();
    if (!writer) return;
    ({ cursors, turn, now, nextId } = writer.shard);
    nextDueAt = 0;
    await countDeaths();
    for (const lane of ['interactive', 'bulk'] as const) {
      const [head] = await rowsOf<{ position: string; waiting: string }>(
        pool,
        `select h.position, coalesce((select sum(count) from engine.log l where l.lane = h.lane and l.position >= $2), 0) as waiting
         from engine.log_head h where h.lane = $1`,
        [lane, cursors[lane].position],
      );
      headPosition[lane] = Math.max(headPosition[lane], Number(head!.position));
      settledWho.resolve();
      counts[lane].appended = counts[lane].decided + Math.max(0, Number(head!.waiting) - cursors[lane].index);
    }
  }

  /** Owns the shard and decides until told to stop; whatever goes wrong, it starts over from what the store says. */
  /**
   * A process that dies while it decides leaves its row behind. After two deaths at one turn inputs are decided singly,
   * each noted before; the one noted at a further death is set aside.
   */
  async function countDeaths(): Promise<void> {
    const [row] = await rowsOf<{ deaths: number; suspect: string | null }>(
      pool,
      `insert into engine.attempt as a (shard, turn, deaths) values ($1, $2, 0)
       on conflict (shard) do update set turn = excluded.turn, deaths = case when a.turn = excluded.turn then a.deaths + 1 else 0 end,
         suspect = case when a.turn = excluded.turn then a.suspect end
       returning deaths, suspect`,
      [SHARD, turn],
    );
    isSingle = row!.deaths >= 2;
    if (row!.suspect) refused.set(row!.suspect, 'The server died each time it was decided.');
  }

  /** In single mode the next input is noted before it is decided; once nothing waits, the danger is over. */
  async function noteSuspect(inputs: readonly LoggedInput[]): Promise<void> {
    const [only] = inputs;
    if (!only) {
      isSingle = false;
      return;
    }
    await pool.query('update engine.attempt set suspect = $2 where shard = $1', [
      SHARD,
      `${only.lane}:${only.position}:${only.index}`,
    ]);
  }

  async function run(): Promise<void> {
    let pauseMs = 20;
    while (!stopping.signal.aborted) {
      try {
        await begin();
        pauseMs = 20;
        await decideAll();
      } catch (error) {
        log(
          error instanceof ShardLost
            ? 'another process took the shard; waiting to take it back'
            : `the engine starts over: ${String((error as Error)?.stack ?? error)}`,
        );
        settledWho.resolve();
        world.forget();
        failure = undefined;
        inflight = undefined;
        interrupt(
          new Problem(
            'store.down',
            'The answer was lost on the way. Send it again with the same key or number: nothing counts twice.',
            { retryAfterSeconds: 1 },
          ),
        );
        await writer?.close();
        writer = undefined;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        pauseMs = Math.min(pauseMs * 2, 2000);
      }
    }
  }

  async function decideAll(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (await step()) continue;
      if (inflight) await inflight;
      else await idle();
    }
    await inflight;
  }

  function idle(): Promise<void> {
    return new Promise<void>((resolve) => {
      const untilDue = clock.isManual ? MAX_TIMEOUT_MS : Math.max(1, nextDueAt - clock.now());
      const timeout = setTimeout(resolve, Math.min(untilDue, MAX_TIMEOUT_MS));
      wake = () => {
        clearTimeout(timeout);
        resolve();
      };
      if (stopping.signal.aborted || hasWaiting() || nextDueAt <= clock.now()) wake();
    }).then(() => {
      wake = undefined;
    });
  }

  function hasWaiting(): boolean {
    return (['interactive', 'bulk'] as const).some((lane) => headPosition[lane] >= cursors[lane].position);
  }

  const waitingIn = (lane: Lane): number => Math.max(0, counts[lane].appended - counts[lane].decided);

  function refuseWhenBusy(lane: Lane): void {
    const waiting = waitingIn(lane);
    if (waiting <= waitingLimit[lane]) return;
    throw new Problem('engine.busy', `${waiting} inputs wait to be decided. Try again in a moment.`, {
      retryAfterSeconds: 1 + Math.ceil(waiting / 20_000),
    });
  }

  /** This process decides: the answer comes from its own turn. */
  async function askHere(lane: Lane, inputs: readonly Input[]): Promise<Answer[]> {
    let reject: (error: unknown) => void = () => {};
    const interrupted = new Promise<never>((_, fails) => (reject = fails));
    interrupted.catch(() => {});
    rejecters.add(reject);
    try {
      // Registered as soon as the row is durable, and so before the turn that decides it can be committed.
      const answers = await appender
        .append(lane, inputs)
        .then(
          ({ row, fromIndex }) =>
            inputs.map(
              (_, i) =>
                new Promise<Answer>((resolve) => void waiters.set(`${lane}:${row.position}:${fromIndex + i}`, resolve)),
            ),
          asStoreDown,
        );
      return await Promise.race([Promise.all(answers), interrupted]);
    } finally {
      rejecters.delete(reject);
    }
  }

  /** Another process decides: every input gets a key, under which its answer is found after the commit. */
  async function askElsewhere(lane: Lane, inputs: readonly Input[]): Promise<Answer[]> {
    const keyed = inputs.map((one) => (one.key === undefined ? { ...one, key: `ask:${randomUUID()}`, hash: '' } : one));
    await appender.append(lane, keyed).catch(asStoreDown);
    const asked = keyed.map((one) => one.key!);
    for (let waitedMs = 0; waitedMs < ANSWER_TIMEOUT_MS && !stopping.signal.aborted; waitedMs += ANSWER_POLL_MS) {
      const found = new Map(await keys.load(pool, asked).catch(asStoreDown));
      const isConflict = (one: Input) => found.get(one.key!)!.hash !== (one.hash ?? '');
      if (asked.every((key) => found.has(key)))
        return keyed.map((one) => (isConflict(one) ? keyConflict() : found.get(one.key!)!.answer));
      await new Promise((resolve) => setTimeout(resolve, ANSWER_POLL_MS));
    }
    throw new Problem(
      'store.down',
      'No process decided this in time. It is recorded; send it again with the same key or number to learn the answer.',
      { retryAfterSeconds: 5 },
    );
  }

  function interrupt(problem: Problem): void {
    for (const reject of rejecters) reject(problem);
    rejecters.clear();
    waiters.clear();
  }

  const running = options.isStepped ? begin() : run();
  // Started means: this process decides, or it knows of another one that does.
  await (options.isStepped ? running : settledWho.promise);

  return {
    async append(lane, inputs) {
      refuseWhenBusy(lane);
      await appender.append(lane, inputs).catch(asStoreDown);
    },
    async ask(lane, inputs) {
      refuseWhenBusy(lane);
      if (inputs.length === 0) return [];
      return writer ? askHere(lane, inputs) : askElsewhere(lane, inputs);
    },
    async settle() {
      const before = firedInAll;
      nextDueAt = 0;
      for (;;) {
        wake?.();
        if (options.isStepped) while (await step());
        await inflight;
        if (!hasWaiting() && nextDueAt > clock.now() && !inflight) return firedInAll - before;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    status: () => ({
      isRunning: writer !== undefined,
      turn,
      now,
      setAside,
      turnSeconds,
      factId: nextId - 1,
      lanes: {
        interactive: { ...counts.interactive, waiting: waitingIn('interactive') },
        bulk: { ...counts.bulk, waiting: waitingIn('bulk') },
      },
      oldestWaitingAt: tail.interactive.find((row) => row.position >= cursors.interactive.position)?.acceptedAt,
    }),
    onCommit: (listener) => void listeners.push(listener),
    async step() {
      const did = await step();
      await inflight;
      return did;
    },
    async stop() {
      stopping.abort();
      wake?.();
      await running;
      await inflight;
      if (writer && failure === undefined)
        await pool.query('delete from engine.attempt where shard = $1', [SHARD]).catch(() => {});
      await writer?.close();
      interrupt(new Problem('store.down', 'The server is stopping. Try again in a moment.', { retryAfterSeconds: 2 }));
    },
  };
}

function asStoreDown(error: unknown): never {
  if (!isStoreDown(error)) throw error;
  throw new Problem('store.down', 'The database cannot be reached; nothing was recorded. Try again in a moment.', {
    retryAfterSeconds: 2,
  });
}
