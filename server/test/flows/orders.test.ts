import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, openShop, order, phone } from '../shop.ts';

const shop = await openShop();
const { ok, get, post } = shop;

const refund = (number: string, more: object = {}, query = '') =>
  post(`/api/orders/${encodeURIComponent(number)}/refunds${query}`, {
    refund: 'R-1',
    at: '2026-11-01T09:30:00+08:00',
    amountMinor: 4000,
    ...more,
  });
const viewOf = async (number: string) => (await ok(get(`/api/orders?number=${encodeURIComponent(number)}`))).items[0];

test('the same order sent again gets the same answer and changes nothing', async () => {
  const body = order({ member: { phone: phone() } });
  const first = await ok(post('/api/orders', body));
  await ok(post('/api/orders', order({ member: body.member })));
  assert.deepEqual(await ok(post('/api/orders', body)), first);
  assert.deepEqual((await shop.member(body.member.phone)).activity.orders, 2);
});

test('an order goes from pending to completed step by step, earns once when it is paid, and states each step', async () => {
  const member = { phone: phone() };
  const body = order({ status: 'pending', member });
  const placed = await ok(post('/api/orders', body));
  assert.deepEqual([placed.status, placed.points, placed.tier.code], ['pending', { earned: 0, balance: 0 }, 'basic']);
  for (const status of ['paid', 'shipped', 'completed']) {
    const moved = await ok(post('/api/orders', { ...body, status }));
    assert.deepEqual(
      [moved.status, moved.isChanged, moved.points],
      [status, true, { earned: 100, balance: 100 }],
      status,
    );
  }
  const { id } = await shop.member(member.phone);
  const { items } = await ok(get(`/api/members/${id}/timeline`));
  const kinds = items.map((item: { kind: string }) => item.kind).toReversed();
  assert.deepEqual(kinds.filter((kind: string) => kind.startsWith('order.')).toSorted(), [
    'order.completed',
    'order.paid',
    'order.placed',
    'order.shipped',
  ]);
  assert.equal(kinds.filter((kind: string) => kind === 'points.posted').length, 1);
});

test('an earlier status that arrives late changes nothing', async () => {
  const body = order({ status: 'completed', member: { phone: phone() } });
  await ok(post('/api/orders', body));
  for (const status of ['pending', 'paid', 'shipped']) {
    const late = await ok(post('/api/orders', { ...body, status }));
    assert.deepEqual([late.status, late.isChanged], ['completed', false], status);
  }
  assert.equal((await shop.member(body.member.phone)).points.balance, 100);
});

test('an order first heard of as shipped or completed counts as paid, and earns', async () => {
  for (const status of ['shipped', 'completed']) {
    const sold = await ok(post('/api/orders', order({ status, member: { phone: phone() } })));
    assert.deepEqual([sold.status, sold.points.earned], [status, 100]);
    assert.notEqual((await viewOf(sold.number)).paidAt, null);
  }
});

test('a cancelled paid order gives all money and points back; a pending one had none', async () => {
  const body = order({ member: { phone: phone() } });
  await ok(post('/api/orders', body));
  const cancelled = await ok(post('/api/orders', { ...body, status: 'cancelled' }));
  assert.deepEqual([cancelled.status, cancelled.points.balance, cancelled.isChanged], ['cancelled', 0, true]);
  const view = await viewOf(body.number);
  assert.deepEqual([view.status, view.refundedMinor, view.lines[0].refundedQuantity], ['cancelled', 10_000, 1]);
  const late = await ok(post('/api/orders', { ...body, status: 'shipped' }));
  assert.deepEqual([late.status, late.isChanged], ['cancelled', false]);

  const pending = order({ status: 'pending', member: { phone: phone() } });
  await ok(post('/api/orders', pending));
  assert.equal((await ok(post('/api/orders', { ...pending, status: 'cancelled' }))).status, 'cancelled');
  assert.equal((await viewOf(pending.number)).refundedMinor, 0);
  assertProblem(await refund(pending.number), 422, 'order.transition', 'number');
});

test('a completed order is not cancelled but refunded', async () => {
  const body = order({ status: 'completed', member: { phone: phone() } });
  await ok(post('/api/orders', body));
  assertProblem(await post('/api/orders', { ...body, status: 'cancelled' }), 422, 'order.transition', 'status');
  assert.equal((await ok(post('/api/orders', { ...body, status: 'refunded' }))).status, 'refunded');
  assert.equal((await shop.member(body.member.phone)).points.balance, 0);
});

test('an order cancelled after a partial refund gives back what was left, and no more', async () => {
  const body = order({ member: { phone: phone() } });
  await ok(post('/api/orders', body));
  await ok(refund(body.number));
  await ok(post('/api/orders', { ...body, status: 'cancelled' }));
  const view = await viewOf(body.number);
  assert.deepEqual(
    view.refunds.map((one: { amountMinor: number }) => one.amountMinor),
    [4000, 6000],
  );
  assert.equal((await shop.member(body.member.phone)).points.balance, 0);
});

test('orders of two channels may share a number; a refund then has to name the channel', async () => {
  const member = { phone: phone() };
  const pos = order({ member });
  await ok(post('/api/orders', pos));
  await ok(post('/api/orders', { ...pos, channel: 'tmall' }));
  assertProblem(await refund(pos.number), 409, 'order.ambiguous', 'channel');
  const refunded = await ok(refund(pos.number, {}, '?channel=tmall'));
  assert.deepEqual(refunded.points, { reversed: 40, balance: 160 });
  assertProblem(await refund(pos.number, {}, '?channel=douyin'), 404, 'order.unknown', 'number');
});

test('the same refund twice counts once; the same id with another amount is a conflict', async () => {
  const body = order({ member: { phone: phone() } });
  await ok(post('/api/orders', body));
  const first = await ok(refund(body.number));
  assert.deepEqual(await ok(refund(body.number)), first);
  assertProblem(await refund(body.number, { amountMinor: 5000 }), 409, 'refund.conflict', 'refund');
  assert.equal((await shop.member(body.member.phone)).points.balance, 60);
  await ok(refund(body.number, { refund: 'R-2', amountMinor: 1000 }));
  assert.deepEqual(await ok(refund(body.number)), first, 'even after another refund');
});

test('no more is refunded than was paid, in money or in pieces', async () => {
  const body = order({ member: { phone: phone() }, lines: [{ sku: 'T-1', quantity: 2, unitPriceMinor: 5000 }] });
  await ok(post('/api/orders', body));
  assertProblem(await refund(body.number, { amountMinor: 10_001 }), 422, 'refund.excess', 'amountMinor');
  assertProblem(
    await refund(body.number, { lines: [{ sku: 'T-1', quantity: 3 }] }),
    422,
    'refund.excess',
    'lines.0.quantity',
  );
  assertProblem(
    await refund(body.number, {
      lines: [
        { sku: 'T-1', quantity: 1 },
        { sku: 'T-1', quantity: 2 },
      ],
    }),
    422,
    'refund.excess',
    'lines.0.quantity',
  );
  assertProblem(
    await refund(body.number, { lines: [{ sku: 'T-9', quantity: 1 }] }),
    422,
    'refund.excess',
    'lines.0.quantity',
  );
  await ok(refund(body.number, { amountMinor: 6000, lines: [{ sku: 'T-1', quantity: 1 }] }));
  assertProblem(await refund(body.number, { refund: 'R-2', amountMinor: 4001 }), 422, 'refund.excess', 'amountMinor');
  const rest = await ok(
    refund(body.number, { refund: 'R-2', amountMinor: 4000, lines: [{ sku: 'T-1', quantity: 1 }] }),
  );
  assert.deepEqual([rest.status, rest.refundedMinor, rest.points], ['refunded', 10_000, { reversed: 40, balance: 0 }]);
  assertProblem(await refund('nobody-knows'), 404, 'order.unknown', 'number');
});

test('the money of an order has to reconcile to the last fen', async () => {
  const lines = [
    { sku: 'A', quantity: 3, unitPriceMinor: 3333, discountMinor: 1 },
    { sku: 'B', quantity: 1, unitPriceMinor: 10 },
  ];
  const exact = {
    lines,
    discountMinor: 8,
    shippingMinor: 1000,
    taxMinor: 60,
    totalMinor: 9999 - 1 + 10 - 8 + 1000 + 60,
  };
  const sold = await ok(post('/api/orders', order({ ...exact, member: { phone: phone() } })));
  assert.equal(sold.points.earned, 110);
  assertProblem(
    await post('/api/orders', order({ ...exact, totalMinor: exact.totalMinor + 1 })),
    422,
    'order.money',
    'totalMinor',
  );
  assertProblem(
    await post(
      '/api/orders',
      order({ lines: [{ sku: 'A', quantity: 1, unitPriceMinor: 10_000, discountMinor: 10_001 }] }),
    ),
    422,
    'order.money',
    'lines.0.discountMinor',
  );
  assertProblem(
    await post('/api/orders', order({ payments: [{ method: 'cash', amountMinor: 9999 }] })),
    422,
    'order.money',
    'payments',
  );
  assert.equal(
    (
      await ok(
        post(
          '/api/orders',
          order({
            payments: [
              { method: 'cash', amountMinor: 4000 },
              { method: 'wechat', amountMinor: 6000 },
            ],
          }),
        ),
      )
    ).status,
    'paid',
  );
  const huge = { sku: 'A', quantity: 1_000_000, unitPriceMinor: 10_000_000_000_000 };
  assertProblem(
    await post('/api/orders', order({ totalMinor: 10_000, lines: [huge, huge] })),
    422,
    'order.money',
    'lines',
  );
});

test('what an order said of discounts, shipping, tax and payments is read back as it was sent', async () => {
  const body = order({
    member: { phone: phone() },
    placedAt: '2026-10-31T23:59:59.999+08:00',
    at: '2026-11-01T08:30:00+08:00',
    lines: [
      { sku: 'A', name: '面霜', category: '护肤', quantity: 3, unitPriceMinor: 3333, discountMinor: 1 },
      { sku: 'B', quantity: 1, unitPriceMinor: 10 },
    ],
    discountMinor: 8,
    shippingMinor: 1000,
    taxMinor: 60,
    totalMinor: 11_060,
    payments: [
      { method: 'wechat', amountMinor: 11_000, at: '2026-11-01T08:29:00+08:00' },
      { method: '储值卡', amountMinor: 60 },
    ],
  });
  const { id, memberId } = await ok(post('/api/orders', body));
  await ok(refund(body.number, { amountMinor: 3333, lines: [{ sku: 'A', quantity: 1 }], reason: '破损' }));
  assert.deepEqual(await ok(get(`/api/orders/${id}`)), {
    id,
    number: body.number,
    channel: 'pos',
    store: 's-1',
    status: 'partiallyRefunded',
    placedAt: '2026-10-31T15:59:59.999Z',
    paidAt: '2026-11-01T00:30:00.000Z',
    currency: 'CNY',
    memberId,
    memberName: null,
    isMemberErased: false,
    discountMinor: 8,
    shippingMinor: 1000,
    taxMinor: 60,
    totalMinor: 11_060,
    refundedMinor: 3333,
    lines: [
      { ...body.lines[0], refundedQuantity: 1 },
      { ...body.lines[1], name: null, category: null, discountMinor: 0, refundedQuantity: 0 },
    ],
    payments: [
      { method: 'wechat', amountMinor: 11_000, at: '2026-11-01T08:29:00+08:00' },
      { method: '储值卡', amountMinor: 60, at: null },
    ],
    refunds: [{ refund: 'R-1', at: '2026-11-01T01:30:00.000Z', amountMinor: 3333, reason: '破损' }],
  });
});

test('an order of nothing (a gift) is recorded, earns nothing and can be cancelled', async () => {
  const body = order({ totalMinor: 0, member: { phone: phone() } });
  assert.deepEqual((await ok(post('/api/orders', body))).points, { earned: 0, balance: 0 });
  assert.equal((await ok(post('/api/orders', { ...body, status: 'cancelled' }))).status, 'cancelled');
});

test('of several orders in one call, refusals of business are told one by one and the others count', async () => {
  const member = { phone: phone() };
  const known = order({ member });
  await ok(post('/api/orders', known));
  const wrongMoney = order({ member, discountMinor: 5 });
  const conflict = { ...known, totalMinor: 500, lines: [{ sku: 'T-1', quantity: 1, unitPriceMinor: 500 }] };
  const wrongPhone = order({ member: { phone: '12' } });
  const { items } = await ok(
    post('/api/orders', [order({ member }), wrongMoney, conflict, wrongPhone, order({ member }), known]),
  );
  assert.deepEqual(
    items.map((item: { status: string; code?: string }) => item.code ?? item.status),
    ['paid', 'order.money', 'order.conflict', 'member.identifier-invalid', 'paid', 'paid'],
  );
  assert.deepEqual(Object.keys(items[1]).toSorted(), ['channel', 'code', 'detail', 'number', 'status']);
  assert.equal(items[1].status, 'refused');
  assert.equal((await shop.member(member.phone)).points.balance, 300);
});

test('when every order of a call is refused, the server answers and goes on', async () => {
  const { items } = await ok(post('/api/orders', [order({ discountMinor: 5 }), order({ discountMinor: 6 })]));
  assert.deepEqual(
    items.map((item: { code: string }) => item.code),
    ['order.money', 'order.money'],
  );
  assert.equal((await ok(post('/api/orders', order()))).status, 'paid');
});

test('a fault of form in one order refuses the whole call, and names the order and the field', async () => {
  const member = { phone: phone() };
  assertProblem(
    await post('/api/orders', [
      order({ member }),
      order({ member, lines: [{ sku: 'T-1', quantity: -1, unitPriceMinor: 1 }] }),
    ]),
    400,
    'request.invalid',
    '1.lines.0.quantity',
  );
  assertProblem(await post('/api/orders', []), 400, 'request.invalid');
  assert.deepEqual((await ok(get(`/api/members?search=${member.phone}`))).items, []);
});

test('the orders of a call are recorded in its order, even two statuses of the same order', async () => {
  const body = order({ status: 'pending', member: { phone: phone() } });
  const { items } = await ok(
    post('/api/orders', [body, { ...body, status: 'paid' }, { ...body, status: 'completed' }]),
  );
  assert.deepEqual(
    items.map((item: { status: string }) => item.status),
    ['pending', 'paid', 'completed'],
  );
});

test('a member is made by the first order that names one, with channel, store and the day of the order', async () => {
  const body = order({
    member: { phone: '139 1234 0001', external: 'C-77', email: 'Li@Example.com' },
    channel: 'tmall',
    store: 's-9',
    placedAt: '2026-10-20T08:00:00+08:00',
  });
  await ok(post('/api/orders', body));
  const member = await shop.member('+8613912340001');
  assert.deepEqual([member.channel, member.store, member.joinedAt], ['tmall', 's-9', '2026-10-20T00:00:00.000Z']);
  assert.deepEqual(member.identifiers.map(({ kind, value }) => `${kind}:${value}`).toSorted(), [
    'email:li@example.com',
    'external:C-77',
    'phone:+8613912340001',
  ]);
  const later = await ok(post('/api/orders', order({ member: { email: 'LI@example.com', card: 'K-1' } })));
  assert.equal(later.memberId, member.id);
  assert.deepEqual(
    (await ok(get('/api/members?identifier=card:K-1'))).items.map((item: { id: string }) => item.id),
    [member.id],
  );
});

test('an order whose identifiers belong to two members is refused, and the engine goes on', async () => {
  const [one, two] = [phone(), `E-${phone()}`];
  await ok(post('/api/orders', order({ member: { phone: one } })));
  await ok(post('/api/orders', order({ member: { external: two } })));
  assertProblem(
    await post('/api/orders', order({ member: { phone: one, external: two } })),
    409,
    'member.identifier-taken',
    'external',
  );
  assertProblem(await post('/api/orders', order({ member: { id: '9999999' } })), 404, 'member.unknown');
  assert.equal((await ok(post('/api/orders', order({ member: { phone: one } })))).points.balance, 200);
});

test('orders are listed newest first, by member, number, channel, store, status, time and article, page by page', async () => {
  const member = { phone: phone() };
  const at = (day: number) => ({ placedAt: `2026-09-0${day}T12:00:00+08:00`, member, channel: 'listed' });
  const bodies = [
    order({ ...at(1), store: 'l-1' }),
    order({ ...at(2), status: 'pending' }),
    order({ ...at(3), lines: [{ sku: 'RARE', quantity: 1, unitPriceMinor: 10_000 }] }),
    order(at(4)),
    order(at(5)),
    order(at(5)),
  ];
  await ok(post('/api/orders', bodies));
  await ok(refund(bodies[3].number));
  await ok(refund(bodies[4].number, { amountMinor: 10_000 }));
  const { id } = await shop.member(member.phone);
  const find = async (query: string): Promise<string[]> =>
    (await ok(get(`/api/orders?member=${id}&${query}`))).items.map((item: { number: string }) => item.number);
  const [n1, n2, n3, n4, n5, n6] = bodies.map((body) => body.number as string);
  assert.deepEqual(await find(''), [n6, n5, n4, n3, n2, n1]);
  assert.deepEqual(await find('store=l-1'), [n1]);
  assert.deepEqual(await find('status=pending'), [n2]);
  assert.deepEqual(await find('status=paid'), [n6, n3, n1]);
  assert.deepEqual(await find('status=partiallyRefunded'), [n4]);
  assert.deepEqual(await find('status=refunded'), [n5]);
  assert.deepEqual(await find('sku=RARE'), [n3]);
  assert.deepEqual(await find('channel=pos'), []);
  assert.deepEqual(await find('from=2026-09-02T00:00:00%2B08:00&until=2026-09-04T12:00:00%2B08:00'), [n3, n2]);
  const walked: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: { number: string }[]; nextCursor: string | null } = await ok(
      get(`/api/orders?member=${id}&limit=1${cursor ? `&cursor=${cursor}` : ''}`),
    );
    walked.push(...page.items.map((item) => item.number));
    cursor = page.nextCursor;
  }
  assert.deepEqual(walked, [n6, n5, n4, n3, n2, n1]);
  const view = await viewOf(n4!);
  assert.deepEqual(await ok(get(`/api/orders/${view.id}`)), view);
  assertProblem(await get('/api/orders/123456789'), 404, 'order.unknown');
  const places = await ok(get('/api/places'));
  assert.ok(places.channels.includes('listed') && places.stores.includes('l-1'));
});
