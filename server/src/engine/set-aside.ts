import type pg from 'pg';
import { page, readCursor } from '../platform/paging.ts';
import { rowsOf } from '../platform/postgres.ts';
import { Problem } from '../platform/problem.ts';
import { decideOne } from './decide-one.ts';
import type { Engine } from './engine.ts';
import type { Actor } from './input.ts';

interface Row {
  id: string;
  kind: string;
  at: Date;
  error: string;
  body: unknown;
  replayed_at: Date | null;
}

/** Inputs that no turn could decide, newest first. */
export async function readSetAside(pool: pg.Pool, { cursor, limit }: { cursor?: string | undefined; limit: number }) {
  const after = readCursor(cursor, ['number']);
  const rows = await rowsOf<Row>(
    pool,
    'select id, kind, at, error, body, replayed_at from engine.set_aside where $1::bigint is null or id < $1 order by id desc limit $2',
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
      error: row.error,
      body: row.body,
      replayedAt: row.replayed_at?.toISOString() ?? null,
    }),
  );
}

/** Inputs that bring along what their caller may do. */
const SAYS_WHO_MAY = /^(staff|role|key)\./;

/** Takes an input again, in the name of who asks for it. The key makes it count once, however often the button is pressed. */
export async function replaySetAside(pool: pg.Pool, engine: Engine, id: number, by: Actor): Promise<void> {
  const [row] = await rowsOf<{ kind: string; body: unknown }>(
    pool,
    'select kind, body from engine.set_aside where id = $1',
    [id],
  );
  if (!row) throw new Problem('request.not-found', `There is no set-aside input ${id}. GET /api/set-aside lists them.`);
  if (SAYS_WHO_MAY.test(row.kind))
    throw new Problem(
      'auth.forbidden',
      'This was asked with what its caller was allowed then, and is not taken again: ask somebody who may do it to do it anew.',
    );
  await decideOne(engine, { kind: row.kind, body: row.body, key: `replay:${id}`, hash: '', by });
  await pool.query('update engine.set_aside set replayed_at = now() where id = $1', [id]);
}

/** What waits for people (inputs set aside and not replayed) and for the next turn (subjects with due timers). */
export async function countWaiting(pool: pg.Pool, now: number): Promise<{ setAside: number; timersDue: number }> {
  const [row] = await rowsOf<{ set_aside: string; due: string }>(
    pool,
    `select (select count(*) from engine.set_aside where replayed_at is null) as set_aside,
            (select count(*) from engine.timer where due_at <= $1 and not is_held) as due`,
    [new Date(now)],
  );
  return { setAside: Number(row!.set_aside), timersDue: Number(row!.due) };
}
