import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FieldRights, type Sight, memberFields, permissions } from '@shuke/contract';
import { assessed } from '../handling.ts';
import { assertProblem, openShop, order, phone } from '../shop.ts';
import { openDoor } from '../staff.ts';

const shop = await openShop();
const { ok, get, post, put } = shop;
const { hire } = openDoor(shop);

/** What is known of one member, each so that it is found wherever it is told. */
const planted = {
  name: '慕容晓月白',
  phone: '13877665544',
  email: 'zhaoqian.sunli@example.org',
  birthday: '1987-06-05',
  card: 'CARD-9081726354',
  gender: 'female',
  region: '黄浦滩头',
  language: 'zh-TW',
  attributes: { note: '住在梧桐里七号', shoeSize: '三十八码半' },
};
/** What is left of it when it is masked. */
const masked = ['慕容', '****5544', 'z***@', '1987-', '***6354'];
const told = Object.values(planted).flatMap((one) => Object.values(typeof one === 'string' ? [one] : one));

await ok(put('/api/attributes/shoeSize', { name: '鞋码', type: 'text', class: 'ordinary' }));
const { id } = await ok(put('/api/members', { ...planted, store: '静安店' }));
await ok(put('/api/members', { id, region: '黄浦滩尾', attributes: { note: planted.attributes.note } }));
await ok(put('/api/members', { id, region: planted.region }));
const sold = await ok(post('/api/orders', order({ store: '静安店', member: { id } })));
const csv = `order,phone,region,sku,qty,price,time\nF-1,${planted.phone},${planted.region},T-1,nothing,5,2026-10-01 10:00\n`;
const imported = await shop.call('POST', '/api/imports?fileName=orders.csv&start=true', undefined, {
  raw: csv,
  headers: { 'content-type': 'text/csv' },
});
while (['running', 'checking'].includes((await ok(get(`/api/imports/${imported.body.id}`))).state))
  await new Promise((resolve) => setTimeout(resolve, 20));

const all = (sees: Sight, edits: boolean): FieldRights =>
  Object.fromEntries(memberFields.map((field) => [field, { sees, edits }]));

let made = 0;
const saveRole = (code: string, fields: FieldRights, given: readonly string[] = permissions) =>
  put(`/api/roles/${code}`, { name: code, permissions: given, fields });
/** Somebody whose role may do all, but has these rights to the fields of members. */
async function hireWith(fields: FieldRights, given?: readonly string[]) {
  const role = `own-${made++}`;
  await ok(saveRole(role, fields, given));
  return { role, ...(await hire(role)) };
}

test('who is hidden every field reads, finds, exports and reveals nothing of it, whatever answers them', async () => {
  const { as } = await hireWith(all('hidden', false));
  const ids: Readonly<Record<string, string>> = { orders: sold.id, imports: imported.body.id, members: id };
  const reads = shop.routes.flatMap(({ endpoint }) =>
    endpoint.method === 'GET' && !endpoint.path.includes('/copy')
      ? [
          endpoint.path
            .replace('{code}/{version}', 'marketing/1')
            .replace('{id}', ids[endpoint.path.split('/')[2]!] ?? '1'),
        ]
      : [],
  );
  let inClear = 0;
  for (const path of reads) {
    const clear = (await get(path)).text;
    if (told.some((one) => clear.includes(one))) inClear++;
    const shown = (await as('GET', path)).text;
    // The trail tells of this test’s own calls, roles tell no values: a gender is a word like others there.
    const found = [...told, ...masked].find(
      (one) => shown.includes(one) && (one !== 'female' || path.includes('members')),
    );
    assert.equal(found, undefined, `${path} tells ${found}: ${shown.slice(0, 800)}`);
  }
  assert.ok(inClear >= 6, `the key of the installation reads it in ${inClear} answers`);

  const revealed = await ok(as('POST', `/api/members/${id}/reveal`, { reason: '看看' }));
  const { name, birthday, gender, region, language, identifiers, attributes, ordinaryAttributes } = revealed;
  assert.deepEqual(
    [name, birthday, gender, region, language, identifiers, attributes, ordinaryAttributes],
    [null, null, null, null, null, [], {}, {}],
  );
  for (const search of [planted.phone, '5544', '慕容', 'murong', planted.email, planted.card])
    assert.deepEqual((await ok(as('GET', `/api/members?search=${encodeURIComponent(search)}`))).items, [], search);
  assert.equal((await ok(as('GET', `/api/members?search=${id}`))).items.length, 1, 'the number itself is no secret');
  for (const [path, field] of [
    [`/api/members?identifier=phone:${planted.phone}`, 'phone'],
    [`/api/members?identifier=card:${planted.card}`, 'identifiers'],
    ['/api/members/count?gender=female', 'gender'],
    ['/api/members/export?gender=female', 'gender'],
  ] as const)
    assertProblem(await as('GET', path), 403, 'field.hidden', field);
  const asked = await ok(as('POST', '/api/members/export', { format: 'csv', isClear: true, reason: '寄送目录' }));
  const file = (await as('GET', asked.address)).text;
  assert.ok(file.includes(id) && !told.some((one) => file.includes(one)), file);
  const lines = (await as('GET', `/api/imports/${imported.body.id}/set-aside?isClear=true`)).text;
  assert.ok(lines.includes('F-1') && !told.some((one) => lines.includes(one)), lines);
  assertProblem(await as('GET', `/api/members/${id}/copy`), 403, 'field.hidden');
  const timeline = (await as('GET', `/api/members/${id}/timeline`)).text;
  assert.ok(timeline.includes('member.updated') && !timeline.includes('"region"'), timeline);
});

test('each field is hidden, masked, revealed or in clear as the role says, and all others stay as is usual', async () => {
  const shownTo = async (fields: FieldRights) => {
    const { as } = await hireWith(fields);
    return [
      await ok(as('GET', `/api/members/${id}`)),
      await ok(as('POST', `/api/members/${id}/reveal`, { reason: '回电' })),
    ];
  };
  const [seen, revealed] = await shownTo({
    phone: { sees: 'clear', edits: true },
    email: { sees: 'masked', edits: true },
    birthday: { sees: 'hidden', edits: false },
    region: { sees: 'reveal', edits: true },
    'attributes.note': { sees: 'clear', edits: true },
    'attributes.shoeSize': { sees: 'masked', edits: false },
  });
  const valuesOf = (of: { identifiers: { kind: string; value: string }[] }) =>
    Object.fromEntries(of.identifiers.map(({ kind, value }) => [kind, value]));
  assert.deepEqual(
    [seen.name, seen.birthday, seen.region, seen.gender, seen.attributes, seen.ordinaryAttributes],
    ['慕容**', null, null, 'female', { note: planted.attributes.note }, { shoeSize: '***' }],
  );
  assert.deepEqual(valuesOf(seen), { phone: '+8613877665544', email: 'z***@example.org', card: '***6354' });
  assert.deepEqual([revealed.name, revealed.birthday, revealed.region], [planted.name, null, planted.region]);
  assert.deepEqual(valuesOf(revealed), { phone: '+8613877665544', email: 'z***@example.org', card: planted.card });
});

test('a sensitive field is in clear for nobody who was not given it by its code', async () => {
  await ok(put('/api/attributes/allergy', { name: '过敏', type: 'text', class: 'personal' }));
  const member = await ok(put('/api/members', { phone: phone(), attributes: { allergy: '花生', hobby: '围棋' } }));
  await ok(post('/api/privacy/assessments', assessed('allergy')));
  await ok(put('/api/attributes/allergy', { name: '过敏', type: 'text', class: 'sensitive' }));
  const seenWith = async (fields: FieldRights) => {
    const { as } = await hireWith(fields);
    const trail = (await as('GET', `/api/audit?object=member:${member.id}`)).text;
    const view = await ok(as('GET', `/api/members/${member.id}`));
    return [view.attributes, view.sensitiveAttributes, trail.includes('花生')];
  };
  const clear = { sees: 'clear', edits: true } as const;
  assert.deepEqual(await seenWith({}), [{ hobby: '***' }, {}, false]);
  assert.deepEqual(await seenWith({ attributes: clear }), [{ hobby: '围棋' }, {}, false]);
  assert.deepEqual(await seenWith({ 'attributes.allergy': clear }), [{ hobby: '***' }, { allergy: '花生' }, true]);
});

test('a field that the role does not edit is refused by name wherever it is sent, and the role counts from the next request on', async () => {
  const locked = { sees: 'reveal', edits: false } as const;
  const { as, role } = await hireWith({ birthday: locked, phone: locked, 'attributes.note': locked });
  const edit = (more: object) => as('PUT', '/api/members', { id, ...more });
  await ok(edit({ name: planted.name, attributes: { hobby: '茶' } }));
  assertProblem(await edit({ birthday: null }), 403, 'field.locked', 'birthday');
  assertProblem(await edit({ phone: phone() }), 403, 'field.locked', 'phone');
  assertProblem(await edit({ identifiers: [{ kind: 'phone', value: phone() }] }), 403, 'field.locked', 'phone');
  assertProblem(await edit({ attributes: { note: '改了' } }), 403, 'field.locked', 'attributes.note');
  const named = order({ member: { phone: phone() } });
  assertProblem(await as('POST', '/api/orders', named), 403, 'field.locked', 'phone');
  assertProblem(await as('POST', '/api/orders', [named]), 403, 'field.locked', 'phone');
  assert.equal((await ok(get(`/api/members/${id}`))).birthday, planted.birthday);
  await ok(saveRole(role, {}));
  await ok(edit({ birthday: planted.birthday }));
  await ok(saveRole(role, { name: { sees: 'hidden', edits: false } }));
  assertProblem(await edit({ name: '别的' }), 403, 'field.locked', 'name');
});

test('a masked field is edited without its old value being seen, also in what waits for approval; who may not edit it by then has asked in vain', async () => {
  const asker = await hireWith({ name: { sees: 'masked', edits: true }, birthday: { sees: 'masked', edits: true } });
  const decider = await hireWith({ name: { sees: 'clear', edits: false }, birthday: { sees: 'hidden', edits: false } });
  await ok(put('/api/approvals/rules/members.edit', { approvers: 1 }));
  const member = await ok(put('/api/members', { phone: phone(), name: '端木旧名', birthday: '1991-02-03' }));
  const waiting = async () => {
    const reply = await asker.as('PUT', '/api/members', { id: member.id, name: '端木新名', birthday: '1992-03-04' });
    assert.equal(reply.status, 202, reply.text);
    return reply.body.approval as string;
  };
  const first = await waiting();
  const diffFor = async (as: typeof asker.as) =>
    Object.fromEntries(
      (await ok(as('GET', `/api/approvals/${first}`))).changes.map(
        (one: { field: string; before: unknown; after: unknown }) => [one.field, [one.before, one.after]],
      ),
    );
  assert.deepEqual(await diffFor(asker.as), { name: ['端木**', '端木**'], birthday: ['1991-**-**', '1992-**-**'] });
  assert.deepEqual(await diffFor(decider.as), { name: ['端木旧名', '端木新名'], birthday: [null, null] });
  await ok(saveRole(asker.role, { birthday: { sees: 'masked', edits: false } }));
  const failed = await ok(decider.as('POST', `/api/approvals/${first}/approve`, { version: 1 }));
  assert.deepEqual([failed.state, failed.problem.code], ['failed', 'field.locked']);
  assert.equal((await ok(get(`/api/members/${member.id}`))).name, '端木旧名');
  await ok(saveRole(asker.role, {}));
  await ok(decider.as('POST', `/api/approvals/${await waiting()}/approve`, { version: 1 }));
  assert.equal((await ok(get(`/api/members/${member.id}`))).name, '端木新名');
  await ok(put('/api/approvals/rules/members.edit', { approvers: 0 }));
});

test('nobody gives more of the fields than they have: neither by a role, nor to a person, nor to a key, nor by an older link', async () => {
  const hidden = { phone: { sees: 'hidden', edits: false } } as const;
  const mine = permissions.filter((one) => one !== 'roles.give');
  const manager = await hireWith(hidden, mine);
  const role = (fields: FieldRights) =>
    manager.as('PUT', '/api/roles/given', { name: '给出', permissions: ['members.read'], fields });
  await ok(role(hidden));
  assertProblem(await role({}), 403, 'auth.forbidden');
  assertProblem(await role({ phone: { sees: 'masked', edits: false } }), 403, 'auth.forbidden');
  await ok(role({ ...hidden, name: { sees: 'clear', edits: true } }));
  const invite = (code: string, email: string) => manager.as('POST', '/api/staff', { email, name: '新人', role: code });
  assertProblem(await invite('operator', 'more@example.com'), 403, 'auth.forbidden');
  assertProblem(
    await manager.as('POST', '/api/keys', { name: 'k', permissions: ['members.read'] }),
    403,
    'auth.forbidden',
  );
  // Without the permission to give clear, what is revealed may be given, and no more.
  const modest = await hireWith(
    {},
    mine.filter((one) => one !== 'members.clear'),
  );
  const asClear = { name: '给出', permissions: ['members.read'], fields: { name: { sees: 'clear', edits: true } } };
  assertProblem(await modest.as('PUT', '/api/roles/given-2', asClear), 403, 'auth.forbidden');

  const { token } = (await ok(invite('given', 'late@example.com'))).invitation;
  await ok(put('/api/roles/given', { name: '给出', permissions: ['members.read'], fields: {} }));
  const accepted = await shop.call(
    'POST',
    '/api/session/invitation',
    { token, password: 'a long enough password' },
    { apiKey: '' },
  );
  assertProblem(accepted, 422, 'staff.invitation');
});

test('a role says its fields in words that exist; left out they stay, and the trail tells what was changed', async () => {
  const save = (body: object) => put('/api/roles/worded', { name: '措辞', permissions: ['members.read'], ...body });
  assertProblem(await save({ fields: { shoe: { sees: 'clear', edits: true } } }), 400, 'request.invalid');
  assertProblem(await save({ fields: { name: { sees: 'hidden', edits: true } } }), 400, 'request.invalid');
  const fields = { name: { sees: 'hidden', edits: false } };
  await ok(save({ fields }));
  assert.deepEqual((await ok(save({ name: '改名' }))).fields, fields);
  await shop.engine.settle();
  const { items } = await ok(get('/api/audit?object=role:worded'));
  const changes = items.flatMap((one: { changes: { field: string; after: unknown }[] }) => one.changes);
  assert.deepEqual(changes.find((one: { field: string }) => one.field === 'fields').after, fields);
});
