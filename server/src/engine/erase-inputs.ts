import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../platform/database.ts';
import { rowsOf } from '../platform/postgres.ts';
import type { ProblemBody } from '@shuke/contract';
import type { Answer, Input, Lane } from './input.ts';
import { keys, sealAnswer } from './keys.ts';
import { type LogRow, readRows, writeRow } from './log.ts';
import type { Cursors } from './save.ts';
import { readShard } from './shard.ts';
import { sealRefused, wholeSetAside } from './set-aside.ts';

/** Whether a text tells of somebody whose data is to be destroyed. */
export type Tells = (text: string) => boolean;

/** As many inputs as are held in memory, and keep other calls waiting, at once; rows hold between one and some thousands. */
const INPUTS_AT_ONCE = 4000;
const ROWS_AT_ONCE = 200;
const LOOK_MS = 200;

/**
 * Empties what the log, the kept answers and the inputs set aside tell of somebody: places, kinds and keys stay, bodies go. Begins when all that is in
 * the log by now is decided, as no turn reads that again. What was asked under a key is answered `instead` from then on. Resolves with how many
 * there were; undefined where it was given up on the way.
 */
export async function eraseInputs(
  db: Database,
  tells: Tells,
  instead: ProblemBody,
  isGivenUp: () => boolean = () => false,
): Promise<number | undefined> {
  const gone: Answer = { status: 'refused', problem: instead };
  const cursors = await decidedUntilNow(db, isGivenUp);
  if (!cursors) return undefined;
  let emptied = 0;
  for await (const row of wholeLog(db)) {
    if (isGivenUp()) return undefined;
    if (row.position < cursors[row.lane].position) emptied += await eraseRow(db, row, tells, gone);
  }
  return emptied + (await eraseSetAside(db, tells));
}

/** Resolves when all that is in the log by now is decided, with how far that is; undefined where it was given up before. */
export async function decidedUntilNow(db: Database, isGivenUp: () => boolean): Promise<Cursors | undefined> {
  const heads = await rowsOf<{ lane: Lane; position: string }>(db, 'select lane, position from engine.log_head');
  for (;;) {
    const { cursors } = await readShard(db);
    if (heads.every(({ lane, position }) => cursors[lane].position > Number(position))) return cursors;
    if (isGivenUp()) return undefined;
    await sleep(LOOK_MS);
  }
}

/** Every row of the log, in pieces that keep nobody waiting. */
export async function* wholeLog(db: Database): AsyncGenerator<LogRow> {
  for (const lane of ['interactive', 'bulk'] as const) {
    let limit = 1;
    for (let from = 1; ;) {
      const rows = await readRows(db, lane, from, limit);
      const last = rows.at(-1);
      if (!last) break;
      yield* rows;
      from = last.position + 1;
      const inputsPerRow = rows.reduce((sum, { inputs }) => sum + inputs.length, 0) / rows.length;
      limit = Math.max(1, Math.min(ROWS_AT_ONCE, limit * 2, Math.floor(INPUTS_AT_ONCE / inputsPerRow)));
    }
  }
}

async function eraseRow(db: Database, row: LogRow, tells: Tells, gone: Answer): Promise<number> {
  const told = row.inputs.filter((input) => input.kind !== 'input.erased' && tells(JSON.stringify(input.body) ?? ''));
  if (told.length === 0) return 0;
  const inputs = row.inputs.map((input): Input => (told.includes(input) ? emptied(input) : input));
  await writeRow(db, { ...row, inputs });
  await eraseAnswers(
    db,
    told.flatMap(({ key }) => (key === undefined ? [] : [key])),
    tells,
    gone,
  );
  return told.length;
}

const emptied = ({ key, hash, at, history }: Input): Input => ({
  kind: 'input.erased',
  body: null,
  ...(key === undefined ? {} : { key, hash: hash ?? '' }),
  ...(at === undefined ? {} : { at }),
  ...(history ? { history } : {}),
});

/** The keys stay, so that nothing that was asked under them is done again. */
async function eraseAnswers(db: Database, asked: readonly string[], tells: Tells, gone: Answer): Promise<void> {
  if (asked.length === 0) return;
  for (const [key, { hash, answer }] of await keys.load(db, asked)) {
    if (!tells(JSON.stringify(answer))) continue;
    const sealed = sealAnswer(db.ring, key, { hash, answer: gone });
    await db.query('update engine.key set answer = $2, hash = null where key = $1', [key, sealed]);
  }
}

async function eraseSetAside(db: Database, tells: Tells): Promise<number> {
  let emptied = 0;
  for await (const { id, refused } of wholeSetAside(db)) {
    if (!tells(JSON.stringify(refused))) continue;
    const nothing = { body: null, error: 'It was destroyed with what was kept of a subject.' };
    await db.query('update engine.set_aside set sealed = $2, kind = $3 where id = $1', [
      id,
      sealRefused(db.ring, Number(id), nothing),
      'input.erased',
    ]);
    emptied++;
  }
  return emptied;
}
