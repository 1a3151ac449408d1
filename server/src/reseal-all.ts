import { countOld, reseal } from './platform/crypto/index.ts';
import type { Database } from './platform/database.ts';
import { sealedColumns } from './sealed-columns.ts';

export interface Resealed {
  readonly column: string;
  readonly done: number;
  readonly total: number;
}

/** Seals anew, column by column, whatever is not sealed with the keys that are current; tells how far it is. */
export async function* resealAll(db: Database): AsyncGenerator<Resealed> {
  for (const of of sealedColumns) {
    const column = `${of.table}.${of.column}`;
    const total = await countOld(db, of);
    if (total === 0) continue;
    let done = 0;
    let isOver = false;
    const running = reseal(db, of, (count) => (done += count)).finally(() => (isOver = true));
    while (!isOver) {
      yield { column, done: Math.min(done, total - 1), total };
      await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 500).unref())]);
    }
    await running;
    yield { column, done: total, total };
  }
}
