import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { overview } from '@shuke/contract';
import { readOverview } from './overview.ts';
import { type TestShop, openTestShop } from './test-shop.ts';

const june = { from: '2026-06-01T00:00:00+08:00', until: '2026-07-01T00:00:00+08:00' };

async function shopWith(t: TestContext, tell: (shop: TestShop) => void): Promise<TestShop> {
  const shop = await openTestShop(t);
  tell(shop);
  await shop.tell();
  return shop;
}

async function figuresOf(shop: TestShop, asked: Parameters<typeof readOverview>[1] = june) {
  const answer = await readOverview(shop.desk, asked);
  overview.parse(answer);
  return answer;
}

test('a shop without facts shows zeros, no rates, and its ladder', async (t) => {
  const shop = await openTestShop(t);
  const { figures, currency, tiers, asOf, isComplete, from, until, funnel } = await figuresOf(shop, {});
  assert.deepEqual(figures, {
    members: 0,
    newMembers: 0,
    activeMembers: 0,
    dormantMembers: 0,
    salesMinor: 0,
    refundsMinor: 0,
    memberSalesMinor: 0,
    orders: 0,
    averageOrderMinor: 0,
    repurchase30: null,
    repurchase60: null,
    repurchase90: null,
    pointsEarned: 0,
    pointsReversed: 0,
  });
  assert.deepEqual([currency, asOf, isComplete], ['CNY', null, true]);
  assert.deepEqual(
    tiers.map((tier) => tier.members),
    [0, 0, 0, 0],
  );
  assert.deepEqual(
    funnel.map((step) => step.members),
    [0, 0, 0, 0],
  );
  // Now is 2026-07-01 00:00 in Shanghai: all of that day belongs to the last 30.
  assert.deepEqual([from, until], ['2026-06-01T16:00:00.000Z', '2026-07-01T16:00:00.000Z']);
});

test('sales are paid less refunded, each by its own time, with the part that members made', async (t) => {
  const shop = await shopWith(t, ({ joined, paid, refunded }) => {
    joined(1, '2026-05-01T10:00:00+08:00');
    paid(11, 1, '2026-05-30T10:00:00+08:00', 50_000);
    paid(12, 1, '2026-06-10T10:00:00+08:00', 10_000);
    // Sold to nobody known.
    paid(13, 0, '2026-06-11T10:00:00+08:00', 7_001, { channel: 'tmall' });
    // Of May's order 3,000 came back in June.
    refunded(11, 1, '2026-06-12T10:00:00+08:00', 3_000, { paidAt: '2026-05-30T10:00:00+08:00', isFull: false });
  });
  const { figures, previous, channels } = await figuresOf(shop);
  assert.equal(figures.salesMinor, 10_000 + 7_001 - 3_000);
  assert.equal(figures.refundsMinor, 3_000);
  assert.equal(figures.memberSalesMinor, 10_000 - 3_000);
  assert.equal(figures.orders, 2);
  // 14,001 / 2 = 7,000.5, rounded to a minor unit.
  assert.equal(figures.averageOrderMinor, 7_001);
  // The 30 days before June begin on May 2.
  assert.deepEqual([previous.salesMinor, previous.orders, previous.members, previous.newMembers], [50_000, 1, 1, 0]);
  assert.deepEqual(channels, [
    { channel: 'pos', orders: 1, salesMinor: 7_000 },
    { channel: 'tmall', orders: 1, salesMinor: 7_001 },
  ]);
});

test('a period holds its first instant and not its last', async (t) => {
  const shop = await shopWith(t, ({ joined, paid }) => {
    for (const [i, at] of [
      '2026-05-31T23:59:59.999+08:00',
      '2026-06-01T00:00:00+08:00',
      '2026-06-30T23:59:59.999+08:00',
      '2026-07-01T00:00:00+08:00',
    ].entries()) {
      joined(i + 1, at);
      paid(i + 11, i + 1, at, 100);
    }
  });
  const { figures, previous } = await figuresOf(shop);
  assert.deepEqual([figures.orders, figures.newMembers, figures.members, figures.activeMembers], [2, 2, 3, 2]);
  assert.deepEqual([previous.orders, previous.newMembers, previous.members], [1, 1, 1]);
});

test('figures are of one currency: the one asked for, else that of most orders', async (t) => {
  const shop = await shopWith(t, ({ paid }) => {
    paid(11, 1, '2026-06-02T10:00:00+08:00', 900_000);
    for (const order of [12, 13]) paid(order, 1, '2026-06-03T10:00:00+08:00', 100, { currency: 'USD' });
  });
  const byMost = await figuresOf(shop);
  assert.deepEqual([byMost.currency, byMost.figures.salesMinor, byMost.figures.orders], ['USD', 200, 2]);
  assert.deepEqual(byMost.currencies, [
    { currency: 'USD', orders: 2, salesMinor: 200 },
    { currency: 'CNY', orders: 1, salesMinor: 900_000 },
  ]);
  const asked = await figuresOf(shop, { ...june, currency: 'CNY' });
  assert.deepEqual([asked.currency, asked.figures.salesMinor, asked.figures.orders], ['CNY', 900_000, 1]);
});

test('repurchase counts purchases that stand: an order given back in full is none, one given back in part is (D30)', async (t) => {
  const shop = await shopWith(t, ({ paid, refunded }) => {
    // Member 1 bought twice. Member 2 bought twice and gave one back in part.
    for (const [order, member] of [
      [11, 1],
      [12, 1],
      [21, 2],
      [22, 2],
    ] as const)
      paid(order, member, '2026-06-10T10:00:00+08:00', 1_000);
    refunded(22, 2, '2026-06-11T10:00:00+08:00', 400, { paidAt: '2026-06-10T10:00:00+08:00', isFull: false });
    // Member 3 bought twice and gave one back in full: one purchase. Member 4 gave the only one back: none.
    for (const [order, member] of [
      [31, 3],
      [32, 3],
      [41, 4],
    ] as const)
      paid(order, member, '2026-06-10T10:00:00+08:00', 1_000);
    for (const [order, member] of [
      [32, 3],
      [41, 4],
    ] as const)
      refunded(order, member, '2026-06-12T10:00:00+08:00', 1_000, {
        paidAt: '2026-06-10T10:00:00+08:00',
        isFull: true,
      });
    // Member 5 gave one back only after the period: at its end both stood.
    for (const order of [51, 52]) paid(order, 5, '2026-06-20T10:00:00+08:00', 1_000);
    refunded(52, 5, '2026-07-02T10:00:00+08:00', 1_000, { paidAt: '2026-06-20T10:00:00+08:00', isFull: true });
    // Member 6 bought 40 days and 10 days before the end; member 7 once, 75 days before.
    paid(61, 6, '2026-05-22T00:00:00+08:00', 1_000);
    paid(62, 6, '2026-06-21T00:00:00+08:00', 1_000);
    paid(71, 7, '2026-04-17T00:00:00+08:00', 1_000);
  });
  const { figures } = await figuresOf(shop);
  // 30 days: members 1, 2, 3, 5, 6 bought; 1, 2, 5 twice. 60 days: 6 too. 90 days: 7 bought as well.
  assert.deepEqual([figures.repurchase30, figures.repurchase60, figures.repurchase90], [3 / 5, 4 / 5, 4 / 6]);
});

test('the window of a repurchase rate holds its first instant', async (t) => {
  const shop = await shopWith(t, ({ paid }) => {
    paid(11, 1, '2026-06-01T00:00:00+08:00', 1_000);
    paid(12, 1, '2026-06-05T00:00:00+08:00', 1_000);
    paid(21, 2, '2026-05-31T23:59:59.999+08:00', 1_000);
    paid(22, 2, '2026-06-05T00:00:00+08:00', 1_000);
  });
  const { figures } = await figuresOf(shop);
  assert.deepEqual([figures.repurchase30, figures.repurchase60], [1 / 2, 1]);
});

test('dormant is who bought before the last 90 days and not in them, seen from the end of the period', async (t) => {
  const shop = await shopWith(t, ({ paid }) => {
    // 90 days before July 1 is April 2.
    paid(11, 1, '2026-04-01T23:59:59.999+08:00', 1_000);
    paid(21, 2, '2026-04-02T00:00:00+08:00', 1_000);
    paid(31, 3, '2026-01-01T00:00:00+08:00', 1_000);
    paid(32, 3, '2026-05-01T00:00:00+08:00', 1_000);
    // Was away from February to after the end of June.
    paid(41, 4, '2026-01-15T00:00:00+08:00', 1_000);
    paid(42, 4, '2026-07-03T00:00:00+08:00', 1_000);
    // Bought before, in and after the 90 days.
    for (const [order, at] of [
      [51, '2026-01-15'],
      [52, '2026-05-15'],
      [53, '2026-07-04'],
    ] as const)
      paid(order, 5, `${at}T00:00:00+08:00`, 1_000);
    paid(61, 6, '2026-07-04T00:00:00+08:00', 1_000);
  });
  assert.equal((await figuresOf(shop)).figures.dormantMembers, 2);
  // Seen from the end of 2026 nobody had bought for 90 days.
  assert.equal((await figuresOf(shop, { ...june, until: '2026-12-31T00:00:00+08:00' })).figures.dormantMembers, 6);
});

test('active is who paid or did anything; a step of the funnel needs every step before it', async (t) => {
  const shop = await shopWith(t, ({ paid, did }) => {
    const at = '2026-06-10T10:00:00+08:00';
    const path = ['product_viewed', 'product_added', 'checkout_started'];
    for (const event of path) did(1, at, event);
    paid(11, 1, at, 1_000);
    for (const event of path) did(2, at, event);
    for (const event of ['product_viewed', 'product_viewed', 'product_added']) did(3, at, event);
    did(4, at, 'product_viewed');
    // At the till, without having looked at anything.
    paid(51, 5, at, 1_000);
    did(6, at, 'check_in');
    // Before the period.
    did(7, '2026-05-10T10:00:00+08:00', 'product_viewed');
    paid(81, 0, at, 1_000);
  });
  const { figures, previous, funnel } = await figuresOf(shop);
  assert.deepEqual([figures.activeMembers, previous.activeMembers], [6, 1]);
  assert.deepEqual(funnel, [
    { step: 'viewed', members: 4 },
    { step: 'added', members: 3 },
    { step: 'checkout', members: 2 },
    { step: 'paid', members: 1 },
  ]);
});

test('points of the period, points owed now, and the tier that each member is on now', async (t) => {
  const shop = await shopWith(t, ({ fact, joined }) => {
    for (const member of [1, 2, 3, 4, 5]) joined(member, '2026-05-01T00:00:00+08:00');
    const points = (member: number, at: string, kind: string, n: number) =>
      fact('points.posted', member, `${at}T00:00:00+08:00`, { entry: 1, points: n, balance: 0, kind, order: null });
    points(1, '2026-05-10', 'earn', 500);
    points(1, '2026-06-10', 'earn', 100);
    points(1, '2026-06-11', 'reverse', -30);
    points(2, '2026-06-12', 'grant', 1_000);
    points(2, '2026-07-12', 'earn', 7);
    const tier = (member: number, at: string, from: string, to: string) =>
      fact('tier.changed', member, `${at}T00:00:00+08:00`, {
        from,
        to,
        spendMinor: 0,
        currency: 'CNY',
        reason: 'spend',
      });
    tier(1, '2026-06-01', 'basic', 'silver');
    tier(1, '2026-06-02', 'silver', 'gold');
    tier(2, '2026-06-02', 'basic', 'silver');
    tier(3, '2026-06-02', 'basic', 'silver');
    tier(3, '2026-06-03', 'silver', 'basic');
  });
  const { figures, pointsLiability, tiers } = await figuresOf(shop);
  assert.deepEqual([figures.pointsEarned, figures.pointsReversed, pointsLiability], [100, 30, 1_577]);
  const counts = () => tiers.map(({ code, members }) => [code, members]);
  assert.deepEqual(counts(), [
    ['basic', 3],
    ['silver', 1],
    ['gold', 1],
    ['diamond', 0],
  ]);
});

test('what is remembered of a period gives way to facts that belong to it, late ones included', async (t) => {
  const shop = await shopWith(t, ({ paid, joined }) => {
    joined(1, '2026-05-01T00:00:00+08:00');
    paid(11, 1, '2026-06-10T10:00:00+08:00', 1_000);
  });
  assert.equal((await figuresOf(shop)).figures.salesMinor, 1_000);
  shop.paid(12, 1, '2026-08-01T10:00:00+08:00', 5_000);
  await shop.tell();
  assert.equal((await figuresOf(shop)).figures.salesMinor, 1_000);
  shop.paid(13, 1, '2026-06-09T10:00:00+08:00', 20);
  shop.joined(2, '2026-08-01T10:00:00+08:00');
  await shop.tell();
  const later = await figuresOf(shop);
  assert.deepEqual([later.figures.salesMinor, later.figures.orders, later.tiers[0]?.members], [1_020, 2, 2]);
});

test('with millions of facts a figure may be a little old, says so, and catches up by itself', async (t) => {
  const shop = await openTestShop(t, 20_000_000);
  shop.paid(11, 1, '2026-06-10T10:00:00+08:00', 1_000);
  await shop.tell();
  assert.equal((await figuresOf(shop)).figures.activeMembers, 1);
  shop.paid(12, 2, '2026-06-11T10:00:00+08:00', 1_000);
  await shop.tell();
  const old = await figuresOf(shop);
  assert.deepEqual([old.figures.activeMembers, old.isComplete, old.asOf], [1, false, '2026-06-10T02:00:00.000Z']);
  let latest = old;
  while (!latest.isComplete) latest = await figuresOf(shop);
  assert.deepEqual([latest.figures.activeMembers, latest.asOf], [2, '2026-06-11T02:00:00.000Z']);
});

test('without ClickHouse the screens say so', async (t) => {
  const shop = await openTestShop(t);
  await shop.client.command({ query: 'drop table fact sync' });
  await assert.rejects(readOverview(shop.desk, june), { code: 'analytics.down', status: 503 });
});

test('an empty period is refused', async (t) => {
  const shop = await openTestShop(t);
  await assert.rejects(readOverview(shop.desk, { from: june.until, until: june.until }), { code: 'request.invalid' });
});

test('facts that can be seen sooner than what is derived from them are not taken for included', async (t) => {
  const shop = await shopWith(t, ({ joined, fact }) => {
    joined(1, '2026-06-01T10:00:00+08:00');
    fact('points.posted', 1, '2026-06-02T10:00:00+08:00', { kind: 'earn', points: 100 });
  });
  let through = 1006;
  const desk = { ...shop.desk, sink: { delivered: async () => ({ through, isAll: true }) } };
  const points = async () => {
    const { figures, pointsLiability } = await readOverview(desk, june);
    return [figures.pointsEarned, pointsLiability];
  };
  // The view stands still: the next fact is seen without its row of points.
  await shop.client.command({ query: 'detach table points_from_fact' });
  shop.fact('points.posted', 1, '2026-06-03T10:00:00+08:00', { kind: 'earn', points: 20 });
  await shop.tell();
  assert.deepEqual(await points(), [100, 100]);
  // Nor is a row counted whose fact is not delivered yet, and would be counted again with it.
  await shop.client.insert({
    table: 'points',
    values: [{ id: 1009, at: Date.parse('2026-06-03T10:00:00+08:00'), member: 1, kind: 'earn', points: 20 }],
    format: 'JSONEachRow',
  });
  assert.deepEqual(await points(), [100, 100]);
  through = 1009;
  assert.deepEqual(await points(), [120, 120]);
  // The store is filled anew: what was counted before is forgotten.
  through = 0;
  assert.deepEqual(await points(), [0, 0]);
  through = 1006;
  assert.deepEqual(await points(), [100, 100]);
});
