import { instantArray, jsonArray, textArray } from '../platform/binary-arrays.ts';
import { rowsOf } from '../platform/postgres.ts';
import { collection } from './collection.ts';
import type { Answer } from './input.ts';

/** What was asked under an idempotency key, and what was answered: refusals included, forever. */
export interface KeyedAnswer {
  readonly hash: string;
  readonly answer: Answer;
}

/** `at` of a key is the turn's own; the row keeps it for retention. */
export const keys = collection<string, KeyedAnswer & { readonly at: number }>({
  name: 'engine.key',
  keep: 0,
  async load(db, asked) {
    const rows = await rowsOf<{ key: string; hash: string; answer: Answer; at: Date }>(
      db,
      'select key, hash, answer, at from engine.key where key = any($1::text[])',
      [textArray(asked)],
      'load engine.key',
    );
    return rows.map((row) => [row.key, { hash: row.hash, answer: row.answer, at: row.at.getTime() }] as const);
  },
  save: (changed) => [
    {
      name: 'save engine.key',
      text: `insert into engine.key (key, hash, answer, at) select k, h, a, t from unnest($1::text[], $2::text[], $3::json[], $4::timestamptz[]) as s(k, h, a, t)`,
      values: [
        textArray(changed.map(([key]) => key)),
        textArray(changed.map(([, value]) => value.hash)),
        jsonArray(changed.map(([, value]) => value.answer)),
        instantArray(changed.map(([, value]) => value.at)),
      ],
    },
  ],
});
