import { counters } from './counters.ts';
import { turnModule } from './module.ts';

declare module './input.ts' {
  interface Inputs {
    /** A telling of past business begins or ends: held timers wait while any is open. */
    'history.begin': { readonly name: string };
    'history.end': { readonly name: string };
  }
}

/** The shared quantity that counts open tellings of history. */
export const OPEN_HISTORIES = 'engine.history';

export const historyModule = turnModule({
  name: 'history',
  collections: [counters],
  inputs: {
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
