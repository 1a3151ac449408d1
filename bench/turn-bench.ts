import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '@clickhouse/client';
import {
  type Engine,
  type Input,
  type Lane,
  type Sink,
  input,
  startEngine,
  startSink,
} from '../server/src/engine/index.ts';
import { prepareClickHouse, sinkTables } from '../server/src/modules/insight/index.ts';
import { systemClock } from '../server/src/platform/clock.ts';
import { type Database, withRing } from '../server/src/platform/database.ts';
import { startEmbeddedClickHouse } from '../server/src/platform/embedded-clickhouse.ts';
import { startEmbeddedPostgres } from '../server/src/platform/embedded-postgres.ts';
import { openPool } from '../server/src/platform/postgres.ts';
import { openZone } from '../server/src/platform/zone.ts';
import { turnModules } from '../server/src/wire.ts';
import type { Bench, BenchContext } from './bench.ts';
import { businessZone, expectBalance, makeKeys } from './fixture/shop-fixture.ts';
import { writeLargeShop } from './large-shop.ts';
import { figure, headline, note } from './report.ts';
import { coresText, watchCores } from './watch-cores.ts';
import { zipf } from './zipf.ts';

const TARGET = 15_000;
const EXPONENT = 1;
const SEED = 20_261_101;
/** As an import or the demo shop feeds the bulk lane. */
const BULK = { inputsPerCall: 500, callsUnderWay: 6 };

export const turnBench: Bench = {
  summary: 'points postings with lots through the turns, members drawn by Zipf, analytics fed meanwhile',
  usage:
    '--members 1000000 --facts 1000000 --postings 300000 --callers 3000 --warm 150000 --data FOLDER (keeps the shop for the next time)',
  async run(context) {
    const { values } = parseArgs({
      args: [...context.args],
      options: {
        members: { type: 'string', default: '1000000' },
        facts: { type: 'string' },
        postings: { type: 'string', default: '300000' },
        callers: { type: 'string', default: '3000' },
        warm: { type: 'string', default: '150000' },
        data: { type: 'string' },
      },
    });
    const [postings, callers] = [Number(values.postings), Number(values.callers)];
    const size = { members: values.members, facts: values.facts ?? values.members, data: values.data };
    const shop = await openShop(context, await writeLargeShop(context, size));
    const ids = await memberIds(shop.pool);
    const next = zipf(ids.length, EXPONENT, SEED);
    const posting = (): Input =>
      input('points.grant', { member: ids[next()]!, points: 10, reason: 'bench', by: 'bench' });
    note(`${ids.length} members, Zipf exponent ${EXPONENT}`);
    // Compiled code, and the members most drawn in memory, as in a shop that has been open for a while.
    await feed(shop.engine, 'bulk', posting, Number(values.warm), BULK.inputsPerCall, BULK.callsUnderWay);
    note(`warmed by ${values.warm} postings`);
    await measure(
      shop,
      `Bulk lane, ${BULK.inputsPerCall} inputs per call, ${BULK.callsUnderWay} calls under way`,
      'bulk',
      postings,
      () => feed(shop.engine, 'bulk', posting, postings, BULK.inputsPerCall, BULK.callsUnderWay),
    );
    await measure(
      shop,
      `Interactive lane, one input per call, ${callers} callers that wait for their answer`,
      'interactive',
      postings,
      () => feed(shop.engine, 'interactive', posting, postings, 1, callers),
    );
    if (!process.env['NOCHECK']) await expectBalance(shop.url, shop.pool.ring);
  },
};

interface OpenShop {
  readonly pool: Database;
  readonly url: string;
  readonly engine: Engine;
  readonly sink: Sink;
}

/** The engine with its modules, Postgres with fsync and the analytics that it feeds; no HTTP. */
async function openShop(context: BenchContext, dataFolder: string): Promise<OpenShop> {
  const postgres = await startEmbeddedPostgres({ dataFolder });
  context.onEnd(() => postgres.stop());
  const analytics = await startEmbeddedClickHouse({ folder: join(dataFolder, 'clickhouse') });
  context.onEnd(() => analytics.stop());
  const plain = openPool(postgres.url);
  context.onEnd(() => plain.end());
  const pool = withRing(plain, await makeKeys(dataFolder, postgres.url));
  const engine = await startEngine({
    pool,
    url: postgres.url,
    clock: systemClock,
    modules: turnModules(openZone(businessZone), pool.ring),
    log: note,
  });
  context.onEnd(() => engine.stop());
  const clickhouse = createClient({ url: analytics.url });
  context.onEnd(() => clickhouse.close());
  const sink = startSink({
    pool,
    clickhouse,
    tables: sinkTables(businessZone),
    prepare: () => prepareClickHouse(clickhouse, businessZone),
    wake: (listener) => engine.onCommit(listener),
    log: note,
  });
  context.onEnd(() => sink.stop());
  const startedAt = performance.now();
  while (!sink.isUp()) await new Promise((resolve) => setTimeout(resolve, 50));
  await drained(sink, engine);
  note(`analytics hold all facts of the fixture (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return { pool, url: postgres.url, engine, sink };
}

async function drained(sink: Sink, engine: Engine): Promise<void> {
  while (!(await sink.delivered(engine.status().factId, 10_000)).isAll);
}

async function memberIds(pool: Database): Promise<number[]> {
  // In no order of time, so that the members most drawn do not stand side by side.
  const { rows } = await pool.query<{ id: string }>('select id from members.member order by hashint8(id)');
  return rows.map(({ id }) => Number(id));
}

async function feed(
  engine: Engine,
  lane: Lane,
  posting: () => Input,
  postings: number,
  inputsPerCall: number,
  callsUnderWay: number,
): Promise<void> {
  let left = postings;
  const caller = async () => {
    while (left > 0) {
      const count = Math.min(inputsPerCall, left);
      left -= count;
      const answers = await engine.ask(lane, Array.from({ length: count }, posting));
      if (answers.some(({ status }) => status !== 'ok'))
        throw new Error(`a posting was refused: ${JSON.stringify(answers)}`);
    }
  };
  await Promise.all(Array.from({ length: callsUnderWay }, caller));
}

async function measure(
  { engine, sink }: OpenShop,
  name: string,
  lane: Lane,
  postings: number,
  work: () => Promise<void>,
): Promise<void> {
  await drained(sink, engine);
  headline(name);
  const before = engine.status();
  const watched = watchCores();
  await work();
  const cores = watched();
  const after = engine.status();
  const undelivered = sink.waitingFacts();
  const drainedFrom = performance.now();
  await drained(sink, engine);
  const decided = after.lanes[lane].decided - before.lanes[lane].decided;
  figure(`postings with lots, ${lane} lane`, postings / cores.seconds, '/s', { atLeast: TARGET });
  figure('inputs per turn, mean', decided / (after.turn - before.turn), '');
  note(coresText(cores));
  note(
    `at most ${undelivered} facts were not in analytics at the end, all of them ${((performance.now() - drainedFrom) / 1000).toFixed(1)} s later`,
  );
}
