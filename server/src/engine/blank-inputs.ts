import type { Database } from '../platform/database.ts';
import { decidedUntilNow, wholeLog } from './erase-inputs.ts';
import type { Answer, LoggedInput } from './input.ts';
import { keys, sealAnswer } from './keys.ts';
import { type LogRow, loggedInputs, writeRow } from './log.ts';
import { sealRefused, wholeSetAside } from './set-aside.ts';

/** Where an input stands, and when it was accepted. */
export type Stood = Pick<LoggedInput, 'lane' | 'position' | 'index' | 'acceptedAt'>;

/** What is to stand in the place of something that was asked or answered; the very same where nothing is to change. */
export type Blank = (told: unknown, stood: Stood) => unknown;

/**
 * Writes what was asked and answered anew, in the log, under keys and set aside, as erasing does, but in part: taking the turns again takes what is
 * left. Begins when all that is in the log by now is decided. False where it was given up on the way.
 */
export async function blankInputs(db: Database, blank: Blank, isGivenUp: () => boolean): Promise<boolean> {
  const cursors = await decidedUntilNow(db, isGivenUp);
  if (!cursors) return false;
  for await (const row of wholeLog(db)) {
    if (isGivenUp()) return false;
    if (row.position < cursors[row.lane].position) await blankRow(db, row, blank);
  }
  await blankSetAside(db, blank);
  return true;
}

async function blankRow(db: Database, row: LogRow, blank: Blank): Promise<void> {
  const logged = loggedInputs(row, 0, row.inputs.length);
  const bodies = logged.map((one) => blank(one.input.body, one));
  const changed = logged.filter(({ input }, i) => bodies[i] !== input.body);
  if (changed.length === 0) return;
  await writeRow(db, { ...row, inputs: row.inputs.map((input, i) => ({ ...input, body: bodies[i] })) });
  const byKey = new Map(changed.flatMap((one) => (one.input.key === undefined ? [] : [[one.input.key, one]])));
  for (const [key, known] of await keys.load(db, [...byKey.keys()])) {
    const answer = blank(known.answer, byKey.get(key)!) as Answer;
    if (answer === known.answer) continue;
    const sealed = sealAnswer(db.ring, key, { hash: known.hash, answer });
    await db.query('update engine.key set answer = $2, hash = null where key = $1', [key, sealed]);
  }
}

async function blankSetAside(db: Database, blank: Blank): Promise<void> {
  for await (const { id, stood, refused } of wholeSetAside(db)) {
    const body = blank(refused.body, stood);
    if (body === refused.body) continue;
    const anew = sealRefused(db.ring, Number(id), { ...refused, body });
    await db.query('update engine.set_aside set sealed = $2 where id = $1', [id, anew]);
  }
}
