import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Endpoint } from '@shuke/contract';
import { allInjections, injections } from '../fixtures/injections.ts';
import { endpoints, sampleCall, textFields } from '../sample-call.ts';
import { type Reply, openShop, order, phone } from '../shop.ts';

const shop = await openShop();
const { ok, get, post, put } = shop;
// The calls are about the first of them, and one erases what is kept of her.
await ok(put('/api/members', { phone: '13800000001', name: '李四' }));
await ok(put('/api/members', { phone: '13800000002', name: '王五' }));
await ok(post('/api/orders', order({ number: 'S-1', member: { phone: '13800000001' } })));

/** A clock that jumps, and a member who is erased, end what other calls need; of text, metrics take none. */
const left = new Set(['/api/clock', '/metrics', '/api/members/{id}/erase']);
const asked = endpoints.filter(({ path }) => !left.has(path));

const tables = async () =>
  (await shop.pool.query(`select table_schema, table_name from information_schema.tables order by 1, 2`)).rows;

function assertSound(reply: Reply, said: string): void {
  const isDown = reply.body?.code === 'analytics.down';
  assert.ok(reply.status < 500 || isDown, `${said}: ${reply.text}`);
  assert.doesNotMatch(String(reply.headers['content-type'] ?? ''), /html/, said);
  assert.doesNotMatch(reply.text, /syntax error at|unterminated quoted|^ {4}at |\.ts:\d|root:x:0:0|inj49/m, said);
  assert.equal(reply.headers['x-injected'], undefined, said);
  assert.doesNotMatch(String(reply.headers['set-cookie'] ?? ''), /inj/, said);
  assert.equal(reply.headers['x-content-type-options'], 'nosniff', said);
}

/** All of them in the soak; else some for each field, others for the next. */
const perField = process.env['SHUKE_SOAK'] ? allInjections.length : 2;
let next = 0;
const some = () => Array.from({ length: perField }, () => allInjections[next++ % allInjections.length]!);

test(`whatever stands in a text of any call (${perField} of ${allInjections.length} for each field), it is a text or refused, and does nothing (D34)`, async () => {
  const before = await tables();
  const taken = new Set<Endpoint>();
  let calls = 0;
  for (const endpoint of asked)
    for (const field of textFields(endpoint))
      for (const text of some()) {
        const { method, path, body } = sampleCall(endpoint, (at) => (at === field ? text : undefined));
        const reply = await shop.call(method, path, body);
        assertSound(reply, `${method} ${path} ${JSON.stringify(body)}`);
        if (reply.status < 300) taken.add(endpoint);
        calls++;
      }
  await shop.engine.settle();
  assert.ok(calls > 300, `${calls} calls`);
  const need = ['PUT /api/members', 'POST /api/orders', 'GET /api/members', 'GET /api/orders', 'GET /api/audit'];
  const names = [...taken].map(({ method, path }) => `${method} ${path}`);
  for (const name of need) assert.ok(names.includes(name), `${name} takes some of them; taken: ${names.join(', ')}`);
  assert.deepEqual(await tables(), before, 'every table is there');
  assert.equal((await shop.member('13800000002')).name, '王五');
  assert.deepEqual(Object.keys(Object.prototype), []);
  assert.equal(({} as { injected?: unknown }).injected, undefined);
});

/** Cells of CSV as a spreadsheet reads them. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === '\r\n') rows.push([]);
    if (end === '') break;
  }
  return rows;
}

const isFormula = (cell: string) => /^[=+\-@\t\r]/.test(cell) && !/^\+?\d+$/.test(cell);

test('no cell of a list of members runs as a formula, whatever their names and attributes are (D34)', async () => {
  for (const text of allInjections)
    await ok(put('/api/members', { phone: phone(), name: text, region: text, attributes: { note: text } }));
  const csv = (await get('/api/members/export?columns=name,region')).text.replace(/^\uFEFF/, '');
  const cells = cellsOf(csv).flat();
  assert.deepEqual(cells.filter(isFormula), []);
  for (const text of injections.formula) assert.ok(cells.includes(`'${text.trim()}`), JSON.stringify(text));
  for (const text of injections.page) assert.ok(cells.includes(text) || cells.includes(`'${text}`), text);
});

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test('a file with all of them in every column is imported as texts; its lines set aside run as no formula, and its name leads nowhere (D34)', async () => {
  const header = '订单号,商品编码,商品名称,数量,单价,下单时间,手机号,姓名,门店';
  const lineOf = (text: string, at: number, quantity: string) =>
    [
      `I-${at}-${text}`,
      text,
      text,
      quantity,
      '10.00',
      '2026-10-01 10:00:00',
      `1370000${String(at).padStart(4, '0')}`,
      text,
      text,
    ]
      .map(quoted)
      .join(',');
  const lines = allInjections.flatMap((text, at) => [lineOf(text, at, '1'), lineOf(text, at + 1000, text)]);
  for (const fileName of [...injections.path, ...injections.header]) {
    const name = encodeURIComponent(fileName);
    const raw = `${[header, ...lines].join('\n')}\n`;
    const isFirst = fileName === injections.path[0];
    const reply = await shop.call('POST', `/api/imports?fileName=${name}&start=${String(isFirst)}`, undefined, {
      raw: isFirst ? raw : raw.slice(0, 400),
      headers: { 'content-type': 'text/csv' },
    });
    assertSound(reply, fileName);
    if (!isFirst) continue;
    const { id } = reply.body;
    let job = reply.body;
    while (!['done', 'failed'].includes(job.state)) job = await ok(get(`/api/imports/${id}`));
    assert.equal(job.state, 'done', JSON.stringify(job));
    const aside = await get(`/api/imports/${id}/set-aside`);
    assert.match(String(aside.headers['content-disposition']), /^attachment; filename="[\w-]+\.csv"$/);
    const cells = cellsOf(aside.text.replace(/^\uFEFF/, '')).flat();
    assert.ok(cells.length > allInjections.length, 'lines without a quantity were set aside');
    assert.deepEqual(cells.filter(isFormula), []);
  }
  const { items } = await ok(get('/api/orders?limit=200&channel=import'));
  const names = new Set<string>();
  for (const { id } of items) for (const line of (await ok(get(`/api/orders/${id}`))).lines) names.add(line.name);
  // Longer ones are set aside: they are no name of a store.
  for (const text of injections.page) if (text.length <= 40) assert.ok(names.has(text), text);
  assert.deepEqual(readdirSync(shop.dataFolder), ['imports'], 'nothing is written elsewhere');
});
