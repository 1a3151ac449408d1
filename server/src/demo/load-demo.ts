import { setTimeout as wait } from 'node:timers/promises';
import { behaviour, memberUpsert, orderBody, refundBody } from '@shuke/contract';
import type pg from 'pg';
import { type DemoInput, type DemoOptions, demoShop } from '../../../demo/demo-shop.ts';
import { type Engine, type Input, input } from '../engine/index.ts';
import { behaviourInput, orderInput, refundInput } from '../modules/activity/index.ts';
import { upsertInput } from '../modules/members/index.ts';
import { reasonOf, stackOf } from '../platform/log.ts';
import { isStoreDown, rowsOf } from '../platform/postgres.ts';
import { Problem } from '../platform/problem.ts';

/** The demo shop as it is loaded on a first run. */
const SHOP = { seed: 20_240_618, members: 20_000, months: 18 } as const;
const INPUTS_PER_BATCH = 500;
/** Batches on their way at once: the turns never wait for the generator. */
const BATCHES_AHEAD = 6;
/** The generator gives way to requests every so many inputs that are only counted or skipped. */
const INPUTS_IN_A_ROW = 5000;
const RETRY_MS = 1000;

export interface DemoProgress {
  readonly isLoading: boolean;
  readonly done: number;
  readonly total: number;
}

export interface DemoLoad {
  progress(): DemoProgress | null;
  stop(): Promise<void>;
}

interface Row {
  seed: number;
  members: number;
  months: number;
  ends_at: Date;
  done: number;
  total: number;
  finished_at: Date | null;
}

/** Decides, on the first run, that the demo shop is to be loaded. */
export async function orderDemo(pool: pg.Pool, now: number, { members }: { members: number } = SHOP): Promise<void> {
  await pool.query(
    'insert into demo.load (seed, members, months, ends_at) values ($1, $2, $3, $4) on conflict do nothing',
    [SHOP.seed, members, SHOP.months, new Date(now)],
  );
}

/** Loads the demo shop in the background where it was ordered and is not finished; a broken loading goes on where it stopped. */
export async function startDemo({
  pool,
  engine,
  log,
}: {
  pool: pg.Pool;
  engine: Engine;
  log: (message: string) => void;
}): Promise<DemoLoad> {
  const [row] = await rowsOf<Row>(pool, 'select * from demo.load');
  if (!row) return { progress: () => null, stop: async () => {} };
  if (row.finished_at)
    return { progress: () => ({ isLoading: false, done: row.done, total: row.total }), stop: async () => {} };

  const stopping = new AbortController();
  const state = { isLoading: true, done: row.done, total: row.total };
  const loading = feedToEnd()
    .catch((error: unknown) => {
      if (!stopping.signal.aborted)
        log(`loading the demo shop stopped: ${stackOf(error)}. It goes on at the next start.`);
    })
    .finally(() => (state.isLoading = false));

  /** Goes on by itself after what passes: the store was away, or too much waits already. */
  async function feedToEnd(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        return await feed(pool, engine, row!, state, stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted || !isPassing(error)) throw error;
        log(`loading the demo shop is interrupted and goes on in a moment: ${reasonOf(error)}`);
        await wait(RETRY_MS, undefined, { signal: stopping.signal });
      }
    }
  }

  return {
    progress: () => ({ ...state }),
    async stop() {
      stopping.abort();
      await loading;
    },
  };
}

function isPassing(error: unknown): boolean {
  return error instanceof Problem ? error.code === 'store.down' || error.code === 'engine.busy' : isStoreDown(error);
}

async function feed(
  pool: pg.Pool,
  engine: Pick<Engine, 'ask'>,
  row: Row,
  state: { done: number; total: number },
  signal: AbortSignal,
): Promise<void> {
  const options = { seed: row.seed, members: row.members, months: row.months, now: row.ends_at };
  if (state.total === 0) {
    const total = await countSlowly(options, signal);
    if (signal.aborted) return;
    await pool.query('update demo.load set total = $1', [total]);
    state.total = total;
  }
  await tellHistory(engine, 'begin');
  const underWay: Promise<void>[] = [];
  let before = Promise.resolve();
  try {
    for await (const { batch, upTo } of batches(options, state.done, signal)) {
      if (underWay.length >= BATCHES_AHEAD) await underWay.shift();
      // A batch is done only when all before it are: where one of them fails, the loading goes on from there.
      const earlier = before;
      const told = engine.ask('bulk', batch).then(async () => {
        await earlier;
        state.done = upTo;
        await pool.query('update demo.load set done = $1', [upTo]);
      });
      before = told;
      // A failure is met when it is this batch's turn; until then it must not count as unhandled.
      told.catch(() => {});
      underWay.push(told);
    }
    await Promise.all(underWay);
  } finally {
    // Whoever goes on after a failure must find nothing of this attempt on its way.
    await Promise.allSettled(underWay);
  }
  if (signal.aborted) return;
  await tellHistory(engine, 'end');
  await pool.query('update demo.load set done = total, finished_at = now()');
}

/** Under a key, so that it counts once however often the loading is taken up again. */
async function tellHistory(engine: Pick<Engine, 'ask'>, what: 'begin' | 'end'): Promise<void> {
  await engine.ask('bulk', [{ ...input(`history.${what}`, { name: 'demo' }), key: `demo:${what}`, hash: '' }]);
}

/** What is still to be told. What was decided before a restart is told apart by its key anyway; skipping only saves time. */
async function* batches(options: DemoOptions, done: number, signal: AbortSignal) {
  let index = 0;
  let batch: Input[] = [];
  for (const one of demoShop(options)) {
    if (signal.aborted) return;
    index++;
    if (index <= done) {
      if (index % INPUTS_IN_A_ROW === 0) await new Promise(setImmediate);
      continue;
    }
    batch.push(toInput(one, index));
    if (batch.length < INPUTS_PER_BATCH) continue;
    yield { batch, upTo: index };
    batch = [];
  }
  if (batch.length > 0) yield { batch, upTo: index };
}

async function countSlowly(options: DemoOptions, signal: AbortSignal): Promise<number> {
  let count = 0;
  for (const _ of demoShop(options)) {
    count++;
    if (count % INPUTS_IN_A_ROW === 0) await new Promise(setImmediate);
    if (signal.aborted) return 0;
  }
  return count;
}

/** Generated bodies are checked like any caller's: the demo goes in by the same door. */
function toInput(one: DemoInput, index: number): Input {
  const more = { history: true, at: one.at } as const;
  switch (one.kind) {
    case 'member':
      return upsertInput(memberUpsert.parse(one.body), more);
    case 'order':
      return orderInput(orderBody.parse(one.body), more);
    case 'refund':
      return refundInput(one.number, one.channel, refundBody.parse(one.body), more);
    case 'event':
      return { ...behaviourInput(behaviour.parse(one.body), 'demo', more), key: `demo:${index}`, hash: '' };
  }
}
