import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpoint } from '@shuke/contract';
import { z } from 'zod';
import { check } from './check.ts';
import { type Caller, type Route, openHttp, route } from './http.ts';
import { Problem } from './problem.ts';

const thing = endpoint({
  method: 'POST',
  path: '/api/things/{name}',
  permission: 'orders.write',
  approval: null,
  tag: 'things',
  summary: 'Take a thing',
  params: z.object({ name: z.string() }),
  query: z.strictObject({ n: z.coerce.number().int().default(1) }),
  body: z.strictObject({ size: z.int() }),
  answer: z.object({ got: z.unknown() }),
  status: 201,
});
const open = endpoint({ method: 'GET', path: '/open', permission: 'public', tag: 'things', summary: 'Open to all' });
const caller: Caller = {
  id: 'staff:1',
  name: 'clerk',
  can: (permission) => permission !== 'points.write',
  seesClear: true,
  fields: {},
  stores: [],
};

function openWith(routes: readonly Route[], logged: string[] = [], who: Caller | undefined = caller) {
  return openHttp({
    note: async () => {},
    routes,
    authenticate: async () => who,
    once: (_, run) => run(),
    log: (message) => void logged.push(message),
  });
}

test('a handler gets what the schemas made of the call, and its answer the status of the endpoint', async () => {
  const app = openWith([
    route(thing, async ({ params, query, body, idempotency }) => ({ got: { params, query, body, idempotency } })),
  ]);
  const plain = await app.inject({ method: 'POST', url: '/api/things/a%2Fb?n=5', payload: { size: 3 } });
  assert.equal(plain.statusCode, 201);
  assert.deepEqual(plain.json().got, { params: { name: 'a/b' }, query: { n: 5 }, body: { size: 3 }, idempotency: {} });
  const keyed = async (url: string, size: number) => {
    const reply = await app.inject({ method: 'POST', url, payload: { size }, headers: { 'idempotency-key': 'k' } });
    return reply.json().got.idempotency as { key: string; hash: string };
  };
  const first = await keyed('/api/things/a', 3);
  assert.equal(first.key, 'staff:1:POST /api/things/a:k');
  assert.deepEqual(await keyed('/api/things/a', 3), first);
  assert.notEqual((await keyed('/api/things/a', 4)).hash, first.hash);
  assert.notEqual((await keyed('/api/things/b', 3)).key, first.key);
});

test('who may not, gets 403 with the permission that is missing; who is nobody, 401; public routes ask nobody', async () => {
  const forbidden = { ...thing, permission: 'points.write' as const };
  const refused = await openWith([route(forbidden, async () => ({ got: 1 }))]).inject({
    method: 'POST',
    url: '/api/things/a',
    payload: { size: 1 },
  });
  assert.deepEqual([refused.statusCode, refused.json().code], [403, 'auth.forbidden']);
  assert.match(refused.json().detail, /clerk .* points\.write/);
  const app = openHttp({
    note: async () => {},
    routes: [
      route(thing, async () => ({ got: 1 })),
      route(open, async ({ caller: who }) => ({ who: who.id }) as never),
    ],
    authenticate: async () => undefined,
    once: (_, run) => run(),
    log: () => {},
  });
  assert.equal((await app.inject({ method: 'POST', url: '/api/things/a', payload: { size: 1 } })).statusCode, 401);
  assert.deepEqual((await app.inject({ url: '/open' })).json(), { who: 'nobody' });
});

test('only a proxy that is named is believed who a call comes from', async () => {
  for (const [proxies, expected] of [
    [[], '127.0.0.1'],
    [['127.0.0.1'], '6.6.6.6'],
    [['10.0.0.0/8'], '127.0.0.1'],
  ] as const) {
    const app = openHttp({
      note: async () => {},
      routes: [route(open, async ({ by }) => ({ from: by.address }) as never)],
      authenticate: async () => undefined,
      once: (_, run) => run(),
      log: () => {},
      proxies,
    });
    const reply = await app.inject({ url: '/open', headers: { 'x-forwarded-for': '6.6.6.6' } });
    assert.equal(reply.json().from, expected);
  }
});

test('a HEAD with an Idempotency-Key is no write', async () => {
  const kept: unknown[] = [];
  const app = openHttp({
    note: async () => {},
    routes: [route(open, async () => ({}) as never)],
    authenticate: async () => undefined,
    once: (idempotency, run) => (kept.push(idempotency), run()),
    log: () => {},
  });
  await app.inject({ method: 'HEAD', url: '/open', headers: { 'idempotency-key': 'k' } });
  assert.deepEqual(kept, [{}]);
});

test('an address that is too long for anything is not found, and no fault of ours', async () => {
  const logged: string[] = [];
  const app = openWith([route(thing, async () => ({ got: 1 }))], logged);
  const reply = await app.inject({ method: 'POST', url: `/api/things/${'a'.repeat(400)}`, payload: { size: 1 } });
  assert.deepEqual([reply.statusCode, reply.json().code, logged], [404, 'request.not-found', []]);
});

test('a fault of ours tells nothing of the inside, and is logged with the number the caller was given', async () => {
  const logged: string[] = [];
  const app = openWith([route(open, async () => assert.fail('secret of the database'))], logged);
  const reply = await app.inject({ url: '/open' });
  assert.deepEqual([reply.statusCode, reply.json().code], [500, 'server.fault']);
  assert.doesNotMatch(reply.body, /secret/);
  const [, id = ''] = /request (\S+)\)/.exec(reply.json().detail) ?? [];
  assert.ok(logged.some((line) => line.includes(id) && line.includes('secret of the database')));
});

test('every answer has the id of its request, which a caller may choose, and problems and the log tell it', async () => {
  const logged: string[] = [];
  const routes = [route(open, async ({ query }) => query as never), route(thing, async () => assert.fail('x'))];
  const app = openHttp({
    note: async () => {},
    routes,
    authenticate: async () => caller,
    once: (_, run) => run(),
    log: (_, fields) => void logged.push(JSON.stringify(fields)),
    logsCalls: true,
  });
  const idOf = async (given?: string) => {
    const reply = await app.inject({ url: '/open', headers: given === undefined ? {} : { 'x-request-id': given } });
    return String(reply.headers['x-request-id']);
  };
  assert.match(await idOf(), /^[\da-f-]{36}$/);
  assert.notEqual(await idOf(), await idOf());
  assert.equal(await idOf('till-7.order_20261101'), 'till-7.order_20261101');
  for (const bad of ['short', '13800000001', 'somebody@example.com', 'x'.repeat(65), 'a b c d e f g h i j'])
    assert.notEqual(await idOf(bad), bad);
  const headers = { 'x-request-id': 'a-failure-of-today' };
  const ask = { method: 'POST' as const, url: '/api/things/secret-name?n=7', payload: { size: 1 }, headers };
  assert.equal((await app.inject(ask)).json().requestId, 'a-failure-of-today');
  assert.equal((await app.inject({ url: '/api/nothing%', headers })).json().requestId, 'a-failure-of-today');
  const lines = logged.filter((line) => line.includes('a-failure-of-today')).join('\n');
  assert.match(lines, /"level":"error".*"route":"\/api\/things\/:name"/);
  assert.match(lines, /"status":500,"ms":\d+,"caller":"nobody"|"status":500,"ms":\d+,"caller":"staff:1"/);
  assert.doesNotMatch(lines, /secret-name/);
});

test('a database that is away is 503 with a time to come back, whichever way it says so', async () => {
  const errors = [
    Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' }),
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('too many clients'), { code: '53300' }),
    new Error('Connection terminated unexpectedly'),
  ];
  for (const error of errors) {
    const reply = await openWith([route(open, () => Promise.reject(error))]).inject({ url: '/open' });
    assert.deepEqual(
      [reply.statusCode, reply.json().code, reply.headers['retry-after']],
      [503, 'store.down', '2'],
      error.message,
    );
  }
});

test('every fault of a call is named with its field, and of a union the branch that comes nearest', () => {
  const item = z.strictObject({ a: z.int(), b: z.strictObject({ c: z.string() }) });
  const faultsOf = (schema: z.ZodType, value: unknown) => {
    try {
      check(schema, value, 'body');
    } catch (error) {
      if (error instanceof Problem) return (error.faults ?? []).map((fault) => fault.field).toSorted();
    }
    return assert.fail('it is refused');
  };
  assert.deepEqual(faultsOf(item, { a: 'x', b: { c: 1, d: 2 } }), ['a', 'b.c', 'b.d']);
  const one = z.union([z.array(item).min(1), item]);
  assert.deepEqual(
    faultsOf(one, [
      { a: 1, b: { c: 'x' } },
      { a: 1.5, b: {} },
    ]),
    ['1.a', '1.b.c'],
  );
  assert.deepEqual(faultsOf(one, { a: 1, b: { c: 5 } }), ['b.c']);
  assert.equal(
    faultsOf(
      z.array(z.int()),
      Array.from({ length: 200 }, () => 'x'),
    ).length,
    50,
    'at most fifty',
  );
});
