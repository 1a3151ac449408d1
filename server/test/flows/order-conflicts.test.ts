import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, openShop, order, phone } from '../shop.ts';

const shop = await openShop();
const { ok, get, post, put } = shop;

const [first, second] = [
  { sku: 'A', quantity: 2, unitPriceMinor: 3000, discountMinor: 500 },
  { sku: 'B', quantity: 1, unitPriceMinor: 5000, discountMinor: 0 },
];
/** 5500 + 5000 − 300 + 200 + 100 */
const money = { discountMinor: 300, shippingMinor: 200, taxMinor: 100, totalMinor: 10_500, lines: [first, second] };
const soldTo = (member: object | undefined) => order({ ...money, member });

// Money always adds up, and the total is the same except where it is what differs.
const others: Readonly<Record<string, object>> = {
  'the total': { totalMinor: 10_501, lines: [first, { ...second, unitPriceMinor: 5001 }] },
  'the discount': { discountMinor: 0, lines: [{ ...first, discountMinor: 800 }, second] },
  'the shipping': { shippingMinor: 300, taxMinor: 0 },
  'the tax': { taxMinor: 0, discountMinor: 200 },
  'the price of a line': { lines: [{ ...first, unitPriceMinor: 2750, discountMinor: 0 }, second] },
  'the pieces of a line': { lines: [{ ...first, quantity: 1, unitPriceMinor: 6000 }, second] },
  'the discount of a line': { discountMinor: 800, lines: [{ ...first, discountMinor: 0 }, second] },
  'the article of a line': { lines: [first, { ...second, sku: 'C' }] },
  'a line more': { lines: [first, second, { sku: 'C', quantity: 1, unitPriceMinor: 0 }] },
  'the order of the lines': { lines: [second, first] },
  'the currency': { currency: 'EUR' },
};

/** Refused, with nothing recorded: neither as it was nor as a later status. */
async function assertConflict(body: { number: string }, other: object, what: string) {
  for (const status of ['paid', 'completed']) {
    const facts = shop.engine.status().factId;
    assertProblem(await post('/api/orders', { ...body, ...other, status }), 409, 'order.conflict', 'number');
    assert.equal(shop.engine.status().factId, facts, what);
  }
}

test('a notice of a known order is a conflict where one of its amounts, a line or the currency differs', async () => {
  const body = soldTo({ phone: phone() });
  const { id } = await ok(post('/api/orders', body));
  const before = await ok(get(`/api/orders/${id}`));
  for (const [what, other] of Object.entries(others)) await assertConflict(body, other, what);
  assert.deepEqual(await ok(get(`/api/orders/${id}`)), before);
});

test('a notice of a known order that names somebody else is a conflict, and makes no member', async () => {
  const [known, other, stranger] = [phone(), phone(), phone()];
  await ok(put('/api/members', { phone: other }));
  for (const owner of [{ phone: known }, undefined]) {
    const body = soldTo(owner);
    await ok(post('/api/orders', body));
    await assertConflict(body, { member: { phone: other } }, 'another member');
    await assertConflict(body, { member: { phone: stranger } }, 'somebody unknown');
  }
  assert.deepEqual((await ok(get(`/api/members?search=${stranger}`))).items, []);
});

test('the member may be named in another way, or not again', async () => {
  const member = { phone: phone(), card: `K-${phone()}` };
  const { id } = await ok(put('/api/members', member));
  for (const again of [{ card: member.card }, { phone: `+86 ${member.phone}` }, { id }, undefined]) {
    const body = soldTo({ phone: member.phone });
    await ok(post('/api/orders', body));
    const moved = await ok(post('/api/orders', { ...body, status: 'shipped', member: again }));
    assert.deepEqual([moved.status, moved.isChanged, moved.memberId], ['shipped', true, id]);
  }
});

test('place, times, names, categories and payments may differ in a later notice; what was recorded first stays', async () => {
  const payments = (method: string) => [{ method, amountMinor: 10_500 }];
  const body = { ...soldTo({ phone: phone() }), payments: payments('cash') };
  const { id } = await ok(post('/api/orders', body));
  const before = await ok(get(`/api/orders/${id}`));
  const later = {
    ...body,
    status: 'completed',
    store: 's-2',
    placedAt: '2026-10-01T09:00:00+08:00',
    at: '2026-11-01T09:30:00+08:00',
    lines: [{ ...first, name: '改名', category: '改类' }, second],
    payments: payments('wechat'),
  };
  assert.equal((await ok(post('/api/orders', later))).isChanged, true);
  assert.deepEqual(await ok(get(`/api/orders/${id}`)), { ...before, status: 'completed' });
});

test('the payments of an order are those told when it is paid', async () => {
  const body = {
    ...soldTo({ phone: phone() }),
    status: 'pending',
    payments: [{ method: 'deposit', amountMinor: 500 }],
  };
  const { id } = await ok(post('/api/orders', body));
  const payments = [
    { method: 'deposit', amountMinor: 500 },
    { method: 'cash', amountMinor: 10_000 },
  ];
  await ok(post('/api/orders', { ...body, status: 'paid', payments }));
  const view = await ok(get(`/api/orders/${id}`));
  assert.deepEqual(
    view.payments,
    payments.map((one) => ({ ...one, at: null })),
  );
});
