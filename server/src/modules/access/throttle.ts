import { Problem } from '../../platform/problem.ts';

/** So many counts are kept; the oldest go first. */
const COUNTS_LIMIT = 10_000;

/** Whose tries are counted, and how many may fail within the window. */
export interface Counted {
  readonly who: string;
  readonly limit: number;
}

export type Throttle = (...counted: readonly Counted[]) => () => void;

/**
 * Counts a try before it is known to be wrong, so that guesses sent at once do not pass together; refuses it where too many
 * failed. What it answers says that the try was right: the first count begins anew, the others forget this one.
 */
export function openThrottle(windowMs: number): Throttle {
  const failures = new Map<string, { count: number; readonly until: number }>();
  const open = (who: string, now: number) => {
    const seen = failures.get(who);
    return seen && now <= seen.until ? seen : undefined;
  };
  return (...counted) => {
    const now = Date.now();
    for (const { who, limit } of counted) {
      const seen = open(who, now);
      if (seen && seen.count >= limit) {
        const retryAfterSeconds = Math.ceil((seen.until - now) / 1000);
        throw new Problem(
          'auth.throttled',
          `Too many failed tries. Wait ${Math.ceil(retryAfterSeconds / 60)} minutes and try again.`,
          { retryAfterSeconds },
        );
      }
    }
    for (const { who } of counted) {
      const seen = open(who, now);
      if (seen) seen.count++;
      else {
        failures.delete(who);
        failures.set(who, { count: 1, until: now + windowMs });
      }
    }
    for (const who of failures.keys()) if (failures.size > COUNTS_LIMIT) failures.delete(who);
    return () => {
      const [first, ...others] = counted;
      failures.delete(first!.who);
      for (const { who } of others) {
        const all = failures.get(who);
        if (all) all.count--;
      }
    };
  };
}
