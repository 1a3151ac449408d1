import type { Database } from '../platform/database.ts';
import type { Clock } from '../platform/clock.ts';
import { reasonOf } from '../platform/log.ts';
import { type Statement, isDataRefused } from '../platform/postgres.ts';
import { beginAttempt, endAttempt, noteSuspect } from './attempts.ts';
import { openAwaited } from './awaited.ts';
import { type Taken, openBisection } from './bisection.ts';
import { type Decider, type DeciderEvents } from './decider-port.ts';
import { callModule } from './calls.ts';
import { heard } from './heard.ts';
import { historyModule } from './history.ts';
import type { Lane, LoggedInput } from './input.ts';
import { keys } from './keys.ts';
import { openLanes } from './lanes.ts';
import type { LogRow } from './log.ts';
import { openPace } from './pace.ts';
import type { TurnModule } from './module.ts';
import { type Cursors, saveStatements } from './save.ts';
import { OutcomeUnknown, SHARD, ShardLost, type Writer, readShard, takeShard, tellOwner } from './shard.ts';
import { openSweep } from './sweep.ts';
import { timers } from './timers.ts';
import { type Draft, decideMore, decideTurn, joinRules } from './turn.ts';
import { LoadFailed, World } from './world.ts';

export interface DeciderOptions {
  readonly pool: Database;
  readonly url: string;
  readonly clock: Clock;
  readonly modules: readonly TurnModule[];
  readonly log: (message: string) => void;
  /** Called when nothing has come for a while. */
  readonly onRest?: () => void;
  /** Tests decide turn by turn with `step`. */
  readonly isStepped?: boolean;
  /** Tests let the connection that saves turns fail. */
  readonly openWriter?: typeof takeShard;
}

/** A decider in this thread. */
export interface OwnDecider extends Decider {
  /** Called after each commit with the highest id given out. */
  onCommit(listener: (factId: number) => void): void;
  /** Takes one turn by hand (tests); false when there was nothing to take. */
  step(): Promise<boolean>;
}

const FULL_TURN = { least: 64, most: 600 };
const BULK_LIMIT = { min: 200, start: 500, max: 4000 };
/** Bulk turns grow and shrink towards this, so that a till never waits long behind one. */
const BULK_TURN_MS = 40;
const NOTHING: Taken = { inputs: [], swept: [], sweptUntil: 0 };
const PAUSE_MS = { first: 20, longest: 2000 };

interface Plan {
  readonly draft: Draft;
  readonly cursors: Cursors;
  readonly statements: readonly Statement[];
}

/** Takes the shard when it is free, and decides whatever the log holds. */
export async function startDecider(options: DeciderOptions, events: DeciderEvents): Promise<OwnDecider> {
  const { pool, clock, log } = options;
  const rules = joinRules([historyModule, callModule, ...options.modules], [keys, timers, heard]);
  const journals = options.modules.flatMap((module) => module.journals ?? []);
  const world = new World((of, asked) => of.load(pool, asked as never));
  const openWriter = options.openWriter ?? takeShard;
  const stopping = new AbortController();
  const lanes = openLanes(pool);
  const sweep = openSweep(pool, world);
  const awaited = openAwaited(events);
  const pace = openPace({
    clock,
    lanes,
    sweep,
    awaited,
    rest,
    signal: stopping.signal,
  });
  const listeners: ((factId: number) => void)[] = [];
  const bisection = openBisection();
  /** Resolves when it is known who decides: this process, another one, or nobody because the store is away. */
  const isSettled = Promise.withResolvers<void>();

  let writer: Writer | undefined;
  let turn = 0;
  let now = 0;
  let nextId = 0;
  /** The highest id that a committed turn gave out. */
  let committedId = -1;
  let inflight: Promise<void> | undefined;
  let inflightInputs = 0;
  let failure: { readonly error: unknown; readonly taken: Taken } | undefined;
  let taken = NOTHING;
  let bulkLimit = BULK_LIMIT.start;
  let isSingle = false;
  let isFollowing = false;
  /** What a turn has taken waits no more, and is not being committed yet. */
  let isTaking = false;
  /** How long taking and deciding the last turn took. */
  let decidedInMs = 0;
  const totals = { setAside: 0, timersFired: 0, turnSeconds: 0 };

  function appended(row: LogRow, isAwaited: boolean): void {
    if (!writer) {
      // Whoever decides it, not this process: it cannot tell the answers.
      tellOwner(pool, row);
      if (isAwaited) awaited.missed(row);
      return;
    }
    lanes.appended(row);
    if (isAwaited) awaited.expect(row, lanes.cursors[row.lane]);
    pace.wake(row.lane);
  }

  /** Owns the shard and decides until told to stop; whatever goes wrong, it starts over from what the store says. */
  async function run(): Promise<void> {
    let pauseMs = PAUSE_MS.first;
    while (!stopping.signal.aborted) {
      try {
        await begin();
        pauseMs = PAUSE_MS.first;
        await decideAll();
      } catch (error) {
        log(`the engine starts over: ${reasonOf(error)}`);
        await giveUp();
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        pauseMs = Math.min(pauseMs * 2, PAUSE_MS.longest);
      }
    }
  }

  async function begin(): Promise<void> {
    writer = await openWriter({
      url: options.url,
      signal: stopping.signal,
      onForeignRow(lane, position, count) {
        lanes.appendedElsewhere(lane, position, count);
        pace.wake(lane);
      },
      onWaiting() {
        isFollowing = true;
        log('another process decides; this one takes over when it ends');
        isSettled.resolve();
      },
    });
    if (!writer) return;
    const attempt = await beginAttempt(pool, writer.shard.turn);
    isSingle = attempt.isSingle;
    if (attempt.suspect) bisection.refused.set(attempt.suspect, 'The server died each time it was decided.');
    await standAt(writer.shard);
    isFollowing = false;
    isSettled.resolve();
  }

  /** Takes up the turns where the store says they stand. */
  async function standAt(shard: Writer['shard']): Promise<void> {
    ({ turn, now, nextId } = shard);
    committedId = nextId - 1;
    sweep.doubt();
    await lanes.moveTo(shard.cursors);
  }

  /** Nothing that was decided here and not committed holds; callers are told to ask again. */
  async function giveUp(): Promise<void> {
    await inflight;
    inflight = undefined;
    failure = undefined;
    world.forget();
    const last = writer;
    writer = undefined;
    isSettled.resolve();
    awaited.interrupt();
    await last?.close();
  }

  async function decideAll(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pace.gather();
      if (await step()) continue;
      if (inflight) await pace.tillOr(inflight);
      else await pace.idle();
    }
    await inflight;
  }

  /** Nothing has come for a while: what is cached can be read again, and the memory is better free. */
  function rest(): void {
    world.forget();
    options.onRest?.();
  }

  /** One turn: decided while the turn before is still being committed. False when there is nothing to do. */
  async function step(): Promise<boolean> {
    isTaking = true;
    try {
      return await takeAndCommit();
    } finally {
      isTaking = false;
    }
  }

  async function takeAndCommit(): Promise<boolean> {
    const plan = await takeTurn().catch((error: unknown) => fail(error, taken));
    if (plan || failure) await inflight;
    if (failure) return recover(failure.error, failure.taken);
    if (!plan) return false;
    const current: Promise<void> = commit(plan)
      .catch((error: unknown) => fail(error, plan.draft))
      .finally(() => {
        if (inflight === current) inflight = undefined;
      });
    inflight = current;
    inflightInputs = plan.draft.inputs.length;
    return true;
  }

  /** Takes and decides the next turn; undefined when there is nothing to do. */
  async function takeTurn(): Promise<Plan | undefined> {
    taken = NOTHING;
    const at = Math.max(now, clock.now());
    bisection.reached(lanes.cursors);
    const isSweep = bisection.takesTimers() && sweep.nextDueAt() <= at;
    // The turn being committed may have moved timers; the sweep must see them.
    if (isSweep) await inflight;
    const due = isSweep ? await sweep.due(at, bisection.subjectsLimit()) : NOTHING;
    if (due.swept.length === 0) bisection.swept(0);
    const startedAt = performance.now();
    const before = lanes.cursors;
    const inputs = bisection.takesInputs() ? await takeInputs() : [];
    taken = { ...due, inputs };
    const acceptedAt = inputs.at(-1)?.acceptedAt ?? at;
    if (inputs.length === 0 && due.swept.length === 0) return undefined;
    world.trim(rules.collections);
    const draft = await decideTurn(world, rules, {
      number: turn + 1,
      now: Math.max(at, acceptedAt),
      ...taken,
      nextId,
      refused: bisection.refused,
    });
    decidedInMs = performance.now() - startedAt;
    if (inputs[0]?.lane === 'interactive') await takeMore(draft);
    ({ number: turn, now, nextId } = draft);
    sweep.note(draft);
    const { cursors } = lanes;
    const statements = saveStatements(
      draft,
      writer!.epoch,
      SHARD,
      cursors,
      before,
      rules.collections,
      journals,
      pool.ring,
    );
    return { draft, cursors, statements };
  }

  /**
   * While the turn before is being committed, this one takes what else tills ask: the more it holds, the less each costs. With
   * as many as that one holds it is full, so that its statements are ready when their turn comes.
   */
  async function takeMore(draft: Draft): Promise<void> {
    const most = isSingle ? 1 : Math.min(FULL_TURN.most, bisection.inputsLimit('interactive'));
    const full = Math.min(Math.max(inflightInputs, FULL_TURN.least), most);
    while (inflight && draft.inputs.length < full) {
      const committing = inflight;
      const more = await lanes.takeMore('interactive', full - draft.inputs.length);
      if (more.length === 0) await pace.tillOr(committing);
      taken = { ...taken, inputs: [...draft.inputs, ...more] };
      await decideMore(world, rules, draft, more);
    }
  }

  async function takeInputs(): Promise<readonly LoggedInput[]> {
    const most = { interactive: FULL_TURN.most, bulk: bulkLimit };
    const inputs = await lanes.take((lane) => (isSingle ? 1 : Math.min(most[lane], bisection.inputsLimit(lane))));
    if (!isSingle) return inputs;
    // Once nothing waits, what killed this process before has passed.
    if (inputs[0]) await noteSuspect(pool, inputs[0]);
    else isSingle = false;
    return inputs;
  }

  async function commit({ draft, cursors, statements }: Plan): Promise<void> {
    const tookMs = decidedInMs;
    const startedAt = performance.now();
    try {
      await writer!.commit(statements);
    } catch (error) {
      if (!(error instanceof OutcomeUnknown) || !(await wasCommitted(draft))) throw error;
    }
    world.settle(draft.layer);
    committedId = draft.nextId - 1;
    if (draft.swept.length > 0) bisection.swept(draft.swept.length);
    const lane = draft.inputs[0]?.lane;
    if (lane) lanes.decided(lane, draft.inputs.length);
    note(draft, lane, Math.max(tookMs, performance.now() - startedAt));
    for (const listener of listeners) listener(committedId);
    awaited.tell(draft, cursors);
  }

  /** The connection broke while committing: the shard itself tells whether the turn was taken. */
  async function wasCommitted(draft: Draft): Promise<boolean> {
    const shard = await readShard(pool);
    return shard.epoch === writer!.epoch && shard.turn === draft.number;
  }

  function note(draft: Draft, lane: Lane | undefined, tookMs: number): void {
    totals.setAside += draft.setAside.length;
    totals.timersFired += draft.timersFired;
    totals.turnSeconds = totals.turnSeconds * 0.9 + (tookMs / 1000) * 0.1;
    if (lane !== 'bulk') return;
    if (tookMs > BULK_TURN_MS) bulkLimit = Math.max(BULK_LIMIT.min, Math.floor(bulkLimit * 0.85));
    else if (draft.inputs.length >= bulkLimit) bulkLimit = Math.min(BULK_LIMIT.max, Math.ceil(bulkLimit * 1.15));
  }

  function fail(error: unknown, what: Taken): undefined {
    failure ??= { error: error instanceof LoadFailed ? error.cause : error, taken: what };
  }

  /** Data that the store refuses is searched for; after any other failure the engine starts over. */
  async function recover(error: unknown, what: Taken): Promise<boolean> {
    failure = undefined;
    if (!isDataRefused(error) || what === NOTHING) throw error;
    world.forget();
    bisection.failed(`The store refused it: ${(error as Error).message}`, what);
    const shard = await readShard(pool);
    if (shard.epoch !== writer!.epoch) throw new ShardLost('another process took the shard');
    await standAt(shard);
    return true;
  }

  const running = options.isStepped ? begin() : run();
  await (options.isStepped ? running : isSettled.promise);

  return {
    appended,
    async settle() {
      const before = totals.timersFired;
      sweep.doubt();
      for (;;) {
        pace.wake();
        if (options.isStepped) while (await step());
        await inflight;
        if (!lanes.hasWaiting() && sweep.nextDueAt() > clock.now() && !isTaking && !inflight && !failure)
          return totals.timersFired - before;
        if (isFollowing || stopping.signal.aborted) return undefined;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    status: () => ({
      isRunning: writer !== undefined,
      isFollowing,
      turn,
      now,
      setAside: totals.setAside,
      turnSeconds: totals.turnSeconds,
      factId: committedId,
      lanes: { interactive: lanes.count('interactive'), bulk: lanes.count('bulk') },
      oldestWaitingAt: lanes.oldestWaitingAt(),
    }),
    onCommit: (listener) => void listeners.push(listener),
    async step() {
      const did = await step();
      await inflight;
      return did;
    },
    async stop() {
      stopping.abort();
      pace.wake();
      await running;
      await inflight;
      if (writer && !failure) await endAttempt(pool).catch(() => {});
      await writer?.close();
    },
  };
}
