import { bytesArray, instantArray, textArray } from '../platform/binary-arrays.ts';
import { type KeyRing, type Renewal, fieldCipher } from '../platform/crypto/index.ts';
import type { Database } from '../platform/database.ts';
import { countOf, rowsOf } from '../platform/postgres.ts';
import { collection } from './collection.ts';
import type { Answer } from './input.ts';

/** What was asked under an idempotency key, and what was answered: refusals included, forever. */
export interface KeyedAnswer {
  /** Of all that was asked: who has it can try phones until one fits, so it rests sealed with the answer. */
  readonly hash: string;
  readonly answer: Answer;
}

const cipher = (ring: KeyRing) => fieldCipher(ring.source('log'), { table: 'engine.key', column: 'answer' });

/** Answers tell of people, refusals too. */
export const sealAnswer = (ring: KeyRing, key: string, { hash, answer }: KeyedAnswer): Buffer =>
  cipher(ring).sealJson(key, { hash, answer });

interface Row {
  readonly key: string;
  /** Only in rows of an earlier version, where it is not sealed with the answer. */
  readonly hash: string | null;
  readonly answer: Buffer;
}

function openRow(ring: KeyRing, { key, hash, answer }: Row): KeyedAnswer {
  const opened = cipher(ring).openJson(key, answer);
  return hash === null ? (opened as KeyedAnswer) : { hash, answer: opened as Answer };
}

/** `at` of a key is the turn's own; the row keeps it for retention. */
export const keys = collection<string, KeyedAnswer & { readonly at: number }>({
  name: 'engine.key',
  keep: 0,
  async load(db, asked) {
    const rows = await rowsOf<Row & { at: Date }>(
      db,
      'select key, hash, answer, at from engine.key where key = any($1::text[])',
      [textArray(asked)],
      'load engine.key',
    );
    return rows.map((row) => [row.key, { ...openRow(db.ring, row), at: row.at.getTime() }] as const);
  },
  save: (changed, ring) => [
    {
      name: 'save engine.key',
      text: `insert into engine.key (key, answer, at) select k, a, t from unnest($1::text[], $2::bytea[], $3::timestamptz[]) as s(k, a, t)
        on conflict (key) do update set answer = excluded.answer`,
      values: [
        textArray(changed.map(([key]) => key)),
        bytesArray(changed.map(([key, value]) => sealAnswer(ring, key, value))),
        instantArray(changed.map(([, value]) => value.at)),
      ],
    },
  ],
});

/** Idempotency keys that are made of what was asked, as nobody gave one: keyed themselves, and made anew by a rotation. */
export interface MadeKeys {
  /** What they begin with. */
  readonly prefix: string;
  /** What those begin with that are made with the key of indexes that is current; `prefix` and more. */
  current(ring: KeyRing): string;
  keyOf(ring: KeyRing, hash: string): string;
}

const AT_ONCE = 1000;

/** Seals what a version before this one left in clear, and keys what it made; does nothing ever after. */
export async function sealKeys(db: Database, made: MadeKeys): Promise<void> {
  let hasSealed = false;
  for (let after = ''; ; hasSealed = true) {
    const rows = await rowsOf<Row>(
      db,
      `select key, hash, answer from engine.key where hash is not null and key > $1 order by key limit ${AT_ONCE}`,
      [after],
    );
    const last = rows.at(-1);
    if (!last) break;
    const keyOf = (known: KeyedAnswer, old: string) =>
      old.startsWith(made.prefix) ? made.keyOf(db.ring, known.hash) : old;
    await writeAnew(db, rows, keyOf);
    after = last.key;
  }
  // What a row was before lies in the file of its table until that is written anew.
  if (hasSealed) await db.query('vacuum (full) engine.key');
}

/** Rotates the keys that were made of what was asked. */
export const renewMadeKeys = (made: MadeKeys): Renewal => ({
  name: 'engine.key.key',
  countOld: (db) =>
    countOf(db, `select count(*) from engine.key where ${IS_OLD}`, [made.prefix, made.current(db.ring)]),
  async renew(db, onDone) {
    for (let after = ''; ;) {
      const rows = await rowsOf<Row>(
        db,
        `select key, hash, answer from engine.key where ${IS_OLD} and key > $3 order by key limit ${AT_ONCE}`,
        [made.prefix, made.current(db.ring), after],
      );
      const last = rows.at(-1);
      if (!last) return;
      await writeAnew(db, rows, ({ hash }) => made.keyOf(db.ring, hash));
      onDone(rows.length);
      after = last.key;
    }
  },
});

const IS_OLD = 'starts_with(key, $1) and not starts_with(key, $2)';

/** Puts each row under its new key. Where one stands there already, that one is right. */
async function writeAnew(
  db: Database,
  rows: readonly Row[],
  keyOf: (known: KeyedAnswer, old: string) => string,
): Promise<void> {
  const anew = rows.map((row) => {
    const known = openRow(db.ring, row);
    const key = keyOf(known, row.key);
    return { old: row.key, key, answer: sealAnswer(db.ring, key, known) };
  });
  await db.query(
    `with n as (select * from unnest($1::text[], $2::text[], $3::bytea[]) as n(old, key, answer)),
       gone as (delete from engine.key k using n where k.key = n.old returning k.key, k.at)
     insert into engine.key (key, answer, at) select n.key, n.answer, gone.at from n join gone on gone.key = n.old on conflict (key) do nothing`,
    [anew.map(({ old }) => old), anew.map(({ key }) => key), anew.map(({ answer }) => answer)],
  );
}
