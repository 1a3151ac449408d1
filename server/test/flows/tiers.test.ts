import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, openShop, order, phone } from '../shop.ts';

/** Each test has a shop and a clock of its own. */
async function shopAt(t: Parameters<typeof openShop>[0], now: string) {
  const shop = await openShop(t, { now });
  const buy = async (member: string, yuan: number, placedAt: string) =>
    shop.ok(shop.post('/api/orders', order({ totalMinor: yuan * 100, placedAt, member: { phone: member } })));
  const tierOf = async (member: string) => (await shop.member(member)).tier;
  const moveTo = (now: string) => shop.ok(shop.post('/api/clock', { now }));
  return { ...shop, buy, tierOf, moveTo };
}

test('1000 yuan in a year make silver, and the member is told what is missing to the next tier (D3, D11)', async (t) => {
  const { buy, tierOf } = await shopAt(t, '2026-11-01T10:00:00+08:00');
  const member = phone();
  const first = await buy(member, 800, '2026-10-01T10:00:00+08:00');
  assert.deepEqual(first.tier, {
    code: 'basic',
    name: '普通',
    next: { code: 'silver', name: '银卡', missingMinor: 20_000 },
  });
  assert.equal((await tierOf(member)).progress.sentence, '再消费 ¥200 升级银卡');
  assert.equal((await tierOf(member)).progress.sentenceEn, 'Spend ¥200 more to reach Silver');
  const second = await buy(member, 200, '2026-11-01T10:00:00+08:00');
  assert.deepEqual(second.tier, {
    code: 'silver',
    name: '银卡',
    next: { code: 'gold', name: '金卡', missingMinor: 400_000 },
  });
  const tier = await tierOf(member);
  assert.deepEqual(
    [tier.code, tier.since, tier.until, tier.progress.spendMinor],
    ['silver', '2026-11-01T02:00:00.000Z', '2027-09-30T16:00:00.000Z', 100_000],
  );
  assert.equal(tier.progress.sentence, '再消费 ¥4,000 升级金卡');
});

test('the ladder goes up to diamond, one order may climb several rungs, and the top has no next', async (t) => {
  const { buy, tierOf } = await shopAt(t, '2026-11-01T10:00:00+08:00');
  const steps = [
    [999, 'basic'],
    [1000, 'silver'],
    [4999, 'silver'],
    [5000, 'gold'],
    [19_999, 'gold'],
    [20_000, 'diamond'],
  ] as const;
  for (const [yuan, code] of steps) {
    const member = phone();
    assert.equal((await buy(member, yuan, '2026-10-01T10:00:00+08:00')).tier.code, code, `${yuan} yuan`);
    if (code === 'diamond')
      assert.deepEqual(
        [(await tierOf(member)).progress.next, (await tierOf(member)).progress.sentence],
        [null, '已是最高等级'],
      );
  }
});

test('a tier falls on the first second at which the last 12 months no longer carry it, and not before', async (t) => {
  const { buy, tierOf, moveTo, ok, get, member: memberBy } = await shopAt(t, '2026-11-01T10:00:00+08:00');
  const member = phone();
  await buy(member, 600, '2026-03-10T23:30:00+08:00');
  await buy(member, 500, '2026-06-20T00:30:00+08:00');
  assert.equal((await tierOf(member)).until, '2027-03-09T16:00:00.000Z');
  assert.equal((await moveTo('2027-03-09T23:59:59.999+08:00')).timersFired, 0);
  assert.equal((await tierOf(member)).code, 'silver');
  assert.equal((await moveTo('2027-03-10T00:00:00+08:00')).timersFired, 1);
  const fallen = await tierOf(member);
  assert.deepEqual(
    [fallen.code, fallen.since, fallen.until, fallen.progress.spendMinor],
    ['basic', '2027-03-09T16:00:00.000Z', null, 50_000],
  );
  const { id } = await memberBy(member);
  const { items } = await ok(get(`/api/members/${id}/timeline?kind=tier.changed`));
  assert.deepEqual(
    [items[0].at, items[0].body],
    [
      '2027-03-09T16:00:00.000Z',
      { from: 'silver', to: 'basic', spendMinor: 50_000, currency: 'CNY', reason: 'window' },
    ],
  );
});

test('after a long pause of the clock a tier falls rung by rung, each at its own second', async (t) => {
  const { buy, moveTo, ok, get, member: memberBy } = await shopAt(t, '2026-11-01T10:00:00+08:00');
  const member = phone();
  await buy(member, 4500, '2026-01-15T10:00:00+08:00');
  await buy(member, 1200, '2026-02-20T10:00:00+08:00');
  assert.equal((await moveTo('2028-01-01T00:00:00+08:00')).timersFired, 2);
  const { id } = await memberBy(member);
  const { items } = await ok(get(`/api/members/${id}/timeline?kind=tier.changed`));
  assert.deepEqual(
    items
      .map((item: { at: string; body: { from: string; to: string } }) => [item.at, item.body.from, item.body.to])
      .toReversed(),
    [
      ['2026-11-01T02:00:00.000Z', 'basic', 'silver'],
      ['2026-11-01T02:00:00.000Z', 'silver', 'gold'],
      ['2027-01-14T16:00:00.000Z', 'gold', 'silver'],
      ['2027-02-19T16:00:00.000Z', 'silver', 'basic'],
    ],
  );
});

test('what is missing to the next tier forgets a purchase once it is 12 months old', async (t) => {
  const { buy, tierOf, moveTo } = await shopAt(t, '2026-11-01T10:00:00+08:00');
  const member = phone();
  await buy(member, 900, '2026-10-15T10:00:00+08:00');
  assert.equal((await tierOf(member)).progress.sentence, '再消费 ¥100 升级银卡');
  await moveTo('2027-10-14T23:59:59+08:00');
  assert.equal((await tierOf(member)).progress.sentence, '再消费 ¥100 升级银卡');
  await moveTo('2027-10-15T00:00:00+08:00');
  assert.deepEqual(
    [(await tierOf(member)).progress.sentence, (await tierOf(member)).progress.spendMinor],
    ['再消费 ¥1,000 升级银卡', 0],
  );
});

test('a purchase on 29 February counts until 28 February of the next year is over', async (t) => {
  const { buy, tierOf, moveTo } = await shopAt(t, '2028-03-01T10:00:00+08:00');
  const member = phone();
  await buy(member, 1000, '2028-02-29T10:00:00+08:00');
  assert.equal((await tierOf(member)).until, '2029-02-28T16:00:00.000Z');
  await moveTo('2029-02-28T23:59:59+08:00');
  assert.equal((await tierOf(member)).code, 'silver');
  await moveTo('2029-03-01T00:00:00+08:00');
  assert.equal((await tierOf(member)).code, 'basic');
});

test('a refund takes the money out of the day on which it was paid, and may cost the tier', async (t) => {
  const { buy, tierOf, ok, post } = await shopAt(t, '2026-11-01T10:00:00+08:00');
  const member = phone();
  const { number } = await buy(member, 1000, '2026-10-01T10:00:00+08:00');
  await ok(post(`/api/orders/${number}/refunds`, { refund: 'R', at: '2026-11-01T09:00:00+08:00', amountMinor: 1 }));
  const tier = await tierOf(member);
  assert.deepEqual(
    [tier.code, tier.until, tier.progress.spendMinor, tier.progress.sentence],
    ['basic', null, 99_999, '再消费 ¥0.01 升级银卡'],
  );
});

test('a refund of a purchase older than 12 months leaves the tier as it is', async (t) => {
  const { buy, tierOf, moveTo, ok, post } = await shopAt(t, '2025-11-01T10:00:00+08:00');
  const member = phone();
  const { number } = await buy(member, 3000, '2025-10-01T10:00:00+08:00');
  await moveTo('2026-10-20T10:00:00+08:00');
  await buy(member, 1000, '2026-10-20T10:00:00+08:00');
  const refunded = await ok(
    post(`/api/orders/${number}/refunds`, { refund: 'R', at: '2026-10-20T10:00:00+08:00', amountMinor: 300_000 }),
  );
  assert.deepEqual(refunded.points, { reversed: 3000, balance: 1000 });
  assert.deepEqual([(await tierOf(member)).code, (await tierOf(member)).progress.spendMinor], ['silver', 100_000]);
});

test('an order told late counts from the day it was paid, so that an old one carries no tier', async (t) => {
  const { buy, tierOf } = await shopAt(t, '2026-11-01T10:00:00+08:00');
  const member = phone();
  assert.equal((await buy(member, 2000, '2025-11-01T10:00:00+08:00')).tier.code, 'basic');
  assert.equal((await buy(member, 2000, '2025-11-02T00:00:00+08:00')).tier.code, 'silver');
  assert.equal((await tierOf(member)).until, '2026-11-01T16:00:00.000Z');
});

test('spend in another currency than the member began with moves no tier', async (t) => {
  const { buy, tierOf, ok, post } = await shopAt(t, '2026-11-01T10:00:00+08:00');
  const member = phone();
  await buy(member, 900, '2026-10-01T10:00:00+08:00');
  const abroad = order({
    totalMinor: 500_000,
    currency: 'USD',
    member: { phone: member },
    placedAt: '2026-10-02T10:00:00+08:00',
  });
  await ok(post('/api/orders', abroad));
  assert.deepEqual(
    [(await tierOf(member)).code, (await tierOf(member)).progress.sentence],
    ['basic', '再消费 ¥100 升级银卡'],
  );
  await ok(
    post(`/api/orders/${abroad.number}/refunds`, {
      refund: 'R',
      at: '2026-10-03T10:00:00+08:00',
      amountMinor: 500_000,
    }),
  );
  assert.equal((await tierOf(member)).progress.spendMinor, 90_000);
});

test('days are those of the business zone, also where the clock is put forward in spring', async (t) => {
  const shop = await openShop(t, { now: '2026-03-29T12:00:00+02:00', timeZone: 'Europe/Berlin' });
  const member = phone();
  await shop.ok(
    shop.post(
      '/api/orders',
      order({ totalMinor: 100_000, currency: 'EUR', placedAt: '2025-03-30T23:59:59+02:00', member: { phone: member } }),
    ),
  );
  assert.equal((await shop.member(member)).tier.until, '2026-03-29T22:00:00.000Z');
  await shop.ok(shop.post('/api/clock', { now: '2026-03-29T23:59:59+02:00' }));
  assert.equal((await shop.member(member)).tier.code, 'silver');
  await shop.ok(shop.post('/api/clock', { now: '2026-03-30T00:00:00+02:00' }));
  assert.equal((await shop.member(member)).tier.code, 'basic');
});

test('the clock moves forward only, keeps its time in the books, and does not exist on a shop with real time', async (t) => {
  const { ok, get, post, moveTo } = await shopAt(t, '2026-11-01T10:00:00+08:00');
  assert.deepEqual(await moveTo('2026-12-01T00:00:00+08:00'), { now: '2026-11-30T16:00:00.000Z', timersFired: 0 });
  assertProblem(await post('/api/clock', { now: '2026-11-30T23:59:59+08:00' }), 422, 'clock.backwards', 'now');
  const health = await ok(get('/api/health'));
  assert.deepEqual([health.now, health.isClockManual], ['2026-11-30T16:00:00.000Z', true]);
  const real = await openShop(t, { isClockManual: false });
  assertProblem(await real.post('/api/clock', { now: '2027-01-01T00:00:00Z' }), 404, 'request.not-found');
  assert.equal((await real.call('POST', '/api/clock', { now: '2027-01-01T00:00:00Z' }, { apiKey: '' })).status, 404);
});
