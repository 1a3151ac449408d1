import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, openShop, order, phone } from '../shop.ts';

const shop = await openShop();
const { ok, get, post } = shop;

/** What is sent: a status of the order, or a refund of 40 of its 100 yuan. */
const sent = ['pending', 'paid', 'shipped', 'completed', 'cancelled', 'refunded', 'refund of 40'] as const;
type Sent = (typeof sent)[number];

let refunds = 0;
const send = (body: { number: string }, what: Sent, at = '2026-11-01T09:45:00+08:00') =>
  what === 'refund of 40'
    ? post(`/api/orders/${body.number}/refunds`, {
        refund: `R-${++refunds}`,
        at: '2026-11-01T09:30:00+08:00',
        amountMinor: 4000,
      })
    : post('/api/orders', { ...body, status: what, at });

const nothing = 'no change';
const [unpaid, whole] = [
  { points: 0, refundedMinor: 0, spentMinor: 0 },
  { points: 100, refundedMinor: 0, spentMinor: 10_000 },
];
const left = (points: number) => ({ points, refundedMinor: 10_000 - points * 100, spentMinor: points * 100 });

/** What it was, then what comes of each thing sent: the status shown with the points left, no change, or the refusal. */
type Row = readonly [was: readonly Sent[], then: Readonly<Record<Sent, string>>];
const rows: readonly Row[] = [
  [
    ['pending'],
    {
      pending: nothing,
      paid: 'paid 100',
      shipped: 'shipped 100',
      completed: 'completed 100',
      cancelled: 'cancelled unpaid',
      refunded: 'refunded 0',
      'refund of 40': 'order.transition',
    },
  ],
  [
    ['paid'],
    {
      pending: nothing,
      paid: nothing,
      shipped: 'shipped 100',
      completed: 'completed 100',
      cancelled: 'cancelled 0',
      refunded: 'refunded 0',
      'refund of 40': 'partiallyRefunded 60',
    },
  ],
  [
    ['paid', 'shipped'],
    {
      pending: nothing,
      paid: nothing,
      shipped: nothing,
      completed: 'completed 100',
      cancelled: 'cancelled 0',
      refunded: 'refunded 0',
      'refund of 40': 'partiallyRefunded 60',
    },
  ],
  [
    ['shipped', 'completed'],
    {
      pending: nothing,
      paid: nothing,
      shipped: nothing,
      completed: nothing,
      cancelled: 'order.transition',
      refunded: 'refunded 0',
      'refund of 40': 'partiallyRefunded 60',
    },
  ],
  [
    ['paid', 'refund of 40'],
    {
      pending: nothing,
      paid: nothing,
      shipped: 'partiallyRefunded 60',
      completed: 'partiallyRefunded 60',
      cancelled: 'cancelled 0',
      refunded: 'refunded 0',
      'refund of 40': 'partiallyRefunded 20',
    },
  ],
  [
    ['completed', 'refund of 40'],
    {
      pending: nothing,
      paid: nothing,
      shipped: nothing,
      completed: nothing,
      cancelled: 'order.transition',
      refunded: 'refunded 0',
      'refund of 40': 'partiallyRefunded 20',
    },
  ],
  [
    ['paid', 'refunded'],
    {
      pending: nothing,
      paid: nothing,
      shipped: 'refunded 0',
      completed: 'refunded 0',
      cancelled: 'cancelled 0',
      refunded: nothing,
      'refund of 40': 'refund.excess',
    },
  ],
  [
    ['paid', 'cancelled'],
    {
      pending: nothing,
      paid: nothing,
      shipped: nothing,
      completed: nothing,
      cancelled: nothing,
      refunded: nothing,
      'refund of 40': 'refund.excess',
    },
  ],
  [
    ['pending', 'cancelled'],
    {
      pending: nothing,
      paid: nothing,
      shipped: nothing,
      completed: nothing,
      cancelled: nothing,
      refunded: nothing,
      'refund of 40': 'order.transition',
    },
  ],
];

/** Status, points and money of a member's only order. */
async function stateOf({ number, member }: { number: string; member: { phone: string } }) {
  const { id, activity } = await shop.member(member.phone);
  const {
    items: [{ status, refundedMinor }],
  } = await ok(get(`/api/orders?number=${number}`));
  return { status, points: (await shop.points(id)).balance, refundedMinor, spentMinor: activity.spentMinor };
}

for (const [was, then] of rows) {
  test(`an order that was ${was.join(', then ')} takes or refuses each thing that may follow, with its points and money`, async () => {
    for (const what of sent) {
      const body = order({ status: was[0], member: { phone: phone() } });
      await ok(post('/api/orders', body));
      for (const step of was.slice(1)) await ok(send(body, step));
      const before = { ...(await stateOf(body)), facts: shop.engine.status().factId };
      // Another time than before: the very same notice would get the first answer again.
      const reply = await send(body, what, '2026-11-01T09:50:00+08:00');
      const after = { ...(await stateOf(body)), facts: shop.engine.status().factId };
      const expected = then[what];
      if (expected === nothing) {
        assert.deepEqual([reply.status, reply.body.isChanged, after], [200, false, before], what);
      } else if (expected.includes('.')) {
        assertProblem(reply, 422, expected as 'order.transition' | 'refund.excess');
        assert.deepEqual(after, before, what);
      } else {
        const [status, points] = expected.split(' ');
        const money = points === 'unpaid' ? unpaid : points === '100' ? whole : left(Number(points));
        assert.deepEqual({ ...after, facts: undefined }, { status, ...money, facts: undefined }, what);
        assert.ok(after.facts > before.facts && reply.body.isChanged !== false, what);
      }
    }
  });
}
