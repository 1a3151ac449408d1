import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertProblem, openShop, order, phone } from '../shop.ts';

const shop = await openShop();
const { ok, get, post } = shop;

test('an order of 100 yuan earns 100 points, and a refund of 40 yuan leaves 60 (D20)', async () => {
  const sold = await ok(
    post('/api/orders', {
      number: 'A-1001',
      status: 'paid',
      placedAt: '2026-11-01T10:00:00+08:00',
      currency: 'CNY',
      channel: 'pos',
      store: 's-1',
      member: { phone: '13800000001' },
      discountMinor: 0,
      totalMinor: 10000,
      lines: [{ sku: 'T-1', name: 'T-shirt', category: 'tops', quantity: 1, unitPriceMinor: 10000 }],
    }),
  );
  const { id: memberId } = await shop.member('13800000001');
  assert.deepEqual(sold, {
    id: sold.id,
    number: 'A-1001',
    channel: 'pos',
    status: 'paid',
    isChanged: true,
    memberId,
    points: { earned: 100, balance: 100 },
    tier: { code: 'basic', name: '普通', next: { code: 'silver', name: '银卡', missingMinor: 90_000 } },
  });

  const refunded = await ok(
    post('/api/orders/A-1001/refunds', {
      refund: 'R-1',
      at: '2026-11-01T09:59:00+08:00',
      amountMinor: 4000,
      lines: [{ sku: 'T-1', quantity: 1 }],
    }),
  );
  assert.deepEqual(refunded, {
    id: refunded.id,
    order: sold.id,
    number: 'A-1001',
    refund: 'R-1',
    status: 'partiallyRefunded',
    refundedMinor: 4000,
    memberId,
    points: { reversed: 40, balance: 60 },
  });

  const points = await ok(get(`/api/members/${memberId}/points`));
  assert.equal(points.balance, 60);
  assert.equal(points.nextCursor, null);
  assert.deepEqual(
    points.entries.map((entry: object) => ({ ...entry, id: undefined })),
    [
      {
        points: -40,
        balance: 60,
        kind: 'reverse',
        cause: 'refund pos/A-1001/R-1',
        order: { channel: 'pos', number: 'A-1001' },
        at: '2026-11-01T02:00:00.000Z',
        id: undefined,
        reason: '订单 A-1001 退款 ¥40（共 ¥100），按比例冲回 40 积分',
        reasonEn: 'Order A-1001: ¥40 of ¥100 refunded, 40 points taken back in proportion',
      },
      {
        points: 100,
        balance: 100,
        kind: 'earn',
        cause: 'order pos/A-1001',
        order: { channel: 'pos', number: 'A-1001' },
        at: '2026-11-01T02:00:00.000Z',
        id: undefined,
        reason: '订单 A-1001 实付 ¥100，每消费 1 元得 1 积分，共 100 积分',
        reasonEn: 'Order A-1001, ¥100 paid: 1 point per whole unit, 100 points',
      },
    ],
  );
});

test('many partial refunds take back exactly what one refund of the sum would', async () => {
  const parts = fc.tuple(
    fc.integer({ min: 1, max: 300_000 }),
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
  );
  await fc.assert(
    fc.asyncProperty(parts, async ([totalMinor, cuts]) => {
      const points = [
        ...new Set(cuts.map((cut) => Math.floor(cut * totalMinor)).filter((minor) => minor > 0)),
      ].toSorted((a, b) => a - b);
      const [many, one] = [
        order({ totalMinor, member: { phone: phone() } }),
        order({ totalMinor, member: { phone: phone() } }),
      ];
      await ok(post('/api/orders', [many, one]));
      let before = 0;
      for (const [i, until] of points.entries()) {
        await ok(
          post(`/api/orders/${many.number}/refunds`, {
            refund: `R-${i}`,
            at: '2026-11-01T09:30:00+08:00',
            amountMinor: until - before,
          }),
        );
        before = until;
      }
      if (before > 0)
        await ok(
          post(`/api/orders/${one.number}/refunds`, {
            refund: 'R',
            at: '2026-11-01T09:30:00+08:00',
            amountMinor: before,
          }),
        );
      const balances = await Promise.all(
        [many, one].map(async (each) => (await shop.member(each.member.phone)).points),
      );
      assert.deepEqual(balances[0], balances[1]);
      if (before === totalMinor) assert.equal(balances[0]!.balance, 0);
    }),
    { numRuns: process.env['SHUKE_SOAK'] ? 300 : 15, seed: 20_261_101 },
  );
});

test('an order without a member is a sale without points', async () => {
  const sold = await ok(post('/api/orders', order()));
  assert.deepEqual([sold.status, sold.memberId, sold.points, sold.tier], ['paid', null, null, null]);
  const refunded = await ok(
    post(`/api/orders/${sold.number}/refunds`, { refund: 'R', at: '2026-11-01T09:30:00+08:00', amountMinor: 10_000 }),
  );
  assert.deepEqual([refunded.status, refunded.memberId, refunded.points], ['refunded', null, null]);
});

test('fractions of a yuan earn nothing, and an order under one yuan earns no entry', async () => {
  const member = { phone: phone() };
  assert.deepEqual((await ok(post('/api/orders', order({ totalMinor: 99, member })))).points, {
    earned: 0,
    balance: 0,
  });
  assert.deepEqual((await ok(post('/api/orders', order({ totalMinor: 199, member })))).points, {
    earned: 1,
    balance: 1,
  });
  const { id } = await shop.member(member.phone);
  assert.deepEqual(
    (await shop.points(id)).entries.map((entry) => entry.points),
    [1],
  );
});

test('points count whole units of each currency: 150 yen are 150 points, 1.500 dinar is 1', async () => {
  const yen = await ok(post('/api/orders', order({ totalMinor: 150, currency: 'JPY', member: { phone: phone() } })));
  assert.equal(yen.points.earned, 150);
  const dinar = await ok(post('/api/orders', order({ totalMinor: 1500, currency: 'KWD', member: { phone: phone() } })));
  assert.equal(dinar.points.earned, 1);
});

test('staff grant points with a reason, and the entry names both', async () => {
  const member = { phone: phone() };
  await ok(post('/api/orders', order({ member })));
  const { id } = await shop.member(member.phone);
  const granted = await ok(post(`/api/members/${id}/points`, { points: 25, reason: '生日快乐' }));
  assert.deepEqual([granted.points, granted.balance], [25, 125]);
  const [first] = (await shop.points(id)).entries;
  assert.equal(first!.reason, 'API key 手工发放：生日快乐');
  assert.equal(first!.cause, 'grant by API key');
  assertProblem(await post(`/api/members/${id}/points`, { points: 0, reason: 'x' }), 400, 'request.invalid', 'points');
  assertProblem(
    await post(`/api/members/${id}/points`, { points: 1.5, reason: 'x' }),
    400,
    'request.invalid',
    'points',
  );
  assertProblem(await post('/api/members/999999/points', { points: 1, reason: 'x' }), 404, 'member.unknown');
});

test('points entries come newest first, page by page, each once', async () => {
  const member = { phone: phone() };
  await ok(
    post(
      '/api/orders',
      Array.from({ length: 7 }, (_, i) => order({ totalMinor: (i + 1) * 100, member })),
    ),
  );
  const { id } = await shop.member(member.phone);
  const seen: number[] = [];
  let cursor: string | null = '';
  for (let pages = 0; cursor !== null; pages++) {
    assert.ok(pages < 4);
    const page: { entries: { points: number }[]; nextCursor: string | null } = await ok(
      get(`/api/members/${id}/points?limit=2${cursor ? `&cursor=${cursor}` : ''}`),
    );
    seen.push(...page.entries.map((entry) => entry.points));
    cursor = page.nextCursor;
  }
  assert.deepEqual(seen, [7, 6, 5, 4, 3, 2, 1]);
  assertProblem(await get('/api/members/999999/points'), 404, 'member.unknown');
});

test('what members have and what the shop has given always sum to nothing', async () => {
  const { rows } = await shop.pool.query<{ total: string; issued: string }>(
    'select (select sum(balance) from loyalty.account) + (select sum(balance) from loyalty.shop_account) as total, (select balance from loyalty.shop_account) as issued',
  );
  assert.equal(Number(rows[0]!.total), 0);
  assert.ok(Number(rows[0]!.issued) < 0);
});
