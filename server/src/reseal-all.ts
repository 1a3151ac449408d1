import { setTimeout as sleep } from 'node:timers/promises';
import { type SealedColumn, countOld, reseal } from './platform/crypto/index.ts';
import type { Database } from './platform/database.ts';
import { sealedColumns } from './sealed-columns.ts';

export interface Resealed {
  readonly column: string;
  readonly done: number;
  readonly total: number;
}

/** What is written back meanwhile was mostly read before the new keys counted: there is less of it with every pass. */
const PASSES = 10;
const PAUSE_MS = 1000;

/**
 * Seals anew, column by column, whatever is not sealed with the keys that are current; tells how far it is. What is written meanwhile
 * by whoever still holds an old value is taken in the next pass, until nothing old is left or `passes` are over: `countAllOld` tells.
 */
export async function* resealAll(db: Database, passes = PASSES): AsyncGenerator<Resealed> {
  for (let pass = 1; pass <= passes && (await countAllOld(db)) > 0; pass++) {
    if (pass > 1) await sleep(PAUSE_MS);
    for (const of of sealedColumns) yield* resealColumn(db, of);
  }
}

/** How many values are not sealed with the keys that are current. */
export async function countAllOld(db: Database): Promise<number> {
  let old = 0;
  for (const of of sealedColumns) old += await countOld(db, of);
  return old;
}

async function* resealColumn(db: Database, of: SealedColumn): AsyncGenerator<Resealed> {
  const column = `${of.table}.${of.column}`;
  const total = await countOld(db, of);
  if (total === 0) return;
  let done = 0;
  let isOver = false;
  const running = reseal(db, of, (count) => (done += count)).finally(() => (isOver = true));
  while (!isOver) {
    yield { column, done: Math.min(done, total - 1), total };
    await Promise.race([running, sleep(500, undefined, { ref: false })]);
  }
  await running;
  yield { column, done: total, total };
}
