import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { AuditEntry } from '@shuke/contract';
import { Secret, TOTP } from 'otpauth';
import { openStaff } from '../../src/modules/access/index.ts';
import { rowsOf } from '../../src/platform/postgres.ts';
import { type Account, startIdentityProvider } from '../identity-provider.ts';
import { OWNER, type Reply, assertProblem, openShop } from '../shop.ts';
import { type Browser, PASSWORD, cookieOf, openDoor } from '../staff.ts';

const provider = await startIdentityProvider(
  { after: (fn) => after(fn) },
  'http://localhost/api/session/oidc/callback',
);
const shop = await openShop(undefined, { singleSignOn: provider });
await openStaff(shop.pool).createOwner(OWNER.email, OWNER.password);
const { ok, get, post } = shop;
const { anybody, browserOf, hire, signIn } = openDoor(shop);
const owner = browserOf(await signIn(OWNER.email, OWNER.password));

/** The code of an app; each counts once, so that the second is the next one, half a minute early. */
const codeOf = (secret: string, ahead = 0) => new TOTP({ secret }).generate({ timestamp: Date.now() + ahead * 30_000 });

/** Sets up an app, and answers its secret and the recovery codes. The code of now is used up by it. */
async function setUpApp(as: Browser): Promise<{ secret: string; codes: string[] }> {
  const { secret } = await ok(as('POST', '/api/factors/totp'));
  const { recoveryCodes } = await ok(as('PUT', '/api/factors/totp', { code: codeOf(secret) }));
  return { secret, codes: recoveryCodes };
}

const second = (challenge: string, code: string) => anybody('POST', '/api/session/second-factor', { challenge, code });
const challengeOf = async (email: string, password = PASSWORD): Promise<string> => {
  const asked = await ok(signIn(email, password));
  assert.ok(asked.challenge, 'the password alone lets nobody in');
  return asked.challenge;
};
/** Codes of the minute are used up: nobody waits for the next one. */
const forgetUse = () => shop.pool.query('update access.totp set last_step = 0');

test('who has an authenticator app signs in with the password and a code of it, and each code counts once', async () => {
  const person = await hire('service');
  const { secret, uri } = await ok(person.as('POST', '/api/factors/totp'));
  assert.match(uri, /^otpauth:\/\/totp\/Shuke:person-\d+%40example\.com\?.*secret=/);
  assertProblem(await person.as('PUT', '/api/factors/totp', { code: '000000' }), 422, 'factor.wrong', 'code');
  assert.equal((await signIn(person.email)).body.email, person.email, 'what is not confirmed asks for nothing');
  const code = codeOf(secret);
  const { recoveryCodes } = await ok(person.as('PUT', '/api/factors/totp', { code }));
  assert.equal(new Set(recoveryCodes).size, 10);
  assertProblem(await person.as('POST', '/api/factors/totp'), 409, 'factor.taken');

  const asked = await signIn(person.email);
  assert.deepEqual(asked.body.secondFactor, ['totp', 'recovery-code']);
  assert.equal(asked.headers['set-cookie'], undefined);
  assertProblem(await second(asked.body.challenge, code), 422, 'factor.wrong');
  const next = codeOf(secret, 1);
  const entered = await second(asked.body.challenge, next);
  assert.equal(entered.body.email, person.email, entered.text);
  assert.equal((await browserOf(entered)('GET', '/api/members')).status, 200);
  assertProblem(await second(asked.body.challenge, next), 422, 'factor.challenge');
  assertProblem(await second(await challengeOf(person.email), next), 422, 'factor.wrong');

  const spaced = (recoveryCodes[0] as string).replaceAll('-', ' ').toUpperCase();
  assert.equal((await second(await challengeOf(person.email), spaced)).status, 200);
  assertProblem(await second(await challengeOf(person.email), recoveryCodes[0]), 422, 'factor.wrong');
  const told = await ok(person.as('GET', '/api/factors'));
  assert.deepEqual([told.totp, told.passkeys, told.recoveryCodesLeft, told.isRequired], [true, [], 9, false]);
  const { rows } = await shop.pool.query<{ text: string }>(
    'select json_agg(c)::text as text from access.recovery_code c',
  );
  assert.ok(!rows[0]!.text.includes(recoveryCodes[1]));
  const app = await shop.pool.query<{ stored: Buffer }>('select secret as stored from access.totp');
  const clear = Buffer.from(Secret.fromBase32(secret).bytes);
  assert.ok(!app.rows[0]!.stored.includes(clear), 'the secret rests sealed');
});

test('the trail tells what each sign-in was made with, which were refused, and who changed their factors', async () => {
  const person = await hire('analyst');
  const { secret } = await setUpApp(person.as);
  await second(await challengeOf(person.email), 'wrong');
  await ok(second(await challengeOf(person.email), codeOf(secret, 1)));
  await ok(person.as('DELETE', '/api/factors/totp'));
  await shop.engine.settle();
  const { items } = await ok(get(`/api/audit?by=staff:${person.id}`));
  const told = (items as AuditEntry[]).map(({ action, changes }) => [action, changes.at(-1)?.after]);
  assert.deepEqual(told.slice(0, 5), [
    ['DELETE /api/factors/totp', undefined],
    ['session.opened', 'totp'],
    ['session.refused', undefined],
    ['PUT /api/factors/totp', undefined],
    ['session.opened', 'password'],
  ]);
  assert.equal((await signIn(person.email)).body.email, person.email, 'without the app the password is enough again');
});

test('codes cannot be guessed: five tries for each sign-in, ten in an hour, wherever they come from', async () => {
  const person = await hire('analyst');
  const { secret } = await setUpApp(person.as);
  await forgetUse();
  const guess = (challenge: string) => Promise.all(Array.from({ length: 6 }, () => second(challenge, '000000')));
  const codes = (replies: Reply[]) => replies.map(({ body }) => body.code as string).toSorted();
  const first = await challengeOf(person.email);
  assert.deepEqual(codes(await guess(first)), ['factor.challenge', ...Array<string>(5).fill('factor.wrong')]);
  assertProblem(await second(first, codeOf(secret)), 422, 'factor.challenge');
  await guess(await challengeOf(person.email));
  assertProblem(await second(await challengeOf(person.email), codeOf(secret)), 429, 'auth.throttled');
});

test('a second step is void once it is old, or the password was replaced, or the person is shut out', async () => {
  const person = await hire('analyst');
  const { secret, codes } = await setUpApp(person.as);
  const old = await challengeOf(person.email);
  await shop.pool.query('update access.challenge set expires_at = now()');
  assertProblem(await second(old, codeOf(secret, 1)), 422, 'factor.challenge');
  const before = await challengeOf(person.email);
  await openStaff(shop.pool).setPassword(person.email, 'quite another password');
  assertProblem(await second(before, codes[0]!), 401, 'auth.failed');
  const shutOut = await challengeOf(person.email, 'quite another password');
  await ok(shop.put(`/api/staff/${person.id}`, { name: person.name, role: 'analyst', isDisabled: true }));
  assertProblem(await second(shutOut, codes[1]!), 401, 'auth.failed');
});

test('a link to choose a password does not go round the second factor', async () => {
  const person = await hire('analyst');
  const { codes } = await setUpApp(person.as);
  const { token } = await ok(post(`/api/staff/${person.id}/invitation`, undefined));
  const accepted = await anybody('POST', '/api/session/invitation', { token, password: 'quite another password' });
  assert.deepEqual([accepted.status, accepted.headers['set-cookie']], [200, undefined]);
  assert.equal((await second(accepted.body.challenge, codes[0]!)).status, 200);
});

test('a passkey is renamed by whose it is, and by nobody else', async () => {
  const [owns, other] = [await hire('analyst'), await hire('admin')];
  await shop.pool.query(
    `insert into access.passkey (id, staff_id, public_key, counter, transports, site) values ('one', $1, '', 0, '{}', 'x')`,
    [owns.id],
  );
  const called = { name: ' 店里的电脑 ' };
  assertProblem(await other.as('PUT', '/api/factors/passkeys/one', called), 404, 'factor.unknown');
  assert.equal((await ok(owns.as('PUT', '/api/factors/passkeys/one', called))).name, '店里的电脑');
  assertProblem(await owns.as('PUT', '/api/factors/passkeys/one', { name: ' ' }), 400, 'request.invalid', 'name');
  assert.deepEqual(
    (await ok(owns.as('GET', '/api/factors'))).passkeys.map((one: { name: string }) => one.name),
    ['店里的电脑'],
  );
});

const liesInClear = async (table: string, told: string) =>
  (await rowsOf(shop.pool, `select 1 from ${table} t where t::text like '%' || $1 || '%'`, [told])).length > 0;

test('factors are changed only by who has just given the password, not by whoever finds a browser open', async () => {
  const person = await hire('analyst');
  await shop.pool.query(`update access.session set proved_at = now() - interval '11 minutes' where staff_id <> 1`);
  for (const [method, path] of [
    ['POST', '/api/factors/totp'],
    ['POST', '/api/factors/recovery-codes'],
    ['POST', '/api/factors/passkeys/options'],
    ['DELETE', '/api/factors/totp'],
    ['DELETE', '/api/factors/passkeys/any'],
  ] as const)
    assertProblem(await person.as(method, path), 403, 'auth.stale');
  const wrong = await person.as('POST', '/api/session/proof', { password: 'not the password' });
  assertProblem(wrong, 400, 'request.invalid', 'password');
  await ok(person.as('POST', '/api/session/proof', { password: PASSWORD }));
  await setUpApp(person.as);
});

test('an owner takes the factors of a colleague away who has lost them; nobody else does', async () => {
  const person = await hire('analyst');
  const admin = await hire('admin');
  await setUpApp(person.as);
  const factors = async () =>
    (await ok(get('/api/staff'))).items.find((one: { id: string }) => one.id === person.id).factors;
  assert.deepEqual(await factors(), ['totp']);
  assertProblem(await admin.as('DELETE', `/api/staff/${person.id}/factors`), 403, 'auth.forbidden');
  await ok(owner('DELETE', `/api/staff/${person.id}/factors`));
  assert.deepEqual(await factors(), []);
  assertProblem(await person.as('GET', '/api/factors'), 401, 'auth.required');
  assert.equal((await signIn(person.email)).body.email, person.email);
});

const changeRules = (more: object) =>
  owner('PUT', '/api/sign-in-rules', {
    factorForAll: false,
    factorRoles: [],
    idleMinutes: 10_080,
    absoluteMinutes: 43_200,
    ...more,
  });

test('where a role needs a second factor, who has none may do nothing but set one up', async () => {
  const person = await hire('service');
  assert.equal((await person.as('GET', '/api/members')).status, 200);
  await ok(changeRules({ factorRoles: ['service'] }));
  const held = await person.as('GET', '/api/members');
  assertProblem(held, 403, 'auth.forbidden');
  assert.match(held.body.detail, /second factor/);
  assert.equal((await person.as('GET', '/api/session')).body.staff.needsFactor, true);
  assert.equal((await owner('GET', '/api/members')).status, 200, 'other roles do not');
  await setUpApp(person.as);
  assert.equal((await person.as('GET', '/api/members')).status, 200);
  await ok(changeRules({ factorForAll: true }));
  assertProblem(await owner('GET', '/api/members'), 403, 'auth.forbidden');
  assertProblem(await changeRules({}), 403, 'auth.forbidden');
  await setUpApp(owner);
  await ok(changeRules({}));
  await ok(owner('DELETE', '/api/factors/totp'));
});

test('sessions end as the rules say: unused for so long, or so long after the sign-in', async () => {
  const { as } = await hire('analyst');
  const wrong = await changeRules({ idleMinutes: 60, absoluteMinutes: 30 });
  assertProblem(wrong, 400, 'request.invalid', 'idleMinutes');
  assertProblem(await changeRules({ factorRoles: ['nobody-has-it'] }), 422, 'role.unknown');
  const aged = async (column: 'seen_at' | 'created_at', minutes: number) => {
    await shop.pool.query(
      `update access.session set ${column} = now() - $1 * interval '1 minute' where staff_id <> 1`,
      [minutes],
    );
    return (await as('GET', '/api/health')).status;
  };
  await ok(changeRules({ idleMinutes: 30, absoluteMinutes: 60 }));
  assert.equal(await aged('seen_at', 29), 200);
  assert.equal(await aged('created_at', 59), 200);
  assert.equal(await aged('created_at', 61), 401);
  await aged('created_at', 1);
  const secondsUnused = async (headers: Record<string, string>) => {
    await shop.pool.query(`update access.session set seen_at = now() - interval '20 minutes' where staff_id <> 1`);
    const { items } = await ok(as('GET', '/api/sessions', undefined, headers));
    return (Date.now() - Date.parse(items[0].seenAt)) / 1000;
  };
  assert.ok((await secondsUnused({ 'x-shuke-idle': '1' })) > 1000, 'a page that nobody touches is no use');
  assert.ok((await secondsUnused({})) < 60);
  assert.equal(await aged('seen_at', 31), 401);
  await ok(changeRules({}));
});

/** Signs in at the provider, and comes back; `cookie` stands for the browser that began. */
async function singleSignOn(who: Account, more: { cookie?: string; next?: string; alter?: (back: URL) => void } = {}) {
  const query = more.next === undefined ? '' : `?next=${encodeURIComponent(more.next)}`;
  const begun = await anybody('GET', `/api/session/oidc${query}`);
  assert.equal(begun.status, 302, begun.text);
  const back = new URL(await provider.signIn(who, String(begun.headers['location'])));
  more.alter?.(back);
  return anybody('GET', back.pathname + back.search, undefined, { cookie: more.cookie ?? cookieOf(begun) });
}
/** Where it led, and whether somebody is signed in by it. */
const led = ({ headers }: Reply) => [headers['location'], String(headers['set-cookie']).includes('shuke_session=')];

test('single sign-on lets in whom the shop has invited, by the e-mail that the provider has verified', async () => {
  const { staff } = await ok(post('/api/staff', { email: 'wei@example.com', name: '魏', role: 'service' }));
  const wei = { subject: 'wei-1', email: 'Wei@Example.com', isVerified: true };
  const refused = ['/sign-in?refused=unknown', false];
  assert.deepEqual(led(await singleSignOn({ ...wei, isVerified: false })), refused);
  assert.deepEqual(led(await singleSignOn({ ...wei, email: 'nobody@example.com' })), refused);
  const entered = await singleSignOn(wei, { next: '/members?search=x' });
  assert.deepEqual(led(entered), ['/members?search=x', true]);
  const session = (entered.headers['set-cookie'] as string[]).find((one) => one.startsWith('shuke_session='))!;
  const cookie = session.split(';')[0]!;
  assert.equal((await anybody('GET', '/api/members', undefined, { cookie })).status, 200);
  const found = (await ok(get('/api/staff'))).items.find((one: { id: string }) => one.id === staff.id);
  assert.deepEqual([found.state, found.factors], ['active', ['single-sign-on']]);

  assert.ok(!(await liesInClear('access.identity', 'wei-1')));
  assert.deepEqual(led(await singleSignOn({ ...wei, email: 'married@example.com' })), ['/', true], 'known by now');
  assert.deepEqual(led(await singleSignOn({ ...wei, subject: 'wei-2' })), refused, 'another account with that e-mail');
  await ok(shop.put(`/api/staff/${staff.id}`, { name: '魏', role: 'service', isDisabled: true }));
  assert.deepEqual(led(await singleSignOn(wei)), refused);
});

test('an answer of the provider counts once, in the browser that asked, and as it was sent; nobody is led elsewhere', async () => {
  await post('/api/staff', { email: 'he@example.com', name: '何', role: 'service' });
  const he = { subject: 'he', email: 'he@example.com', isVerified: true };
  const refused = ['/sign-in?refused=provider', false];
  assert.deepEqual(led(await singleSignOn(he, { cookie: '' })), refused);
  assert.deepEqual(led(await singleSignOn(he, { alter: (back) => back.searchParams.set('state', 'forged') })), refused);
  assert.deepEqual(led(await singleSignOn(he, { alter: (back) => back.searchParams.set('code', 'forged') })), refused);
  for (const next of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
  ])
    assert.deepEqual(led(await singleSignOn(he, { next })), ['/', true], next);
  let back = '';
  let cookie = '';
  const begun = await anybody('GET', '/api/session/oidc');
  cookie = cookieOf(begun);
  back = await provider.signIn(he, String(begun.headers['location']));
  const come = () => anybody('GET', back.slice('http://localhost'.length), undefined, { cookie });
  assert.deepEqual([led(await come()), led(await come())], [['/', true], refused]);
  assert.deepEqual((await anybody('GET', '/api/session/ways')).body, { singleSignOn: true });
});
