import { randomUUID } from 'node:crypto';
import type { Database } from '../platform/database.ts';
import { isStoreDown } from '../platform/postgres.ts';
import { Problem } from '../platform/problem.ts';
import type { DeciderEvents } from './decider-port.ts';
import type { Answer, Input, Lane } from './input.ts';
import { keys } from './keys.ts';
import { type Appender, type LogRow, rowPlace } from './log.ts';
import { keyConflict } from './known-answer.ts';

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
  readonly tell: DeciderEvents['decided'];
  /** Nobody who waits here will be answered any more; of this row, where one is named. */
  readonly interrupt: DeciderEvents['interrupted'];
}

/** One call of `askHere`: answers come in, in any order of its inputs, until none is left. */
interface Call {
  readonly answers: Answer[];
  left: number;
  readonly done: (answers: Answer[]) => void;
  readonly fail: (error: unknown) => void;
}

/** A row of the log whose inputs somebody waits for: whose call each is, and which of the call's inputs. */
interface AwaitedRow {
  readonly calls: ({ readonly call: Call; readonly at: number } | undefined)[];
  left: number;
}

export function openAnswers(pool: Database, appender: Appender, signal: AbortSignal): Answers {
  const rows = new Map<string, AwaitedRow>();
  const open = new Set<Call>();

  function end(call: Call, how: (call: Call) => void): void {
    if (open.delete(call)) how(call);
  }

  return {
    askHere(lane, inputs) {
      return new Promise((done, fail) => {
        const call: Call = { answers: [], left: inputs.length, done, fail };
        open.add(call);
        const register = (row: LogRow, fromIndex: number) => {
          const place = rowPlace(row);
          const awaited = rows.get(place) ?? { calls: [], left: 0 };
          rows.set(place, awaited);
          awaited.left += inputs.length;
          inputs.forEach((_, at) => void (awaited.calls[fromIndex + at] = { call, at }));
        };
        appender.append(lane, inputs, register).catch((error: unknown) => {
          end(call, () => fail(asStoreDown(error)));
        });
      });
    },
    async askElsewhere(lane, inputs) {
      const keyed = inputs.map((one) => ({ ...one, key: one.key ?? `ask:${randomUUID()}`, hash: one.hash ?? '' }));
      await appender.append(lane, keyed).catch(throwStoreDown);
      const asked = keyed.map((one) => one.key);
      for (let waitedMs = 0; waitedMs < ANSWER_TIMEOUT_MS && !signal.aborted; waitedMs += ANSWER_POLL_MS) {
        const found = new Map(await keys.load(pool, asked).catch(throwStoreDown));
        if (asked.every((key) => found.has(key))) {
          return keyed.map(({ key, hash }) => (found.get(key)!.hash === hash ? found.get(key)!.answer : keyConflict()));
        }
        await new Promise((resolve) => setTimeout(resolve, ANSWER_POLL_MS));
      }
      const detail =
        'No process decided this in time. It is recorded; send it again with the same key or number to learn the answer.';
      throw new Problem('store.down', detail, { retryAfterSeconds: 5 });
    },
    tell(decided) {
      for (const row of decided) {
        const place = rowPlace(row);
        const awaited = rows.get(place);
        if (!awaited) continue;
        row.answers.forEach((answer, i) => {
          const waiting = awaited.calls[row.fromIndex + i];
          if (!waiting) return;
          const { call, at } = waiting;
          call.answers[at] = answer;
          if (--awaited.left === 0) rows.delete(place);
          if (--call.left === 0) end(call, () => call.done(call.answers));
        });
      }
    },
    interrupt({ detail, retryAfterSeconds }, row) {
      const problem = new Problem('store.down', detail, { retryAfterSeconds });
      const calls = row ? (rows.get(rowPlace(row))?.calls ?? []).flatMap((one) => one?.call ?? []) : [...open];
      for (const call of calls) end(call, () => call.fail(problem));
      if (row) rows.delete(rowPlace(row));
      else rows.clear();
    },
  };
}

/** An append that failed because the store is out of reach recorded nothing, and the caller is told so. */
export function asStoreDown(error: unknown): unknown {
  if (!isStoreDown(error)) return error;
  return new Problem('store.down', 'The database cannot be reached; nothing was recorded. Try again in a moment.', {
    retryAfterSeconds: 2,
  });
}

export function throwStoreDown(error: unknown): never {
  throw asStoreDown(error);
}
