import { type Queryable, rowsOf } from '../platform/postgres.ts';
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

/** Whether past business is being told, an import above all. */
export async function isHistoryTold(db: Queryable): Promise<boolean> {
  const rows = await rowsOf(db, 'select 1 from engine.counter where name = $1 and value > 0', [OPEN_HISTORIES]);
  return rows.length > 0;
}

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
