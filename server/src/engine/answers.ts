import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { isStoreDown } from '../platform/postgres.ts';
import { Problem } from '../platform/problem.ts';
import type { Answer, Input, Lane, LoggedInput } from './input.ts';
import { keys } from './keys.ts';
import type { Appender } from './log.ts';
import { keyConflict } from './turn.ts';

/** How long an answer of another process is waited for, and how often it is looked for. */
const ANSWER_TIMEOUT_MS = 30_000;
const ANSWER_POLL_MS = 10;

/** Callers who wait for their inputs to be decided. */
export interface Answers {
  /** This process decides: the answers come from its own turns. */
  askHere(lane: Lane, inputs: readonly Input[]): Promise<Answer[]>;
  /** Another process decides: every input gets a key, under which its answer is found after the commit. */
  askElsewhere(lane: Lane, inputs: readonly Input[]): Promise<Answer[]>;
  /** The turn is committed: whoever waits is told. */
  tell(inputs: readonly LoggedInput[], answers: readonly Answer[]): void;
  /** Whether anybody waits for an answer of this process. */
  isAwaited(): boolean;
  /** Nobody who waits here will be answered any more. */
  interrupt(problem: Problem): void;
}

const placeOf = ({ lane, position, index }: { lane: Lane; position: number; index: number }) =>
  `${lane}:${position}:${index}`;

export function openAnswers(pool: pg.Pool, appender: Appender, signal: AbortSignal): Answers {
  const waiters = new Map<string, (answer: Answer) => void>();
  const rejecters = new Set<(problem: Problem) => void>();

  return {
    async askHere(lane, inputs) {
      const interrupted = Promise.withResolvers<never>();
      interrupted.promise.catch(() => {});
      rejecters.add(interrupted.reject);
      try {
        // Registered as soon as the row is durable, and so before the turn that decides it can be committed.
        const answers = await appender.append(lane, inputs).then(({ row, fromIndex }) => {
          const wait = (index: number) =>
            new Promise<Answer>((tell) => void waiters.set(placeOf({ lane, position: row.position, index }), tell));
          return inputs.map((_, i) => wait(fromIndex + i));
        }, asStoreDown);
        return await Promise.race([Promise.all(answers), interrupted.promise]);
      } finally {
        rejecters.delete(interrupted.reject);
      }
    },
    async askElsewhere(lane, inputs) {
      const keyed = inputs.map((one) => ({ ...one, key: one.key ?? `ask:${randomUUID()}`, hash: one.hash ?? '' }));
      await appender.append(lane, keyed).catch(asStoreDown);
      const asked = keyed.map((one) => one.key);
      for (let waitedMs = 0; waitedMs < ANSWER_TIMEOUT_MS && !signal.aborted; waitedMs += ANSWER_POLL_MS) {
        const found = new Map(await keys.load(pool, asked).catch(asStoreDown));
        if (asked.every((key) => found.has(key))) {
          return keyed.map(({ key, hash }) => (found.get(key)!.hash === hash ? found.get(key)!.answer : keyConflict()));
        }
        await new Promise((resolve) => setTimeout(resolve, ANSWER_POLL_MS));
      }
      const detail =
        'No process decided this in time. It is recorded; send it again with the same key or number to learn the answer.';
      throw new Problem('store.down', detail, { retryAfterSeconds: 5 });
    },
    tell(inputs, answers) {
      if (waiters.size === 0) return;
      inputs.forEach((logged, i) => {
        const place = placeOf(logged);
        waiters.get(place)?.(answers[i]!);
        waiters.delete(place);
      });
    },
    isAwaited: () => waiters.size > 0,
    interrupt(problem) {
      for (const reject of rejecters) reject(problem);
      rejecters.clear();
      waiters.clear();
    },
  };
}

/** An append that failed because the store is out of reach recorded nothing, and the caller is told so. */
export function asStoreDown(error: unknown): never {
  if (!isStoreDown(error)) throw error;
  throw new Problem('store.down', 'The database cannot be reached; nothing was recorded. Try again in a moment.', {
    retryAfterSeconds: 2,
  });
}
