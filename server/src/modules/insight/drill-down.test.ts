import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type memberSets, orderSets } from '@shuke/contract';
import { readMembersBehind, readOrdersBehind } from './drill-down.ts';
import { readOverview } from './overview.ts';
import { type TestShop, openTestShop } from './test-shop.ts';

const june = { from: '2026-06-01T00:00:00+08:00', until: '2026-07-01T00:00:00+08:00' };
type MemberSet = (typeof memberSets)[number];

async function smallShop(t: Parameters<typeof openTestShop>[0]): Promise<TestShop> {
  const shop = await openTestShop(t);
  const { joined, paid, refunded, did, fact } = shop;
  for (let member = 1; member <= 9; member++)
    joined(member, member <= 6 ? '2026-01-01T00:00:00+08:00' : '2026-06-05T00:00:00+08:00');
  const at = '2026-06-10T10:00:00+08:00';
  const lines = [{ sku: 'T-1', name: 'Shirt', category: null, quantity: 1, amountMinor: 100 }];
  for (const order of [11, 12]) paid(order, 1, at, 100, { lines, channel: 'tmall' });
  paid(21, 2, at, 100);
  for (const event of ['product_viewed', 'product_added', 'checkout_started']) did(1, at, event);
  did(3, at, 'product_viewed');
  paid(41, 4, '2026-02-01T00:00:00+08:00', 100);
  paid(51, 0, at, 100, { lines });
  refunded(21, 2, at, 100, { paidAt: at, isFull: true });
  refunded(21, 2, at, 0, { paidAt: at, isFull: false });
  fact('tier.changed', 1, at, { from: 'basic', to: 'silver' });
  fact('tier.changed', 1, at, { from: 'silver', to: 'gold' });
  fact('tier.changed', 2, at, { from: 'basic', to: 'gold' });
  await shop.tell();
  return shop;
}

test('behind each figure stand as many members as it says, newest first', async (t) => {
  const { desk } = await smallShop(t);
  const { figures, funnel, tiers } = await readOverview(desk, june);
  const behind = async (set: MemberSet, value?: string) => {
    const { items, count } = await readMembersBehind(desk, { ...june, set, value, limit: 50 });
    assert.equal(items.length, count, set);
    return items.map((row) => Number(row.id));
  };
  assert.deepEqual(await behind('members'), [9, 8, 7, 6, 5, 4, 3, 2, 1]);
  assert.deepEqual(await behind('new'), [9, 8, 7]);
  assert.deepEqual(await behind('active'), [3, 2, 1]);
  assert.deepEqual(await behind('dormant'), [4]);
  assert.deepEqual([figures.members, figures.newMembers, figures.activeMembers, figures.dormantMembers], [9, 3, 3, 1]);
  assert.deepEqual(await behind('buyers'), [2, 1]);
  for (const set of ['repeat30', 'repeat60', 'repeat90'] as const) assert.deepEqual(await behind(set), [1]);
  assert.deepEqual(await behind('product', 'T-1'), [1]);
  for (const { step, members } of funnel) assert.equal((await behind(step)).length, members);
  assert.deepEqual(await behind('tier', 'gold'), [2, 1]);
  for (const { code, members } of tiers) assert.equal((await behind('tier', code)).length, members);
});

test('behind orders, refunds, a product and a channel stand the orders themselves', async (t) => {
  const { desk } = await smallShop(t);
  const values: Record<string, string> = { product: 'T-1', channel: 'tmall' };
  const behind: Record<string, number[]> = {};
  for (const set of orderSets) {
    const { items, count } = await readOrdersBehind(desk, { ...june, set, value: values[set], limit: 50 });
    assert.equal(items.length, count, set);
    behind[set] = items.map((row) => Number(row.id));
  }
  assert.deepEqual(behind, { orders: [51, 21, 12, 11], refunds: [21], product: [51, 12, 11], channel: [12, 11] });
});

test('the members and the orders behind one product are counted apart, whichever is asked first', async (t) => {
  const { desk } = await smallShop(t);
  const asked = { ...june, set: 'product', value: 'T-1', limit: 50 } as const;
  for (let round = 0; round < 2; round++) {
    assert.equal((await readMembersBehind(desk, asked)).count, 1);
    assert.equal((await readOrdersBehind(desk, asked)).count, 3);
  }
});

test('pages follow each other without a gap or a repeat', async (t) => {
  const { desk } = await smallShop(t);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await readMembersBehind(desk, { ...june, set: 'members', limit: 4, cursor });
    assert.equal(answer.count, 9);
    seen.push(...answer.items.map((row) => row.id));
    cursor = answer.nextCursor ?? undefined;
  } while (cursor);
  assert.deepEqual(seen, ['9', '8', '7', '6', '5', '4', '3', '2', '1']);
});

test('a set that needs a value, and a cursor of another list, are refused', async (t) => {
  const { desk } = await smallShop(t);
  await assert.rejects(readMembersBehind(desk, { ...june, set: 'tier', limit: 10 }), { code: 'request.invalid' });
  await assert.rejects(readOrdersBehind(desk, { ...june, set: 'orders', limit: 10, cursor: 'WyJ4Il0' }), {
    code: 'request.invalid',
  });
});

test('text that looks like SQL is only text', async (t) => {
  const { desk } = await smallShop(t);
  const { count } = await readMembersBehind(desk, { ...june, set: 'product', value: "T-1' or 1=1 --\\", limit: 10 });
  assert.equal(count, 0);
});
