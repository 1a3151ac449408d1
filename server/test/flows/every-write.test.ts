import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openApi } from '../../src/platform/openapi.ts';
import { assessed, courier } from '../handling.ts';
import { OWNER, assertProblem, openShop, order, phone } from '../shop.ts';
import { openDoor } from '../staff.ts';
import { openStaff } from '../../src/modules/access/index.ts';

const backupTo = await mkdtemp(join(tmpdir(), 'shuke-backups-'));
after(() => rm(backupTo, { recursive: true }));
const shop = await openShop(undefined, { backupTo });
await openStaff(shop.pool).createOwner(OWNER.email, OWNER.password);
const { ok, get, post, put } = shop;
const { browserOf, hire, signIn } = openDoor(shop);
const owner = async () => browserOf(await signIn(OWNER.email, OWNER.password));
const key = (value: string) => ({ 'idempotency-key': value });
const csv = (number: string) => `order,time,sku,quantity,price\n${number},2026-10-01 10:00:00,T-1,1,10.00\n`;
const behaviour = (more: object = {}) => ({ event: 'product_viewed', member: { phone: phone() }, ...more });

interface Write {
  readonly path: string;
  readonly body?: unknown;
  readonly other?: unknown;
  /** What is put to approval, where the body itself moves nothing that a rule asks for. */
  readonly weighty?: () => Promise<unknown>;
  /** Instead of the API key. */
  readonly headers?: Record<string, string>;
  /** A file instead of JSON. */
  readonly isFile?: true;
}

const uploaded = async () => (await upload('/api/imports?fileName=x.csv', csv(`I-${Math.random()}`))).body;
const upload = (path: string, content: string, headers: Record<string, string> = {}) =>
  shop.call('POST', path, undefined, {
    raw: content,
    headers: { 'content-type': 'application/octet-stream', ...headers },
  });

const invited = (name: string) => ({ email: `${name}-${Math.random()}@example.com`, name, role: 'analyst' });
const keyFor = (name: string) => ({ name, permissions: ['orders.write'] });
const lost = (title = '丢失优盘') => ({
  title,
  level: 'large',
  foundAt: '2020-01-01T00:00:00Z',
  data: ['contact'],
  contact: '李 010-1',
});
const hired = async () => (await ok(post('/api/staff', invited('a')))).staff;
const issued = async () => (await ok(post('/api/keys', keyFor('a')))).key;
/** The address of something about a tag, and a member with whom it stands so. */
const ofTag = async (state: 'new' | 'held' | 'refused', more: string): Promise<string> => {
  await ok(put('/api/tags/likes-tea', { name: '爱喝茶', isShown: true }));
  const { id } = await ok(put('/api/members', { phone: phone() }));
  if (state === 'held') await ok(put(`/api/members/${id}/tags/likes-tea`, { reason: '常买茶' }));
  if (state === 'refused') await ok(shop.call('DELETE', `/api/members/${id}/own-tags/likes-tea`));
  return `/api/members/${id}/tags/likes-tea${more}`;
};
/** Something of no matter that waits for approval. */
const waiting = async (): Promise<string> => {
  const ruled = (approvers: number) => ok(put('/api/approvals/rules/roles.change', { approvers }));
  await ruled(1);
  const { approval } = await ok(put('/api/roles/some', { name: '角色', permissions: ['orders.read'] }));
  await ruled(0);
  return approval;
};
const madeRole = async () => {
  const code = `role-${Math.random().toString(36).slice(2)}`;
  await ok(put(`/api/roles/${code}`, { name: '角色', permissions: ['orders.read'] }));
  return code;
};

/** Somebody who may be sent texts, as is asked about them. */
const contactable = async () => {
  const { id } = await ok(put('/api/members', { phone: phone() }));
  const { version } = await ok(post('/api/policies', { code: 'marketing', text: '营销授权', asksAgain: false }));
  const consents = [{ purpose: 'marketing', channel: 'sms', decision: 'given' }];
  const ground = { policy: { code: 'marketing', version }, source: 'counter', shown: '同意' };
  await ok(put(`/api/members/${id}/consents`, { consents, ...ground }));
  return { purpose: 'marketing', channel: 'sms', members: [{ id }] };
};

/** The latest backup, once nothing is at work: one thing is done at a time. */
const rested = async (): Promise<string | undefined> => {
  for (;;) {
    const { running, items } = await ok(get('/api/backups'));
    if (running === null) return items[0]?.id;
    await sleep(20);
  }
};

/** One way to make each write, and another body for the same address where it takes one. */
const writes: Readonly<Record<string, () => Promise<Write>>> = {
  'PUT /api/members': async () => ({
    path: '/api/members',
    body: { phone: phone(), name: '李四' },
    other: { phone: phone(), name: '王五' },
    weighty: async () => {
      const known = { phone: phone() };
      await ok(put('/api/members', known));
      return { ...known, name: '赵六' };
    },
  }),
  'POST /api/members/{id}/points': async () => {
    const { id } = await ok(put('/api/members', { phone: phone() }));
    return {
      path: `/api/members/${id}/points`,
      body: { points: 7, reason: '补偿' },
      other: { points: 8, reason: '补偿' },
    };
  },
  'POST /api/members/{id}/reveal': async () => {
    const { id } = await ok(put('/api/members', { phone: phone() }));
    return { path: `/api/members/${id}/reveal`, body: { reason: '核对地址' }, other: { reason: '回电' } };
  },
  'POST /api/members/export': async () => ({
    path: '/api/members/export',
    body: { search: '王' },
    other: { search: '李' },
    weighty: async () => ({}),
  }),
  'POST /api/audit/export': async () => ({
    path: '/api/audit/export',
    body: { action: 'member.upsert', reason: '年审' },
    other: { action: 'staff.change', reason: '年审' },
  }),
  'PUT /api/approvals/rules/{kind}': async () => ({
    path: '/api/approvals/rules/points.grant',
    body: { approvers: 1, from: 90_000 },
    other: { approvers: 1, from: 100_000 },
  }),
  'POST /api/approvals/{id}/approve': async () => ({
    path: `/api/approvals/${await waiting()}/approve`,
    body: { version: 1 },
    other: { version: 2 },
    headers: (await owner()).headers,
  }),
  'POST /api/approvals/{id}/refuse': async () => ({
    path: `/api/approvals/${await waiting()}/refuse`,
    body: {},
    other: { comment: '没有凭证' },
    headers: (await owner()).headers,
  }),
  'POST /api/approvals/{id}/withdraw': async () => ({
    path: `/api/approvals/${await waiting()}/withdraw`,
    body: {},
    other: { comment: '不需要了' },
  }),
  'POST /api/approvals/{id}/reveal': async () => ({
    path: `/api/approvals/${await waiting()}/reveal`,
    body: { reason: '核对更名' },
    other: { reason: '回电' },
  }),
  'POST /api/approvals/{id}/comment': async () => ({
    path: `/api/approvals/${await waiting()}/comment`,
    body: { comment: '请看' },
    other: { comment: '请尽快看' },
  }),
  'POST /api/orders': async () => ({ path: '/api/orders', body: order(), other: order() }),
  'POST /api/orders/{number}/refunds': async () => {
    const sold = order({ member: { phone: phone() } });
    await ok(post('/api/orders', sold));
    const refund = { refund: 'R-1', at: '2026-11-01T09:00:00+08:00', amountMinor: 100 };
    return { path: `/api/orders/${sold.number}/refunds`, body: refund, other: { ...refund, amountMinor: 200 } };
  },
  'POST /api/events': async () => ({ path: '/api/events', body: [behaviour(), behaviour()], other: [behaviour()] }),
  'POST /api/imports': async () => ({
    path: '/api/imports?fileName=x.csv&start=true',
    body: csv('I-1'),
    other: csv('I-2'),
    isFile: true,
  }),
  'PUT /api/stores': async () => ({
    path: '/api/stores',
    body: { name: '湖滨店', region: '华东', brand: null },
    other: { name: '湖滨店', region: '华南', brand: null },
    weighty: async () => ({ name: phone(), region: '华东', brand: null }),
  }),
  'POST /api/staff': async () => ({ path: '/api/staff', body: invited('a'), other: invited('b') }),
  'PUT /api/staff/{id}': async () => {
    const { id, name, role } = await hired();
    const body = { name: `${name}二`, role, isDisabled: false };
    const weighty = async () => ({ ...body, role: 'service' });
    return { path: `/api/staff/${id}`, body, other: { ...body, isDisabled: true }, weighty };
  },
  'POST /api/backups': async () => {
    await rested();
    return { path: '/api/backups' };
  },
  'POST /api/backups/{id}/verify': async () => ({ path: `/api/backups/${await rested()}/verify` }),
  'DELETE /api/staff/{id}/sessions': async () => ({ path: `/api/staff/${(await hired()).id}/sessions` }),
  'DELETE /api/sessions/{id}': async () => ({
    path: '/api/sessions/none',
    headers: (await owner()).headers,
  }),
  'DELETE /api/factors/totp': async () => ({ path: '/api/factors/totp', headers: (await owner()).headers }),
  'PUT /api/factors/passkeys/{id}': async () => {
    const person = await hire('analyst');
    await shop.pool.query(
      `insert into access.passkey (id, staff_id, public_key, counter, transports, site) values ('till', $1, '', 0, '{}', 'x')`,
      [person.id],
    );
    const path = '/api/factors/passkeys/till';
    return { path, headers: person.as.headers, body: { name: '店里的电脑' }, other: { name: '平板' } };
  },
  'DELETE /api/factors/passkeys/{id}': async () => ({
    path: '/api/factors/passkeys/none',
    headers: (await owner()).headers,
  }),
  'DELETE /api/staff/{id}/factors': async () => ({ path: `/api/staff/${(await hired()).id}/factors` }),
  'PUT /api/sign-in-rules': async () => {
    const body = { factorForAll: false, factorRoles: ['auditor'], idleMinutes: 60, absoluteMinutes: 600 };
    return { path: '/api/sign-in-rules', body, other: { ...body, idleMinutes: 30 } };
  },
  'PUT /api/roles/{code}': async () => {
    const body = { name: '收银', permissions: ['orders.read'] };
    return { path: `/api/roles/${await madeRole()}`, body, other: { ...body, name: '另一个' } };
  },
  'DELETE /api/roles/{code}': async () => ({ path: `/api/roles/${await madeRole()}` }),
  'POST /api/keys': async () => ({ path: '/api/keys', body: keyFor('a'), other: keyFor('b') }),
  'POST /api/keys/{id}/rotate': async () => ({ path: `/api/keys/${(await issued()).id}/rotate` }),
  'DELETE /api/keys/{id}': async () => ({ path: `/api/keys/${(await issued()).id}` }),
  'PUT /api/imports/{id}/mapping': async () => {
    const { id, mapping } = await uploaded();
    return { path: `/api/imports/${id}/mapping`, body: mapping, other: { ...mapping, currency: 'GBP' } };
  },
  'POST /api/imports/{id}/run': async () => ({
    path: `/api/imports/${(await uploaded()).id}/run`,
    body: { dryRun: true },
    other: { dryRun: false },
  }),
  'POST /api/imports/{id}/cancel': async () => ({ path: `/api/imports/${(await uploaded()).id}/cancel` }),
  'POST /api/set-aside/{id}/replay': async () => {
    const [one, other] = [behaviour({ messageId: 'm-1' }), behaviour({ messageId: 'm-1' })];
    for (const body of [one, other, other]) await ok(post('/api/events', body));
    await shop.engine.settle();
    const { items } = await ok(get('/api/set-aside'));
    assert.equal(items.length, 1, 'another behaviour under the same messageId waits for staff');
    return { path: `/api/set-aside/${items[0].id}/replay` };
  },
  'PUT /api/attributes/{code}': async () => {
    const body = { name: '鞋码', type: 'number', class: 'ordinary' };
    return {
      path: `/api/attributes/shoeSize${Math.floor(Math.random() * 1e9)}`,
      body,
      other: { ...body, class: 'personal' },
    };
  },
  'PUT /api/tags/{code}': async () => {
    const body = { name: '爱喝茶', isShown: true };
    return { path: `/api/tags/tea-${Math.floor(Math.random() * 1e9)}`, body, other: { ...body, isShown: false } };
  },
  'PUT /api/members/{id}/tags/{code}': async () => ({
    path: await ofTag('new', ''),
    body: { reason: '常买茶' },
    other: { reason: '本人说的' },
  }),
  'POST /api/members/{id}/tags/{code}/remove': async () => ({
    path: await ofTag('held', '/remove'),
    body: { reason: '不再购买' },
    other: { reason: '误加' },
  }),
  'DELETE /api/members/{id}/own-tags/{code}': async () => ({
    path: (await ofTag('held', '')).replace('/tags', '/own-tags'),
  }),
  'POST /api/members/{id}/own-tags/{code}/allow': async () => ({
    path: (await ofTag('refused', '/allow')).replace('/tags', '/own-tags'),
  }),
  'PUT /api/privacy/responsible': async () => {
    const body = { name: `店 ${Math.random()}`, contact: '010-1', requests: 'a@b.cn' };
    return { path: '/api/privacy/responsible', body, other: { ...body, contact: '010-2' } };
  },
  'POST /api/privacy/recipients': async () => ({
    path: '/api/privacy/recipients',
    body: courier(),
    other: courier({ name: '又一家快递' }),
  }),
  'PUT /api/privacy/recipients/{id}': async () => {
    const { id } = await ok(post('/api/privacy/recipients', courier()));
    return {
      path: `/api/privacy/recipients/${id}`,
      body: courier({ name: '另一家' }),
      other: courier({ name: '第三家' }),
    };
  },
  'POST /api/privacy/assessments': async () => ({
    path: '/api/privacy/assessments',
    body: assessed(`f${Math.floor(Math.random() * 1e9)}`),
    other: assessed('another'),
  }),
  'POST /api/policies': async () => {
    const body = { code: 'sharing', text: `第 ${Math.random()} 版`, asksAgain: false };
    return { path: '/api/policies', body, other: { ...body, asksAgain: true } };
  },
  'PUT /api/retention/{class}': async () => ({
    path: '/api/retention/uploads',
    body: { days: 20 + Math.floor(Math.random() * 9000) },
    other: { days: 10 },
  }),
  'POST /api/members/{id}/requests': async () => {
    const { id } = await ok(put('/api/members', { phone: phone() }));
    const body = { kind: 'access', source: 'counter' };
    return { path: `/api/members/${id}/requests`, body, other: { ...body, kind: 'copy' } };
  },
  'POST /api/requests/{id}/close': async () => {
    const { id } = await ok(put('/api/members', { phone: phone() }));
    const request = await ok(post(`/api/members/${id}/requests`, { kind: 'object', source: 'phone' }));
    const body = { outcome: 'done', answer: '已办理' };
    return { path: `/api/requests/${request.id}/close`, body, other: { ...body, answer: '已回复' } };
  },
  'POST /api/members/{id}/erase': async () => {
    const { id } = await ok(put('/api/members', { phone: phone() }));
    return { path: `/api/members/${id}/erase`, body: { reason: '本人要求' }, other: { reason: '再次要求' } };
  },
  'POST /api/incidents': async () => ({ path: '/api/incidents', body: lost(), other: lost('又一个优盘') }),
  'PUT /api/incidents/{id}': async () => {
    const { id } = await ok(post('/api/incidents', lost()));
    return { path: `/api/incidents/${id}`, body: lost('两个优盘'), other: lost('三个优盘') };
  },
  'POST /api/incidents/{id}/marks': async () => {
    const { id } = await ok(post('/api/incidents', lost()));
    return { path: `/api/incidents/${id}/marks`, body: { mark: 'reported' }, other: { mark: 'told' } };
  },
  'PUT /api/members/{id}/consents': async () => {
    const { id } = await ok(put('/api/members', { phone: phone() }));
    const consents = (purpose: string) => [{ purpose, decision: 'withdrawn' }];
    const body = { consents: consents('marketing'), source: 'counter' };
    return { path: `/api/members/${id}/consents`, body, other: { ...body, consents: consents('sharing') } };
  },
  'POST /api/contacts': async () => {
    const body = { ...(await contactable()), reference: '第一批' };
    return { path: '/api/contacts', body, other: { ...body, reference: '第二批' } };
  },
  'POST /api/contacts/{id}/used': async () => {
    const { items } = await ok(post('/api/contacts', { ...(await contactable()), reference: '第一批' }));
    return { path: `/api/contacts/${items[0].contact}/used` };
  },
  'POST /api/clock': async () => ({
    path: '/api/clock',
    body: { now: '2027-01-01T00:00:00Z' },
    other: { now: '2027-01-02T00:00:00Z' },
  }),
};

test('every write that the document offers a key for is tried here', () => {
  const { paths } = openApi(shop.routes, { title: '', version: '', description: '' }) as {
    paths: Record<string, Record<string, { parameters: { name: string }[] }>>;
  };
  const keyed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { parameters }]) => parameters.some(({ name }) => name === 'Idempotency-Key'))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(keyed.toSorted(), Object.keys(writes).toSorted());
});

/** What the shop sells and what members do is a record of its own, without a word in the audit trail. */
const isBusiness = new Set([
  'POST /api/orders',
  'POST /api/orders/{number}/refunds',
  'POST /api/events',
  'POST /api/contacts/{id}/used',
]);

for (const [name, prepare] of Object.entries(writes)) {
  test(`${name} counts once under a key, answers the same again, and refuses another body`, async () => {
    const { path, body, other, isFile, headers = {} } = await prepare();
    const send = (asked: unknown) =>
      isFile
        ? upload(path, asked as string, key('k'))
        : shop.call(name.split(' ')[0] as 'POST', path, asked, {
            headers: { ...headers, ...key('k') },
            ...('cookie' in headers ? { apiKey: '' } : {}),
          });
    const start = await count();
    const [first, twin] = await Promise.all([send(body), send(body)]);
    assert.ok(first.status < 300, first.text);
    await quiet();
    const before = await count();
    const again = await send(body);
    assert.deepEqual([again.status, repeated(again.body)], [first.status, repeated(first.body)]);
    assert.deepEqual([twin.status, repeated(twin.body)], [first.status, repeated(first.body)], 'sent twice at once');
    if (other !== undefined) assertProblem(await send(other), 409, 'key.conflict');
    await quiet();
    assert.deepEqual(await count(), before, 'nothing was recorded twice, nor for the other body');
    const told = before.told - start.told;
    if (told === 0) assert.ok(isBusiness.has(name), 'the audit trail tells of it');
  });
}

test('every write that can be put to approval waits for it where the rule asks, and changes nothing', async () => {
  const { as } = await hire('admin');
  const held = shop.routes.filter(({ endpoint }) => endpoint.approval);
  assert.ok(held.length >= 9);
  for (const { endpoint } of held) {
    const rule = (approvers: number) => as('PUT', `/api/approvals/rules/${endpoint.approval}`, { approvers });
    const { path, body, weighty } = await writes[`${endpoint.method} ${endpoint.path}`]!();
    const asked = weighty ? await weighty() : body;
    await ok(rule(1));
    const before = await count();
    const { status, text } = await as(endpoint.method, path, asked);
    assert.deepEqual([status, { ...(await count()), told: before.told }], [202, before], `${path} ${text}`);
    const lifted = await rule(0);
    if (lifted.status === 202)
      await ok((await owner())('POST', `/api/approvals/${lifted.body.approval}/approve`, { version: 1 }));
  }
});

test('an upload as a form counts once for its file and its mapping together', async () => {
  const form = (content: string, mapping: string) => {
    const part = (name: string, text: string) => `--b\r\ncontent-disposition: form-data; ${name}\r\n\r\n${text}\r\n`;
    return `${part('name="mapping"', mapping)}${part('name="file"; filename="x.csv"', content)}--b--\r\n`;
  };
  const send = (content: string, mapping: string) =>
    upload('/api/imports', form(content, mapping), {
      'content-type': 'multipart/form-data; boundary=b',
      'idempotency-key': 'form',
    });
  const file = csv('F-1');
  const pounds = '{"currency":"GBP"}';
  const first = await send(file, pounds);
  assert.deepEqual([first.status, first.body.mapping.currency], [200, 'GBP'], first.text);
  await quiet();
  const before = await count();
  assert.deepEqual((await send(file, pounds)).body, first.body);
  assertProblem(await send(file, '{"currency":"EUR"}'), 409, 'key.conflict');
  assertProblem(await send(csv('F-2'), pounds), 409, 'key.conflict');
  await quiet();
  assert.deepEqual(await count(), before);
  assert.equal(
    (await readdir(join(shop.dataFolder, 'imports'))).length,
    Number(before.imports),
    'no file is left over',
  );
});

/** What is told again: secrets are told once only. */
function repeated(body: Record<string, unknown>): object {
  const shownOnce = new Set(['secret', 'invitation']);
  return Object.fromEntries(Object.entries(body).filter(([name]) => !shownOnce.has(name)));
}

async function quiet(): Promise<void> {
  await shop.engine.settle();
  while ((await ok(get('/api/imports'))).items.some((job: { state: string }) => /running|checking/.test(job.state)));
  await shop.engine.settle();
}

async function count(): Promise<{ readonly imports: string; readonly told: number }> {
  const { rows } = await shop.pool.query<{ imports: string; told: number }>(
    `select (select count(*) from engine.fact) as facts, (select count(*) from imports.job) as imports,
       (select count(*) from engine.set_aside) as aside, (select count(*) from access.staff) as staff,
       (select json_agg(k.hash) from access.api_key k) as keys, (select count(*) from access.role) as roles,
       (select count(*) from privacy.policy_version) as policies, (select count(*) from privacy.responsible) as responsible,
       (select json_agg(r) from privacy.recipient r) as recipients, (select count(*) from privacy.assessment) as assessments, (select json_agg(a) from members.attribute a) as attributes, (select json_agg(t) from tags.tag t) as tags,
       (select count(*) from access.export) as exports, (select json_agg(c.state) from privacy.contact c) as contacts, (select json_agg(r) from access.approval_rule r) as rules,
       (select count(*)::int from access.audit) as told`,
  );
  return rows[0]!;
}
