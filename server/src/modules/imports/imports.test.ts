import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ImportView, ProblemBody, ProblemReason } from '@shuke/contract';
import writeExcel from 'write-excel-file/node';
import { testDatabase } from '../../../test/database.ts';
import { type Engine, openOnce, startEngine } from '../../engine/index.ts';
import { type Caller, openHttp } from '../../platform/http.ts';
import { systemClock } from '../../platform/clock.ts';
import { openZone } from '../../platform/zone.ts';
import { activityModule, knownOrders } from '../activity/index.ts';
import { loyaltyModule } from '../loyalty/index.ts';
import { membersModule } from '../members/index.ts';
import { type Importer, acceptUploads, importRoutes, startImporter } from './index.ts';
import { keptBytes } from './kept-file.ts';
import type { KnownOrders } from './run-import.ts';

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const caller: Caller = {
  id: 'staff:1',
  name: 'owner@example.com',
  can: () => true,
  seesClear: true,
  fields: {},
  stores: [],
};

interface Shop {
  readonly engine: Engine;
  readonly pool: Awaited<ReturnType<typeof testDatabase>>['pool'];
  readonly dataFolder: string;
  importer: Importer;
  restart(): Promise<void>;
  upload(
    content: Buffer | string,
    options?: { query?: Record<string, string>; type?: string },
  ): Promise<{ status: number; body: ImportView & Partial<ProblemBody> }>;
  call(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: ImportView & Partial<ProblemBody>; text: string }>;
  finished(id: string): Promise<ImportView>;
}

/** A shop with a real engine over a real database, and the import routes in process. */
async function openShop(
  t: TestContext,
  wrap: (engine: Engine) => Pick<Engine, 'ask' | 'status'> = (engine) => engine,
  knownOrders: KnownOrders = async () => new Map(),
): Promise<Shop> {
  const { pool, url } = await testDatabase(t);
  const dataFolder = await mkdtemp(join(tmpdir(), 'shuke-imports-'));
  const engine = await startEngine({
    pool,
    url,
    clock: systemClock,
    modules: [
      membersModule({ mayKeepSensitive: () => true, isFieldAssessed: () => true }),
      activityModule,
      loyaltyModule(openZone('Asia/Shanghai')),
    ],
    log: () => {},
  });
  while (!engine.status().isRunning) await new Promise((resolve) => setTimeout(resolve, 5));
  const start = () => startImporter({ pool, dataFolder, engine: wrap(engine), knownOrders, log: () => {} });
  const shop = { importer: start() };
  const once = openOnce(pool, engine);
  const app = openHttp({
    note: async () => {},
    routes: importRoutes({
      pool,
      dataFolder,
      once,
      importer: { wake: () => shop.importer.wake() },
      callerNames: async () => (kept) => (kept === 'staff:1' ? 'owner@example.com' : kept),
    }),
    authenticate: async () => caller,
    once,
    log: console.error,
    plugins: [[acceptUploads, {}]],
  });
  t.after(async () => {
    await app.close();
    await shop.importer.stop();
    await engine.stop();
    await rm(dataFolder, { recursive: true, force: true });
  });
  const call: Shop['call'] = async (method, path, body) => {
    const answer = await app.inject({ method, url: path, ...(body === undefined ? {} : { payload: body as object }) });
    return { status: answer.statusCode, body: parsed(answer.body) as never, text: answer.body };
  };
  return Object.assign(shop, {
    engine,
    pool,
    dataFolder,
    call,
    async restart() {
      await shop.importer.stop();
      shop.importer = start();
    },
    async upload(content: Buffer | string, { query = {}, type = 'application/octet-stream' } = {}) {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/imports',
        query,
        headers: { 'content-type': type },
        payload: content,
      });
      return { status: answer.statusCode, body: parsed(answer.body) as never };
    },
    async finished(id: string) {
      await shop.importer.idle();
      return (await call('GET', `/api/imports/${id}`)).body;
    },
  } as Omit<Shop, 'importer'>);
}

function parsed(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text) : {};
}

const file = [
  header,
  '1,CUP,"Cup, red",6,2010-12-01 08:26:00,2.55,17850,United Kingdom',
  '1,POST,POSTAGE,1,2010-12-01 08:26:00,18.00,17850,United Kingdom',
  '2,PLATE,Plate,1,2010-12-02 08:26:00,5.00,,United Kingdom',
  'C3,CUP,"Cup, red",-2,2010-12-03 08:26:00,2.55,17850,United Kingdom',
  'C4,PLATE,Plate,-2,2010-12-03 08:26:00,5.00,17850,United Kingdom',
  '5,CUP,=HYPERLINK("http://x"),56,2010-12-03 08:26:00,0,,United Kingdom',
].join('\n');

test('a file becomes orders, refunds and lines set aside, and the report balances', async (t) => {
  const shop = await openShop(t);
  const { status, body } = await shop.upload(file, { query: { fileName: 'orders.csv' } });
  assert.equal(status, 200);
  assert.equal(body.state, 'mapping');
  assert.deepEqual(body.mapping.columns, {
    number: 'InvoiceNo',
    sku: 'StockCode',
    name: 'Description',
    quantity: 'Quantity',
    unitPrice: 'UnitPrice',
    at: 'InvoiceDate',
    member: 'CustomerID',
    region: 'Country',
  });
  assert.deepEqual(
    [body.mapping.currency, body.mapping.timezone, body.mapping.shippingSkus.includes('POST')],
    ['GBP', 'Europe/London', true],
  );
  assert.equal(body.samples[0]!['Description'], 'Cup, red');

  assert.equal((await shop.call('POST', `/api/imports/${body.id}/run`, {})).body.state, 'running');
  const { state, report, progress } = await shop.finished(body.id);
  assert.equal(state, 'done');
  assert.deepEqual(
    [
      report!.lines,
      report!.orders,
      report!.ordersNew,
      report!.refunds,
      report!.members,
      report!.membersNew,
      report!.withoutMember,
    ],
    [6, 2, 2, 1, 1, 1, 1],
  );
  const { read, sold, refunded, setAside, isBalanced } = report!.reconciliation;
  assert.ok(isBalanced);
  assert.deepEqual(
    [read.amountMinor, sold.amountMinor, refunded.amountMinor, setAside.amountMinor],
    [1530 + 1800 + 500 - 510 - 1000, 3830, 510, -1000],
  );
  assert.deepEqual(Object.fromEntries(report!.setAside.map(({ reason, lines }) => [reason, lines])), {
    'order.nothingCharged': 1,
    'return.noPurchase': 1,
  });
  assert.equal(progress.done, 6);
  assert.ok(report!.points > 0 && report!.points < 33, 'points earned less those taken back');
});

test('importing the same file twice changes nothing', async (t) => {
  const shop = await openShop(t);
  const first = await shop.upload(file, { query: { start: 'true' } });
  await shop.finished(first.body.id);
  // Whatever changes something gives out an id.
  const before = shop.engine.status().factId;
  const second = await shop.upload(gzipSync(file), { query: { start: 'true' } });
  const { report, state } = await shop.finished(second.body.id);
  assert.equal(state, 'done');
  assert.equal(shop.engine.status().factId, before);
  assert.deepEqual(
    [report!.orders, report!.ordersNew, report!.ordersKnown, report!.membersNew, report!.points],
    [2, 0, 2, 0, 0],
  );
  assert.deepEqual([report!.refunds, report!.refundsNew, report!.refundsKnown], [1, 0, 1]);
  assert.ok(report!.reconciliation.isBalanced);
});

test('a file with returns of orders that are known already tells which of its orders and refunds are new, and so does its trial', async (t) => {
  const shop: Shop = await openShop(t, undefined, (orders) => knownOrders(shop.pool, orders));
  const [head, cup] = file.split('\n');
  const back = (number: string) => `${number},CUP,"Cup, red",-1,2010-12-03 08:26:00,2.55,17850,United Kingdom`;
  const told = async (lines: readonly string[], isDryRun: boolean) => {
    const { body } = await shop.upload(lines.join('\n'));
    await shop.call('POST', `/api/imports/${body.id}/run`, { dryRun: isDryRun });
    const { report } = await shop.finished(body.id);
    return [report!.ordersNew, report!.ordersKnown, report!.refundsNew, report!.refundsKnown];
  };
  assert.deepEqual(await told([head!, cup!, back('C1')], false), [1, 0, 1, 0]);
  for (const isDryRun of [true, false])
    assert.deepEqual(await told([head!, cup!, back('C1'), back('C2')], isDryRun), [0, 1, 1, 1]);
  assert.deepEqual(await told([head!, cup!, back('C1'), back('C2')], true), [0, 1, 0, 2]);
});

test('a dry run changes nothing and reports what would happen', async (t) => {
  const shop = await openShop(t);
  const before = shop.engine.status().factId;
  const { body } = await shop.upload(file);
  assert.equal((await shop.call('POST', `/api/imports/${body.id}/run`, { dryRun: true })).body.state, 'checking');
  const { report, state } = await shop.finished(body.id);
  assert.equal(state, 'checked');
  assert.deepEqual([report!.orders, report!.refunds, report!.reconciliation.isBalanced], [2, 1, true]);
  assert.equal(shop.engine.status().factId, before);
  assert.equal((await shop.call('POST', `/api/imports/${body.id}/run`, {})).status, 200);
  assert.equal((await shop.finished(body.id)).state, 'done');
  assert.equal((await shop.call('POST', `/api/imports/${body.id}/run`, {})).body.code, 'import.state');
});

test('a dry run finds the orders that would be refused', async (t) => {
  const shop = await openShop(t);
  const { body } = await shop.upload(
    '订单号,货号,数量,单价,下单时间,手机号\n1,A,1,10,2011-01-01,13800000001\n2,A,1,10,2011-01-01,12\n',
    { query: { start: 'false' } },
  );
  await shop.call('POST', `/api/imports/${body.id}/run`, { dryRun: true });
  const checked = (await shop.finished(body.id)).report!;
  assert.deepEqual(
    [checked.orders, checked.setAside.map(({ reason }) => reason)],
    [1, ['refused.member.identifier-invalid']],
  );
  await shop.call('POST', `/api/imports/${body.id}/run`, {});
  const done = (await shop.finished(body.id)).report!;
  assert.deepEqual([done.orders, done.setAside], [1, checked.setAside]);
});

test('lines set aside can be downloaded, by reason, and no cell runs as a formula', async (t) => {
  const shop = await openShop(t);
  const { body } = await shop.upload(file, { query: { start: 'true' } });
  await shop.finished(body.id);
  const { text } = await shop.call('GET', `/api/imports/${body.id}/set-aside`);
  const lines = text.trimEnd().split('\r\n');
  assert.equal(lines.length, 3);
  assert.equal(lines[0], `\ufeffrow,reason,why,原因,${header}`);
  assert.match(lines[1]!, /^6,return\.noPurchase,.*,C4,PLATE,Plate,-2,/);
  assert.match(lines[2]!, /^7,order\.nothingCharged,.*"'=HYPERLINK\(""http:\/\/x""\)",56,/);
  const one = await shop.call('GET', `/api/imports/${body.id}/set-aside?reason=return.noPurchase`);
  assert.equal(one.text.trimEnd().split('\r\n').length, 2);
});

test('files in GB18030, with a BOM, with semicolons and as a workbook are read alike', async (t) => {
  const shop = await openShop(t);
  const gb = Buffer.concat([
    Buffer.from(
      'b6a9b5a5bac52cc9ccc6b7b1e0c2eb2cc9ccc6b7c3fbb3c62ccafdc1bf2cb5a5bcdb2ccfc2b5a5cab1bce42cb5d8c7f80a',
      'hex',
    ),
    Buffer.from('g1,T-1,'),
    Buffer.from('c4ccb7db', 'hex'),
    Buffer.from(',1,99.00,2011/1/2 8:26,'),
    Buffer.from('c9cfbaa3', 'hex'),
    Buffer.from('\n'),
  ]);
  const uploads: [Buffer | string, string, string][] = [
    [gb, 'GB18030', '奶粉'],
    ['\ufeff订单号,货号,商品名称,数量,单价,下单时间\nu1,T-1,奶粉,1,99.00,2011-01-02\n', 'UTF-8', '奶粉'],
    ['订单号;货号;商品名称;数量;单价;下单时间\r\ns1;T-1;"奶粉\n二段";1;99,00;2011-01-02\r\n', 'UTF-8', '奶粉\n二段'],
    [
      Buffer.from('\ufeff订单号\t货号\t商品名称\t数量\t单价\t下单时间\nt1\tT-1\t奶粉\t1\t99\t2011-01-02\n', 'utf16le'),
      'UTF-16LE',
      '奶粉',
    ],
    [
      Buffer.from(
        'InvoiceNo,StockCode,Description,Quantity,UnitPrice,InvoiceDate\nw1,GIFT,Voucher \xa310.00,1,99.00,2011-01-02\n',
        'latin1',
      ),
      'Windows-1252',
      'Voucher £10.00',
    ],
    [await workbook(), 'XLSX', '奶粉'],
  ];
  for (const [content, encoding, name] of uploads) {
    const { body } = await shop.upload(content, { query: { start: 'true' } });
    assert.equal(body.encoding, encoding, body.detail ?? '');
    assert.equal(Object.values(body.samples[0]!)[2], name);
    const { report, error } = await shop.finished(body.id);
    assert.deepEqual(
      [report?.orders, report?.reconciliation.sold.amountMinor],
      [1, 9900],
      `${encoding} ${error ?? ''}`,
    );
  }
});

function workbook(): Promise<Buffer> {
  const rows = [
    ['订单号', '货号', '商品名称', '数量', '单价', '下单时间'],
    ['x1', 'T-1', '奶粉', 1, 99, new Date('2011-01-02T08:26:00Z')],
  ];
  const cells = rows.map((cells) =>
    cells.map((value) => (value instanceof Date ? { value, type: Date, format: 'yyyy-mm-dd hh:mm' } : { value })),
  );
  return (writeExcel as unknown as (data: unknown) => { toBuffer(): Promise<Buffer> })(cells).toBuffer();
}

test('a bad file is refused with what to do, and leaves nothing behind', async (t) => {
  const shop = await openShop(t);
  const gz = gzipSync(Array.from({ length: 5000 }, (_, i) => `${file}\n${i}`).join('\n'));
  const cases: [Buffer | string, RegExp, ProblemReason?][] = [
    ['', /empty|missing/],
    [gz.subarray(0, gz.length - 200), /ends too early/, 'file.gzipCutOff'],
    [Buffer.concat([gz.subarray(0, 500), Buffer.alloc(200, 7), gz.subarray(700)]), /damaged|too early/],
    [`${header}\n`, /no rows/, 'file.noRows'],
    [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4, 5]), /\.xls/, 'file.oldExcel'],
    [Buffer.from('PK\u0003\u0004 no workbook'), /workbook/, 'file.workbookDamaged'],
    [Buffer.alloc(5000, 0), /no text file/, 'file.noTable'],
    [Buffer.from('%PDF-1.7 x'), /PDF/, 'file.pdf'],
    [`${'a,'.repeat(300)}\n`, /301 columns/, 'file.tooManyColumns'],
    ['\n\n', /no text/, 'file.noText'],
  ];
  for (const [content, detail, reason] of cases) {
    const { status, body } = await shop.upload(content);
    assert.ok(status === 422 || status === 400, `${status} ${detail}`);
    assert.match(body.detail!, detail);
    if (reason) assert.equal(body.reason, reason, 'what a program can tell it by');
    if (reason === 'file.tooManyColumns') assert.deepEqual(body.values, { columns: 301, limit: 200 });
  }
  assert.deepEqual(await readdir(join(shop.dataFolder, 'imports')), []);
  assert.equal((await shop.call('GET', '/api/imports')).text, '{"items":[],"nextCursor":null}');
});

test('a quotation mark that is never closed ends the import before anything is recorded', async (t) => {
  const shop = await openShop(t);
  const before = shop.engine.status().factId;
  const { body } = await shop.upload(
    `${file}\n6,"CUP,Cup,1,2010-12-05,2,17850,UK\n7,CUP,Cup,1,2010-12-05,2,17850,UK\n`,
    { query: { start: 'true' } },
  );
  const { state, error, why } = await shop.finished(body.id);
  assert.equal(state, 'failed');
  assert.match(error!, /quotation mark/);
  assert.equal(why.reason, 'file.quoteOpen', 'so that a screen in another language can say it');
  assert.equal(shop.engine.status().factId, before);
});

test('a wrong column is refused by name, in the mapping and in the run', async (t) => {
  const shop = await openShop(t);
  const { body } = await shop.upload('a,b,c\n1,2,3\n');
  const run = await shop.call('POST', `/api/imports/${body.id}/run`, {});
  assert.equal(run.body.code, 'import.mapping');
  const mapped = await shop.call('PUT', `/api/imports/${body.id}/mapping`, {
    columns: { number: 'a', sku: 'b', quantity: 'c', at: 'when', unitPrice: 'c' },
  });
  assert.equal(mapped.status, 422);
  assert.match(mapped.body.detail!, /columns\.at names "when", which the file does not have/);
  const [fault] = mapped.body.faults!;
  assert.deepEqual([mapped.body.reason, fault!.reason], ['mapping.unfit', 'mapping.columnAbsent']);
  assert.deepEqual(fault!.values, { column: 'at', header: 'when' });
  assert.equal((await shop.call('GET', '/api/imports/999')).status, 404);
  const bad = await shop.upload(file, { query: { mapping: '{"currency":"GOLD"}' } });
  assert.equal(bad.status, 400);
  assert.deepEqual(await readdir(join(shop.dataFolder, 'imports')), [body.id]);
});

test('a cell of 10 MB is set aside, and the lines around it are imported', async (t) => {
  const shop = await openShop(t);
  const { body } = await shop.upload(
    `${file}\n6,CUP,"${'x'.repeat(10 * 2 ** 20)}",1,2010-12-05,2,17850,UK\n7,CUP,Cup,1,2010-12-05,2,17850,UK\n`,
    { query: { start: 'true' } },
  );
  const { report } = await shop.finished(body.id);
  assert.equal(report!.orders, 3);
  assert.equal(report!.setAside.find(({ reason }) => reason === 'cell.tooLong')!.lines, 1);
});

test('an order that the engine refuses is set aside with its reason, and the report still balances', async (t) => {
  const shop = await openShop(t);
  await shop.finished((await shop.upload(file, { query: { start: 'true' } })).body.id);
  const { body } = await shop.upload(file.replace('6,2010-12-01 08:26:00,2.55', '7,2010-12-01 08:26:00,2.55'), {
    query: { start: 'true' },
  });
  const { report } = await shop.finished(body.id);
  assert.ok(report!.reconciliation.isBalanced);
  assert.deepEqual(report!.setAside.find(({ reason }) => reason === 'refused.order.conflict')?.lines, 2);
});

test('a form with a file and a mapping is taken like a raw body', async (t) => {
  const shop = await openShop(t);
  const form = new FormData();
  form.append('file', new Blob([file]), 'orders.csv');
  form.append('mapping', '{"currency":"CNY"}');
  const response = new Response(form);
  const { status, body } = await shop.upload(Buffer.from(await response.arrayBuffer()), {
    type: response.headers.get('content-type')!,
  });
  assert.equal(status, 200, body.detail ?? '');
  assert.deepEqual(
    [body.fileName, body.mapping.currency, body.mapping.timezone, body.createdBy],
    ['orders.csv', 'CNY', 'Europe/London', 'owner@example.com'],
  );
  const kept = keptBytes(shop.pool.ring.source('log'), join(shop.dataFolder, 'imports', body.id), 'upload');
  assert.equal(await textOf(kept()), file);
});

function manyOrders(count: number): string {
  return [
    header,
    ...Array.from({ length: count }, (_, i) => `${i},CUP,Cup,1,2011-01-01 08:00,2.50,${i % 50},United Kingdom`),
  ].join('\n');
}

test('a cancelled import stops, keeps what it recorded, and says how far it came', async (t) => {
  const gate = Promise.withResolvers<void>();
  let asked = 0;
  const shop = await openShop(t, (engine) => ({
    status: () => engine.status(),
    async ask(lane, inputs) {
      if (asked++ === 5) await gate.promise;
      return engine.ask(lane, inputs);
    },
  }));
  const { body } = await shop.upload(manyOrders(5000), { query: { start: 'true' } });
  while (asked <= 5) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal((await shop.call('POST', `/api/imports/${body.id}/cancel`)).status, 200);
  await new Promise((resolve) => setTimeout(resolve, 50));
  gate.resolve();
  const { state, report } = await shop.finished(body.id);
  assert.equal(state, 'cancelled');
  const left = report!.setAside.find(({ reason }) => reason === 'cancelled')!;
  assert.ok(left.lines > 0 && report!.orders > 0 && left.lines + report!.orders === 5000);
  assert.ok(report!.reconciliation.isBalanced);
  const again = await shop.call('POST', `/api/imports/${body.id}/run`, {});
  assert.equal(again.status, 200);
  const whole = await shop.finished(body.id);
  assert.deepEqual([whole.state, whole.report!.orders, whole.report!.ordersKnown], ['done', 5000, report!.orders]);
});

test('a trial that is asked to stop at its very end is stopped, and shows no result', async (t) => {
  const shop: Shop = await openShop(t, undefined, async () => {
    await shop.pool.query('update imports.job set is_cancelling = true');
    return new Map();
  });
  const { body } = await shop.upload(manyOrders(50));
  assert.equal((await shop.call('POST', `/api/imports/${body.id}/run`, { dryRun: true })).status, 200);
  const { state, report } = await shop.finished(body.id);
  assert.deepEqual([state, report], ['cancelled', null]);
});

test('an import that was interrupted goes on by itself and reports all of it', async (t) => {
  let asked = 0;
  let isBroken = true;
  const shop = await openShop(t, (engine) => ({
    status: () => engine.status(),
    async ask(lane, inputs) {
      if (isBroken && asked++ > 8) throw new Error('the process died here');
      return engine.ask(lane, inputs);
    },
  }));
  const { body } = await shop.upload(manyOrders(5000), { query: { start: 'true' } });
  while (asked <= 8) await new Promise((resolve) => setTimeout(resolve, 5));
  isBroken = false;
  await shop.restart();
  const { state, report } = await shop.finished(body.id);
  assert.equal(state, 'done');
  assert.deepEqual([report!.orders, report!.ordersNew, report!.members, report!.membersNew], [5000, 5000, 50, 50]);
});
