/** The only clock of the server. A manual clock stands still until it is moved. */
export interface Clock {
  readonly isManual: boolean;
  /** Epoch milliseconds. */
  now(): number;
}

export const systemClock: Clock = { isManual: false, now: () => Date.now() };

export interface ManualClock extends Clock {
  set(now: number): void;
}

export function manualClock(start: number): ManualClock {
  let at = start;
  return {
    isManual: true,
    now: () => at,
    set(now) {
      at = now;
    },
  };
}
