import type pg from 'pg';
import { rowsOf } from '../platform/postgres.ts';
import type { LoggedInput } from './input.ts';
import { SHARD } from './shard.ts';

/** After so many deaths at one turn, inputs are decided singly. */
const DEATHS_LIMIT = 2;

/**
 * A process that dies while it decides leaves its row behind. After two deaths at one turn inputs are decided singly,
 * each noted before; the one that was noted at a further death is to be set aside.
 */
export async function beginAttempt(
  pool: pg.Pool,
  turn: number,
): Promise<{ isSingle: boolean; suspect: string | null }> {
  const [row] = await rowsOf<{ deaths: number; suspect: string | null }>(
    pool,
    `insert into engine.attempt as a (shard, turn, deaths) values ($1, $2, 0)
     on conflict (shard) do update set turn = excluded.turn, deaths = case when a.turn = excluded.turn then a.deaths + 1 else 0 end,
       suspect = case when a.turn = excluded.turn then a.suspect end
     returning deaths, suspect`,
    [SHARD, turn],
  );
  return { isSingle: row!.deaths >= DEATHS_LIMIT, suspect: row!.suspect };
}

/** Notes the input that is decided next, before it is. */
export async function noteSuspect(pool: pg.Pool, { lane, position, index }: LoggedInput): Promise<void> {
  await pool.query('update engine.attempt set suspect = $2 where shard = $1', [SHARD, `${lane}:${position}:${index}`]);
}

/** A clean end is no death. */
export async function endAttempt(pool: pg.Pool): Promise<void> {
  await pool.query('delete from engine.attempt where shard = $1', [SHARD]);
}
