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
  tag: 'told us that zircon is for her aunt',
  contact: 'birthday wishes for the lady of Zircon Lane',
};
/** Somebody of the staff, who does what leaves a name or an address behind. */
const colleague = {
  name: '端木藏得深',
  email: 'keeps-to-herself@staff.example',
  other: 'moved-on@staff.example',
  device: 'Zircon tablet 7, till 3',
  address: '203.0.113.94',
  passkey: 'Zircon key on my own ring',
};
const unreadable = [...Object.values(planted), planted.phone.slice(3), ...Object.values(colleague)];

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
  assert.equal((await call('PUT', '/api/tags/gifts', { name: '送礼', isShown: true })).status, 200);
  for (const path of ['', '/remove'])
    await call(path ? 'POST' : 'PUT', `/api/members/${id}/tags/gifts${path}`, { reason: planted.tag });
  await call('PUT', `/api/members/${id}/tags/gifts`, { reason: planted.tag });
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
  const contact = { purpose: 'marketing', channel: 'sms', reference: planted.contact, members: [{ phone }] };
  await call('PUT', '/api/approvals/rules/contacts.broadcast', { approvers: 1 });
  assert.equal((await call('POST', '/api/contacts', contact)).status, 202);
  await call('PUT', '/api/approvals/rules/contacts.broadcast', { approvers: 0 });
  assert.equal((await call('POST', '/api/contacts', contact)).status, 200);
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
  const [tagged] = await told(`/api/members/${id}/tags`);
  assert.equal(tagged!['reason'], planted.tag);
  const [did] = await told(`/api/members/${id}/timeline?kind=behaviour.recorded`);
  assert.deepEqual((did!['body'] as { properties: unknown }).properties, asked.properties);
}

/** A colleague comes in from an address, and does what is told with a name. */
async function plantColleague(server: ServerProcess): Promise<void> {
  const call = async (method: string, path: string, body: unknown, headers: Record<string, string>) => {
    const response = await fetch(`${server.url()}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return { cookie: response.headers.get('set-cookie'), body: (await response.json()) as Record<string, unknown> };
  };
  const { name, email, device, address, other, passkey } = colleague;
  const key = { authorization: `Bearer ${server.apiKey}` };
  const invited = await call('POST', '/api/staff', { email, name, role: 'owner' }, key);
  await call('POST', '/api/staff', { email: other, name: 'Gone', role: 'analyst' }, key);
  const { token } = invited.body['invitation'] as { token: string };
  const from = { 'x-forwarded-for': address, 'user-agent': device, 'x-shuke-request': '1' };
  const password = 'a password that is long enough';
  await call('POST', '/api/session/invitation', { token, password }, from);
  // The e-mail finds the person, however it is written.
  const { cookie } = await call('POST', '/api/session', { email: email.toUpperCase(), password }, from);
  const signedIn = { ...from, cookie: cookie!.split(';')[0]! };
  // Only a browser makes a passkey: here it gets its name.
  const client = new pg.Client({ connectionString: server.databaseUrl() });
  await client.connect();
  await client.query(
    `insert into access.passkey (id, staff_id, public_key, counter, transports, site) values ('one', $1, '', 0, '{}', 'x')`,
    [(invited.body['staff'] as { id: string }).id],
  );
  await client.end();
  await call('PUT', '/api/factors/passkeys/one', { name: passkey }, signedIn);
  const { body: made } = await call('PUT', '/api/members', { phone: '13977310001' }, signedIn);
  const member = made['id'] as string;
  await call('POST', '/api/keys', { name: 'till', permissions: ['orders.read'] }, signedIn);
  await call('POST', `/api/members/${member}/reveal`, { reason: 'to call back' }, signedIn);
  await call('PUT', '/api/approvals/rules/points.grant', { approvers: 0 }, signedIn);
  await call('POST', `/api/members/${member}/points`, { points: 3, reason: 'sorry' }, signedIn);
  await call(
    'POST',
    '/api/imports?fileName=again.csv',
    'order,phone,sku,qty,price,time\nF-1,13977310001,T-1,1,5,2026-10-01 10:00',
    {
      ...signedIn,
      'content-type': 'text/csv',
    },
  );
  const policy = { code: 'marketing', text: '我们用您的手机号发送优惠。', asksAgain: false };
  assert.equal((await call('POST', '/api/policies', policy, signedIn)).body['publishedBy'], email);
  const { items } = await (await fetch(`${server.url()}/api/sessions`, { headers: signedIn })).json();
  assert.deepEqual(
    items.map((one: { device: string; address: string }) => [one.device, one.address]),
    [
      [device, address],
      [device, address],
    ],
  );
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

/** A file that was renamed since it was listed is read under its other name, or after the stop. */
function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function readableFiles(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry) => {
        const path = join(entry.parentPath, entry.name);
        const bytes = bytesOf(path);
        return unreadable.filter((one) => bytes.includes(one)).map((one) => `${path}: ${one}`);
      }),
  );
}

test('who a member is lies nowhere in clear: in no table, no file of the data folder, and nothing the server prints (D15, E4)', async (t) => {
  const server = await serverProcess(t, { SHUKE_PROXY: '127.0.0.1' });
  await server.start();
  await plant(server);
  await plantColleague(server);
  assert.deepEqual(await readableRows(server.databaseUrl()), []);
  assert.deepEqual(readableFiles(server.folders()), []);
  await server.stop();
  assert.deepEqual(readableFiles(server.folders()), []);
  assert.deepEqual(
    unreadable.filter((one) => server.printed().includes(one)),
    [],
  );
});
