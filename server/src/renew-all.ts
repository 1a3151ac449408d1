import { setTimeout as sleep } from 'node:timers/promises';
import { accountIndex, staffIndex } from './modules/access/index.ts';
import { renewMadeKeys } from './engine/index.ts';
import { memberKeys } from './modules/imports/index.ts';
import { memberIndexes } from './modules/members/index.ts';
import { type Renewal, countOld, reseal } from './platform/crypto/index.ts';
import type { Database } from './platform/database.ts';
import { sealedColumns } from './sealed-columns.ts';

export interface Renewed {
  readonly column: string;
  readonly done: number;
  readonly total: number;
}

/** What is written back meanwhile was mostly read before the new keys counted: there is less of it with every pass. */
const PASSES = 10;
const PAUSE_MS = 1000;

/** What a rotation makes anew: all that is sealed with keys of the ring, and all that is found by tokens. */
const renewals: readonly Renewal[] = [
  ...sealedColumns.map((of): Renewal => ({
    name: `${of.table}.${of.column}`,
    countOld: (db) => countOld(db, of),
    renew: (db, onDone) => reseal(db, of, onDone),
  })),
  ...memberIndexes,
  staffIndex,
  accountIndex,
  renewMadeKeys(memberKeys),
];

/**
 * Makes anew, column by column, whatever was not made with the keys that are current; tells how far it is. What is written meanwhile
 * by whoever still holds an old value is taken in the next pass, until nothing old is left or `passes` are over: `countAllOld` tells.
 */
export async function* renewAll(db: Database, passes = PASSES): AsyncGenerator<Renewed> {
  for (let pass = 1; pass <= passes && (await countAllOld(db)) > 0; pass++) {
    if (pass > 1) await sleep(PAUSE_MS);
    for (const of of renewals) yield* renew(db, of);
  }
}

/** How many values were not made with the keys that are current. */
export async function countAllOld(db: Database): Promise<number> {
  let old = 0;
  for (const of of renewals) old += await of.countOld(db);
  return old;
}

async function* renew(db: Database, of: Renewal): AsyncGenerator<Renewed> {
  const column = of.name;
  const total = await of.countOld(db);
  if (total === 0) return;
  let done = 0;
  let isOver = false;
  const running = of.renew(db, (count) => (done += count)).finally(() => (isOver = true));
  while (!isOver) {
    yield { column, done: Math.min(done, total - 1), total };
    await Promise.race([running, sleep(500, undefined, { ref: false })]);
  }
  await running;
  yield { column, done: total, total };
}
