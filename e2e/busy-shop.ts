import assert from 'node:assert/strict';
import type { BodyInput, recordEvents, recordOrders, recordRefund, upsertMember } from '@shuke/contract';
import { waitFor, type Shop } from './shop.ts';

type Order = Extract<BodyInput<typeof recordOrders>, { number: string }>;
type Member = BodyInput<typeof upsertMember>;
type Behaviour = Extract<BodyInput<typeof recordEvents>, readonly unknown[]>[number];
type Refund = BodyInput<typeof recordRefund>;

const DAY_MS = 24 * 60 * 60 * 1000;
const at = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString();
const phone = (number: number) => `1350000000${number}`;

const order = (number: string, daysAgo: number, yuan: number, member?: number, channel = 'douyin'): Order => ({
  number,
  status: 'paid',
  placedAt: at(daysAgo),
  currency: 'CNY',
  channel,
  ...(member === undefined ? {} : { member: { phone: phone(member) } }),
  totalMinor: yuan * 100,
  lines: [
    {
      sku: `B-${yuan}`,
      name: `礼盒 ${yuan}`,
      category: '礼品',
      quantity: 2,
      unitPriceMinor: yuan * 50,
    },
  ],
});
const did = (event: string, daysAgo: number, member: number): Behaviour => ({
  event,
  at: at(daysAgo),
  member: { phone: phone(member) },
  messageId: `${event}-${daysAgo}-${member}`,
});

/**
 * Adds what the small shop has not: members on gold, one who is dormant, repurchases that only count within 60 or 90
 * days, behaviour on every step of the funnel, sales to nobody known, and a day with a refund and without an order.
 */
export async function fillBusyShop({ api }: Pick<Shop, 'api'>): Promise<void> {
  const members: Member[] = [1, 2, 3, 4, 5, 6].map((number) => ({
    phone: phone(number),
    name: `客人${number}`,
    channel: 'douyin',
    joinedAt: at(number < 4 ? 200 : 6 * number - 20),
  }));
  const orders = [
    order('B-1', 1, 6000, 1),
    order('B-2', 120, 300, 2),
    order('B-3', 50, 200, 3),
    order('B-4', 40, 200, 3),
    order('B-5', 80, 250, 4),
    order('B-6', 70, 250, 4, 'tmall'),
    order('B-7', 6, 200, 5),
    order('B-8', 100, 90),
    order('B-9', 1, 90),
  ];
  const refund: Refund = { refund: 'BR-1', at: at(7), amountMinor: 9000 };
  const behaviour = [
    ...[1, 5, 6].map((member) => did('product_viewed', 8, member)),
    ...[1, 5].map((member) => did('product_added', 7, member)),
    did('checkout_started', 6, 5),
  ];
  for (const member of members) await good(api('PUT', '/api/members', member));
  await good(api('POST', '/api/orders', orders));
  await good(api('POST', '/api/orders/B-8/refunds', refund));
  await good(api('POST', '/api/events', behaviour));
  await waitFor('the figures to count all of it', async () => {
    const answer = await api('GET', '/api/insight/overview');
    const { funnel, isComplete } = (await answer.json()) as { funnel: { members: number }[]; isComplete: boolean };
    return isComplete && funnel[2]?.members === 1 ? true : undefined;
  });
}

async function good(call: Promise<Response>): Promise<void> {
  const answer = await call;
  assert.ok(answer.ok, `${answer.url} answers ${answer.status}: ${answer.ok ? '' : await answer.text()}`);
}
