import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWNER, assertProblem, openShop, order, phone } from '../shop.ts';
import { openStaff } from '../../src/modules/access/index.ts';

const shop = await openShop();
const { ok, get, post, put } = shop;
const key = (value: string) => ({ 'idempotency-key': value });

test('a write with a key counts once: the same body gets the first answer, another body is refused', async () => {
  const member = { phone: phone() };
  await ok(put('/api/members', { ...member, name: '张三' }));
  const { id } = await shop.member(member.phone);
  const sold = order({ member });
  await ok(post('/api/orders', sold));
  const writes: [string, 'POST' | 'PUT', string, object, object][] = [
    ['order', 'POST', '/api/orders', order({ member }), order({ member })],
    ['orders', 'POST', '/api/orders', [order({ member }), order({ member })], [order({ member })]],
    [
      'refund',
      'POST',
      `/api/orders/${sold.number}/refunds`,
      { refund: 'R-1', at: '2026-11-01T09:00:00+08:00', amountMinor: 100 },
      { refund: 'R-2', at: '2026-11-01T09:00:00+08:00', amountMinor: 100 },
    ],
    ['member', 'PUT', '/api/members', { phone: phone(), name: '李四' }, { phone: phone(), name: '王五' }],
    ['grant', 'POST', `/api/members/${id}/points`, { points: 7, reason: '补偿' }, { points: 8, reason: '补偿' }],
  ];
  for (const [what, method, path, body, other] of writes) {
    const first = await shop.call(method, path, body, { headers: key(`k-${what}`) });
    assert.equal(first.status, 200, first.text);
    const factsBefore = await countFacts();
    const again = await shop.call(method, path, body, { headers: key(`k-${what}`) });
    assert.deepEqual(again.body, first.body, what);
    assertProblem(await shop.call(method, path, other, { headers: key(`k-${what}`) }), 409, 'key.conflict');
    assert.equal(await countFacts(), factsBefore, `${what}: nothing was recorded twice, nor for the other body`);
  }
});

async function countFacts(): Promise<number> {
  const { rows } = await shop.pool.query<{ n: string }>('select count(*) as n from engine.fact');
  return Number(rows[0]!.n);
}

test('a grant without a key counts each time, with a key once', async () => {
  const member = { phone: phone() };
  await ok(put('/api/members', member));
  const { id } = await shop.member(member.phone);
  const grant = (headers = {}) => ok(post(`/api/members/${id}/points`, { points: 10, reason: '补偿' }, headers));
  await grant();
  await grant();
  await grant(key('g'));
  await grant(key('g'));
  assert.equal((await shop.points(id)).balance, 30);
});

test('refusals are remembered under their key too', async () => {
  const body = order({ member: { phone: phone() } });
  const path = `/api/orders/${body.number}/refunds`;
  const refund = { refund: 'R', at: '2026-11-01T09:30:00+08:00', amountMinor: 100 };
  assertProblem(await post(path, refund, key('too-early')), 404, 'order.unknown');
  await ok(post('/api/orders', body));
  assertProblem(await post(path, refund, key('too-early')), 404, 'order.unknown');
  assertProblem(await post(path, { ...refund, amountMinor: 200 }, key('too-early')), 409, 'key.conflict');
  assert.equal((await ok(post(path, refund, key('in-time')))).refundedMinor, 100);
});

test('refusals for wrong money or a wrong phone are remembered like any other', async () => {
  const wrong = order({ discountMinor: 1 });
  assertProblem(await post('/api/orders', wrong, key('money')), 422, 'order.money');
  assertProblem(await post('/api/orders', wrong, key('money')), 422, 'order.money');
  assertProblem(await post('/api/orders', { ...wrong, discountMinor: 0 }, key('money')), 409, 'key.conflict');
  assertProblem(await put('/api/members', { phone: '12' }, key('phone')), 422, 'member.identifier-invalid', 'phone');
  assertProblem(await put('/api/members', { phone: phone() }, key('phone')), 409, 'key.conflict');
});

test('a fault of form claims no key: the mended call may use it', async () => {
  assertProblem(await post('/api/orders', { ...order(), quantity: 1 }, key('form')), 400, 'request.invalid');
  assert.equal((await ok(post('/api/orders', order(), key('form')))).status, 'paid');
});

test('under the key of an array another array records nothing, not even in part', async () => {
  const member = { phone: phone() };
  const [one, two, three] = [order({ member }), order({ member }), order({ member })];
  const first = await ok(post('/api/orders', [one, two], key('array')));
  assertProblem(await post('/api/orders', [one, two, three], key('array')), 409, 'key.conflict');
  assertProblem(await post('/api/orders', [three], key('array')), 409, 'key.conflict');
  assert.deepEqual((await ok(get(`/api/orders?number=${three.number}`))).items, []);
  assert.deepEqual(await ok(post('/api/orders', [one, two], key('array'))), first);
});

test("a caller's own key never meets the keys of the items of an array", async () => {
  await ok(post('/api/orders', [order(), order()], key('list')));
  assert.equal((await ok(post('/api/orders', order(), key('list:0')))).status, 'paid');
});

test('one key on two routes, or of two callers, are two keys', async () => {
  const member = { phone: phone() };
  const body = order({ member });
  await ok(post('/api/orders', body, key('shared')));
  const { id } = await shop.member(member.phone);
  assert.equal((await ok(post(`/api/members/${id}/points`, { points: 5, reason: '补偿' }, key('shared')))).points, 5);

  const desk = openStaff(shop.pool);
  await desk.createOwner(OWNER.email, OWNER.password);
  const from = { address: 'test', device: '' };
  const token = await desk.open(await desk.check(OWNER.email, OWNER.password, from), from);
  const asStaff = {
    apiKey: '',
    headers: { cookie: `shuke_session=${token}`, 'x-shuke-request': '1', ...key('shared') },
  };
  const granted = await shop.call('POST', `/api/members/${id}/points`, { points: 6, reason: '补偿' }, asStaff);
  assert.deepEqual([granted.status, granted.body.points, granted.body.balance], [200, 6, 111]);
});

test('a key that cannot be one is refused, and nothing is recorded', async () => {
  const body = order();
  assertProblem(await post('/api/orders', body, key('')), 400, 'request.invalid', 'Idempotency-Key');
  assertProblem(await post('/api/orders', body, key('x'.repeat(201))), 400, 'request.invalid', 'Idempotency-Key');
  assert.deepEqual((await ok(get(`/api/orders?number=${body.number}`))).items, []);
});

test('a hundred callers that send the same order at once record it once, and all hear the same', async () => {
  const body = order({ member: { phone: phone() } });
  const answers = await Promise.all(Array.from({ length: 100 }, () => ok(post('/api/orders', body))));
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  assert.equal((await shop.member(body.member.phone)).points.balance, 100);
});
