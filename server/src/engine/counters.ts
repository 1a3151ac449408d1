import { numberArray, textArray } from '../platform/binary-arrays.ts';
import { rowsOf } from '../platform/postgres.ts';
import { collection } from './collection.ts';

/** Quantities shared by many subjects: how much is taken, by name. */
export const counters = collection<string, number>({
  name: 'engine.counter',
  keep: 10_000,
  async load(db, names) {
    const rows = await rowsOf<{ name: string; value: string }>(
      db,
      'select name, value from engine.counter where name = any($1::text[])',
      [textArray(names)],
      'load engine.counter',
    );
    return rows.map((row) => [row.name, Number(row.value)] as const);
  },
  save: (changed) => [
    {
      name: 'save engine.counter',
      text: `insert into engine.counter (name, value) select * from unnest($1::text[], $2::bigint[])
        on conflict (name) do update set value = excluded.value`,
      values: [textArray(changed.map(([name]) => name)), numberArray(changed.map(([, value]) => value))],
    },
  ],
});
