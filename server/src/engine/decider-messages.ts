import type { DecidedRow, EngineStatus, Interruption } from './decider.ts';
import type { Lane } from './input.ts';

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
      /** The callers' thread has hardly time left. */
      readonly isBusy: boolean;
    }
  | { readonly type: 'settle'; readonly call: number; readonly now: number }
  | { readonly type: 'caughtUp'; readonly call: number; readonly factId: number; readonly timeoutMs: number }
  | { readonly type: 'stop' };

export interface ThreadStatus {
  readonly engine: EngineStatus;
  readonly sink: { readonly isUp: boolean; readonly waitingFacts: number };
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
  | { readonly type: 'answer'; readonly call: number; readonly value: number | boolean }
  | { readonly type: 'log'; readonly message: string }
  | { readonly type: 'rest' };
