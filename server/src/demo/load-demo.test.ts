import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { testClickHouse } from '../../test/clickhouse.ts';
import { TEST_ROOT_KEY, testDatabase } from '../../test/database.ts';
import { type Shop, openShop, order, phone } from '../../test/shop.ts';
import type { Engine } from '../engine/index.ts';
import { loadConfig } from '../platform/config.ts';
import { rowsOf } from '../platform/postgres.ts';
import { Problem } from '../platform/problem.ts';
import { startServer } from '../server.ts';
import { type DemoLoad, orderDemo, startDemo } from './load-demo.ts';

const MEMBERS = 200;

/** A shop into which a small demo is to be loaded, and what the loading says. */
async function shopWithDemo(t: TestContext) {
  const shop = await openShop(t);
  await orderDemo(shop.pool, shop.clock.now(), { members: MEMBERS });
  const said: string[] = [];
  const load = (engine: Engine = shop.engine) =>
    startDemo({ pool: shop.pool, engine, log: (message) => void said.push(message) });
  return { shop, said, load };
}

const moment = () => new Promise(setImmediate);

async function ended(demo: DemoLoad): Promise<{ done: number; total: number }> {
  while (demo.progress()!.isLoading) await moment();
  return demo.progress()!;
}

/** All that counts of a shop, so that two loadings can be compared. */
async function booksOf({ pool, engine }: Shop) {
  // What is due by the end of the history happens right after it.
  await engine.settle();
  const ask = (sql: string) => rowsOf(pool, sql);
  return {
    facts: await ask('select kind, count(*)::int as n, min(at), max(at) from engine.fact group by kind order by kind'),
    orders: await ask(
      'select status, count(*)::int as n, sum(total_minor - refunded_minor) as kept from activity."order" group by status order by status',
    ),
    points: await ask('select kind, count(*)::int as n, sum(points) from loyalty.entry group by kind order by kind'),
    tiers: await ask('select tier, count(*)::int as n from loyalty.standing group by tier order by tier'),
    members: await ask('select count(*)::int as n from members.member'),
  };
}

test('a demo shop that was stopped half-way, and interrupted by the store, is loaded exactly once', async (t) => {
  const whole = await shopWithDemo(t);
  const { total } = await ended(await whole.load());

  const { shop, said, load } = await shopWithDemo(t);
  const first = await load();
  while (first.progress()!.done === 0) await moment();
  await first.stop();
  const { done } = first.progress()!;
  assert.ok(done > 0 && done < total, `stopped at ${done} of ${total}`);

  // The store goes away under what is on its way, until the loading has noticed.
  let asked = 0;
  const outage: Engine = {
    ...shop.engine,
    async ask(lane, inputs) {
      if (++asked > 2 && said.length === 0) throw new Problem('store.down', 'The database cannot be reached.');
      return shop.engine.ask(lane, inputs);
    },
  };
  assert.deepEqual(await ended(await load(outage)), { isLoading: false, done: total, total });
  assert.match(said.join('\n'), /^loading the demo shop is interrupted and goes on in a moment: [^\n]+$/);

  const [row] = await rowsOf<{ done: number; finished_at: Date | null }>(shop.pool, 'select * from demo.load');
  assert.deepEqual([row!.done, row!.finished_at !== null], [total, true]);
  const books = await booksOf(shop);
  assert.deepEqual(books, await booksOf(whole.shop));
  assert.ok((books.members[0] as { n: number }).n >= MEMBERS);
  assert.deepEqual(await rowsOf(shop.pool, 'select * from engine.set_aside'), []);

  // History is closed: no timer waits for the rest of it.
  assert.deepEqual(await rowsOf(shop.pool, `select value from engine.counter where name = 'engine.history'`), [
    { value: '0' },
  ]);
  assert.deepEqual(
    await rowsOf(shop.pool, 'select subject from engine.timer where due_at <= $1', [new Date(shop.clock.now())]),
    [],
  );

  const turns = shop.engine.status().turn;
  assert.deepEqual((await load()).progress(), { isLoading: false, done: total, total });
  assert.equal(shop.engine.status().turn, turns, 'nothing is loaded again');
});

test('a part that the store did not take is told again, though later ones were taken', async (t) => {
  const { shop, said, load } = await shopWithDemo(t);
  const wholeBatches: number[] = [];
  let asked = 0;
  const demo = await load({
    ...shop.engine,
    async ask(lane, inputs) {
      // The first opens the history, the third is the second part of the shop.
      if (++asked === 3) throw new Problem('store.down', 'The database cannot be reached.');
      const answers = await shop.engine.ask(lane, inputs);
      wholeBatches.push(inputs.length);
      return answers;
    },
  });
  while (said.length === 0) await moment();
  assert.ok(wholeBatches.length > 2, 'later parts were taken');
  assert.equal(demo.progress()!.done, wholeBatches[1]);
  await demo.stop();
});

test('a till is answered while the demo shop is loaded', async (t) => {
  const { shop, load } = await shopWithDemo(t);
  const demo = await load();
  while (demo.progress()!.done === 0) await moment();
  const { points } = await shop.ok(shop.post('/api/orders', order({ member: { phone: phone() } })));
  assert.deepEqual(points, { earned: 100, balance: 100 });
  assert.ok(demo.progress()!.isLoading);
  const { done, total } = await ended(demo);
  assert.equal(done, total);
});

test('a shop whose first start was without the demo never gets one', async (t) => {
  const servers: { stop(): Promise<void> }[] = [];
  // Hooks run in the order in which they came: the stores may go only after the server.
  t.after(() => Promise.all(servers.map((server) => server.stop())));
  const [database, clickhouse] = [await testDatabase(t), await testClickHouse(t)];
  const folder = mkdtempSync(join(tmpdir(), 'shuke-demo-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const demo of ['0', '1']) {
    const settings = {
      SHUKE_ROOT_KEY: TEST_ROOT_KEY,
      DATABASE_URL: database.url,
      CLICKHOUSE_URL: clickhouse.url,
      SHUKE_DATA: folder,
      PORT: '0',
    };
    const server = await startServer(loadConfig({ ...settings, SHUKE_DEMO: demo, SHUKE_API_KEY: 'k' }), () => {});
    servers.push(server);
    const health = await fetch(`${server.url}/api/health`, { headers: { authorization: 'Bearer k' } });
    assert.equal(((await health.json()) as { demo: unknown }).demo, null);
    await server.stop();
  }
  assert.deepEqual(await rowsOf(database.pool, 'select * from demo.load'), []);
});
