import { behaviour, memberUpsert, orderBody, refundBody } from '@shuke/contract';
import type pg from 'pg';
import { type DemoInput, demoShop } from '../../../demo/demo-shop.ts';
import { type Engine, type Input, decideOne, input } from '../engine/index.ts';
import { behaviourInput, orderInput, refundInput } from '../modules/activity/index.ts';
import { upsertInput } from '../modules/members/index.ts';
import { rowsOf } from '../platform/postgres.ts';

/** The demo shop as it is loaded on a first run. */
const SHOP = { seed: 20_240_618, members: 20_000, months: 18 } as const;
const INPUTS_PER_BATCH = 500;
/** Batches on their way at once: the turns never wait for the generator. */
const BATCHES_AHEAD = 6;

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
export async function orderDemo(pool: pg.Pool, now: number): Promise<void> {
  await pool.query(
    'insert into demo.load (seed, members, months, ends_at) values ($1, $2, $3, $4) on conflict do nothing',
    [SHOP.seed, SHOP.members, SHOP.months, new Date(now)],
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
  const loading = feed(pool, engine, row, state, stopping.signal)
    .catch((error: unknown) => {
      if (!stopping.signal.aborted)
        log(
          `loading the demo shop stopped: ${String((error as Error)?.stack ?? error)}. It goes on at the next start.`,
        );
    })
    .finally(() => (state.isLoading = false));
  return {
    progress: () => ({ ...state }),
    async stop() {
      stopping.abort();
      await loading;
    },
  };
}

async function feed(
  pool: pg.Pool,
  engine: Engine,
  row: Row,
  state: { done: number; total: number },
  signal: AbortSignal,
): Promise<void> {
  const options = { seed: row.seed, members: row.members, months: row.months, now: row.ends_at };
  if (row.total === 0) {
    state.total = await countSlowly(options, signal);
    await pool.query('update demo.load set total = $1', [state.total]);
  }
  await decideOne(engine, { ...input('history.begin', { name: 'demo' }), key: 'demo:begin', hash: '' }, 'bulk');
  const underWay: Promise<unknown>[] = [];
  let index = 0;
  let batch: Input[] = [];
  const send = async () => {
    const [sent, upTo] = [batch, index];
    batch = [];
    if (underWay.length >= BATCHES_AHEAD) await underWay.shift();
    underWay.push(
      engine.ask('bulk', sent).then(async () => {
        state.done = upTo;
        await pool.query('update demo.load set done = greatest(done, $1)', [upTo]);
      }),
    );
  };
  for (const one of demoShop(options)) {
    index++;
    // What was decided before a restart is told apart by its key anyway; skipping only saves time.
    if (index <= row.done) continue;
    batch.push(toInput(one, index));
    if (batch.length === INPUTS_PER_BATCH) await send();
    if (signal.aborted) break;
  }
  if (batch.length > 0) await send();
  await Promise.all(underWay);
  if (signal.aborted) return;
  await decideOne(engine, { ...input('history.end', { name: 'demo' }), key: 'demo:end', hash: '' }, 'bulk');
  await pool.query('update demo.load set done = total, finished_at = now()');
}

/** Counting runs the generator once; it gives way to requests every so often. */
async function countSlowly(options: Parameters<typeof demoShop>[0], signal: AbortSignal): Promise<number> {
  let count = 0;
  for (const _ of demoShop(options)) {
    count++;
    if (count % 5000 === 0) await new Promise(setImmediate);
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
