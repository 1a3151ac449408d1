import { Deferred } from '../platform/deferred.ts';
import { Problem } from '../platform/problem.ts';
import type { Engine } from './engine.ts';
import { type Answer, type Input, type Keyed, type Lane, input } from './input.ts';

/** The body of an answer; a refusal is thrown as the Problem it is, and what waits for approval as Deferred. */
export function bodyOf<T>(answer: Answer): T {
  if (answer.status === 'ok') return answer.body as T;
  if (answer.status === 'deferred') throw new Deferred(answer.id);
  throw Problem.of(answer.problem);
}

/**
 * Asks what a call wants. Where `make` refuses already, before the engine is asked, the refusal is kept under the call's
 * key like any other: the same key with another body stays a conflict.
 */
export async function decideCall<T>(engine: Engine, keyed: Keyed, make: (keyed: Keyed) => Input): Promise<T> {
  return decideOne<T>(engine, madeOrRefused(keyed, make));
}

function madeOrRefused(keyed: Keyed, make: (keyed: Keyed) => Input): Input {
  try {
    return make(keyed);
  } catch (error) {
    if (!(error instanceof Problem) || keyed.key === undefined) throw error;
    return input('call.refuse', error.toBody(), keyed);
  }
}

/** Asks one thing of the engine and waits for its commit. */
export async function decideOne<T>(engine: Pick<Engine, 'ask'>, input: Input, lane: Lane = 'interactive'): Promise<T> {
  const [answer] = await engine.ask(lane, [input]);
  return bodyOf<T>(answer!);
}
