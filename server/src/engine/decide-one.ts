import { Problem } from '../platform/problem.ts';
import type { Engine } from './engine.ts';
import type { Answer, Input, Lane } from './input.ts';

/** The body of an answer; a refusal is thrown as the Problem it is. */
export function bodyOf<T>(answer: Answer): T {
  if (answer.status === 'ok') return answer.body as T;
  const { code, detail, faults } = answer.problem;
  throw new Problem(code, detail, faults ? { faults } : {});
}

/** Asks one thing of the engine and waits for its commit. */
export async function decideOne<T>(engine: Engine, input: Input, lane: Lane = 'interactive'): Promise<T> {
  const [answer] = await engine.ask(lane, [input]);
  return bodyOf<T>(answer!);
}
