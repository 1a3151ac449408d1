import type { Database } from '../platform/database.ts';
import type { Clock } from '../platform/clock.ts';
import { Problem } from '../platform/problem.ts';
import { throwStoreDown, openAnswers } from './answers.ts';
import {
  type Decider,
  type DeciderEvents,
  type EngineStatus,
  WAITING_LIMIT,
  type WaitingLimit,
} from './decider-port.ts';
import { type DeciderOptions, type OwnDecider, startDecider } from './decider.ts';
import type { Answer, Input, Lane } from './input.ts';
import { openAppender } from './log.ts';
import { tellOwner } from './shard.ts';

export interface Engine {
  /** Resolves when the inputs are durable; they are decided later. */
  append(lane: Lane, inputs: readonly Input[]): Promise<void>;
  /** Resolves when the turns that decided the inputs are committed. */
  ask(lane: Lane, inputs: readonly Input[]): Promise<Answer[]>;
  readonly settle: Decider['settle'];
  status(): EngineStatus;
  stop(): Promise<void>;
}

export interface EngineOptions {
  readonly pool: Database;
  readonly clock: Clock;
  readonly waitingLimit?: WaitingLimit;
}

/** The engine as callers see it: what they send becomes durable here, and is decided by whatever `connect` starts. */
export async function openEngine<D extends Decider>(
  { pool, clock, waitingLimit = WAITING_LIMIT }: EngineOptions,
  connect: (events: DeciderEvents) => Promise<D>,
): Promise<Engine & { readonly decider: D }> {
  const stopping = new AbortController();
  const appender = openAppender(
    pool,
    () => Math.max(clock.now(), decider.status().now),
    (row, isAwaited) => decider.appended(row, isAwaited),
  );
  const answers = openAnswers(pool, appender, stopping.signal);
  const decider = await connect({ decided: answers.tell, interrupted: answers.interrupt });

  function refuseWhenBusy(lane: Lane): void {
    const { waiting } = decider.status().lanes[lane];
    if (waiting <= waitingLimit[lane]) return;
    const retryAfterSeconds = 1 + Math.ceil(waiting / 20_000);
    throw new Problem('engine.busy', `${waiting} inputs wait to be decided. Try again in a moment.`, {
      retryAfterSeconds,
    });
  }

  return {
    decider,
    async append(lane, inputs) {
      refuseWhenBusy(lane);
      await appender.append(lane, inputs).catch(throwStoreDown);
    },
    async ask(lane, inputs) {
      refuseWhenBusy(lane);
      if (inputs.length === 0) return [];
      return decider.status().isRunning ? answers.askHere(lane, inputs) : answers.askElsewhere(lane, inputs);
    },
    settle: () => decider.settle(),
    status: () => decider.status(),
    async stop() {
      stopping.abort();
      await decider.stop();
      answers.interrupt({ detail: 'The server is stopping. Try again in a moment.', retryAfterSeconds: 2 });
    },
  };
}

export type OwnEngine = Engine & Pick<OwnDecider, 'onCommit' | 'step'>;

/** An engine that decides in this very thread, as tests and processes of their own do. */
export async function startEngine(options: DeciderOptions & EngineOptions): Promise<OwnEngine> {
  const engine = await openEngine(options, (events) => startDecider(options, events));
  return { ...engine, onCommit: engine.decider.onCommit, step: engine.decider.step };
}

/** An engine in a process that never decides: it appends, and finds its answers when another process has decided. */
export function followEngine(options: EngineOptions): Promise<Engine> {
  return openEngine(options, async () => ({
    appended: (row) => tellOwner(options.pool, row),
    settle: async () => undefined,
    status: () => following,
    stop: async () => {},
  }));
}

const none = { appended: 0, decided: 0, waiting: 0 };
const following: EngineStatus = {
  isRunning: false,
  isFollowing: true,
  turn: 0,
  now: 0,
  setAside: 0,
  turnSeconds: 0,
  factId: -1,
  lanes: { interactive: none, bulk: none },
  oldestWaitingAt: undefined,
};
