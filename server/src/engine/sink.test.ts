import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type pg from 'pg';
import { testClickHouse } from '../../test/clickhouse.ts';
import { testDatabase } from '../../test/database.ts';
import { type Sink, type SinkOptions, startSink } from './sink.ts';
import { readState } from './sink-range.ts';
import type { SinkTables } from './sink-target.ts';

const columns =
  'id UInt64, subject UInt64, kind String, at DateTime64(3), recorded_at DateTime64(3), is_history Bool, cause String, body String';
const window = 'settings non_replicated_deduplication_window = 1000';

const tables: SinkTables = {
  fact: 'fact',
  derived: [
    {
      name: 'sold',
      where: "kind = 'sold'",
      select: (facts) => `select id, subject, JSONExtractInt(body, 'n') as n from ${facts}`,
    },
    {
      name: 'newest',
      isRepeatable: true,
      where: "kind = 'sold'",
      select: (facts) => `select subject, max(id) as last from ${facts} group by subject`,
    },
  ],
};

async function makeTables(client: ClickHouseClient): Promise<void> {
  const statements = [
    `create table if not exists fact (${columns}) engine = MergeTree order by id ${window}`,
    `create table if not exists sold (id UInt64, subject UInt64, n Int64) engine = MergeTree order by id ${window}`,
    `create table if not exists newest (subject UInt64, last SimpleAggregateFunction(max, UInt64)) engine = AggregatingMergeTree order by subject ${window}`,
    ...tables.derived.map(
      ({ name, where, select }) =>
        `create materialized view if not exists ${name}_view to ${name} as ${select(`(select * from fact where ${where})`)}`,
    ),
  ];
  for (const query of statements) await client.command({ query });
}

/** Facts with every `step`-th id, as ids are shared with other things; every third is no sale. */
async function appendFacts(pool: pg.Pool, from: number, count: number, step = 3): Promise<number> {
  await pool.query(
    `insert into engine.fact (id, subject, kind, at, recorded_at, is_history, cause, body)
     select $1 + i * $3, i % 7, case when i % 3 = 2 then 'seen' else 'sold' end, '2026-03-01 23:59:59.123+08', now(), false, 'bulk:1:' || i,
       json_build_object('n', i, 'text', E'tab\\t line\\n quote" back\\\\slash 商品')
     from generate_series(0, $2 - 1) as i`,
    [from, count, step],
  );
  return from + (count - 1) * step;
}

interface Stores {
  pool: pg.Pool;
  client: ClickHouseClient;
  sinks: Sink[];
}

const clickhouse = await testClickHouse();
let databases = 0;

async function stores(t: TestContext): Promise<Stores> {
  const sinks: Sink[] = [];
  // Hooks run in the order they were given: sinks stop before their stores go.
  t.after(() => Promise.all(sinks.map((sink) => sink.stop())));
  const { pool } = await testDatabase(t);
  const database = `sink${++databases}`;
  await clickhouse.client.command({ query: `create database ${database}` });
  const client = createClient({
    url: clickhouse.url.replace(/[^/]*$/, database),
    log: { level: ClickHouseLogLevel.OFF },
  });
  t.after(() => client.close());
  await makeTables(client);
  return { pool, client, sinks };
}

function start({ pool, client, sinks }: Stores, more: Partial<SinkOptions> = {}): Sink {
  const sink = startSink({
    pool,
    clickhouse: client,
    tables,
    prepare: () => makeTables(client),
    log: () => {},
    backoff: { firstMs: 5, longestMs: 20 },
    ...more,
  });
  sinks.push(sink);
  return sink;
}

/** Waits until a sink that may have to try again has delivered everything. */
async function arrived(sink: Sink, factId: number): Promise<void> {
  for (let tries = 0; tries < 4000; tries++) {
    if ((await sink.delivered(factId, 5000)).isAll) return;
    await new Promise((done) => setTimeout(done, 5));
  }
  assert.fail('the facts never arrived');
}

async function one<Row>(client: ClickHouseClient, query: string): Promise<Row> {
  const [row] = await (await client.query({ query, format: 'JSONEachRow' })).json<Row>();
  return row!;
}

/** Every fact of Postgres is in ClickHouse once, with what is derived from it. */
async function assertExactlyOnce({ pool, client }: Stores): Promise<void> {
  const { rows } = await pool.query<{ facts: number; sum: number; sales: number; n: number; last: number }>(
    `select count(*)::int as facts, coalesce(sum(id), 0)::int as sum, (count(*) filter (where kind = 'sold'))::int as sales,
       coalesce(sum((body->>'n')::int) filter (where kind = 'sold'), 0)::int as n, coalesce(max(id) filter (where kind = 'sold'), 0)::int as last from engine.fact`,
  );
  const facts = await one<{ facts: number; sum: number }>(client, 'select count() as facts, sum(id) as sum from fact');
  const sales = await one<{ sales: number; n: number }>(client, 'select count() as sales, sum(n) as n from sold');
  const newest = await one<{ last: number }>(client, 'select max(last) as last from newest');
  assert.deepEqual({ ...facts, ...sales, ...newest }, rows[0]);
}

test('every fact arrives once, with its text unharmed', async (t) => {
  const own = await stores(t);
  const last = await appendFacts(own.pool, 1000, 500);
  const sink = start(own, { limit: { rows: 64, bytes: 4_000_000 } });
  await arrived(sink, last);
  await assertExactlyOnce(own);
  const fact = await one<{ at: string; body: string; cause: string }>(
    own.client,
    "select toString(at, 'UTC') as at, body, cause from fact where id = 1003",
  );
  assert.equal(fact.at, '2026-03-01 15:59:59.123');
  assert.equal((JSON.parse(fact.body) as { text: string }).text, 'tab\t line\n quote" back\\slash 商品');
  assert.equal(fact.cause, 'bulk:1:1');
});

test('facts that come while it runs arrive within a second, and a reader who waits for them at once', async (t) => {
  const own = await stores(t);
  const sink = start(own);
  let id = await appendFacts(own.pool, 1000, 1);
  await arrived(sink, id);
  for (let round = 0; round < 5; round++) {
    id = await appendFacts(own.pool, id + 3, 2);
    // The highest id of a commit may belong to something that is no fact.
    sink.nudge(id + 2);
    assert.deepEqual(await sink.delivered(id + 2, 5000), { through: id + 2, isAll: true });
  }
  assert.equal(sink.waitingFacts(), 0);
  await assertExactlyOnce(own);
});

test('a range is cut by bytes too, but never below one fact', async (t) => {
  const own = await stores(t);
  const last = await appendFacts(own.pool, 1000, 20);
  await arrived(start(own, { limit: { rows: 1000, bytes: 1 } }), last);
  await assertExactlyOnce(own);
});

test('killed after the range was noted and before it was sent, the next start sends it', async (t) => {
  const own = await stores(t);
  const last = await appendFacts(own.pool, 1000, 30);
  await own.pool.query(`update engine.sink set position = 0, until = 1031`);
  await arrived(start(own), last);
  await assertExactlyOnce(own);
});

test('killed after the range was sent and before it was passed, the next start does not send it twice', async (t) => {
  const own = await stores(t);
  const last = await appendFacts(own.pool, 1000, 30);
  const first = start(own);
  await arrived(first, last);
  await first.stop();
  await own.pool.query('update engine.sink set position = 0, until = $1', [last + 1]);
  const more = await appendFacts(own.pool, last + 3, 10);
  await arrived(start(own), more);
  await assertExactlyOnce(own);
});

test('a range of which a derived table lost its part is made whole, tokens or not', async (t) => {
  const own = await stores(t);
  const last = await appendFacts(own.pool, 1000, 30);
  const first = start(own);
  await arrived(first, last);
  await first.stop();
  // As when the store died after it noted the token and before it kept the rows.
  await own.client.command({ query: 'truncate table sold' });
  await own.client.command({ query: 'truncate table newest' });
  await own.pool.query('update engine.sink set position = 0, until = $1', [last + 1]);
  await arrived(start(own), last);
  await assertExactlyOnce(own);
});

/** A client whose inserts fail as told: before they are sent, or with only the answer lost. */
function unreliable(client: ClickHouseClient, faults: ('unsent' | 'unanswered')[]): ClickHouseClient {
  return new Proxy(client, {
    get(inner, property) {
      const value: unknown = Reflect.get(inner, property);
      if (property !== 'exec') return typeof value === 'function' ? value.bind(inner) : value;
      return async (...args: Parameters<ClickHouseClient['exec']>) => {
        const fault = faults.shift();
        if (fault === 'unsent') throw new Error('connect ECONNREFUSED');
        const answer = await inner.exec(...args);
        if (fault === 'unanswered') throw new Error('socket hang up');
        return answer;
      };
    },
  });
}

test('inserts that fail, or whose answer is lost, are tried again and count once', async (t) => {
  const own = await stores(t);
  const last = await appendFacts(own.pool, 1000, 100);
  const faults: ('unsent' | 'unanswered')[] = ['unanswered', 'unsent', 'unsent', 'unanswered', 'unanswered'];
  const sink = start(own, { clickhouse: unreliable(own.client, faults), limit: { rows: 10, bytes: 1_000_000 } });
  await arrived(sink, last);
  assert.equal(faults.length, 0);
  await assertExactlyOnce(own);
});

test('an emptied ClickHouse is filled anew from the first fact', async (t) => {
  const own = await stores(t);
  const last = await appendFacts(own.pool, 1000, 50);
  const first = start(own);
  await arrived(first, last);
  await first.stop();
  for (const name of ['sold_view', 'newest_view', 'fact', 'sold', 'newest'])
    await own.client.command({ query: `drop table ${name}` });
  await arrived(start(own), last);
  await assertExactlyOnce(own);
});

test('a ClickHouse that holds the facts of another database is emptied and filled anew', async (t) => {
  const own = await stores(t);
  const last = await appendFacts(own.pool, 1000, 50);
  const first = start(own);
  await arrived(first, last);
  await first.stop();
  // A backup from before the last facts was restored, and others were decided since.
  await own.pool.query('delete from engine.fact where id > 1090');
  await own.pool.query('update engine.sink set position = 1091');
  const other = await appendFacts(own.pool, 1092, 5);
  await arrived(start(own), other);
  await assertExactlyOnce(own);
});

test('while ClickHouse is down nobody waits, and afterwards everything arrives', async (t) => {
  const own = await stores(t);
  const last = await appendFacts(own.pool, 1000, 5);
  let isDown = true;
  const prepare = () => (isDown ? Promise.reject(new Error('connect ECONNREFUSED')) : makeTables(own.client));
  const sink = start(own, { prepare });
  assert.equal((await sink.delivered(last, 60_000)).isAll, false);
  assert.equal(sink.isUp(), false);
  isDown = false;
  await arrived(sink, last);
  assert.equal(sink.isUp(), true);
  await assertExactlyOnce(own);
});

test('an orderly stop leaves no range open', async (t) => {
  const own = await stores(t);
  const last = await appendFacts(own.pool, 1000, 5);
  const sink = start(own);
  await arrived(sink, last);
  await sink.stop();
  assert.deepEqual(await readState(own.pool, 'analytics'), { position: last + 1, until: null });
});
