import type { Answer, Lane } from './input.ts';
import type { LaneCount } from './lanes.ts';
import type { LogRow } from './log.ts';
import type { Delivered } from './sink.ts';

/** Inputs that may wait per lane before callers are asked to come back later. */
export type WaitingLimit = Readonly<Record<Lane, number>>;
export const WAITING_LIMIT: WaitingLimit = { interactive: 20_000, bulk: 250_000 };

/** Answers to inputs that stand side by side in one row of the log. */
export interface DecidedRow {
  readonly lane: Lane;
  readonly position: number;
  readonly fromIndex: number;
  readonly answers: readonly Answer[];
}

/** What whoever waits for answers is told. */
export interface DeciderEvents {
  /** The turn is committed. */
  decided(rows: readonly DecidedRow[]): void;
  /** Nobody who waits now will be answered any more; of this row, where one is named. */
  interrupted(why: Interruption, row?: Pick<LogRow, 'lane' | 'position'>): void;
}

export interface Interruption {
  readonly detail: string;
  readonly retryAfterSeconds: number;
}

export interface EngineStatus {
  /** This process decides. */
  readonly isRunning: boolean;
  /** Another process decides, and this one asks it. */
  readonly isFollowing: boolean;
  readonly turn: number;
  readonly now: number;
  readonly lanes: Readonly<Record<Lane, LaneCount>>;
  readonly oldestWaitingAt: number | undefined;
  readonly factId: number;
  readonly setAside: number;
  readonly turnSeconds: number;
}

/** The loop that takes turns, in this thread or in another. */
export interface Decider {
  /** A row of the log that this process has appended; `isAwaited`: somebody waits for its answers. */
  appended(row: LogRow, isAwaited: boolean): void;
  /**
   * Fires everything due by the clock; resolves with how many timers fired when nothing due is left. Undefined when another
   * process decides.
   */
  settle(): Promise<number | undefined>;
  status(): EngineStatus;
  stop(): Promise<void>;
}

/** What a thread that decides is told. */
export type ToDecider =
  | {
      readonly type: 'appended';
      readonly lane: Lane;
      readonly position: number;
      readonly acceptedAt: number;
      /** The inputs as JSON. */
      readonly json: string;
      readonly isAwaited: boolean;
    }
  | { readonly type: 'settle'; readonly call: number; readonly now: number }
  | { readonly type: 'delivered'; readonly call: number; readonly factId: number; readonly timeoutMs: number }
  | { readonly type: 'stop' };

export interface ThreadStatus {
  readonly engine: EngineStatus;
  readonly sink: { readonly isUp: boolean; readonly waitingFacts: number };
  /** Inputs per lane that it has been told of so far. */
  readonly heard: Readonly<Record<Lane, number>>;
}

/** What it tells. */
export type FromDecider =
  | { readonly type: 'status'; readonly status: ThreadStatus }
  | { readonly type: 'decided'; readonly rows: readonly DecidedRow[] }
  | {
      readonly type: 'interrupted';
      readonly why: Interruption;
      readonly row: { readonly lane: Lane; readonly position: number } | undefined;
    }
  | { readonly type: 'answer'; readonly call: number; readonly value: number | Delivered | undefined }
  | { readonly type: 'log'; readonly message: string }
  | { readonly type: 'rest' };
