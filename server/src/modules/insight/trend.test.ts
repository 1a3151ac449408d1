import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestShop } from './test-shop.ts';
import { readTopProducts } from './top-products.ts';
import { readTrend } from './trend.ts';

test('days begin at midnight of the business zone, and days without sales are shown', async (t) => {
  const shop = await openTestShop(t);
  // 23:59:59.999 and 00:00 in Shanghai.
  shop.paid(11, 1, '2026-06-02T15:59:59.999Z', 100);
  shop.paid(12, 1, '2026-06-02T16:00:00Z', 40);
  shop.paid(13, 1, '2026-06-03T10:00:00Z', 60);
  shop.paid(14, 0, '2026-06-03T10:00:00Z', 5);
  shop.refunded(11, 1, '2026-06-03T11:00:00Z', 30, { paidAt: '2026-06-02T15:59:59.999Z', isFull: false });
  shop.paid(15, 2, '2026-06-03T10:00:00Z', 999, { currency: 'USD' });
  shop.joined(1, '2026-06-01T16:00:00Z');
  await shop.tell();
  const { currency, points } = await readTrend(shop.desk, {
    from: '2026-06-01T00:00:00+08:00',
    until: '2026-06-04T00:00:00+08:00',
    step: 'day',
  });
  assert.equal(currency, 'CNY');
  assert.deepEqual(points, [
    { on: '2026-06-01', salesMinor: 0, orders: 0, newMembers: 0, buyers: 0 },
    { on: '2026-06-02', salesMinor: 100, orders: 1, newMembers: 1, buyers: 1 },
    { on: '2026-06-03', salesMinor: 40 + 60 + 5 - 30, orders: 3, newMembers: 0, buyers: 1 },
  ]);
});

test('weeks begin on Monday and months on their first day; the period cuts the first and the last', async (t) => {
  const shop = await openTestShop(t);
  // May 31, 2026 is a Sunday.
  shop.paid(11, 1, '2026-05-31T23:00:00+08:00', 1);
  shop.paid(12, 1, '2026-06-01T00:00:00+08:00', 10);
  shop.paid(13, 1, '2026-06-07T23:59:59+08:00', 100);
  shop.paid(14, 1, '2026-06-08T00:00:00+08:00', 1_000);
  shop.paid(15, 1, '2026-05-27T00:00:00+08:00', 9);
  await shop.tell();
  const asked = { from: '2026-05-28T00:00:00+08:00', until: '2026-06-09T00:00:00+08:00' };
  const weeks = await readTrend(shop.desk, { ...asked, step: 'week' });
  assert.deepEqual(
    weeks.points.map(({ on, salesMinor, buyers }) => [on, salesMinor, buyers]),
    [
      ['2026-05-25', 1, 1],
      ['2026-06-01', 110, 1],
      ['2026-06-08', 1_000, 1],
    ],
  );
  const months = await readTrend(shop.desk, { ...asked, step: 'month' });
  assert.deepEqual(
    months.points.map(({ on, salesMinor }) => [on, salesMinor]),
    [
      ['2026-05-01', 1],
      ['2026-06-01', 1_110],
    ],
  );
});

test('a trend of too many steps is refused', async (t) => {
  const shop = await openTestShop(t);
  await assert.rejects(
    readTrend(shop.desk, { from: '2000-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z', step: 'day' }),
    { code: 'request.invalid' },
  );
});

test('products count pieces and money less what came back, each order once, named as last sold', async (t) => {
  const shop = await openTestShop(t);
  const line = (sku: string, name: string | null, quantity: number, amountMinor: number) => ({
    sku,
    name,
    category: 'tops',
    quantity,
    amountMinor,
  });
  shop.paid(11, 1, '2026-06-02T10:00:00+08:00', 600, {
    lines: [line('T-1', 'Shirt', 2, 200), line('T-1', 'Shirt', 1, 100), line('T-2', null, 1, 300)],
  });
  shop.paid(12, 2, '2026-06-03T10:00:00+08:00', 100, { lines: [line('T-1', 'T-shirt', 1, 100)] });
  shop.paid(13, 0, '2026-06-04T10:00:00+08:00', 100, { lines: [line('T-1', null, 1, 100)] });
  shop.refunded(11, 1, '2026-06-05T10:00:00+08:00', 100, {
    paidAt: '2026-06-02T10:00:00+08:00',
    isFull: false,
    lines: [{ sku: 'T-1', quantity: 1, amountMinor: 100 }],
  });
  shop.paid(14, 1, '2026-06-06T10:00:00+08:00', 5, { currency: 'USD', lines: [line('T-3', 'Cap', 1, 5)] });
  await shop.tell();
  const asked = { from: '2026-06-01T00:00:00+08:00', until: '2026-07-01T00:00:00+08:00', limit: 20 };
  const { currency, items } = await readTopProducts(shop.desk, { ...asked, sort: 'sales' });
  assert.equal(currency, 'CNY');
  const shirt = {
    sku: 'T-1',
    name: null,
    category: 'tops',
    quantity: 2 + 1 + 1 + 1 - 1,
    salesMinor: 400,
    orders: 3,
    members: 2,
  };
  const other = { sku: 'T-2', name: null, category: 'tops', quantity: 1, salesMinor: 300, orders: 1, members: 1 };
  assert.deepEqual(items, [{ ...shirt, name: 'T-shirt' }, other]);
  const [first] = (await readTopProducts(shop.desk, { ...asked, sort: 'orders', limit: 1 })).items;
  assert.equal(first?.sku, 'T-1');
});
