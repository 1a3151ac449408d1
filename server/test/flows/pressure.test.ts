import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { type DatabaseProxy, databaseProxy } from '../database-proxy.ts';
import { type Reply, assertProblem, openShop, order, phone } from '../shop.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function within(ms: number, asked: Promise<Reply>): Promise<Reply> {
  return (await Promise.race([asked, pause(ms)])) ?? assert.fail(`no answer within ${ms} ms`);
}

function assertBusy(reply: Reply): void {
  assertProblem(reply, 429, 'engine.busy');
  assert.match(String(reply.headers['retry-after']), /^[1-9]\d*$/);
}

const few = { isStepped: true, waitingLimit: { interactive: 5, bulk: 5 } };

test('when too many orders wait, callers are asked to come back later, and nothing of theirs is recorded', async (t) => {
  const shop = await openShop(t, { engine: few });
  const asked = Array.from({ length: 6 }, () => shop.post('/api/orders', order()));
  while (shop.engine.status().lanes.interactive.waiting < 6) await pause(2);
  assertBusy(await shop.post('/api/orders', order()));
  assertBusy(await shop.put('/api/members', { phone: phone() }));
  while (await shop.engine.step());
  for (const one of asked) assert.equal((await one).status, 200);
  const next = shop.post('/api/orders', order());
  while (!(await shop.engine.step())) await pause(2);
  assert.equal((await next).status, 200, 'when they are decided, the next may come');
  const { rows } = await shop.pool.query('select count(*)::int as n from activity."order"');
  assert.deepEqual(rows, [{ n: 7 }]);
});

test('a flood of behaviour is refused when too much of it waits, while tills go on', async (t) => {
  const shop = await openShop(t, { engine: few });
  const seen = Array.from({ length: 6 }, (_, i) => ({
    event: 'product_viewed',
    messageId: `m-${i}`,
    member: { phone: phone() },
  }));
  assert.equal((await shop.post('/api/events', seen)).status, 202);
  assertBusy(await shop.post('/api/events', seen[0]));
  const health = await shop.ok(shop.get('/api/health'));
  assert.equal(health.lanes.bulk.waiting, 6);
  const sold = shop.post('/api/orders', order());
  while (shop.engine.status().lanes.interactive.waiting === 0) await pause(2);
  await shop.engine.step();
  assert.equal((await sold).status, 200);
  assert.equal(shop.engine.status().lanes.bulk.waiting, 6, 'the order came first');
  while (await shop.engine.step());
  assert.equal((await shop.post('/api/events', seen[0])).status, 202, 'when they are decided, the next may come');
  while (await shop.engine.step());
});

test('an order is answered only after its turn is committed', async (t) => {
  const shop = await openShop(t, { engine: { isStepped: true } });
  let isAnswered = false;
  const asked = shop.post('/api/orders', order()).then((reply) => {
    isAnswered = true;
    return reply;
  });
  while (shop.engine.status().lanes.interactive.waiting === 0) await pause(2);
  await pause(20);
  assert.equal(isAnswered, false, 'it is in the log, but not decided');
  await shop.engine.step();
  const { rows } = await shop.pool.query('select status from activity."order"');
  assert.deepEqual(rows, [{ status: 'paid' }]);
  assert.equal((await asked).status, 200);
});

test('while the database refuses its turn nobody is told it was paid; when it takes it, the answer comes', async (t) => {
  const shop = await openShop(t);
  const blocker = new pg.Client({ connectionString: shop.url });
  await blocker.connect();
  // The turn waits for the row lock of the shard; the append to the log does not.
  await blocker.query('begin');
  await blocker.query('select * from engine.shard for update');
  const answers: number[] = [];
  const asked = Promise.all(
    [order(), order()].map((body) => shop.post('/api/orders', body).then((reply) => answers.push(reply.status))),
  );
  await pause(150);
  const early = [...answers];
  await blocker.query('rollback');
  await blocker.end();
  await asked;
  assert.deepEqual(early, []);
  assert.deepEqual(answers, [200, 200]);
});

/** A shop whose database can go away and come back. */
async function shopWithProxy(t: Parameters<typeof openShop>[0]) {
  let proxy: DatabaseProxy | undefined;
  const shop = await openShop(t, {
    reach: async (url) => (proxy = await databaseProxy({ after: (fn) => t?.after(fn) }, url)).url,
  });
  return { ...shop, proxy: proxy! };
}

test('while the database is away the shop says so, records nothing, and recovers by itself', async (t) => {
  const shop = await shopWithProxy(t);
  const member = { phone: phone() };
  const first = order({ member });
  assert.equal((await shop.post('/api/orders', first)).status, 200);
  await shop.proxy.cut();
  const refused: object[] = [];
  for (let i = 0; i < 3; i++) {
    const body = order({ member });
    refused.push(body);
    const reply = await shop.post('/api/orders', body);
    assertProblem(reply, 503, 'store.down');
    assert.match(String(reply.headers['retry-after']), /^[1-9]\d*$/);
  }
  assertProblem(await shop.get('/api/members'), 503, 'store.down');
  assert.equal((await shop.get('/readyz')).status, 503);
  assert.equal((await shop.get('/healthz')).status, 200);
  await shop.proxy.restore();
  const again = await untilOk(() => shop.post('/api/orders', refused[0]));
  assert.deepEqual(again.body.points, { earned: 100, balance: 200 });
  assert.equal((await shop.post('/api/orders', order({ member }))).body.points.balance, 300);
  assert.equal((await shop.get('/readyz')).status, 200);
});

/** Asks again while the shop says that its database is away; no call may go without an answer. */
async function untilOk(ask: () => Promise<Reply>): Promise<Reply> {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 100) {
    const reply = await within(4000, ask());
    if (reply.status === 200) return reply;
    await pause(100);
  }
  return assert.fail('the shop does not recover');
}

test('a database that goes away again and again amid turns loses no order and counts none twice', async (t) => {
  const shop = await shopWithProxy(t);
  let isOpen = true;
  let sold = 0;
  const till = async (member: string) => {
    while (isOpen) {
      const body = order({ totalMinor: 100, member: { phone: member } });
      await untilOk(() => shop.post('/api/orders', body));
      sold++;
    }
  };
  const members = [phone(), phone(), phone(), phone()];
  const tills = Promise.all(members.map(till));
  const sellSome = async () => {
    for (const before = sold; sold < before + 8;) await pause(5);
  };
  for (let cut = 0; cut < 6; cut++) {
    await sellSome();
    await shop.proxy.cut();
    await pause(cut * 40);
    await shop.proxy.restore();
  }
  // Cut at any byte of appends and turns, so that now and then a commit succeeds whose answer is lost.
  for (let cut = 0; cut < 12; cut++) {
    await sellSome();
    shop.proxy.cutAfter(2000 + cut * 977);
  }
  await sellSome();
  isOpen = false;
  await tills;
  const balances = await Promise.all(members.map(async (member) => (await shop.member(member)).points.balance));
  assert.equal(
    balances.reduce((sum, balance) => sum + balance, 0),
    sold,
  );
  await shop.engine.settle();
  assert.equal(shop.engine.status().lanes.interactive.waiting, 0, 'the count of what waits is right again');
  t.diagnostic(`${sold} orders sold`);
});

test('a commit whose answer is lost, with the database away for a while, is still told to the caller', async (t) => {
  const shop = await shopWithProxy(t);
  const member = { phone: phone() };
  await shop.ok(shop.post('/api/orders', order({ member })));
  const gone = shop.proxy.cutAtCommit();
  const body = order({ member });
  const asked = shop.post('/api/orders', body);
  await gone;
  await pause(300);
  await shop.proxy.restore();
  const reply = await within(8000, asked);
  if (reply.status !== 200) assertProblem(reply, 503, 'store.down');
  assert.deepEqual((await untilOk(() => shop.post('/api/orders', body))).body.points, { earned: 100, balance: 200 });
  await shop.engine.settle();
  assert.equal(shop.engine.status().lanes.interactive.waiting, 0, 'the count of what waits is right again');
});

test('what is recorded while the engine looks for its database again is decided without waiting for the next call', async (t) => {
  const shop = await shopWithProxy(t);
  const member = { phone: phone() };
  await shop.ok(shop.post('/api/orders', order({ member })));
  for (let round = 0; round < 5; round++) {
    await shop.proxy.cut();
    await pause(20);
    await shop.proxy.restore();
    const body = order({ member });
    await untilOk(() => shop.post('/api/orders', body));
  }
  assert.equal((await shop.member(member.phone)).points.balance, 600);
  await shop.engine.settle();
  assert.equal(shop.engine.status().lanes.interactive.waiting, 0, 'the count of what waits is right again');
});
