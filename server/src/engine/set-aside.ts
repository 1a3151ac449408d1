import { type KeyRing, fieldCipher } from '../platform/crypto/index.ts';
import type { Database } from '../platform/database.ts';
import { page, readCursor } from '../platform/paging.ts';
import { rowsOf } from '../platform/postgres.ts';
import { Problem } from '../platform/problem.ts';
import { decideOne } from './decide-one.ts';
import type { Engine } from './engine.ts';
import type { Actor, Lane } from './input.ts';

interface Row {
  id: string;
  kind: string;
  at: Date;
  sealed: Buffer;
  replayed_at: Date | null;
}

/** What was asked and what was wrong with it: either may name people. */
interface Refused {
  readonly body: unknown;
  readonly error: string;
}

const cipher = (ring: KeyRing) => fieldCipher(ring.source('log'), { table: 'engine.set_aside', column: 'sealed' });

export const sealRefused = (ring: KeyRing, id: number, refused: Refused): Buffer => cipher(ring).sealJson(id, refused);
export const openRefused = (ring: KeyRing, { id, sealed }: { readonly id: string; readonly sealed: Buffer }): Refused =>
  cipher(ring).openJson(id, sealed) as Refused;

const ROWS_AT_ONCE = 200;

/** Every input set aside, opened, with where it stood; few are held at once. */
export async function* wholeSetAside(db: Database) {
  for (let after = '0'; ;) {
    const rows = await rowsOf<Row & { lane: Lane; position: string; index: number }>(
      db,
      'select id, lane, position, index, kind, at, sealed from engine.set_aside where id > $1 order by id limit $2',
      [after, ROWS_AT_ONCE],
    );
    for (const { id, lane, position, index, at, sealed } of rows) {
      const stood = { lane, position: Number(position), index, acceptedAt: at.getTime() };
      yield { id, stood, refused: openRefused(db.ring, { id, sealed }) };
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** Inputs that no turn could decide, newest first. */
export async function readSetAside(pool: Database, { cursor, limit }: { cursor?: string | undefined; limit: number }) {
  const after = readCursor(cursor, ['number']);
  const rows = await rowsOf<Row>(
    pool,
    'select id, kind, at, sealed, replayed_at from engine.set_aside where $1::bigint is null or id < $1 order by id desc limit $2',
    [after?.[0] ?? null, limit + 1],
  );
  return page(
    rows,
    limit,
    (row) => [row.id],
    (row) => ({
      id: row.id,
      kind: row.kind,
      at: row.at.toISOString(),
      ...openRefused(pool.ring, row),
      replayedAt: row.replayed_at?.toISOString() ?? null,
    }),
  );
}

/** Inputs that bring along what their caller may do. */
const SAYS_WHO_MAY = /^(staff|role|key)\./;

/** Takes an input again, in the name of who asks for it. The key makes it count once, however often the button is pressed; refused, it may be taken again. */
export async function replaySetAside(pool: Database, engine: Engine, id: number, by: Actor): Promise<void> {
  const [row] = await rowsOf<{ id: string; kind: string; sealed: Buffer }>(
    pool,
    'select id, kind, sealed from engine.set_aside where id = $1',
    [id],
  );
  if (!row) throw new Problem('request.not-found', `There is no set-aside input ${id}. GET /api/set-aside lists them.`);
  if (SAYS_WHO_MAY.test(row.kind))
    throw new Problem(
      'auth.forbidden',
      'This was asked with what its caller was allowed then, and is not taken again: ask somebody who may do it to do it anew.',
    );
  await decideOne(engine, {
    kind: row.kind,
    body: openRefused(pool.ring, row).body,
    key: `replay:${id}`,
    hash: '',
    again: id,
    by,
  });
  await pool.query('update engine.set_aside set replayed_at = now() where id = $1', [id]);
}

/** What waits for people (inputs set aside and not replayed) and for the next turn (subjects with due timers). */
export async function countWaiting(pool: Database, now: number): Promise<{ setAside: number; timersDue: number }> {
  const [row] = await rowsOf<{ set_aside: string; due: string }>(
    pool,
    `select (select count(*) from engine.set_aside where replayed_at is null) as set_aside,
            (select count(*) from engine.timer where due_at <= $1 and not is_held) as due`,
    [new Date(now)],
  );
  return { setAside: Number(row!.set_aside), timersDue: Number(row!.due) };
}
