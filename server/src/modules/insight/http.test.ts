import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testClickHouse } from '../../../test/clickhouse.ts';
import { memberSets, orderSets } from '@shuke/contract';
import { assertProblem, openShop, order, phone } from '../../../test/shop.ts';
import { openDoor } from '../../../test/staff.ts';

const { url } = await testClickHouse();
const shop = await openShop(undefined, { clickhouseUrl: url });
const { ok, get, post, put } = shop;

const october = `from=${encodeURIComponent('2026-10-01T00:00:00+08:00')}&until=${encodeURIComponent('2026-11-01T00:00:00+08:00')}`;
const on = (day: string) => `2026-${day}T12:00:00+08:00`;
const line = (sku: string, quantity: number, unitPriceMinor: number) => ({
  sku,
  name: `${sku} 名`,
  category: '类',
  quantity,
  unitPriceMinor,
});

/** One month: 安 buys three times (once in dollars), 白 once with a refund, 陈 only looks, 丁 bought in June, and somebody unknown. */
const people = Object.fromEntries(['安', '白', '陈', '丁'].map((name) => [name, { phone: phone() }]));
const orders = {
  june: order({ member: people['丁'], placedAt: on('06-10'), lines: [line('T-1', 1, 10_000)] }),
  an: order({ member: people['安'], placedAt: on('10-05'), lines: [line('T-1', 1, 10_000)] }),
  bai: order({ member: people['白'], placedAt: on('10-12'), totalMinor: 20_000, lines: [line('T-1', 2, 10_000)] }),
  unknown: order({ placedAt: on('10-12'), totalMinor: 1000, lines: [line('T-1', 1, 1000)] }),
  tmall: order({
    member: people['安'],
    placedAt: on('10-20'),
    channel: 'tmall',
    totalMinor: 120_000,
    lines: [line('T-2', 3, 40_000)],
  }),
  dollars: order({
    member: people['安'],
    placedAt: on('10-25'),
    currency: 'USD',
    totalMinor: 500,
    lines: [line('T-9', 1, 500)],
  }),
};
await ok(put('/api/members', { ...people['陈'], name: '陈', joinedAt: on('10-02') }));
for (const body of Object.values(orders)) await ok(post('/api/orders', body));
for (const name of ['安', '白', '丁']) await ok(put('/api/members', { ...people[name], name }));
const back = { refund: 'R', at: on('10-13'), amountMinor: 5000, lines: [{ sku: 'T-1', quantity: 1 }] };
await ok(post(`/api/orders/${orders.bai.number}/refunds`, back));
const did = (name: string, ...events: string[]) =>
  events.map((event) => ({ event, member: people[name], at: on('10-03') }));
const seen = [
  ...did('陈', 'product_viewed', 'product_added'),
  ...did('安', 'product_viewed', 'product_added', 'checkout_started'),
];
await ok(post('/api/events', seen));
await shop.engine.settle();
/** The first look waits until ClickHouse is up and holds all that was recorded. */
while (!(await get(`/api/insight/overview?${october}`)).body?.isComplete)
  await new Promise((done) => setTimeout(done, 20));

const named = (items: { name: string | null }[]) => new Set(items.map((row) => row.name));

test('the trend is answered by day, week and month, each with what was sold in it', async () => {
  const weeks = await ok(get(`/api/insight/trend?${october}&step=week`));
  assert.deepEqual(weeks, {
    currency: 'CNY',
    points: [
      { on: '2026-09-28', salesMinor: 0, orders: 0, newMembers: 1, buyers: 0 },
      { on: '2026-10-05', salesMinor: 10_000, orders: 1, newMembers: 1, buyers: 1 },
      { on: '2026-10-12', salesMinor: 16_000, orders: 2, newMembers: 1, buyers: 1 },
      { on: '2026-10-19', salesMinor: 120_000, orders: 1, newMembers: 0, buyers: 1 },
      { on: '2026-10-26', salesMinor: 0, orders: 0, newMembers: 0, buyers: 0 },
    ],
  });
  const months = await ok(get(`/api/insight/trend?${october}&step=month`));
  assert.deepEqual(months.points, [{ on: '2026-10-01', salesMinor: 146_000, orders: 4, newMembers: 3, buyers: 2 }]);
  const { points: days } = await ok(get(`/api/insight/trend?${october}`));
  assert.equal(days.length, 31);
  assert.deepEqual(days[12], { on: '2026-10-13', salesMinor: -5000, orders: 0, newMembers: 0, buyers: 0 });
  const dollars = await ok(get(`/api/insight/trend?${october}&step=month&currency=USD`));
  assert.deepEqual([dollars.currency, dollars.points[0].salesMinor, dollars.points[0].orders], ['USD', 500, 1]);
});

test('the best-selling products are answered in the sort and number asked for', async () => {
  const first = { sku: 'T-1', name: 'T-1 名', category: '类', quantity: 3, salesMinor: 26_000, orders: 3, members: 2 };
  const second = {
    sku: 'T-2',
    name: 'T-2 名',
    category: '类',
    quantity: 3,
    salesMinor: 120_000,
    orders: 1,
    members: 1,
  };
  const cases: [query: string, items: object[]][] = [
    ['', [second, first]],
    ['&sort=orders', [first, second]],
    ['&sort=sales&limit=1', [second]],
    ['&currency=USD', [{ ...second, sku: 'T-9', name: 'T-9 名', quantity: 1, salesMinor: 500 }]],
    ['&currency=EUR', []],
  ];
  for (const [query, items] of cases)
    assert.deepEqual((await ok(get(`/api/insight/products?${october}${query}`))).items, items, query);
});

test('behind each figure stand the members it counts, as the list of members shows them', async () => {
  const { figures, tiers, funnel } = await ok(get(`/api/insight/overview?${october}`));
  const stepCount = (step: string): number => funnel.find((one: { step: string }) => one.step === step).members;
  const silver = tiers.find((one: { code: string }) => one.code === 'silver').members;
  const cases: [query: string, names: string[], figure?: number][] = [
    ['set=members', ['安', '白', '陈', '丁'], figures.members],
    ['set=new', ['安', '白', '陈'], figures.newMembers],
    ['set=active', ['安', '白', '陈'], figures.activeMembers],
    ['set=dormant', ['丁'], figures.dormantMembers],
    ['set=buyers', ['安', '白']],
    ['set=repeat30', ['安'], figures.repurchase30 * 2],
    ['set=repeat60', ['安'], figures.repurchase60 * 2],
    ['set=repeat90', ['安'], figures.repurchase90 * 2],
    ['set=tier&value=silver', ['安'], silver],
    ['set=product&value=T-1', ['安', '白']],
    ['set=viewed', ['安', '陈'], stepCount('viewed')],
    ['set=added', ['安', '陈'], stepCount('added')],
    ['set=checkout', ['安'], stepCount('checkout')],
    ['set=paid', ['安'], stepCount('paid')],
  ];
  const listed = new Map((await ok(get('/api/members?limit=200'))).items.map((row: { id: string }) => [row.id, row]));
  for (const [query, names, figure] of cases) {
    const { items, count } = await ok(get(`/api/insight/members?${october}&${query}`));
    assert.deepEqual(named(items), new Set(names), query);
    assert.deepEqual([items.length, count], [names.length, names.length], query);
    if (figure !== undefined) assert.equal(count, figure, query);
    for (const row of items) assert.deepEqual(row, listed.get(row.id), query);
  }
});

test('behind sales stand the orders themselves, as the list of orders shows them', async () => {
  const { an, bai, unknown, tmall, dollars } = orders;
  const cases: [query: string, numbers: string[]][] = [
    ['set=orders', [tmall, unknown, bai, an].map((one) => one.number)],
    ['set=orders&currency=USD', [dollars.number]],
    ['set=refunds', [bai.number]],
    ['set=product&value=T-1', [unknown, bai, an].map((one) => one.number)],
    ['set=channel&value=tmall', [tmall.number]],
  ];
  for (const [query, numbers] of cases) {
    const { items, count } = await ok(get(`/api/insight/orders?${october}&${query}`));
    assert.deepEqual([items.map((one: { number: string }) => one.number), count], [numbers, numbers.length], query);
    for (const view of items) assert.deepEqual(view, await ok(get(`/api/orders/${view.id}`)), query);
  }
});

test('the pages of a drill-down follow each other, and what it needs is named', async () => {
  const numbers: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: { number: string }[]; nextCursor: string | null; count: number } = await ok(
      get(`/api/insight/orders?${october}&set=orders&limit=3${cursor && `&cursor=${cursor}`}`),
    );
    assert.equal(page.count, 4);
    numbers.push(...page.items.map((one) => one.number));
    cursor = page.nextCursor;
  }
  assert.deepEqual(
    numbers,
    [orders.tmall, orders.unknown, orders.bai, orders.an].map((one) => one.number),
  );
  const refused: [path: string, field: string][] = [
    ['members?set=tier', 'value'],
    ['orders?set=channel', 'value'],
    ['orders?set=orders&cursor=x', 'cursor'],
    ['members?set=richest', 'set'],
    ['trend?step=year', 'step'],
    ['products?limit=0', 'limit'],
  ];
  for (const [path, field] of refused)
    assertProblem(await get(`/api/insight/${path}&${october}`), 400, 'request.invalid', field);
});

test('a sale is in the figures of whoever asks right after it', async () => {
  const before = (await ok(get('/api/insight/overview'))).figures;
  await ok(post('/api/orders', order({ member: people['白'], placedAt: '2026-11-01T09:59:00+08:00' })));
  const after = await ok(get('/api/insight/overview'));
  assert.ok(after.isComplete);
  assert.deepEqual([after.figures.orders, after.figures.salesMinor], [before.orders + 1, before.salesMinor + 10_000]);
});

test('who is limited to stores gets figures and drill-downs of these alone, and others may choose stores', async () => {
  const { hire } = openDoor(shop);
  const permissions = ['insight.read', 'members.read', 'orders.read', 'system.read'];
  await ok(put('/api/roles/store-manager', { name: '店长', permissions }));
  for (const [name, region] of Object.entries({ 北店: '北区', 南店: '南区' }))
    await ok(put('/api/stores', { name, region, brand: null }));
  const join = async (name: string, store: string) =>
    (await ok(put('/api/members', { name, phone: phone(), store, joinedAt: on('08-01') }))).id as string;
  const sell = (number: string, store: string, id: string, day: string, sku = `${store}货`) =>
    ok(post('/api/orders', order({ number, store, member: { id }, placedAt: on(day), lines: [line(sku, 1, 10_000)] })));
  const [tan, yan, both] = [await join('谭北', '北店'), await join('严南', '南店'), await join('双方', '北店')];
  for (const [number, store, member, day] of [
    ['N-1', '北店', tan, '08-10'],
    ['N-2', '北店', tan, '08-11'],
    ['N-3', '北店', both, '08-12'],
    ['S-1', '南店', yan, '08-10'],
    ['S-2', '南店', both, '08-11'],
  ] as const)
    await sell(number, store, member, day);
  await ok(post('/api/orders/S-1/refunds', { refund: 'R', at: on('08-13'), amountMinor: 10_000 }));
  await shop.engine.settle();

  const august = 'from=2026-08-01T00:00:00%2B08:00&until=2026-09-01T00:00:00%2B08:00';
  type Person = Awaited<ReturnType<typeof hire>>;
  const [north, south] = [await hire('store-manager', ['北店']), await hire('store-manager', ['南店'])];
  const west = await hire('store-manager', ['哪里也不是']);
  const limits = { stores: [], regions: ['西区'] };
  await ok(put(`/api/staff/${west.id}`, { name: west.name, role: 'store-manager', isDisabled: false, ...limits }));
  const owner = await hire('owner');
  const overview = ({ as }: Person, more = '') => ok(as('GET', `/api/insight/overview?${august}${more}`));
  while (!(await overview(owner)).isComplete) await new Promise((done) => setTimeout(done, 20));

  const told = ({ stores, figures }: { stores: string[] | null; figures: Record<string, number> }) => {
    const { orders: count, salesMinor, refundsMinor, members, newMembers, activeMembers, repurchase30 } = figures;
    return [stores, [count, salesMinor, refundsMinor, members, newMembers, activeMembers, repurchase30]];
  };
  // The same period by turns, so that what is remembered of one would be seen by another.
  for (let round = 0; round < 2; round++) {
    assert.deepEqual(told(await overview(north)), [['北店'], [3, 30_000, 0, 2, 2, 2, 0.5]]);
    assert.deepEqual(told(await overview(south)), [['南店'], [2, 10_000, 10_000, 2, 1, 2, 0]]);
    assert.deepEqual(told(await overview(west)), [[], [0, 0, 0, 0, 0, 0, null]]);
    assert.deepEqual(told(await overview(owner)).at(0), null);
    assert.equal((await overview(owner)).figures.orders, 5);
  }
  assert.equal((await overview(west)).pointsLiability, null);
  const each = (path: string, { as }: Person, more = '') => ok(as('GET', `/api/insight/${path}?${august}${more}`));
  for (const path of ['overview', 'trend', 'products']) {
    const chosen = await each(path, owner, `&store=${encodeURIComponent('北店')}`);
    assert.deepEqual(await each(path, north), chosen, 'who chooses a store sees what its manager sees');
    assert.deepEqual(await each(path, owner, `&region=${encodeURIComponent('北区')}`), chosen);
    assert.ok(!JSON.stringify(chosen).includes('南店'), JSON.stringify(chosen));
  }
  const limitedKey = { name: '门店系统', permissions: ['insight.read'], stores: ['北店'] };
  const { secret } = await ok(post('/api/keys', limitedKey));
  const seenByKey = await shop.call('GET', `/api/insight/overview?${august}`, undefined, { apiKey: secret });
  assert.deepEqual(seenByKey.body, await overview(north), 'a key that is limited sees the same');
  const two = encodeURI('&store=北店&region=南区');
  assert.deepEqual((await overview(owner, two)).figures.orders, 5);

  // Behind each figure stand only members and orders that the lists show.
  for (const person of [north, south, west]) {
    const own = async (path: string) =>
      new Set((await ok(person.as('GET', path))).items.map((one: { id: string }) => one.id));
    const theirs = { members: await own('/api/members?limit=200'), orders: await own('/api/orders?limit=200') };
    const values: Record<string, string[]> = {
      tier: ['basic', 'silver'],
      product: ['北店货', '南店货'],
      channel: ['pos'],
    };
    for (const [kind, sets] of [
      ['members', memberSets],
      ['orders', orderSets],
    ] as const)
      for (const set of sets)
        for (const value of values[set] ?? ['']) {
          const query = `&set=${set}${value && `&value=${encodeURIComponent(value)}`}`;
          const { items, count } = await each(kind, person, query);
          assert.equal(items.length, count, query);
          for (const { id } of items) assert.ok(theirs[kind].has(id), `${person.name} ${query} shows ${id}`);
          if (person === west) assert.equal(count, 0, query);
        }
    assert.equal((await overview(person)).figures.members, theirs.members.size);
    assert.equal((await each('members', person, '&set=members')).count, theirs.members.size);
  }

  for (const path of ['overview', 'trend', 'products', 'members', 'orders'])
    for (const asked of ['store=南店', 'region=南区', 'store=北店&store=南店', 'brand=无']) {
      const more = `&${encodeURI(asked)}${path === 'members' || path === 'orders' ? `&set=${path}` : ''}`;
      const reply = await north.as('GET', `/api/insight/${path}?${august}${more}`);
      assertProblem(reply, 404, 'store.unknown', asked.startsWith('store') ? 'store' : asked.split('=')[0]!);
    }
  assertProblem(await owner.as('GET', `/api/insight/overview?store=x`), 404, 'store.unknown', 'store');
  const places = await ok(north.as('GET', '/api/places'));
  assert.deepEqual([places.stores, places.regions], [['北店'], ['北区']]);
});
