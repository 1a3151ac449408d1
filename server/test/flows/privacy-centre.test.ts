import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { dataRegister } from '../../src/modules/privacy/data-register.ts';
import { rowsOf } from '../../src/platform/postgres.ts';
import { assertProblem, openShop, phone } from '../shop.ts';
import { openDoor } from '../staff.ts';

const shop = await openShop();
const { get, post, put, ok, clock } = shop;
const { hire } = openDoor(shop);

const HOUR_MS = 3_600_000;
const ago = (hours: number) => new Date(clock.now() - hours * HOUR_MS).toISOString();
const lost = (more: object = {}) => ({
  title: '丢失存有会员名单的优盘',
  level: 'large',
  foundAt: ago(1),
  data: ['identity', 'contact'],
  contact: '李店长 010-5555',
  ...more,
});

test('a breach has four hours to be reported, is told better as more is known, and ends once', async () => {
  const made = await ok(post('/api/incidents', lost()));
  assert.equal(Date.parse(made.dueAt) - Date.parse(made.foundAt), 4 * HOUR_MS);
  assert.deepEqual([made.people, made.reportedAt], [null, null]);
  const more = lost({ people: 1200, cause: '出差途中遗失', measures: '已挂失' });
  const better = await ok(put(`/api/incidents/${made.id}`, more));
  assert.deepEqual([better.people, better.cause, better.recordedAt], [1200, '出差途中遗失', made.recordedAt]);
  const mark = (body: object) => post(`/api/incidents/${made.id}/marks`, body);
  assertProblem(await mark({ mark: 'reported', at: ago(-1) }), 400, 'request.invalid', 'at');
  assertProblem(await mark({ mark: 'reported', at: ago(2) }), 400, 'request.invalid', 'at');
  const reported = await ok(mark({ mark: 'reported', note: '已报省网信办' }));
  assert.ok(reported.reportedAt !== null && reported.closedAt === null);
  assertProblem(await mark({ mark: 'closed' }), 400, 'request.invalid', 'note');
  const closed = await ok(mark({ mark: 'closed', note: '优盘已找回，没有被打开' }));
  assert.deepEqual(
    closed.notes.map((one: { mark: string; note: string }) => [one.mark, one.note]),
    [
      ['reported', '已报省网信办'],
      ['closed', '优盘已找回，没有被打开'],
    ],
  );
  assertProblem(await mark({ mark: 'told' }), 409, 'incident.closed');
  assertProblem(await put(`/api/incidents/${made.id}`, lost()), 409, 'incident.closed');
  assertProblem(await put('/api/incidents/9', lost()), 404, 'incident.unknown');
  assertProblem(await post('/api/incidents', lost({ foundAt: ago(-1) })), 400, 'request.invalid', 'foundAt');
  assert.equal((await ok(post('/api/incidents', lost({ level: 'general' })))).dueAt, null);
  assert.equal((await ok(get('/api/incidents'))).items.length, 2);

  const { items } = await ok(get(`/api/audit?object=incident:${made.id}`));
  assert.deepEqual(
    items.map((one: { action: string }) => one.action),
    ['incident.mark', 'incident.mark', 'incident.record', 'incident.record'],
  );
  const kept = await rowsOf(shop.pool, `select * from privacy.incident where kept::text like '%优盘%'`);
  assert.deepEqual(kept, [], 'words rest sealed');
});

test('a close relative of a member who died asks to see, copy, correct or delete, with what shows it, and nothing else', async () => {
  const { id } = await ok(put('/api/members', { phone: phone() }));
  const heir = { name: '公孙念之', relation: '女儿', evidence: '死亡证明、户口本原件，已核对' };
  const asked = (kind: string) => post(`/api/members/${id}/requests`, { kind, source: 'counter', heir });
  assertProblem(await asked('object'), 400, 'request.invalid', 'kind');
  const request = await ok(asked('copy'));
  assert.deepEqual(request.heir, heir);
  const service = (await hire('service')).as;
  const [seen] = (await ok(service('GET', `/api/requests?member=${id}`))).items;
  assert.deepEqual([seen.heir.name, seen.heir.relation], ['公孙**', '女儿']);
  const clear = await rowsOf(shop.pool, `select from privacy.request where kept::text like '%公孙%'`);
  assert.deepEqual(clear, [], 'rests sealed');
  await ok(post(`/api/requests/${request.id}/close`, { outcome: 'done', answer: '已交付' }));
});

test('requests that are due within three days are counted', async () => {
  const { id } = await ok(put('/api/members', { phone: phone() }));
  await ok(post(`/api/members/${id}/requests`, { kind: 'delete', source: 'phone' }));
  await ok(post(`/api/members/${id}/requests`, { kind: 'copy', source: 'phone' }));
  const DAY_MS = 24 * HOUR_MS;
  assert.deepEqual(await ok(get('/api/requests/count')), { open: 2, soon: 0, overdue: 0 });
  clock.set(clock.now() + 13 * DAY_MS);
  assert.deepEqual(await ok(get('/api/requests/count')), { open: 2, soon: 1, overdue: 0 });
  clock.set(clock.now() + 15 * DAY_MS);
  assert.deepEqual(await ok(get('/api/requests/count')), { open: 2, soon: 2, overdue: 1 });
});

test('every column of the database stands in the record of processing with its class, and nothing else does', async () => {
  const rows = await rowsOf<{ name: string }>(
    shop.pool,
    `select c.table_schema || '.' || c.table_name || '.' || c.column_name as name from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and c.table_schema not in ('information_schema', 'pg_catalog') order by 1`,
  );
  const told = dataRegister.flatMap(({ tables }) =>
    tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`)),
  );
  assert.ok(rows.length > 300);
  const absent = rows.map(({ name }) => name).filter((name) => !told.includes(name));
  assert.deepEqual(absent, [], 'give each of these a class in server/src/modules/privacy/data-register.ts');
  const there = new Set(rows.map(({ name }) => name));
  const gone = told.filter((name) => !there.has(name));
  assert.deepEqual(gone, [], 'take these out of data-register.ts: the database has them no more');
  assert.equal(new Set(told).size, told.length, 'each column has one class');
  const { items } = await ok(get('/api/privacy/register'));
  assert.ok(items.every((one: { tables: unknown[] }) => one.tables.length > 0));
});

test('the audit pack has every table with its digest, tells whether the trail is whole, and is for who may read the trail', async () => {
  const policy = await ok(post('/api/policies', { code: 'marketing', text: '我们会发短信', asksAgain: false }));
  const given = { purpose: 'marketing', channel: 'sms', decision: 'given' };
  for (let i = 0; i < 3; i++) {
    const { id } = await ok(put('/api/members', { phone: phone(), name: '司马相如' }));
    const said = { consents: [given], policy: { code: 'marketing', version: 1 }, source: 'counter', shown: '同意' };
    await ok(put(`/api/members/${id}/consents`, said));
    if (i > 0) continue;
    const contact = { purpose: 'marketing', channel: 'sms', reference: '双11', members: [{ id }] };
    await ok(post('/api/contacts', contact));
  }
  await ok(post('/api/incidents', lost({ level: 'general', people: 7 })));
  const auditor = (await hire('auditor')).as;
  const response = await shop.app.inject({ url: '/api/privacy/audit-pack', headers: auditor.headers });
  assert.equal(response.statusCode, 200);
  const files = Object.entries(unzipSync(new Uint8Array(response.rawPayload)));
  const texts = new Map(files.map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
  const sums = texts.get('sha256.txt')!;
  for (const [name, bytes] of files)
    if (name !== 'sha256.txt')
      assert.ok(sums.includes(`${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`), name);
  assert.match(texts.get('说明.txt')!, /操作日志：\d+ 条，完整，未被修改/);
  assert.equal(texts.get('policies/marketing-1.zh.txt'), '我们会发短信');
  assert.ok(texts.get('03 政策版本.csv')!.includes(policy.hash));
  assert.match(texts.get('04 授权统计.csv')!, /营销消息,短信,已同意,营销授权书,1,3\r\n/);
  assert.match(texts.get('05 会员请求.csv')!, /会员本人,删除,待办理,.*,否\r\n/);
  assert.match(texts.get('05 会员请求.csv')!, /近亲属,复制、转移,已办理/);
  assert.match(texts.get('06 泄露事件.csv')!, /丢失存有会员名单的优盘,一般,.*身份信息、联系方式,7,/);
  assert.match(texts.get('07 自动化决策登记.csv')!, /^会员等级,对所有会员相同的公开规则,/m);
  assert.match(texts.get('08 触达许可统计.csv')!, /营销消息,短信,未使用,,营销授权书,1,1,1,/);
  assert.match(texts.get('说明.txt')!, /07 自动化决策登记\.csv\r\n/);
  for (const name of [
    '01 处理活动记录.csv',
    '02 保存期限.csv',
    '09 角色与权限.csv',
    '10 审批规则.csv',
    '11 审批统计.csv',
  ])
    assert.ok(texts.get(name)!.split('\r\n').length > 1, name);
  assert.ok(![...texts.values()].some((text) => text.includes('司马相如')));
  const { status } = await (await hire('service')).as('GET', '/api/privacy/audit-pack');
  assert.equal(status, 403);
  const { items } = await ok(get('/api/audit?limit=5'));
  assert.ok(items.some((one: { action: string }) => one.action === 'GET /api/privacy/audit-pack'));
});
