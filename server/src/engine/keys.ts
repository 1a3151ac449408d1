import { bytesArray, instantArray, textArray } from '../platform/binary-arrays.ts';
import { type KeyRing, fieldCipher } from '../platform/crypto/index.ts';
import { rowsOf } from '../platform/postgres.ts';
import { collection } from './collection.ts';
import type { Answer } from './input.ts';

/** What was asked under an idempotency key, and what was answered: refusals included, forever. */
export interface KeyedAnswer {
  readonly hash: string;
  readonly answer: Answer;
}

/** Answers tell of people, refusals too. */
export const answerCipher = (ring: KeyRing) =>
  fieldCipher(ring.source('log'), { table: 'engine.key', column: 'answer' });

/** `at` of a key is the turn's own; the row keeps it for retention. */
export const keys = collection<string, KeyedAnswer & { readonly at: number }>({
  name: 'engine.key',
  keep: 0,
  async load(db, asked) {
    const rows = await rowsOf<{ key: string; hash: string; answer: Buffer; at: Date }>(
      db,
      'select key, hash, answer, at from engine.key where key = any($1::text[])',
      [textArray(asked)],
      'load engine.key',
    );
    const { openJson } = answerCipher(db.ring);
    return rows.map(
      (row) =>
        [row.key, { hash: row.hash, answer: openJson(row.key, row.answer) as Answer, at: row.at.getTime() }] as const,
    );
  },
  save: (changed, ring) => [
    {
      name: 'save engine.key',
      text: `insert into engine.key (key, hash, answer, at) select k, h, a, t from unnest($1::text[], $2::text[], $3::bytea[], $4::timestamptz[]) as s(k, h, a, t)`,
      values: [
        textArray(changed.map(([key]) => key)),
        textArray(changed.map(([, value]) => value.hash)),
        bytesArray(changed.map(([key, value]) => answerCipher(ring).sealJson(key, value.answer))),
        instantArray(changed.map(([, value]) => value.at)),
      ],
    },
  ],
});
