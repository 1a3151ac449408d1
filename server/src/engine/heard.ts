import { numberArray } from '../platform/binary-arrays.ts';
import { rowsOf } from '../platform/postgres.ts';
import { collection } from './collection.ts';
import type { Fact } from './facts.ts';
import { type Layer, putInLayer } from './world.ts';

/** The id of the last fact about a subject that came by an input, and not by time alone; turns that are not committed yet count. */
export const heard = collection<number, number>({
  name: 'engine.fact',
  keep: 0,
  async load(db, subjects) {
    const rows = await rowsOf<{ subject: string; id: string }>(
      db,
      `select subject, max(id) as id from engine.fact
       where subject = any($1::bigint[]) and subject > 0 and cause not like 'timer:%' group by subject`,
      [numberArray(subjects)],
    );
    return rows.map(({ subject, id }) => [Number(subject), Number(id)] as const);
  },
  // Facts are saved as what they are.
  save: () => [],
});

export function noteHeard(layer: Layer, facts: readonly Fact[]): void {
  for (const { id, subject, cause } of facts)
    if (subject > 0 && !cause.startsWith('timer:')) putInLayer(layer, heard.slot, subject, id);
}
