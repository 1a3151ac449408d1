import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBooks } from '../src/check-books.ts';
import { testDatabase } from './database.ts';
import { openShop, order, phone } from './shop.ts';

/** Each falsification, and the beginning of the rule that must notice it. */
const falsifications: readonly [sql: string, rule: string][] = [
  [`update loyalty.account set balance = balance + 1`, 'all points accounts'],
  [`update loyalty.shop_account set balance = balance - 1`, "the shop's account"],
  [`update loyalty.account set earned = earned + 1`, 'a member has as many points as the entries'],
  [`update loyalty.lot set remaining = remaining - 1`, 'a member has as many points as are left'],
  [`update loyalty.lot set remaining = points + 1`, 'a lot never holds more'],
  [`update loyalty.entry set balance = balance + 1 where kind = 'reverse'`, 'each entry states the balance'],
  [`delete from engine.fact where kind = 'points.posted'`, 'each entry is stated by one fact'],
  [`delete from loyalty.entry where kind = 'reverse'`, 'each entry is stated by one fact'],
  [`update loyalty.standing set spend_minor = spend_minor + 1`, "a member's spend"],
  [`update loyalty.standing set tier = 'gold'`, 'each member stands on the tier'],
  [`delete from loyalty.standing`, 'every member with an account'],
  [`update activity."order" set total_minor = total_minor + 1`, "an order's money reconciles"],
  [`update activity."order" set refunded_minor = refunded_minor + 1`, 'an order has given back'],
  [
    `update activity."order" set lines = replace(lines::text, '"refundedQuantity":1', '"refundedQuantity":9')::json`,
    'no line came back',
  ],
  [`delete from engine.fact where kind = 'order.paid'`, 'each paid order is stated'],
  [
    `insert into engine.fact select id + 900000, subject, kind, at, recorded_at, is_history, cause, body from engine.fact where kind = 'order.paid'`,
    'each paid order is stated',
  ],
  [`delete from engine.fact where kind = 'order.refunded'`, 'the facts order.refunded'],
  [`update activity.summary set orders = orders + 1`, "a member's summary"],
  [`update activity.summary set spent_minor = 0`, "a member's summary"],
  [`insert into tags.member_tag values (10001, 'nobody-made-it', 'held', now(), '')`, 'only members whose data'],
  [`delete from engine.turn where number = 2`, 'turns are numbered'],
  [`update engine.turn set from_index = 7 where number = 2`, 'each turn takes the log up'],
  [`update engine.shard set next_id = 1000`, 'ids are given out once'],
  [`delete from engine.log where position = 2`, 'positions of the log'],
];

test('the books of a lived shop balance, and every falsification is noticed by its rule', async (t) => {
  const shop = await openShop(t);
  const member = { phone: phone() };
  const bodies = [order({ member }), order({ member }), order({ member, totalMinor: 150_000 }), order()];
  for (const body of bodies) await shop.ok(shop.post('/api/orders', body));
  await shop.ok(
    shop.post(`/api/orders/${bodies[0].number}/refunds`, {
      refund: 'R',
      at: '2026-11-01T09:30:00+08:00',
      amountMinor: 4000,
      lines: [{ sku: 'T-1', quantity: 1 }],
    }),
  );
  assert.deepEqual(await checkBooks(shop.pool), []);
  const client = await shop.pool.connect();
  try {
    for (const [sql, rule] of falsifications) {
      await client.query('begin');
      await client.query(sql);
      const rules = (await checkBooks(Object.assign(client, { ring: shop.pool.ring }))).map((breach) => breach.rule);
      assert.ok(
        rules.some((one) => one.startsWith(rule)),
        `${sql}: noticed by ${JSON.stringify([...new Set(rules)])}`,
      );
      await client.query('rollback');
    }
  } finally {
    client.release();
  }
});

test('an empty shop has nothing wrong', async (t) => {
  const { pool } = await testDatabase(t);
  assert.deepEqual(await checkBooks(pool), []);
});
