import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Granted, permissions, readyRoles } from '@shuke/contract';
import { type Reply, OWNER, assertProblem, openShop, order } from '../shop.ts';
import { PASSWORD, openDoor } from '../staff.ts';
import { openStaff } from '../../src/modules/access/index.ts';

const shop = await openShop();
await openStaff(shop.pool).createOwner(OWNER.email, OWNER.password);
const { ok, get, post, put } = shop;
const del = (path: string) => shop.call('DELETE', path);

const { anybody, browserOf, signIn, hire } = openDoor(shop);
let people = 0;

type Method = 'GET' | 'POST';

const owner = browserOf(await signIn(OWNER.email, OWNER.password));

test('who is invited chooses a password once, is signed in by it, and may do what the role allows', async () => {
  const { staff, invitation } = await ok(post('/api/staff', { email: 'Li@Example.com', name: '李', role: 'operator' }));
  assert.deepEqual([staff.email, staff.state, staff.role], ['li@example.com', 'invited', 'operator']);
  assertProblem(await signIn('li@example.com'), 401, 'auth.failed');
  const accept = (password: string) =>
    anybody('POST', '/api/session/invitation', { token: invitation.token, password });
  assertProblem(await accept('short'), 400, 'request.invalid');
  assertProblem(await accept('li@example.com'), 400, 'request.invalid');
  for (const guessed of ['aaaaaaaaaaaaaa', 'Passw0rd2024', 'qwertyuiop'])
    assertProblem(await accept(guessed), 400, 'request.invalid', 'password');
  const entered = await accept(PASSWORD);
  const operator: readonly Granted[] = readyRoles.operator;
  assert.deepEqual(
    [entered.body.email, entered.body.permissions],
    ['li@example.com', permissions.filter((one) => operator.includes(one))],
  );
  const li = browserOf(entered);
  assert.equal((await li('GET', '/api/members')).status, 200);
  assertProblem(await li('PUT', '/api/members', { phone: '13800000001' }), 403, 'auth.forbidden');
  assertProblem(await li('POST', '/api/orders', order()), 403, 'auth.forbidden');
  assertProblem(await li('GET', '/api/staff'), 403, 'auth.forbidden');
  assertProblem(await accept('another long password'), 422, 'staff.invitation');
  const [listed] = (await ok(get('/api/staff'))).items.filter((one: { email: string }) => one.email === staff.email);
  assert.deepEqual([listed.state, listed.sessions], ['active', 1]);
});

test('an e-mail is invited once, also by two at the same time, whatever its case', async () => {
  const invite = (email: string) => post('/api/staff', { email, name: '王', role: 'analyst' });
  const both = await Promise.all([invite('twice@example.com'), invite('Twice@example.com')]);
  assert.deepEqual(new Set(both.map((one) => one.status)), new Set([200, 409]));
  const refused = both.find((one) => one.status === 409)!;
  assertProblem(refused, 409, 'staff.email-taken');
  assert.equal(refused.body.faults[0].field, 'email');
});

test('another role, and being shut out, hold from the next request on (B4)', async () => {
  const { id, email, name, as } = await hire('operator');
  const change = (role: string, isDisabled: boolean) => ok(put(`/api/staff/${id}`, { name, role, isDisabled }));
  assertProblem(await as('POST', '/api/members/1/points', { points: 1, reason: 'x' }), 403, 'auth.forbidden');
  await change('service', false);
  assertProblem(await as('POST', '/api/members/1/points', { points: 1, reason: 'x' }), 404, 'member.unknown');
  assertProblem(await as('GET', '/api/imports'), 403, 'auth.forbidden');
  assert.equal((await change('service', true)).state, 'disabled');
  assertProblem(await as('GET', '/api/members'), 401, 'auth.required');
  assertProblem(await signIn(email), 401, 'auth.failed');
  await change('service', false);
  assertProblem(await as('GET', '/api/members'), 401, 'auth.required');
  assert.equal((await signIn(email)).status, 200);
});

test('there is always an owner who can sign in, whoever tries to change that at the same time', async () => {
  const second = await hire('owner');
  const { items } = await ok(get('/api/staff'));
  const first = items.find((one: { email: string }) => one.email === OWNER.email);
  const demote = ({ id, name }: { id: string; name: string }) =>
    put(`/api/staff/${id}`, { name, role: 'admin', isDisabled: false });
  const both = await Promise.all([demote(first), demote(second)]);
  assert.deepEqual(new Set(both.map((one) => one.status)), new Set([200, 409]));
  assertProblem(
    both.find((one) => one.status === 409)!,
    409,
    'staff.last-owner',
  );
  await ok(put(`/api/staff/${first.id}`, { name: first.name, role: 'owner', isDisabled: false }));
  await ok(put(`/api/staff/${second.id}`, { name: second.name, role: 'admin', isDisabled: false }));
  // One who was only invited cannot mend anything yet.
  await ok(post('/api/staff', { email: 'owner-to-be@example.com', name: '未来店主', role: 'owner' }));
  const refused = await put(`/api/staff/${first.id}`, { name: first.name, role: 'owner', isDisabled: true });
  assertProblem(refused, 409, 'staff.last-owner');
  assert.equal(refused.body.faults[0].field, 'isDisabled');
});

test('nobody gives, takes or changes what they may not do themselves', async () => {
  const admin = await hire('admin');
  const target = await hire('owner');
  const invite = (role: string) =>
    admin.as('POST', '/api/staff', { email: `x${people++}@example.com`, name: '某', role });
  assert.equal((await invite('admin')).status, 200);
  assertProblem(await invite('owner'), 403, 'auth.forbidden');
  const change = { name: '某', role: 'operator', isDisabled: false };
  assertProblem(await admin.as('PUT', `/api/staff/${target.id}`, change), 403, 'auth.forbidden');
  assertProblem(await admin.as('POST', `/api/staff/${target.id}/invitation`), 403, 'auth.forbidden');
  assertProblem(await admin.as('DELETE', `/api/staff/${target.id}/sessions`), 403, 'auth.forbidden');
  assertProblem(
    await admin.as('PUT', '/api/roles/nearly-owner', { name: '几乎店主', permissions: ['owners.write'] }),
    403,
    'auth.forbidden',
  );

  await ok(put('/api/roles/clerk', { name: '人事', permissions: ['staff.read', 'staff.write', 'keys.write'] }));
  const clerk = await hire('clerk');
  assertProblem(
    await clerk.as('POST', '/api/keys', { name: 'k', permissions: ['members.read'] }),
    403,
    'auth.forbidden',
  );
  assertProblem(await clerk.as('PUT', `/api/staff/${admin.id}`, change), 403, 'auth.forbidden');
  const own = { name: '某', role: 'admin', isDisabled: false };
  assertProblem(await clerk.as('PUT', `/api/staff/${clerk.id}`, own), 403, 'auth.forbidden');
});

test('who runs the system, who secures it and who watches both share no right to change, and none of the business (D15, E4)', () => {
  const three = (['system', 'security', 'auditor'] as const).map((code) => readyRoles[code]);
  const of = (pick: (one: Granted) => boolean) => three.map((role) => role.filter(pick));
  const changes = of((one) => !one.endsWith('.read'));
  const all = changes.flat();
  assert.deepEqual(all.toSorted(), [...new Set(all)].toSorted(), 'no two may change the same');
  assert.deepEqual(
    of((one) => one === 'audit.read').map(({ length }) => length),
    [0, 0, 1],
    'only one reads the trail',
  );
  assert.deepEqual(changes[2], [], 'who watches changes nothing');
  const business = /^(members|orders|points|events|insight|imports|privacy)\./;
  assert.deepEqual(of((one) => business.test(one) || one === 'owners.write').flat(), []);
});

test('who secures the shop gives people what is of the business without having it, but not to themselves, nor what the other two have', async () => {
  const { as, id, name } = await hire('security');
  const watcher = await hire('auditor');
  const role = (person: string, code: string) =>
    as('PUT', `/api/staff/${person}`, { name, role: code, isDisabled: false });
  const forbidden = (reply: Reply) => assertProblem(reply, 403, 'auth.forbidden');
  const invite = (code: string) =>
    as('POST', '/api/staff', { email: `y${people++}@example.com`, name: '某', role: code });
  const marketer = (await ok(invite('marketer'))).staff.id;
  await ok(role(marketer, 'service'));
  await ok(as('DELETE', `/api/staff/${marketer}/sessions`));
  for (const code of ['owner', 'admin', 'auditor', 'system']) forbidden(await invite(code));
  forbidden(await role(watcher.id, 'analyst'));
  forbidden(await as('POST', `/api/staff/${watcher.id}/invitation`));
  forbidden(await role(id, 'service'));
  forbidden(await as('POST', '/api/keys', { name: 'k', permissions: ['members.read'] }));
  forbidden(await as('GET', '/api/audit'));
  forbidden(await as('GET', '/api/members'));

  const guard = [...readyRoles.security];
  await ok(put('/api/roles/guard', { name: '安全', permissions: guard }));
  const second = await hire('guard');
  const widened = { name: '安全', permissions: [...guard, 'members.read'] };
  forbidden(await second.as('PUT', '/api/roles/guard', widened));
  await ok(second.as('PUT', '/api/roles/desk', { name: '前台', permissions: ['members.read', 'members.write'] }));
  await ok(second.as('DELETE', '/api/roles/desk'));
});

test('a role of one’s own allows exactly what it names, changes at once for all who have it, and is dropped when nobody has it (B4)', async () => {
  const save = (permissions: Granted[]) => put('/api/roles/till-lead', { name: '收银主管', permissions });
  assert.deepEqual((await ok(save(['points.write', 'members.read']))).permissions, ['members.read', 'points.write']);
  const lead = await hire('till-lead');
  assert.equal((await lead.as('GET', '/api/session')).body.staff.roleName, '收银主管');
  assert.equal((await lead.as('GET', '/api/members')).status, 200);
  assertProblem(await lead.as('GET', '/api/orders'), 403, 'auth.forbidden');
  await ok(save(['orders.read']));
  assertProblem(await lead.as('GET', '/api/members'), 403, 'auth.forbidden');
  assert.equal((await lead.as('GET', '/api/orders')).status, 200);
  assertProblem(await del('/api/roles/till-lead'), 409, 'role.in-use');
  await ok(put(`/api/staff/${lead.id}`, { name: lead.name, role: 'analyst', isDisabled: false }));
  await ok(del('/api/roles/till-lead'));
  assertProblem(await del('/api/roles/till-lead'), 422, 'role.unknown');
  const gone = await put(`/api/staff/${lead.id}`, { name: lead.name, role: 'till-lead', isDisabled: false });
  assertProblem(gone, 422, 'role.unknown');
});

test('ready roles stay as they are', async () => {
  assertProblem(await put('/api/roles/auditor', { name: 'x', permissions: ['members.read'] }), 409, 'role.fixed');
  assertProblem(await del('/api/roles/owner'), 409, 'role.fixed');
  const { items } = await ok(get('/api/roles'));
  assert.deepEqual(
    items.filter((one: { isReady: boolean }) => one.isReady).map((one: { code: string }) => one.code),
    ['owner', 'admin', 'operator', 'marketer', 'analyst', 'service', 'associate', 'system', 'security', 'auditor'],
  );
});

test('an API key may do what it names; its secret is told once and stored nowhere', async () => {
  const asked = { name: '收银机', permissions: ['orders.write'] };
  const headers = { 'idempotency-key': 'till' };
  const { key, secret } = await ok(post('/api/keys', asked, headers));
  assert.deepEqual(
    [key.name, key.permissions, key.expiresAt, key.lastUsedAt],
    ['收银机', ['orders.write'], null, null],
  );
  assert.ok(secret.startsWith(key.prefix) && secret.length > 40);
  const again = await ok(post('/api/keys', asked, headers));
  assert.deepEqual([again.key.id, again.secret], [key.id, null]);

  const call = (method: Method, path: string, body?: unknown) => shop.call(method, path, body, { apiKey: secret });
  assert.equal((await call('POST', '/api/orders', order())).status, 200);
  assertProblem(await call('GET', '/api/orders'), 403, 'auth.forbidden');
  assertProblem(await call('GET', '/api/sessions'), 403, 'auth.forbidden');
  const used = (await ok(get('/api/keys'))).items.find((one: { id: string }) => one.id === key.id);
  assert.ok(Date.now() - Date.parse(used.lastUsedAt) < 60_000);
  const { rows } = await shop.pool.query<{ text: string }>(
    `select (select json_agg(k) from access.api_key k)::text || (select json_agg(k) from engine.key k)::text as text`,
  );
  assert.ok(!rows[0]!.text.includes(secret));
});

test('a rotated key is good with both secrets for a day, a revoked or expired one with none from the next request on', async () => {
  const { key, secret } = await ok(post('/api/keys', { name: 'r', permissions: ['members.read'] }));
  const read = (apiKey: string) => shop.call('GET', '/api/members', undefined, { apiKey });
  const { secret: second } = await ok(post(`/api/keys/${key.id}/rotate`, undefined));
  assert.deepEqual([(await read(secret)).status, (await read(second)).status], [200, 200]);
  await shop.pool.query('update access.api_key set previous_until = now()');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assertProblem(await read(secret), 401, 'auth.failed');
  assert.equal((await read(second)).status, 200);
  assert.ok((await ok(del(`/api/keys/${key.id}`))).revokedAt);
  assertProblem(await read(second), 401, 'auth.failed');
  assertProblem(await post(`/api/keys/${key.id}/rotate`, undefined), 404, 'key.unknown');

  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  const expiring = await ok(post('/api/keys', { name: 'e', permissions: ['members.read'], expiresAt }));
  await shop.pool.query('update access.api_key set expires_at = now() where id = $1', [expiring.key.id]);
  assertProblem(await read(expiring.secret), 401, 'auth.failed');
  assertProblem(await post(`/api/keys/${expiring.key.id}/rotate`, undefined), 404, 'key.unknown');
  const past = await post('/api/keys', { name: 'p', permissions: ['members.read'], expiresAt: '2020-01-01T00:00:00Z' });
  assertProblem(past, 400, 'request.invalid', 'expiresAt');
});

test('a new link replaces the one before, and ends what was open under the password before', async () => {
  const { id, as, email } = await hire('analyst');
  const link = async () => (await ok(post(`/api/staff/${id}/invitation`, undefined))).token as string;
  const [first, second] = [await link(), await link()];
  const accept = (token: string) =>
    anybody('POST', '/api/session/invitation', { token, password: 'quite another password' });
  assertProblem(await accept(first), 422, 'staff.invitation');
  assert.equal((await as('GET', '/api/health')).status, 200, 'a link alone ends nothing');
  assert.equal((await accept(second)).status, 200);
  assertProblem(await as('GET', '/api/health'), 401, 'auth.required');
  assertProblem(await signIn(email), 401, 'auth.failed');
  const late = await link();
  await shop.pool.query('update access.invitation set expires_at = now()');
  assertProblem(await accept(late), 422, 'staff.invitation');
});

test('a link is told to nobody twice, and lets nobody in who may do more by now than when it was made', async () => {
  const asked = { email: 'rising@example.com', name: '升', role: 'analyst' };
  const headers = { 'idempotency-key': 'rise' };
  const { staff, invitation } = await ok(post('/api/staff', asked, headers));
  assert.equal((await ok(post('/api/staff', asked, headers))).invitation, null);
  await ok(put(`/api/staff/${staff.id}`, { name: '升', role: 'owner', isDisabled: false }));
  const accept = (token: string) => anybody('POST', '/api/session/invitation', { token, password: PASSWORD });
  assertProblem(await accept(invitation.token), 422, 'staff.invitation');

  await ok(put('/api/roles/widening', { name: '扩', permissions: ['orders.read'] }));
  const second = await ok(post('/api/staff', { email: 'wide@example.com', name: '扩', role: 'widening' }));
  await ok(put('/api/roles/widening', { name: '扩', permissions: ['orders.read', 'orders.write'] }));
  assertProblem(await accept(second.invitation.token), 422, 'staff.invitation');
});

test('whatever takes somebody’s access away takes their links too, and nobody makes one for themselves', async () => {
  const admin = await hire('admin');
  assertProblem(await admin.as('POST', `/api/staff/${admin.id}/invitation`), 403, 'auth.forbidden');
  const person = await hire('analyst');
  const change = { name: person.name, role: 'analyst' };
  const desk = openStaff(shop.pool);
  for (const cure of [
    () => ok(del(`/api/staff/${person.id}/sessions`)),
    () => desk.setPassword(person.email, PASSWORD),
    async () => {
      await ok(put(`/api/staff/${person.id}`, { ...change, isDisabled: true }));
      await ok(put(`/api/staff/${person.id}`, { ...change, isDisabled: false }));
    },
  ]) {
    const { token } = await ok(post(`/api/staff/${person.id}/invitation`, undefined));
    await cure();
    assertProblem(
      await anybody('POST', '/api/session/invitation', { token, password: PASSWORD }),
      422,
      'staff.invitation',
    );
  }
});

test('who was given a password beside the server has joined with the first sign-in', async () => {
  const { staff } = await ok(post('/api/staff', { email: 'cli@example.com', name: '令', role: 'owner' }));
  await openStaff(shop.pool).setPassword(staff.email, PASSWORD);
  assert.equal((await signIn(staff.email)).status, 200);
  const found = (await ok(get('/api/staff'))).items.find((one: { id: string }) => one.id === staff.id);
  assert.equal(found.state, 'active');
});

test('no key decides who may do what', async () => {
  for (const permission of ['staff.write', 'roles.write', 'keys.write', 'owners.write'])
    assertProblem(
      await post('/api/keys', { name: 'k', permissions: [permission] }),
      400,
      'request.invalid',
      'permissions.0',
    );
});

test('a flood of sign-ins is turned away before it costs work, whatever e-mails it names', async () => {
  const flood = await Promise.all(Array.from({ length: 60 }, (_, i) => signIn(`flood-${i}@example.com`, 'guess')));
  const tried = flood.filter(({ status }) => status === 401).length;
  assert.ok(tried >= 20 && tried <= 40, `${tried} were tried`);
  for (const reply of flood.filter(({ status }) => status !== 401)) assertProblem(reply, 429, 'auth.throttled');
  assert.equal((await signIn(OWNER.email, OWNER.password)).status, 200);
});

test('one changes one’s password by the present one, and every other session ends', async () => {
  const { email, as } = await hire('analyst');
  const elsewhere = browserOf(await signIn(email));
  const change = (password: string) =>
    as('PUT', '/api/session/password', { password, newPassword: 'my very new password' });
  const refused = await change('not the present one');
  assertProblem(refused, 400, 'request.invalid');
  assert.equal(refused.body.faults[0].field, 'password');
  assert.equal((await elsewhere('GET', '/api/health')).status, 200);
  assert.equal((await change(PASSWORD)).status, 200);
  assertProblem(await elsewhere('GET', '/api/health'), 401, 'auth.required');
  assert.equal((await as('GET', '/api/health')).status, 200, 'this one stays');
  assertProblem(await signIn(email), 401, 'auth.failed');
  assert.equal((await signIn(email, 'my very new password')).status, 200);
});

test('one sees one’s own sessions with device and address, and ends any of them; nobody ends another’s', async () => {
  const { email, as } = await hire('analyst');
  const phone = browserOf(
    await shop.call(
      'POST',
      '/api/session',
      { email, password: PASSWORD },
      { apiKey: '', headers: { 'user-agent': 'Phone/1.0' } },
    ),
  );
  const { items } = (await as('GET', '/api/sessions')).body;
  const other = items.find((one: { device: string }) => one.device === 'Phone/1.0');
  assert.deepEqual([items.length, other.isCurrent, other.address], [2, false, '127.0.0.1']);
  assert.equal((await owner('DELETE', `/api/sessions/${other.id}`)).status, 200);
  assert.equal((await phone('GET', '/api/health')).status, 200);
  assert.equal((await as('DELETE', `/api/sessions/${other.id}`)).status, 200);
  assertProblem(await phone('GET', '/api/health'), 401, 'auth.required');
});

test('somebody is signed out everywhere by who may change them', async () => {
  const { id, as } = await hire('analyst');
  assert.deepEqual(await ok(del(`/api/staff/${id}/sessions`)), { ended: 1 });
  assertProblem(await as('GET', '/api/health'), 401, 'auth.required');
  assertProblem(await del('/api/staff/999999/sessions'), 404, 'staff.unknown');
});
