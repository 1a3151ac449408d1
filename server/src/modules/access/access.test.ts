import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { test } from 'node:test';
import { permissions } from '@shuke/contract';
import { OWNER, assertProblem, openShop, order } from '../../../test/shop.ts';
import { cookieOf, openDoor } from '../../../test/staff.ts';
import { hashPassword } from './passwords.ts';
import { openStaff } from './staff.ts';

const shop = await openShop();
const desk = openStaff(shop.pool);
await desk.createOwner(OWNER.email, OWNER.password);

const { anybody: asBrowser, signIn } = openDoor(shop);

test('every route but the public ones answers 401 to a caller who shows nothing, and 401 to a wrong key', async () => {
  for (const { endpoint } of shop.routes) {
    const path = endpoint.path.replaceAll(/\{\w+\}/g, '1');
    const body = endpoint.body ? {} : undefined;
    if (endpoint.permission === 'public') continue;
    assertProblem(await shop.call(endpoint.method, path, body, { apiKey: '' }), 401, 'auth.required');
    assertProblem(await shop.call(endpoint.method, path, body, { apiKey: 'wrong' }), 401, 'auth.failed');
  }
  assert.ok(shop.routes.filter(({ endpoint }) => endpoint.permission !== 'public').length > 20);
});

test('the owner signs in, is known by the cookie, and is nobody again after signing out', async () => {
  assert.deepEqual((await asBrowser('GET', '/api/session')).body, { staff: null });
  const signedIn = await signIn('Owner@Example.com', OWNER.password);
  assert.deepEqual(signedIn.body, {
    id: '1',
    email: OWNER.email,
    name: '店主',
    role: 'owner',
    roleName: null,
    stores: [],
    fields: {},
    permissions: [...permissions],
    needsFactor: false,
  });
  assert.match(String(signedIn.headers['set-cookie']), /^shuke_session=[\w-]{43};.*HttpOnly.*SameSite=Lax/);
  const cookie = cookieOf(signedIn);
  assert.equal((await asBrowser('GET', '/api/session', undefined, { cookie })).body.staff.email, OWNER.email);
  assert.equal((await asBrowser('GET', '/api/members', undefined, { cookie })).status, 200);
  assert.equal((await asBrowser('DELETE', '/api/session', undefined, { cookie, 'x-shuke-request': '1' })).status, 200);
  assertProblem(await asBrowser('GET', '/api/members', undefined, { cookie }), 401, 'auth.required');
});

test('a write with a cookie needs the header that only the admin sends, so that no other site can make it', async () => {
  const cookie = cookieOf(await signIn(OWNER.email, OWNER.password));
  assertProblem(await asBrowser('POST', '/api/orders', order(), { cookie }), 403, 'auth.forbidden');
  assertProblem(await asBrowser('DELETE', '/api/session', undefined, { cookie }), 403, 'auth.forbidden');
  assert.equal((await asBrowser('POST', '/api/orders', order(), { cookie, 'x-shuke-request': '1' })).status, 200);
});

test('a wrong password and an unknown e-mail get the same answer', async () => {
  const wrong = await signIn(OWNER.email, 'wrong');
  const unknown = await signIn('nobody@example.com', 'wrong');
  assertProblem(wrong, 401, 'auth.failed');
  assert.deepEqual({ ...unknown.body, requestId: '' }, { ...wrong.body, requestId: '' });
});

/** How many passwords are hashed while something is done. */
async function hashesDuring(work: () => Promise<unknown>): Promise<number> {
  let hashes = 0;
  const hook = createHook({ init: (_id, type) => void (hashes += Number(/^argon2/i.test(type))) }).enable();
  await work();
  hook.disable();
  return hashes;
}

test('an unknown e-mail costs the server as much work as a wrong password: one hash', async () => {
  await signIn('first@example.com', 'x'); // The hash that stands in for an unknown person's is made once.
  assert.equal(await hashesDuring(() => signIn(OWNER.email, 'wrong')), 1);
  assert.equal(await hashesDuring(() => signIn('nobody@example.com', 'wrong')), 1);
  assert.equal(await hashesDuring(() => signIn(OWNER.email, OWNER.password)), 1);
});

test('after ten failures one has to wait, even with the right password; others are not held up', async () => {
  await desk.createOwner('x@example.com', 'x');
  for (let i = 0; i < 10; i++) assertProblem(await signIn('brute@example.com', `guess ${i}`), 401, 'auth.failed');
  const throttled = await signIn('brute@example.com', 'guess');
  assertProblem(throttled, 429, 'auth.throttled');
  const seconds = Number(throttled.headers['retry-after']);
  assert.ok(seconds > 200 && seconds <= 300, `${seconds}`);
  assert.equal((await signIn(OWNER.email, OWNER.password)).status, 200);
});

test('many guesses sent at once are throttled like guesses one after another', async () => {
  const replies = await Promise.all(Array.from({ length: 40 }, (_, i) => signIn('burst@example.com', `guess ${i}`)));
  const tried = replies.filter((reply) => reply.status === 401).length;
  assert.ok(tried <= 10, `${tried} guesses were tried`);
});

test('a forged, foreign or outdated session is nobody', async () => {
  for (const cookie of ['shuke_session=', 'shuke_session=forged', "shuke_session=' or 1=1 --", 'shuke_session=%00']) {
    const reply = await asBrowser('GET', '/api/members', undefined, { cookie });
    assertProblem(reply, 401, 'auth.required');
  }
  const from = { address: 'test', device: '' };
  const token = await desk.open(await desk.check(OWNER.email, OWNER.password, from), from);
  assert.equal((await desk.ofSession(token))?.email, OWNER.email);
  await shop.pool.query(`update access.session set seen_at = now() - interval '8 days'`);
  assert.equal(await desk.ofSession(token), undefined, 'unused for a week');
  await shop.pool.query(`update access.session set seen_at = now(), created_at = now() - interval '31 days'`);
  assert.equal(await desk.ofSession(token), undefined, 'a month after the sign-in');
  await signIn(OWNER.email, OWNER.password);
  const { rows } = await shop.pool.query('select from access.session');
  assert.equal(rows.length, 1, 'the next sign-in clears up');
});

test('neither passwords nor session tokens are stored as they are', async () => {
  const from = { address: 'test', device: '' };
  const token = await desk.open(await desk.check(OWNER.email, OWNER.password, from), from);
  const { rows } = await shop.pool.query<{ text: string }>(
    'select (select json_agg(c) from access.credential c)::text || (select json_agg(t) from access.session t)::text as text',
  );
  assert.ok(!rows[0]!.text.includes(token) && !rows[0]!.text.includes(OWNER.password));
  assert.notEqual(await hashPassword('same'), await hashPassword('same'), 'salted');
  assert.match(await hashPassword('same'), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('the owner is made once: a second start changes neither owner nor password', async () => {
  assert.equal(await desk.createOwner('second@example.com', 'other'), false);
  assert.equal((await signIn(OWNER.email, OWNER.password)).status, 200);
});

/** Runs both at once in such a way that the first is the first to reach the owner's row, and the second comes right after it. */
async function atTheOwner<First, Second>(first: () => Promise<First>, second: () => Promise<Second>) {
  await desk.setPassword(OWNER.email, OWNER.password);
  const holder = await shop.pool.connect();
  try {
    await holder.query('begin');
    await holder.query('select from access.credential for update');
    const begun = first();
    await untilWaiting(1);
    const both = Promise.all([begun, second()]);
    await untilWaiting(2);
    await holder.query('commit');
    return await both;
  } finally {
    holder.release(true);
  }
}

async function untilWaiting(statements: number): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    const { rows } = await shop.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length === statements) return;
    assert.ok(Date.now() < until, `${rows.length} statements wait for the owner's row, not ${statements}`);
  }
}

test('a sign-in whose password is replaced while it is checked is refused', async () => {
  const [, signedIn] = await atTheOwner(
    () => desk.setPassword(OWNER.email, 'a new password'),
    () => signIn(OWNER.email, OWNER.password),
  );
  assertProblem(signedIn, 401, 'auth.failed');
});

test('a session that was just opened with the old password ends with it', async () => {
  const [signedIn] = await atTheOwner(
    () => signIn(OWNER.email, OWNER.password),
    () => desk.setPassword(OWNER.email, 'a new password'),
  );
  const cookie = cookieOf(signedIn);
  assert.equal(signedIn.status, 200);
  assertProblem(await asBrowser('GET', '/api/members', undefined, { cookie }), 401, 'auth.required');
});
