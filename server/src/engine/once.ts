import type { Database } from '../platform/database.ts';
import { openLocks } from '../platform/locks.ts';
import { Problem } from '../platform/problem.ts';
import { bodyOf, decideOne } from './decide-one.ts';
import type { Engine } from './engine.ts';
import { type Keyed, input } from './input.ts';
import { keys } from './keys.ts';
import { keyConflict } from './known-answer.ts';

/** The key of one of several inputs that a call is made of. No caller's key has a line break. */
export const partOf = ({ key, hash }: Keyed, part: number): Keyed =>
  key === undefined ? {} : { key: `${key}\n${part}`, hash: hash ?? '' };

/** Runs a call that is no input of the engine, once for each idempotency key. */
export type Once = <T>(keyed: Keyed, run: () => Promise<T>) => Promise<T>;

/**
 * The key is claimed before the call runs, so that another body under it changes nothing, and what the call answered, refusals
 * included, is kept under it and answered again. The same call waits for the first, in whatever process. One that dies between the
 * two lets the call be run again: what it changes must bear that.
 */
export function openOnce(pool: Database, engine: Pick<Engine, 'ask'>): Once {
  const underWay = new Map<string, Promise<unknown>>();
  const underName = openLocks(pool);

  async function runFirst<T>(key: string, hash: string, run: () => Promise<T>): Promise<T> {
    const claim = `${key}\n`;
    const found = new Map(await keys.load(pool, [key, claim]));
    const known = found.get(key);
    if (known) return bodyOf<T>(known.hash === hash ? known.answer : keyConflict());
    await decideOne(engine, input('key.claim', {}, { key: claim, hash }));
    const answer = await run().then(
      (body) => input('call.answer', { body }, { key, hash }),
      (error: unknown) => {
        // Claimed before and not answered: a process died over it, and this may be refused for what that one did.
        if (isPassing(error) || found.has(claim)) throw error;
        return input('call.refuse', (error as Problem).toBody(), { key, hash });
      },
    );
    for (let tries = 1; ; tries++) {
      try {
        return await decideOne<T>(engine, answer);
      } catch (error) {
        // What the call changed is done: its answer is told again until it is kept.
        if (!isPassing(error) || tries === KEEPING_TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, KEEPING_PAUSE_MS));
      }
    }
  }

  return async (keyed, run) => {
    const { key, hash = '' } = keyed;
    if (key === undefined) return run();
    // The same call at the same time waits for the first, and then finds its answer.
    while (underWay.has(key)) await underWay.get(key);
    const running = underName(key, () => runFirst(key, hash, run));
    const ended = running.then(
      () => underWay.delete(key),
      () => underWay.delete(key),
    );
    underWay.set(key, ended);
    return running;
  };
}

const KEEPING_TRIES = 20;
const KEEPING_PAUSE_MS = 250;

/** It passes by itself, or another process may answer otherwise: no answer to keep, the caller is to ask again. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Problem)) return true;
  return error.status >= 500 || error.status === 429 || error.code === 'clock.elsewhere';
}
