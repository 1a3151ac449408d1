import type { ProblemBody } from '@shuke/contract';
import { Problem } from '../platform/problem.ts';
import { turnModule } from './module.ts';

declare module './input.ts' {
  interface Inputs {
    /** Claims an idempotency key for a call that is several inputs, or none. */
    'key.claim': object;
    /** What a call answered that is no input itself; the turn keeps it under the call's key. */
    'call.answer': { readonly body: unknown };
    /** A call was refused before its input could be made; the turn keeps the refusal under the call's key. */
    'call.refuse': ProblemBody;
    /** What was asked was destroyed with what was kept of a subject; only its place is left. */
    'input.erased': null;
    /** A manual clock was moved; the turn makes it durable. */
    'clock.moved': { readonly now: string };
  }
}

/** What only the key or the time of a call matters of: the turn changes nothing else. */
export const callModule = turnModule({
  name: 'call',
  collections: [],
  inputs: {
    'key.claim': { decide: () => null },
    'call.answer': { decide: (_, { body }) => body },
    'call.refuse': {
      decide: (_, body) => {
        throw Problem.of(body);
      },
    },
    'input.erased': { decide: () => null },
    'clock.moved': { decide: () => null },
  },
});
