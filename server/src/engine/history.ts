import type { ProblemBody } from '@shuke/contract';
import { Problem } from '../platform/problem.ts';
import { counters } from './counters.ts';
import { turnModule } from './module.ts';

declare module './input.ts' {
  interface Inputs {
    /** A telling of past business begins or ends: held timers wait while any is open. */
    'history.begin': { readonly name: string };
    'history.end': { readonly name: string };
    /** Claims an idempotency key for a call of several inputs. */
    'key.claim': object;
    /** What a call answered that is no input itself; the turn keeps it under the call's key. */
    'call.answer': { readonly body: unknown };
    /** A call was refused before its input could be made; the turn keeps the refusal under the call's key. */
    'call.refuse': ProblemBody;
    /** A manual clock was moved; the turn makes it durable. */
    'clock.moved': { readonly now: string };
  }
}

/** The shared quantity that counts open tellings of history. */
export const OPEN_HISTORIES = 'engine.history';

/** The engine's own part in the turn. */
export const historyModule = turnModule({
  name: 'engine',
  collections: [counters],
  inputs: {
    'key.claim': { decide: () => null },
    'call.answer': { decide: (_, { body }) => body },
    'call.refuse': {
      decide: (_, body) => {
        throw Problem.of(body);
      },
    },
    'clock.moved': { decide: () => null },
    'history.begin': {
      needs: () => [[counters, OPEN_HISTORIES]],
      decide: (scope) => void scope.take(OPEN_HISTORIES, 1),
    },
    'history.end': {
      needs: () => [[counters, OPEN_HISTORIES]],
      decide: (scope) => void scope.take(OPEN_HISTORIES, -1),
    },
  },
});
