import assert from 'node:assert/strict';
import { type Engine, startEngine } from '../src/engine/engine.ts';
import type { Answer, Input } from '../src/engine/input.ts';
import { openRefused } from '../src/engine/set-aside.ts';
import { manualClock } from '../src/platform/clock.ts';
import type { Database } from '../src/platform/database.ts';
import { rowsOf } from '../src/platform/postgres.ts';
import { SCHEMA, START, bank } from './bank.ts';
import { testDatabase } from './database.ts';

/** An engine of its own over a database of its own, deciding for the bank. */
export async function bankEngine(
  t: { after(fn: () => Promise<void>): void },
  more: Partial<Parameters<typeof startEngine>[0]> = {},
) {
  // Hooks run in the order in which they came: the database may go only after the engine has stopped.
  let dropDatabase = async () => {};
  const { pool, url } = await testDatabase({ after: (drop) => (dropDatabase = drop) });
  await pool.query(SCHEMA);
  const clock = manualClock(START);
  const engine = await startEngine({ pool, url, clock, modules: [bank], log: () => {}, ...more });
  t.after(async () => {
    await engine.stop();
    await dropDatabase();
  });
  return { pool, url, clock, engine };
}

export const ok = (answer: Answer | undefined) =>
  answer?.status === 'ok' ? answer.body : assert.fail(JSON.stringify(answer));
export const one = async (engine: Engine, asked: Input) => (await engine.ask('interactive', [asked]))[0];

/** What was set aside, in the order of lanes, with what was wrong with it. */
export async function setAside(pool: Database) {
  const rows = await rowsOf<{ id: string; lane: string; kind: string; sealed: Buffer }>(
    pool,
    'select id, lane, kind, sealed from engine.set_aside order by lane, id',
  );
  return rows.map(({ lane, kind, ...row }) => ({ lane, kind, error: openRefused(pool.ring, row).error }));
}
