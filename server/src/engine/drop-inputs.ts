import type { Database } from '../platform/database.ts';
import { readShard } from './shard.ts';

const AT_ONCE = 2000;

/**
 * Drops what was asked and answered before an instant: decided rows of the log, kept answers, and inputs set aside that were taken again. An idempotency
 * key older than that counts as new. Resolves with how many rows went.
 */
export async function dropInputsBefore(db: Database, at: Date): Promise<number> {
  const { cursors } = await readShard(db);
  const drops: readonly (readonly [string, readonly unknown[]])[] = [
    ...(['interactive', 'bulk'] as const).map(
      (lane) =>
        [
          `delete from engine.log where lane = $2 and position = any(array(
             select position from engine.log where lane = $2 and position < $3 and accepted_at < $1 order by position limit ${AT_ONCE}))`,
          [at, lane, cursors[lane].position],
        ] as const,
    ),
    [`delete from engine.key where key = any(array(select key from engine.key where at < $1 limit ${AT_ONCE}))`, [at]],
    ['delete from engine.set_aside where at < $1 and replayed_at is not null', [at]],
  ];
  let dropped = 0;
  for (const [text, values] of drops)
    for (let rows = 1; rows > 0; dropped += rows) rows = (await db.query(text, [...values])).rowCount ?? 0;
  return dropped;
}
