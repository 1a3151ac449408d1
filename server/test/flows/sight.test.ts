import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissions } from '@shuke/contract';
import { assertProblem, openShop, order, phone } from '../shop.ts';
import { openDoor } from '../staff.ts';

const shop = await openShop();
const { ok, get, post, put } = shop;
const { hire } = openDoor(shop);

/** What nobody is to read who sees members masked. */
const planted = {
  name: '欧阳晓月白',
  phone: '13877665544',
  email: 'zhaoqian.sunli@example.org',
  birthday: '1987-06-05',
  card: 'CARD-9081726354',
  attributes: { note: '住在梧桐里七号' },
};
const told = [planted.name, planted.phone, planted.email, planted.birthday, planted.card, planted.attributes.note];
const findsAny = (text: string): string | undefined => told.find((one) => text.includes(one));

const policy = await ok(post('/api/policies', { code: 'marketing', text: '我们会给您发消息', asksAgain: false }));
const { id } = await ok(put('/api/members', { ...planted, store: '静安店' }));
const sold = await ok(post('/api/orders', order({ store: '静安店', member: { id } })));
await ok(
  put(`/api/members/${id}/consents`, {
    consents: [{ purpose: 'marketing', decision: 'given' }],
    policy: { code: 'marketing', version: policy.version },
    source: 'counter',
    shown: '愿意收到消息',
    address: '203.0.113.77',
    device: '门店平板',
  }),
);
// A file of orders that names the member, with a line that is set aside.
const csv = `order,phone,buyer,sku,qty,price,time\nF-1,${planted.phone},${planted.name},T-1,1,5,2026-10-01 10:00\nF-2,${planted.phone},${planted.name},T-1,nothing,5,2026-10-01 10:00\n`;
const imported = await shop.call('POST', '/api/imports?fileName=orders.csv&start=true', undefined, {
  raw: csv,
  headers: { 'content-type': 'text/csv' },
});
assert.equal(imported.status, 200, imported.text);
while (['running', 'checking'].includes((await ok(get(`/api/imports/${imported.body.id}`))).state))
  await new Promise((resolve) => setTimeout(resolve, 20));

/** Every read of the API, with ids of what is there in its path. */
const reads = shop.routes.flatMap(({ endpoint }) => {
  // What is handed over to the member is in clear, for a permission of its own.
  if (endpoint.method !== 'GET' || endpoint.reveals) return [];
  const ids: Readonly<Record<string, string>> = { orders: sold.id, imports: imported.body.id, members: id };
  const path = endpoint.path
    .replace('{code}/{version}', 'marketing/1')
    .replace('{id}', ids[endpoint.path.split('/')[2]!] ?? '1');
  return [path, ...(path.endsWith('/export') ? [`${path}?format=csv&language=zh-CN`] : [])];
});

test('nobody of the staff reads of a member in any answer what was not revealed to them', async () => {
  const owner = await hire('owner');
  const inClear: string[] = [];
  for (const path of reads) {
    if (findsAny((await get(path)).text)) inClear.push(path);
    const shown = await owner.as('GET', path);
    assert.equal(findsAny(shown.text), undefined, `${path} tells who a member is: ${shown.text.slice(0, 600)}`);
    assert.ok(!shown.text.includes('203.0.113.77') && !shown.text.includes('门店平板'), path);
  }
  const mended = await owner.as('GET', `/api/imports/${imported.body.id}/set-aside?isClear=true`);
  assert.ok(mended.text.includes(planted.phone), 'lines set aside are mended in clear');
  assert.ok(inClear.length >= 8, `the key of the installation sees it in clear: ${inClear.join(' ')}`);

  const edited = await owner.as('PUT', '/api/members', { id, region: '上海' });
  assert.equal(edited.body.member.name, '欧阳**');
  assert.equal(findsAny(edited.text), undefined);
  const view = (await owner.as('GET', `/api/members/${id}`)).body;
  const shown = Object.fromEntries(
    view.identifiers.map((one: { kind: string; value: string }) => [one.kind, one.value]),
  );
  assert.deepEqual(shown, { phone: '138****5544', email: 'z***@example.org', card: '***6354' });
  assert.deepEqual([view.birthday, view.attributes], ['1987-**-**', { note: '***' }]);
  for (const search of ['5544', planted.phone, 'ouyang', planted.email]) {
    const found = (await owner.as('GET', `/api/members?search=${encodeURIComponent(search)}`)).body.items;
    assert.deepEqual(
      found.map((one: { id: string }) => one.id),
      [id],
      `${search} still finds the member`,
    );
  }
});

test('who may reveal sees one member in clear, once, for a reason that the trail keeps', async () => {
  const service = await hire('service');
  assertProblem(
    await service.as('POST', `/api/members/${id}/reveal`, { reason: ' ' }),
    400,
    'request.invalid',
    'reason',
  );
  const revealed = await service.as('POST', `/api/members/${id}/reveal`, { reason: '回电确认收货地址' });
  assert.deepEqual([revealed.body.name, revealed.body.birthday], [planted.name, planted.birthday]);
  assert.equal((await service.as('GET', `/api/members/${id}`)).body.name, '欧阳**', 'and masked again afterwards');
  const { items } = await ok(get('/api/audit?action=member.reveal'));
  assert.equal(items.length, 1);
  assert.deepEqual(
    [items[0].by.id, items[0].objects, items[0].reason],
    [`staff:${service.id}`, [`member:${id}`], '回电确认收货地址'],
  );
  assert.ok(items[0].by.address);
  const operator = await hire('operator');
  assertProblem(await operator.as('POST', `/api/members/${id}/reveal`, { reason: '好奇' }), 403, 'auth.forbidden');
});

test('a file is masked; in clear it is asked for, with a reason, by who may (E4)', async () => {
  const [owner, operator] = [await hire('owner'), await hire('operator')];
  const asClear = { format: 'csv', isClear: true };
  assertProblem(await owner.as('GET', '/api/members/export?isClear=true'), 409, 'export.spent');
  assertProblem(await owner.as('POST', '/api/members/export', asClear), 400, 'request.invalid', 'reason');
  assertProblem(
    await operator.as('POST', '/api/members/export', { ...asClear, reason: '寄送目录' }),
    403,
    'auth.forbidden',
  );
  assertProblem(await operator.as('GET', '/api/members/export?isClear=true'), 403, 'auth.forbidden');
  const asked = await owner.as('POST', '/api/members/export', { ...asClear, reason: '寄送秋季目录' });
  const file = await owner.as('GET', asked.body.address);
  assert.ok(file.text.includes(planted.name) && file.text.includes(planted.phone), file.text);
  const { items } = await ok(get('/api/audit?action=export.ask'));
  assert.equal(items[0].reason, '寄送秋季目录');
});

test('an API key sees in clear only where it was given that', async () => {
  const issue = (permissions: string[]) => ok(post('/api/keys', { name: 'k', permissions }));
  const [plain, clear] = [await issue(['members.read']), await issue(['members.read', 'members.clear'])];
  const seenBy = async ({ secret }: { secret: string }) =>
    (await shop.call('GET', `/api/members/${id}`, undefined, { apiKey: secret })).body.name;
  assert.deepEqual([await seenBy(plain), await seenBy(clear)], ['欧阳**', planted.name]);
});

test('staff of two stores never see of each other’s members, orders, points, timeline, consents, files, finds and counts', async () => {
  const [north, south] = [await hire('associate', ['北店']), await hire('associate', ['南店'])];
  // One of each store, and one who joined in the north and bought in the south too.
  const join = async (name: string, number: string, store: string) =>
    (await ok(put('/api/members', { name, phone: number, store }))).id as string;
  const [tan, yan] = [await join('谭北', '13711117701', '北店'), await join('严南', '13711117702', '南店')];
  const sell = async (number: string, store: string, member: string) =>
    (await ok(post('/api/orders', order({ number, store, member: { id: member } })))).id as string;
  const both = await join('双方', '13711117703', '北店');
  const orders = {
    north: [await sell('N-1', '北店', tan), await sell('N-2', '北店', both)],
    south: [await sell('S-1', '南店', yan), await sell('S-2', '南店', both)],
  };

  const idsOf = async ({ as }: Awaited<ReturnType<typeof hire>>, path: string): Promise<string[]> =>
    (await ok(as('GET', path))).items.map((one: { id: string }) => one.id).toSorted();
  assert.deepEqual(await idsOf(north, '/api/members'), [tan, both]);
  assert.deepEqual(await idsOf(south, '/api/members'), [yan, both]);
  assert.deepEqual(await idsOf(north, '/api/orders'), orders.north.toSorted());
  assert.deepEqual(await idsOf(north, `/api/orders?member=${both}`), [orders.north[1]]);
  for (const search of ['13711117702', '7702', 'yan', yan])
    assert.deepEqual(await idsOf(north, `/api/members?search=${search}`), [], `${search} finds nobody in the north`);
  assert.deepEqual(await idsOf(north, '/api/members?store=南店'), [], 'nor does the store by name');
  assert.equal((await ok(north.as('GET', '/api/members/count'))).count, 2);
  const file = (await north.as('GET', '/api/members/export')).text;
  assert.ok(file.includes('7701') && !file.includes('7702'), file);
  assert.deepEqual((await ok(north.as('GET', '/api/places'))).stores, ['北店']);

  // What is single is not there at all.
  const ofMember = ['', '/points', '/timeline', '/consents'];
  for (const part of ofMember) {
    assertProblem(await north.as('GET', `/api/members/${yan}${part}`), 404, 'member.unknown');
    assert.equal((await north.as('GET', `/api/members/${tan}${part}`)).status, 200, part);
  }
  assertProblem(await north.as('POST', `/api/members/${yan}/reveal`, { reason: '好奇' }), 404, 'member.unknown');
  assertProblem(
    await north.as('PUT', `/api/members/${yan}/consents`, {
      consents: [{ purpose: 'marketing', decision: 'withdrawn' }],
      source: 'counter',
    }),
    404,
    'member.unknown',
  );
  assertProblem(await north.as('GET', `/api/orders/${orders.south[0]}`), 404, 'order.unknown');

  // Of a member of both, orders of the other store stay unknown, though their points count.
  const timeline = (await north.as('GET', `/api/members/${both}/timeline?limit=200`)).text;
  assert.ok(timeline.includes('N-2') && !timeline.includes('S-2'), timeline);
  const points = await north.as('GET', `/api/members/${both}/points`);
  assert.equal(points.body.balance, 200);
  assert.ok(points.text.includes('N-2') && !points.text.includes('S-2'), points.text);

  // A role of one’s own that may more is refused what is about all stores.
  await ok(put('/api/roles/store-manager', { name: '店长', permissions: [...permissions] }));
  const manager = await hire('store-manager', ['北店']);
  for (const { endpoint } of shop.routes) {
    if (endpoint.stores || endpoint.permission === 'public' || endpoint.permission === 'self') continue;
    const path = endpoint.path.replaceAll(/\{\w+\}/g, yan);
    const reply = await manager.as(endpoint.method, path, endpoint.body ? {} : undefined);
    assert.equal(reply.status, 403, `${endpoint.method} ${path}: ${reply.text}`);
  }
  assertProblem(await manager.as('GET', '/api/audit'), 403, 'auth.stores');
});

test('keys of two stores never see of each other, nor does one of a region that has no store yet', async () => {
  const permissions = [
    'members.read',
    'members.clear',
    'members.reveal',
    'orders.read',
    'privacy.read',
    'insight.read',
  ];
  const issue = async (limits: object) => {
    const { key, secret } = await ok(post('/api/keys', { name: '门店系统', permissions, ...limits }));
    return {
      key,
      as: (method: 'GET' | 'POST', path: string, body?: unknown) => shop.call(method, path, body, { apiKey: secret }),
    };
  };
  const join = async (name: string, store: string) =>
    (await ok(put('/api/members', { name, phone: phone(), store }))).id as string;
  const sell = async (number: string, store: string, member: string) =>
    (await ok(post('/api/orders', order({ number, store, member: { id: member } })))).id as string;
  const [bei, nan] = [await join('贝东', '钥匙东店'), await join('南西', '钥匙西店')];
  const [east, west] = [await sell('K-1', '钥匙东店', bei), await sell('K-2', '钥匙西店', nan)];
  const ofEast = await issue({ stores: ['钥匙东店'] });
  const ofWest = await issue({ stores: ['钥匙西店'] });
  assert.deepEqual([ofEast.key.stores, ofEast.key.regions], [['钥匙东店'], []]);
  const idsOf = async ({ as }: typeof ofEast, path: string): Promise<string[]> =>
    (await ok(as('GET', path))).items.map((one: { id: string }) => one.id);
  for (const [key, member, sold, others] of [
    [ofEast, bei, east, [nan, west]],
    [ofWest, nan, west, [bei, east]],
  ] as const) {
    assert.deepEqual([await idsOf(key, '/api/members'), await idsOf(key, '/api/orders')], [[member], [sold]]);
    assert.deepEqual(await idsOf(key, `/api/members?search=${others[0]}`), []);
    assert.equal((await ok(key.as('GET', '/api/members/count'))).count, 1);
    assert.equal((await key.as('GET', '/api/members/export')).text.trimEnd().split('\r\n').length, 2);
    for (const part of ['', '/points', '/timeline', '/consents'])
      assertProblem(await key.as('GET', `/api/members/${others[0]}${part}`), 404, 'member.unknown');
    assertProblem(await key.as('POST', `/api/members/${others[0]}/reveal`, { reason: '同步' }), 404, 'member.unknown');
    assertProblem(await key.as('GET', `/api/orders/${others[1]}`), 404, 'order.unknown');
  }
  // A region without stores is not no limit; its first store counts from the next request on.
  const ofRegion = await issue({ regions: ['钥匙区'] });
  assert.deepEqual([await idsOf(ofRegion, '/api/members'), await idsOf(ofRegion, '/api/orders')], [[], []]);
  await ok(put('/api/stores', { name: '钥匙西店', region: '钥匙区', brand: null }));
  assert.deepEqual(await idsOf(ofRegion, '/api/members'), [nan]);
  await ok(put('/api/stores', { name: '钥匙西店', region: null, brand: null }));
  assert.deepEqual(await idsOf(ofRegion, '/api/members'), []);
  await shop.engine.settle();
  const { items } = await ok(get(`/api/audit?object=key:${ofEast.key.id}`));
  assert.ok(JSON.stringify(items).includes('钥匙东店'), 'the trail tells what a key is limited to');
});

test('the key of a till records orders and refunds of its own store alone', async () => {
  await ok(post('/api/orders', order({ number: 'T-other', store: '收银西店', totalMinor: 5000 })));
  const permissions = ['orders.write', 'orders.read'];
  const { secret } = await ok(post('/api/keys', { name: '收银东店', permissions, stores: ['收银东店'] }));
  const till = (path: string, body: unknown) => shop.call('POST', path, body, { apiKey: secret });
  const own = order({ number: 'T-own', store: '收银东店', totalMinor: 5000 });
  assert.equal((await ok(till('/api/orders', own))).status, 'paid');
  const { store: _, ...unnamed } = own;
  for (const body of [
    { ...own, number: 'T-3', store: '收银西店' },
    { ...unnamed, number: 'T-3' },
  ]) {
    const refused = await till('/api/orders', body);
    assertProblem(refused, 403, 'auth.stores');
    assert.equal(refused.body.faults[0].field, 'store');
  }
  const { items } = await ok(
    till('/api/orders', [
      { ...own, status: 'shipped' },
      { ...own, store: '收银西店' },
    ]),
  );
  assert.deepEqual(
    items.map((one: { status: string; code?: string }) => one.code ?? one.status),
    ['shipped', 'auth.stores'],
  );
  // An order of another store is neither moved on nor told of, whatever store the till names.
  const taken = await till('/api/orders', { ...own, number: 'T-other', status: 'cancelled' });
  assertProblem(taken, 409, 'order.conflict');
  assert.doesNotMatch(taken.text, /member|5000/);
  const refund = (number: string) =>
    till(`/api/orders/${number}/refunds`, { refund: `R-${number}`, at: '2026-11-01T12:00:00+08:00', amountMinor: 100 });
  await ok(refund('T-own'));
  assertProblem(await refund('T-other'), 404, 'order.unknown');
  assert.deepEqual(
    (await ok(get('/api/orders?store=收银西店'))).items.map((one: { number: string; status: string }) => [
      one.number,
      one.status,
    ]),
    [['T-other', 'paid']],
  );
});

test('stores change from the next request on, fit the role, and are told to the trail', async () => {
  const { id: person, name, as } = await hire('associate', ['北店']);
  const change = (more: object) => put(`/api/staff/${person}`, { name, role: 'associate', isDisabled: false, ...more });
  const count = async () => (await ok(as('GET', '/api/members?store=南店'))).items.length;
  assert.equal(await count(), 0);
  assert.deepEqual((await ok(change({ stores: ['北店', '南店'] }))).stores, ['北店', '南店']);
  assert.ok((await count()) > 0);
  assert.deepEqual((await ok(change({ name: '小北' }))).stores, ['北店', '南店'], 'left out, they stay');
  assertProblem(await change({ stores: [] }), 400, 'request.invalid', 'stores');
  assertProblem(await change({ role: 'owner', stores: ['北店'] }), 400, 'request.invalid', 'stores');
  const { items } = await ok(get(`/api/audit?object=staff:${person}&action=staff.change`));
  const told = items.flatMap((one: { changes: { field: string; after: unknown }[] }) => one.changes);
  assert.ok(told.some((one: { field: string }) => one.field === 'stores'));
});

test('staff of two regions, and of two brands, never see of each other; a new store counts from the next request on', async () => {
  const say = (name: string, region: string | null, brand: string | null) =>
    ok(put('/api/stores', { name, region, brand }));
  const join = async (name: string, store: string) =>
    (await ok(put('/api/members', { name, phone: phone(), store }))).id as string;
  const [harbin, guangzhou, empty] = ['哈尔滨店', '广州店', '西部'];
  await say(harbin, '北区', '甲牌');
  await say(guangzhou, '南区', '乙牌');
  const [feng, nan] = [await join('冯北', harbin), await join('南宫粤', guangzhou)];
  const sale = async (number: string, store: string, member: string) =>
    (await ok(post('/api/orders', order({ number, store, member: { id: member } })))).id as string;
  const [cold, warm] = [await sale('H-1', harbin, feng), await sale('G-1', guangzhou, nan)];
  const hireFor = async (limits: object) => {
    const person = await hire('associate', ['哪里也不是']);
    const body = { name: person.name, role: 'associate', isDisabled: false, stores: [], ...limits };
    await ok(put(`/api/staff/${person.id}`, body));
    return { ...person, body };
  };
  const idsOf = async ({ as }: { as: typeof north.as }, path: string): Promise<string[]> =>
    (await ok(as('GET', path))).items.map((one: { id: string }) => one.id).toSorted();
  const north = await hireFor({ regions: ['北区'] });
  const south = await hireFor({ regions: ['南区'] });
  const [first, second] = [await hireFor({ brands: ['甲牌'] }), await hireFor({ brands: ['乙牌'] })];
  for (const [who, member, sold, others] of [
    [north, feng, cold, [nan, warm]],
    [south, nan, warm, [feng, cold]],
    [first, feng, cold, [nan, warm]],
    [second, nan, warm, [feng, cold]],
  ] as const) {
    assert.deepEqual([await idsOf(who, '/api/members'), await idsOf(who, '/api/orders')], [[member], [sold]]);
    for (const part of ['', '/points', '/timeline', '/consents'])
      assertProblem(await who.as('GET', `/api/members/${others[0]}${part}`), 404, 'member.unknown');
    assertProblem(await who.as('GET', `/api/orders/${others[1]}`), 404, 'order.unknown');
    assert.equal((await who.as('GET', '/api/members/export')).text.trimEnd().split('\r\n').length, 2);
    assert.equal((await ok(who.as('GET', '/api/members/count'))).count, 1);
    assert.equal((await ok(who.as('GET', '/api/places'))).stores.length, 1);
    assertProblem(await who.as('GET', '/api/stores'), 403, 'auth.forbidden');
  }

  // A region that has no store yet shows nothing, and not everything.
  const west = await hireFor({ regions: [empty] });
  assert.deepEqual([await idsOf(west, '/api/members'), await idsOf(west, '/api/orders')], [[], []]);
  const urumqi = await join('吴西', '乌鲁木齐店');
  assert.deepEqual(await idsOf(west, '/api/members'), []);
  await say('乌鲁木齐店', empty, null);
  assert.deepEqual(await idsOf(west, '/api/members'), [urumqi], 'the new store of the region counts');
  await say(guangzhou, '北区', null);
  assert.deepEqual(await idsOf(north, '/api/members'), [feng, nan].toSorted(), 'and so does one that moves');
  assert.deepEqual([await idsOf(south, '/api/members'), await idsOf(second, '/api/members')], [[], []]);

  // Stores, regions and brands are taken together; an order of a store leaves its region as it is.
  await ok(put(`/api/staff/${west.id}`, { ...west.body, stores: [harbin] }));
  await sale('U-2', '乌鲁木齐店', urumqi);
  assert.deepEqual(await idsOf(west, '/api/members'), [feng, urumqi].toSorted());
  assertProblem(await put(`/api/staff/${west.id}`, { ...west.body, regions: [] }), 400, 'request.invalid', 'stores');
  const told = await ok(get(`/api/audit?object=${encodeURIComponent(`store:${guangzhou}`)}`));
  assert.deepEqual(
    told.items[0].changes.map((one: Record<string, unknown>) => [one['field'], one['before'], one['after']]),
    [
      ['region', '南区', '北区'],
      ['brand', '乙牌', null],
    ],
  );
});
