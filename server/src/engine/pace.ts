import { performance } from 'node:perf_hooks';
import type { Clock } from '../platform/clock.ts';
import type { Awaited } from './awaited.ts';
import type { Lane } from './input.ts';
import type { Lanes } from './lanes.ts';
import type { Sweep } from './sweep.ts';

const GATHER_MS = 15;
const GATHER_INPUTS = 400;
/** Of a busy process, one part decides and so many parts accept, looked at so often. */
const GIVE_WAY_TURNS = 3;
const GIVE_WAY_LOOK_MS = 5;
const BUSY = 0.75;
const REST_AFTER_MS = 15_000;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export interface PaceOptions {
  readonly clock: Clock;
  readonly lanes: Lanes;
  readonly sweep: Sweep;
  readonly awaited: Awaited;
  /** So many bulk inputs may wait before the engine stops giving way. */
  readonly bulkLimit: number;
  readonly isBusy: (() => boolean) | undefined;
  readonly rest: () => void;
  readonly signal: AbortSignal;
}

/** When the engine takes its next turn: at once where somebody waits, later where that costs less and nobody does. */
export interface Pace {
  /** Something came, in this lane where it is one. */
  wake(lane?: Lane): void;
  /** A few inputs that nobody waits for: a turn costs less for each when more of them have gathered. */
  gather(): Promise<void>;
  /**
   * While callers keep this process busy, inputs that nobody waits for (a flood of behaviour) are decided with a part of its
   * time only, so that more can be accepted; the part is whole again before anybody would have to be refused.
   */
  giveWay(turnMs: number): Promise<void>;
  /** Until a till asks something, or the promise is settled. */
  tillOr(other: Promise<void>): Promise<void>;
  /** Until there is something to do. */
  idle(): Promise<void>;
}

export function openPace({ clock, lanes, sweep, awaited, bulkLimit, isBusy, rest, signal }: PaceOptions): Pace {
  let wake: ((lane?: Lane) => void) | undefined;

  /** Waits until `isEnough` of what came, or until `begin` calls the end. */
  function wait(isEnough: (lane?: Lane) => boolean, begin: (end: () => void) => () => void): Promise<void> {
    return new Promise<void>((resolve) => {
      let tidy = () => {};
      const own = (lane?: Lane) => {
        if (isEnough(lane)) end();
      };
      const end = () => {
        // The other way to end may come long after, when `wake` is another wait's.
        if (wake !== own) return;
        wake = undefined;
        tidy();
        resolve();
      };
      wake = own;
      tidy = begin(end);
    });
  }

  const isTill = (lane?: Lane) => lane !== 'bulk';
  const after = (ms: number) => (end: () => void) => {
    const timeout = setTimeout(end, Math.min(ms, MAX_TIMEOUT_MS));
    return () => clearTimeout(timeout);
  };

  return {
    wake: (lane) => wake?.(lane),
    async gather() {
      if (clock.isManual || awaited.hasAny() || !lanes.hasWaiting()) return;
      if (lanes.count('interactive').waiting + lanes.count('bulk').waiting < GATHER_INPUTS)
        await wait(isTill, after(GATHER_MS));
    },
    async giveWay(turnMs) {
      if (clock.isManual) return;
      const until = performance.now() + turnMs * GIVE_WAY_TURNS;
      const isNeeded = () => awaited.hasAny() || lanes.count('interactive').waiting > 0;
      while (performance.now() < until && !isNeeded() && lanes.count('bulk').waiting < bulkLimit) {
        const before = performance.eventLoopUtilization();
        await wait(isTill, after(GIVE_WAY_LOOK_MS));
        if (!(isBusy?.() ?? performance.eventLoopUtilization(before).utilization >= BUSY)) return;
      }
    },
    tillOr: (other) =>
      wait(isTill, (end) => {
        void other.finally(end);
        return () => {};
      }),
    async idle() {
      const untilDue = clock.isManual ? MAX_TIMEOUT_MS : Math.max(1, sweep.nextDueAt() - clock.now());
      if (signal.aborted || lanes.hasWaiting() || sweep.nextDueAt() <= clock.now()) return;
      const resting = setTimeout(rest, REST_AFTER_MS).unref();
      await wait(() => true, after(untilDue));
      clearTimeout(resting);
    },
  };
}
