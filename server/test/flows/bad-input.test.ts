import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Reply, assertProblem, openShop, order, phone } from '../shop.ts';

const shop = await openShop();
const { ok, call, get, post, put } = shop;

/** Refused, with nothing recorded: no fact, no id given out. */
async function assertRefused(
  ask: () => Promise<Reply>,
  ...expected: [status: number, code: Parameters<typeof assertProblem>[2], field?: string]
): Promise<void> {
  const before = shop.engine.status().factId;
  assertProblem(await ask(), ...expected);
  assert.equal(shop.engine.status().factId, before, 'nothing was recorded');
}

test('a body that is no JSON is refused, however it is broken', async () => {
  for (const raw of [
    '',
    '{',
    '{"number":',
    'null',
    '[1,',
    '{"number":"A"',
    "{'number':'A'}",
    '{"a":1}}',
    '\u0000',
    '{"number":"\ud800',
  ]) {
    const reply = await call('POST', '/api/orders', undefined, { raw });
    assert.equal(reply.status, 400, raw);
    assert.ok(['request.malformed', 'request.invalid'].includes(reply.body.code), reply.text);
  }
  await assertRefused(() => call('POST', '/api/orders', undefined, { raw: '{"number":' }), 400, 'request.malformed');
  await assertRefused(() => call('POST', '/api/orders', undefined, { headers: {} }), 400, 'request.malformed');
});

test('a key __proto__ or constructor changes nothing and is named', async () => {
  const text = JSON.stringify(order());
  for (const key of ['"__proto__":{"isAdmin":true}', '"constructor":{"prototype":{"isAdmin":true}}']) {
    const reply = await call('POST', '/api/orders', undefined, { raw: `{${key},${text.slice(1)}` });
    assertProblem(reply, 400, 'request.malformed');
    assert.match(reply.body.detail, /__proto__/);
  }
  assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined);
  await assertRefused(
    () =>
      put('/api/members', {
        phone: phone(),
        attributes: JSON.parse('{"constructor": 1, "toString": "x"}') as object,
        unknown: 1,
      }),
    400,
    'request.invalid',
    'unknown',
  );
  const { member } = await ok(
    put('/api/members', { phone: phone(), attributes: { constructor: 1, toString: 'x', hasOwnProperty: true } }),
  );
  assert.deepEqual(member.attributes, { constructor: 1, toString: 'x', hasOwnProperty: true });
});

test('an unknown field is named, at any depth', async () => {
  await assertRefused(() => post('/api/orders', order({ total: 1 })), 400, 'request.invalid', 'total');
  await assertRefused(
    () => post('/api/orders', order({ lines: [{ sku: 'A', quantity: 1, unitPriceMinor: 1, price: 2 }] })),
    400,
    'request.invalid',
    'lines.0.price',
  );
  await assertRefused(
    () => post('/api/orders', order({ member: { phone: phone(), nickname: 'x' } })),
    400,
    'request.invalid',
    'member.nickname',
  );
  await assertRefused(() => get('/api/members?page=2'), 400, 'request.invalid', 'page');
});

test('each wrong value is refused with its field', async () => {
  const line = { sku: 'A', quantity: 1, unitPriceMinor: 10_000 };
  const cases: [field: string, body: object][] = [
    ['number', order({ number: 5 })],
    ['number', order({ number: '' })],
    ['number', order({ number: 'x'.repeat(101) })],
    ['number', order({ number: ' ' })],
    ['status', order({ status: 'payed' })],
    ['status', order({ status: null })],
    ['placedAt', order({ placedAt: '2026-11-01' })],
    ['placedAt', order({ placedAt: '2026-11-01T10:00:00' })],
    ['placedAt', order({ placedAt: '2026-02-30T10:00:00+08:00' })],
    ['placedAt', order({ placedAt: '2026-13-01T10:00:00Z' })],
    ['placedAt', order({ placedAt: '9999-01-01T00:00:00Z' })],
    ['placedAt', order({ placedAt: '1969-12-31T23:59:59Z' })],
    ['placedAt', order({ placedAt: 1_793_000_000 })],
    ['placedAt', order({ placedAt: '2026-11-01T25:00:00Z' })],
    ['placedAt', order({ placedAt: '2026-11-01T10:00:00+99:00' })],
    ['currency', order({ currency: 'RMB' })],
    ['currency', order({ currency: 'cny' })],
    ['currency', order({ currency: '' })],
    ['currency', order({ currency: 156 })],
    ['totalMinor', order({ totalMinor: 100.5 })],
    ['totalMinor', { ...order(), totalMinor: -1 }],
    ['totalMinor', { ...order(), totalMinor: '10000' }],
    ['totalMinor', { ...order(), totalMinor: 1e21 }],
    ['totalMinor', { ...order(), totalMinor: 10_000_000_000_001 }],
    ['lines.0.quantity', order({ lines: [{ ...line, quantity: 0 }] })],
    ['lines.0.quantity', order({ lines: [{ ...line, quantity: -1 }] })],
    ['lines.0.quantity', order({ lines: [{ ...line, quantity: 1.5 }] })],
    ['lines.0.quantity', order({ lines: [{ ...line, quantity: 1e9 }] })],
    ['lines.0.unitPriceMinor', order({ lines: [{ ...line, unitPriceMinor: -5 }] })],
    ['lines.1.sku', order({ lines: [line, { quantity: 1, unitPriceMinor: 1 }] })],
    ['lines', order({ lines: [] })],
    ['lines', order({ lines: {} })],
    ['lines', order({ lines: Array.from({ length: 2001 }, () => line) })],
    ['member', order({ member: {} })],
    ['member', order({ member: 'Li' })],
    ['member.id', order({ member: { id: '-1' } })],
    ['member.phone', order({ member: { phone: 13_800_000_001 } })],
    ['channel', order({ channel: undefined })],
    ['payments.0.amountMinor', order({ payments: [{ method: 'cash', amountMinor: -1 }] })],
  ];
  for (const [field, body] of cases)
    await assertRefused(() => post('/api/orders', body), 400, 'request.invalid', field);
});

test('profiles are checked: dates that exist, genders and languages there are', async () => {
  const cases: [field: string, more: object][] = [
    ['birthday', { birthday: '2026-02-29' }],
    ['birthday', { birthday: '0000-01-01' }],
    ['birthday', { birthday: '1990-1-1' }],
    ['birthday', { birthday: '2200-01-01' }],
    ['gender', { gender: 'f' }],
    ['language', { language: 'Chinese' }],
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(101) }],
    ['attributes.a b', { attributes: { 'a b': 1 } }],
    ['attributes.a', { attributes: { a: { b: 1 } } }],
    ['attributes.a', { attributes: { a: 'x'.repeat(1001) } }],
    ['identifiers.0.kind', { identifiers: [{ kind: 'fax', value: '1' }] }],
  ];
  for (const [field, more] of cases)
    await assertRefused(() => put('/api/members', { phone: phone(), ...more }), 400, 'request.invalid', field);
  await assertRefused(() => put('/api/members', { name: 'nobody' }), 400, 'request.invalid');
});

test('NUL and broken characters are refused wherever text may stand', async () => {
  for (const bad of ['a\u0000b', 'a\ud800b', '\udc00']) {
    const body = (more: object) => order({ member: { phone: phone() }, ...more });
    const line = { sku: 'A', quantity: 1, unitPriceMinor: 10_000 };
    const cases: [field: string, ask: () => Promise<Reply>][] = [
      ['number', () => post('/api/orders', body({ number: bad }))],
      ['channel', () => post('/api/orders', body({ channel: bad }))],
      ['store', () => post('/api/orders', body({ store: bad }))],
      ['lines.0.sku', () => post('/api/orders', body({ lines: [{ ...line, sku: bad }] }))],
      ['lines.0.name', () => post('/api/orders', body({ lines: [{ ...line, name: bad }] }))],
      ['member.external', () => post('/api/orders', body({ member: { external: bad } }))],
      ['name', () => put('/api/members', { phone: phone(), name: bad })],
      ['attributes.note', () => put('/api/members', { phone: phone(), attributes: { note: bad } })],
      [
        'properties.note',
        () => post('/api/events', { event: 'seen', member: { phone: phone() }, properties: { note: bad } }),
      ],
      ['email', () => call('POST', '/api/session', { email: bad, password: 'x' }, { apiKey: '' })],
    ];
    for (const [field, ask] of cases) await assertRefused(ask, 400, 'request.invalid', field);
  }
  for (const path of [
    '/api/members?search=%00',
    '/api/members?identifier=external:%00',
    '/api/members?channel=%00',
    '/api/members/count?tier=%00',
    '/api/members/export?store=%00',
    '/api/orders?number=%00',
    '/api/orders?sku=%00',
    '/api/imports/1/set-aside?reason=%00',
  ]) {
    await assertRefused(() => get(path), 400, 'request.invalid');
  }
});

test('bodies beyond the limit, and numbers beyond all limits, are refused', async () => {
  const big = JSON.stringify(order({ number: 'x'.repeat(10 * 1024 * 1024) }));
  await assertRefused(() => call('POST', '/api/orders', undefined, { raw: big }), 413, 'request.too-large');
  const text = JSON.stringify(order());
  for (const huge of ['1e400', '-1e400', '9'.repeat(400), '0.1e-400']) {
    const reply = await call('POST', '/api/orders', undefined, {
      raw: text.replace('"totalMinor":10000', `"totalMinor":${huge}`),
    });
    assert.ok([400, 422].includes(reply.status), `${huge}: ${reply.text}`);
  }
  await assertRefused(
    () =>
      post(
        '/api/orders',
        Array.from({ length: 501 }, () => order()),
      ),
    400,
    'request.invalid',
  );
});

test('deep nesting is refused, not followed', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  await assertRefused(() => call('POST', '/api/orders', undefined, { raw: deep }), 400, 'request.invalid');
  await assertRefused(
    () =>
      call('POST', '/api/orders', undefined, {
        raw: JSON.stringify(order()).replace(
          '"store":"s-1"',
          `"store":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
        ),
      }),
    400,
    'request.invalid',
    'store',
  );
});

test('another content type, another method and another address are told apart', async () => {
  const raw = JSON.stringify(order());
  for (const type of [
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'text/csv',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
  ]) {
    const reply = await call('POST', '/api/orders', undefined, { raw, headers: { 'content-type': type } });
    assertProblem(reply, 415, 'request.unsupported-type');
  }
  assert.equal(
    (
      await call('POST', '/api/orders', undefined, {
        raw,
        headers: { 'content-type': 'application/json; charset=utf-8' },
      })
    ).status,
    200,
  );
  const wrong = await call('DELETE', '/api/orders');
  assertProblem(wrong, 405, 'request.method');
  assert.equal(wrong.headers['allow'], 'POST, GET');
  assertProblem(await call('GET', '/api/orders/5/refunds'), 405, 'request.method');
  assertProblem(await call('PATCH', '/api/members/5', {}), 405, 'request.method');
  assertProblem(await get('/api/nothing'), 404, 'request.not-found');
  assertProblem(await call('POST', '/nothing', {}), 404, 'request.not-found');
  assertProblem(await get('/api/members/%E0%A4%A'), 400, 'request.malformed');
  assertProblem(await get(`/api/orders/${'9'.repeat(400)}`), 404, 'request.not-found');
});

test('cursors and limits that no list gave out are refused', async () => {
  const cursor = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
  const lists = ['/api/members', '/api/orders', '/api/set-aside', '/api/imports', '/api/members?sort=spent'];
  const { id } = (await ok(put('/api/members', { phone: phone() }))).member;
  for (const list of [...lists, `/api/members/${id}/points`, `/api/members/${id}/timeline`]) {
    const join = list.includes('?') ? '&' : '?';
    for (const bad of [
      'x',
      cursor([]),
      cursor(['a', 'b']),
      cursor(['a']),
      cursor([{}, 1]),
      cursor(['2026-02-31 00:00:00+00', '1']),
      cursor(['1); drop', 5]),
      cursor([1, 2, 3]),
      cursor([1e300, 1]),
      cursor(['9'.repeat(30)]),
      cursor([null]),
    ]) {
      await assertRefused(
        () => get(`${list}${join}cursor=${encodeURIComponent(bad)}`),
        400,
        'request.invalid',
        'cursor',
      );
    }
    for (const limit of ['0', '-1', '201', 'many', '1.5', '', '1e99'])
      await assertRefused(() => get(`${list}${join}limit=${limit}`), 400, 'request.invalid', 'limit');
    await assertRefused(() => get(`${list}${join}limit=5&limit=6`), 400, 'request.invalid', 'limit');
  }
  await assertRefused(() => get('/api/members?identifier=fax:1'), 400, 'request.invalid', 'identifier');
  await assertRefused(() => get('/api/members?sort=name'), 400, 'request.invalid', 'sort');
});

test('figures are refused, not invented, while analytics are down, and orders go on', async () => {
  for (const path of [
    '/api/insight/overview',
    '/api/insight/trend?from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z',
  ])
    assertProblem(await get(path), 503, 'analytics.down');
  assert.equal((await ok(post('/api/orders', order()))).status, 'paid');
});

test('nothing of all this was set aside, and the shop still sells', async () => {
  assert.deepEqual((await ok(get('/api/set-aside'))).items, []);
  assert.equal((await ok(post('/api/orders', order({ member: { phone: phone() } })))).points.earned, 100);
});
