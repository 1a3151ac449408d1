import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { AuditEntry } from '@shuke/contract';
import { checkTrail } from '../../src/check-books.ts';
import { openStaff, verifyTrailFile } from '../../src/modules/access/index.ts';
import { OWNER, assertProblem, openShop, order, phone } from '../shop.ts';
import { openDoor } from '../staff.ts';

const shop = await openShop();
await openStaff(shop.pool).createOwner(OWNER.email, OWNER.password);
const { ok, get, post, put } = shop;
const { browserOf, hire, signIn } = openDoor(shop);

async function trail(query = ''): Promise<AuditEntry[]> {
  await shop.engine.settle();
  return (await ok(get(`/api/audit?${query}`))).items;
}
const changed = ({ changes }: AuditEntry) => changes.map(({ field, before, after }) => [field, before, after]);

const checked = (lines: readonly string[]) => verifyTrailFile(Readable.from(lines));

test('a change of staff is told with who did it, from where, and what was there before (E4)', async () => {
  const { staff } = await ok(post('/api/staff', { email: 'li@example.com', name: '李', role: 'analyst' }));
  await ok(put(`/api/staff/${staff.id}`, { name: '李', role: 'service', isDisabled: true }));
  const [change, invite] = await trail(`object=staff:${staff.id}`);
  assert.deepEqual([change!.action, invite!.action], ['staff.change', 'staff.invite']);
  assert.deepEqual(change!.by, { id: 'key:bootstrap', name: 'API key', address: '127.0.0.1' });
  assert.deepEqual(changed(change!), [
    ['role', 'analyst', 'service'],
    ['isDisabled', false, true],
  ]);
  assert.deepEqual(changed(invite!)[0], ['email', null, 'li@example.com']);
});

test('an edit of a member tells each field before and after, and a grant its reason', async () => {
  const number = phone();
  const { id } = await ok(put('/api/members', { phone: number, name: '王', region: '杭州' }));
  await ok(put('/api/members', { phone: number, name: '王小明' }));
  await ok(post(`/api/members/${id}/points`, { points: 7, reason: '补偿' }));
  const [grant, edit, made] = await trail(`object=member:${id}`);
  assert.deepEqual([grant!.action, grant!.reason, changed(grant!)], ['points.grant', '补偿', [['balance', 0, 7]]]);
  assert.deepEqual(changed(edit!), [['name', '王', '王小明']]);
  assert.ok(changed(made!).some(([field, , after]) => field === 'identifier.phone' && after === `+86${number}`));
});

test('who signs in, ends a session or takes a list away is told; what is refused or changes nothing is not', async () => {
  const owner = browserOf(await signIn(OWNER.email, OWNER.password));
  const before = (await trail()).length;
  assertProblem(await put('/api/roles/owner', { name: 'x', permissions: ['orders.read'] }), 409, 'role.fixed');
  await ok(post('/api/orders', order()));
  assert.equal((await trail()).length, before);
  await ok(owner('GET', '/api/members/export?format=csv'));
  await ok(owner('DELETE', '/api/sessions/none'));
  const [end, list, entry] = await trail('by=staff:1');
  assert.deepEqual([end!.action, end!.objects], ['DELETE /api/sessions/{id}', ['/api/sessions/none']]);
  assert.deepEqual([list!.action, list!.by.name], ['GET /api/members/export', OWNER.email]);
  assert.deepEqual([entry!.action, entry!.objects], ['session.opened', ['staff:1']]);
});

test('no secret is in the trail', async () => {
  const { secret, key } = await ok(post('/api/keys', { name: 'k', permissions: ['orders.read'] }));
  const { invitation } = await ok(post('/api/staff', { email: 'w@example.com', name: '王', role: 'analyst' }));
  const password = 'a password that nobody reads';
  await ok(shop.call('POST', '/api/session/invitation', { token: invitation.token, password }, { apiKey: '' }));
  await shop.engine.settle();
  const { rows } = await shop.pool.query<{ text: string; hash: string }>(
    'select (select json_agg(a)::text from access.audit a) as text, hash from access.api_key where id = $1',
    [key.id],
  );
  for (const hidden of [secret, rows[0]!.hash, invitation.token, password]) assert.ok(!rows[0]!.text.includes(hidden));
  const actions = (await trail('limit=3')).map((one) => one.action);
  assert.deepEqual(actions, ['session.opened', 'staff.join', 'password.chosen']);
});

test('who may not read members sees what was changed of them, but not what it was and is', async () => {
  const auditor = await hire('auditor');
  await ok(put('/api/members', { phone: phone(), name: '王小明' }));
  await shop.engine.settle();
  const reply = await auditor.as('GET', '/api/audit?action=member.upsert&limit=1');
  const [entry] = reply.body.items as AuditEntry[];
  assert.deepEqual(changed(entry!)[0], ['name', null, null]);
  assert.ok(!reply.text.includes('王小明'));
});

test('each change is told, also where a key is sent that has no meaning for it', async () => {
  const { staff } = await ok(post('/api/staff', { email: 'links@example.com', name: '链', role: 'analyst' }));
  const before = (await trail('limit=200')).length;
  for (let i = 0; i < 2; i++)
    await ok(post(`/api/staff/${staff.id}/invitation`, undefined, { 'idempotency-key': 'same' }));
  assert.equal((await trail('limit=200')).length, before + 2);
});

test('a page of another site takes no list away', async () => {
  const reply = await shop.call('GET', '/api/members/export?format=csv', undefined, {
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  assertProblem(reply, 403, 'auth.forbidden');
});

test('the trail is read page by page, and by who, what and when', async () => {
  const all = await trail('limit=200');
  const first = await ok(get('/api/audit?limit=2'));
  const second = await ok(get(`/api/audit?limit=2&cursor=${first.nextCursor}`));
  assert.deepEqual([...first.items, ...second.items], all.slice(0, 4));
  const grants = await trail('action=points.grant');
  assert.ok(grants.length > 0 && grants.every((one) => one.action === 'points.grant'));
  const at = encodeURIComponent(all[1]!.at);
  assert.deepEqual(
    await trail(`until=${at}`),
    all.filter((one) => one.at < all[1]!.at),
  );
  assert.deepEqual(await trail('object=member:404'), []);
});

test('the trail is taken away as a file for a reason, told to the trail, with what an outsider needs to check the chain', async () => {
  const { id } = await ok(put('/api/members', { phone: phone(), name: '王小明' }));
  await ok(put('/api/members', { id, name: '=王小红', region: '杭州' }));
  await shop.engine.settle();
  const auditor = await hire('auditor');
  const owner = await hire('owner');
  const take = async (as: typeof owner.as, asked: object) => {
    const { body } = await as('POST', '/api/audit/export', { reason: '年审', ...asked });
    return (await as('GET', body.address)).text;
  };
  assertProblem(await owner.as('POST', '/api/audit/export', {}), 400, 'request.invalid', 'reason');
  assertProblem(await owner.as('GET', '/api/audit/export'), 409, 'export.spent');
  assertProblem(
    await (await hire('analyst')).as('POST', '/api/audit/export', { reason: '好奇' }),
    403,
    'auth.forbidden',
  );

  const whole = await take(owner.as, { format: 'jsonl' });
  const lines = whole.trimEnd().split('\n');
  const { entries, gaps, last, breach } = await checked(lines);
  assert.deepEqual([entries, gaps, breach], [last, 0, undefined]);
  const [stored] = (await shop.pool.query('select hash from access.audit where id = $1', [last])).rows;
  assert.equal(JSON.parse(lines.at(-1)!).hash, stored.hash.toString('base64'));
  assert.equal((await checked(lines.toSpliced(2, 1))).gaps, 1);
  assert.equal(
    (await checked(lines.with(2, lines[2]!.replace('"objects":["', '"objects":["x')))).breach,
    'entry 3 was altered',
  );
  assert.equal((await checked([lines[1]!, lines[0]!])).breach, 'entry 1 is out of order');
  assert.equal((await checked(['number,at'])).entries, 0);

  const filtered = { object: `member:${id}`, format: 'csv' };
  const csv = await take(owner.as, filtered);
  assert.match(csv, /^\uFEFFnumber,at,sentence,by,/);
  assert.match(csv, /API key：新建或修改会员 member:\d+（姓名 王\*\* → =\*\*\*；地区 （空） → 杭州）/);
  assert.match(
    await take(owner.as, { ...filtered, language: 'en' }),
    /API key: Add or change a member member:\d+ \(name 王/,
  );
  assert.equal(csv.trimEnd().split('\r\n').length, 3);
  for (const text of [csv, whole]) assert.ok(!text.includes('小明') && !text.includes('小红'), 'members stay masked');
  assert.ok(!(await take(auditor.as, filtered)).includes('王*'), 'and are blank to who may not read them');
  const [told] = await trail(`action=export.ask&by=staff:${owner.id}`);
  assert.equal(told!.reason, '年审');
  assert.equal(
    (await trail(`action=${encodeURIComponent('GET /api/audit/export')}&by=staff:${owner.id}`)).length,
    4,
    'those refused too',
  );
});

test('an entry that is altered, taken out or cut off is found', async () => {
  const rows = await trail('limit=200');
  const { entries, breach: none } = await checkTrail(shop.pool);
  assert.deepEqual([entries, none], [rows.length, undefined]);
  for (const [tamper, subject, detail] of [
    [
      `update access.audit set who = (select who from access.audit where id = 4) where id = 3`,
      'entry 3',
      'was altered',
    ],
    [`update access.audit set by_id = 'staff:9' where id = 2`, 'entry 2', 'was altered'],
    [`delete from access.audit where id = 4`, 'entry 4', 'is missing'],
    [
      `delete from access.audit where id >= ${rows.length}`,
      `entry ${rows.length}`,
      `and those up to ${rows.length} are missing`,
    ],
  ] as const) {
    const client = await shop.pool.connect();
    await client.query('begin');
    await client.query(tamper);
    const { breach } = await checkTrail(Object.assign(client, { ring: shop.pool.ring }));
    assert.deepEqual([breach?.subject, breach?.detail], [subject, detail]);
    await client.query('rollback');
    client.release();
  }
});
