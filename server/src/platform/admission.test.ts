import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { endpoint } from '@shuke/contract';
import { z } from 'zod';
import { openHttp, route } from './http.ts';
import { Problem } from './problem.ts';
import { openRateLimit, placeOf } from './rate-limit.ts';

const things = endpoint({
  method: 'POST',
  path: '/api/things',
  permission: 'orders.write',
  approval: null,
  tag: 'things',
  summary: 'Take a thing',
  body: z.strictObject({ size: z.int() }),
});
const ready = endpoint({ method: 'GET', path: '/readyz', permission: 'public', tag: 'things', summary: 'Is it ready' });

/** Keys are called by their names; "wrong" is none. */
function openWith(rateLimits: { perCaller: number; perAddress: number }) {
  let asked = 0;
  const app = openHttp({
    note: async () => {},
    routes: [route(things, async () => undefined as never), route(ready, async () => ({}) as never)],
    async authenticate({ headers: { authorization } }) {
      asked++;
      if (authorization === 'wrong') throw new Problem('auth.failed', 'The API key is not known.');
      return authorization === undefined
        ? undefined
        : { id: `key:${authorization}`, name: authorization, can: () => true, seesClear: true, fields: {}, stores: [] };
    },
    once: (_, run) => run(),
    log: () => {},
    rateLimits,
  });
  const call = (authorization?: string, remoteAddress = '10.0.0.1') =>
    app.inject({
      method: 'POST',
      url: '/api/things',
      payload: { size: 1 },
      remoteAddress,
      ...(authorization === undefined ? {} : { headers: { authorization } }),
    });
  const statuses = async (times: number, ...args: Parameters<typeof call>) => {
    const seen: number[] = [];
    for (let i = 0; i < times; i++) seen.push((await call(...args)).statusCode);
    return seen;
  };
  return { app, call, statuses, asked: () => asked };
}

test('a key has its calls per second, five seconds of them at once, and another key has its own', async () => {
  const { call, statuses } = openWith({ perCaller: 1, perAddress: 0 });
  const first = await call('till');
  assert.equal(first.headers['x-ratelimit-limit'], '5');
  assert.equal(first.headers['x-ratelimit-remaining'], '4');
  assert.equal(first.headers['x-ratelimit-reset'], '1');
  await statuses(4, 'till');
  const refused = await call('till');
  assert.deepEqual([refused.statusCode, refused.json().code], [429, 'request.throttled']);
  assert.deepEqual([refused.headers['retry-after'], refused.headers['x-ratelimit-remaining']], ['1', '0']);
  assert.match(refused.json().detail, /1 per second, and 5 at once.*go on in 1 s/);
  assert.equal((await call('website')).statusCode, 200);
});

test('an address that shows no key or a wrong one is turned away before it costs any work; others and health checks are not', async () => {
  const { app, statuses, asked } = openWith({ perCaller: 0, perAddress: 1 });
  assert.deepEqual(await statuses(3, 'wrong'), [401, 401, 401]);
  assert.deepEqual(await statuses(3), [401, 401, 429]);
  const before = asked();
  assert.deepEqual(await statuses(3, 'wrong'), [429, 429, 429]);
  assert.equal(asked(), before, 'no key was looked up');
  assert.deepEqual(await statuses(2, 'till', '10.0.0.2'), [200, 200]);
  assert.equal((await app.inject({ url: '/readyz', remoteAddress: '10.0.0.1' })).statusCode, 200);
});

test('good calls of an address are not counted against it', async () => {
  const { statuses } = openWith({ perCaller: 0, perAddress: 1 });
  assert.deepEqual(new Set(await statuses(20, 'till')), new Set([200]));
});

test('what was used comes back with time, up to five seconds of it', () => {
  let nowMs = 0;
  const limit = openRateLimit(2, () => nowMs);
  const reply = { header: () => reply } as never;
  const takeAll = () => {
    for (let taken = 0; ; taken++)
      try {
        limit.take('till', reply);
      } catch {
        return taken;
      }
  };
  assert.equal(takeAll(), 10);
  nowMs += 1500;
  assert.equal(takeAll(), 3);
  nowMs += 60_000;
  assert.equal(takeAll(), 10);
});

test('whoever has a network of IPv6 is one place, an address of IPv4 is one', () => {
  assert.equal(placeOf('2001:db8:1:2:3:4:5:6'), placeOf('2001:db8:1:2::9'));
  assert.notEqual(placeOf('2001:db8:1:2::1'), placeOf('2001:db8:1:3::1'));
  assert.equal(placeOf('::1'), '0:0:0:0');
  assert.equal(placeOf('192.0.2.7'), '192.0.2.7');
  assert.notEqual(placeOf('::ffff:192.0.2.7'), placeOf('::ffff:192.0.2.8'));
});

test('a body that does not arrive is not waited for', async (t) => {
  const { app } = openWith({ perCaller: 0, perAddress: 0 });
  t.after(() => app.close());
  await app.listen({ port: 0, host: '127.0.0.1' });
  assert.ok(app.server.headersTimeout <= 20_000 && app.server.requestTimeout > 0, 'nor is a head, nor a file');
  const { port } = app.server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const arrived = once(app.server, 'request');
  socket.write(
    'POST /api/things HTTP/1.1\r\nhost: x\r\nauthorization: till\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{',
  );
  await arrived;
  t.mock.timers.tick(59_000);
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await new Promise(setImmediate);
  assert.equal(said, '');
  t.mock.timers.tick(2000);
  await once(socket, 'end');
  assert.match(said, /^HTTP\/1\.1 408 /);
});
