import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { type ServerProcess, serverProcess } from './server-process.ts';

/** Planted wherever the API takes something of a person. None of them may lie anywhere in clear. */
const planted = {
  name: '司徒密不透',
  phone: '13977316428',
  email: 'nobody-reads-this@secret.example',
  birthday: '1987-02-17',
  attribute: 'allergic to zircon',
  customer: 'CUSTOMER-IN-A-FILE-5521',
  payment: 'card ending 8841',
  reason: 'asked by 司徒密不透 on the phone',
  address: '7 Zircon Lane, flat 19',
  question: 'may I call you on Zircon day',
  refund: 'the zircon set made her ill',
};
const unreadable = [...Object.values(planted), planted.phone.slice(3)];

async function plant(server: ServerProcess): Promise<void> {
  const call = async (method: string, path: string, body: unknown, headers = {}) => {
    const response = await fetch(`${server.url()}${path}`, {
      method,
      headers: { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, never> };
  };
  const { name, phone, email, birthday, attribute } = planted;
  const member = { name, phone, email, birthday, attributes: { note: attribute } };
  const { body: made } = await call('PUT', '/api/members', member, { 'idempotency-key': 'planted' });
  const { id } = made;
  await call('PUT', '/api/members', { phone, attributes: { note: `${attribute} still` } });
  // Refused, and kept under its key: the answer says what was wrong with whom.
  await call('PUT', '/api/members', { phone, email: `${phone} at home` }, { 'idempotency-key': 'refused' });
  await call('POST', `/api/members/${id}/points`, { points: 5, reason: planted.reason });
  // What waits for approval is kept as it was asked.
  for (const kind of ['points.grant', 'members.export'])
    await call('PUT', `/api/approvals/rules/${kind}`, { approvers: 1 });
  const grant = await call('POST', `/api/members/${id}/points`, { points: 6, reason: planted.reason });
  const list = await call('POST', '/api/members/export', { search: name });
  assert.deepEqual([grant.status, list.status], [202, 202]);
  const order = {
    number: 'A-1',
    status: 'paid',
    placedAt: '2026-11-01T10:00:00+08:00',
    currency: 'CNY',
    channel: 'pos',
    member: { phone },
    totalMinor: 100,
    payments: [{ method: planted.payment, amountMinor: 100 }],
    lines: [{ sku: 'T-1', quantity: 1, unitPriceMinor: 100 }],
  };
  assert.equal((await call('POST', '/api/orders', order)).status, 200);
  const refund = { refund: 'R-1', at: order.placedAt, amountMinor: 10, reason: planted.refund };
  assert.equal((await call('POST', '/api/orders/A-1/refunds', refund)).status, 200);
  const asked = { event: 'asked', member: { phone }, properties: { sku: 'T-1', address: planted.address } };
  const visited = { event: 'asked', member: { device: 'D-1' }, properties: { question: planted.question } };
  assert.equal((await call('POST', '/api/events', [asked, visited])).status, 202);
  const file = [
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    `536365,85123A,CUP,6,2010-12-01 08:26:00,2.55,${planted.customer},United Kingdom`,
    `536366,85123A,CUP,x,2010-12-01 08:26:00,2.55,${planted.customer},United Kingdom`,
  ].join('\n');
  const upload = await call('POST', '/api/imports?fileName=past.csv&start=true', file, { 'content-type': 'text/csv' });
  for (;;) {
    const response = await fetch(`${server.url()}/api/imports/${upload.body['id']}`, {
      headers: { authorization: `Bearer ${server.apiKey}` },
    });
    if (((await response.json()) as { state: string }).state === 'done') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // What it was told, it can still tell.
  const told = async (path: string) => {
    const response = await fetch(`${server.url()}${path}`, { headers: { authorization: `Bearer ${server.apiKey}` } });
    return ((await response.json()) as { items: Record<string, unknown>[] }).items;
  };
  const [found] = await told('/api/members?search=situmi');
  assert.deepEqual([found!['name'], found!['phone'], found!['birthday']], [name, `+86${phone}`, birthday]);
  const [sold] = await told('/api/orders?number=A-1');
  assert.deepEqual(
    [sold!['payments'], (sold!['refunds'] as { reason: string }[])[0]!.reason],
    [[{ method: planted.payment, amountMinor: 100, at: null }], planted.refund],
  );
  const [did] = await told(`/api/members/${id}/timeline?kind=behaviour.recorded`);
  assert.deepEqual((did!['body'] as { properties: unknown }).properties, asked.properties);
}

/** Every row of every table, as text: what is compressed on disk is seen here. */
async function readableRows(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
    for (const { row } of rows) for (const one of unreadable) if (row.includes(one)) found.push(`${name}: ${one}`);
  }
  await client.end();
  return found;
}

function readableFiles(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry) => {
        const path = join(entry.parentPath, entry.name);
        const bytes = readFileSync(path);
        return unreadable.filter((one) => bytes.includes(one)).map((one) => `${path}: ${one}`);
      }),
  );
}

test('who a member is lies nowhere in clear: in no table, no file of the data folder, and nothing the server prints', async (t) => {
  const server = await serverProcess(t);
  await server.start();
  await plant(server);
  assert.deepEqual(await readableRows(server.databaseUrl()), []);
  assert.deepEqual(readableFiles(server.folders()), []);
  await server.stop();
  assert.deepEqual(readableFiles(server.folders()), []);
  assert.deepEqual(
    unreadable.filter((one) => server.printed().includes(one)),
    [],
  );
});
