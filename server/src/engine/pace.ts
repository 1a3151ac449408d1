import type { Clock } from '../platform/clock.ts';
import type { Awaited } from './awaited.ts';
import type { Lane } from './input.ts';
import type { Lanes } from './lanes.ts';
import type { Sweep } from './sweep.ts';

const GATHER_MS = 15;
const GATHER_INPUTS = 400;
const REST_AFTER_MS = 15_000;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export interface PaceOptions {
  readonly clock: Clock;
  readonly lanes: Lanes;
  readonly sweep: Sweep;
  readonly awaited: Awaited;
  readonly rest: () => void;
  readonly signal: AbortSignal;
}

/** When the engine takes its next turn: at once where somebody waits, later where that costs less and nobody does. */
export interface Pace {
  /** Something came, in this lane where it is one. */
  wake(lane?: Lane): void;
  /** A few inputs that nobody waits for: a turn costs less for each when more of them have gathered. */
  gather(): Promise<void>;
  /** Until a till asks something, or the promise is settled. */
  tillOr(other: Promise<void>): Promise<void>;
  /** Until there is something to do. */
  idle(): Promise<void>;
}

export function openPace({ clock, lanes, sweep, awaited, rest, signal }: PaceOptions): Pace {
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
