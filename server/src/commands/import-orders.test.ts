import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { ImportView } from '@shuke/contract';
import pg from 'pg';
import { type CommandLine, commandLine } from '../../test/command-line.ts';
import { type ServerProcess, serverProcess } from '../../test/server-process.ts';
import { rowsOf } from '../platform/postgres.ts';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const lineOf = (number: string, quantity: number, member: string) =>
  `${number},CUP,Cup,${quantity},2025-03-10 10:00:00,2.50,${member},United Kingdom`;
const ORDERS = [HEADER, lineOf('A1', 2, 'M1'), lineOf('A2', 4, 'M2'), lineOf('A3', 6, ''), lineOf('A4', 0, 'M1')];

async function fileOf(server: ServerProcess, name: string, lines: readonly string[]): Promise<string> {
  const file = join(server.dataFolder, name);
  await writeFile(file, lines.join('\n'));
  return file;
}

async function read(server: ServerProcess, path: string, token = server.apiKey): Promise<unknown> {
  const response = await fetch(server.url() + path, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(response.status, 200, path);
  return response.json();
}

/** Rows of a question to the database of the running server. */
async function stored<Row extends pg.QueryResultRow>(server: ServerProcess, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.databaseUrl() });
  await client.connect();
  try {
    return await rowsOf<Row>(client, sql);
  } finally {
    await client.end();
  }
}

async function until(condition: () => Promise<boolean> | boolean, command: CommandLine): Promise<void> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 20) {
    if (await condition()) return;
    await wait(20);
  }
  assert.fail(command.printed());
}

test('a file is imported from the command line through the running server', async (t) => {
  const server = await serverProcess(t);
  await server.start();
  const shuke = (...args: string[]) => commandLine({ SHUKE_DATA: server.dataFolder }, ...args).ended;
  const file = await fileOf(server, 'orders.csv', ORDERS);
  const orders = () => stored<{ number: string }>(server, 'select number from activity."order" order by number');

  await t.test('a dry run prints the report and changes nothing', async () => {
    const { code, out } = await shuke('import', 'orders', file, '--dry-run');
    assert.equal(code, 0, out);
    assert.match(out, /Done \(dry run: nothing was changed\)\. 4 lines read/);
    assert.match(out, /Totals before = totals after\./);
    assert.deepEqual(await orders(), []);
  });

  await t.test('the import records the orders, and writes the lines set aside to a file', async () => {
    const aside = join(server.dataFolder, 'aside.csv');
    const { code, out } = await shuke('import', 'orders', file, '--currency', 'GBP', '--set-aside', aside);
    assert.equal(code, 0, out);
    assert.match(out, /3 orders; 1 without a member/);
    assert.match(out, /The quantity is zero/);
    assert.match(out, /30\.00 GBP/);
    assert.ok(!out.includes('No server is running'), out);
    const lines = (await readFile(aside, 'utf8')).trim().split('\n');
    assert.equal(lines.length, 2);
    assert.match(lines[1]!, /A4,CUP/);
    assert.deepEqual(
      (await orders()).map(({ number }) => number),
      ['A1', 'A2', 'A3'],
    );
  });

  await t.test('importing the same file again changes nothing, and says so', async () => {
    const count = `select (select count(*) from activity."order") as orders, (select count(*) from loyalty.entry) as entries,
      (select count(*) from engine.fact) as facts, (select count(*) from members.member) as members`;
    const before = await stored(server, count);
    const { code, out } = await shuke('import', 'orders', file, '--currency', 'GBP');
    assert.equal(code, 0, out);
    assert.match(out, /3 orders, of which 3 were known already/);
    assert.deepEqual(await stored(server, count), before);
  });

  await t.test('what cannot be imported ends with a reason and another status', async () => {
    const notes = await fileOf(server, 'notes.csv', ['day,weather', 'monday,rain']);
    const cases: readonly (readonly [args: readonly string[], status: number, message: RegExp])[] = [
      [['import', 'orders'], 2, /^Usage: npm run shuke -- import orders FILE/],
      [['import', 'orders', `${file}.gone`], 2, /^There is no file/],
      [['import', 'orders', file, '--dry'], 2, /^Unknown option '--dry'/],
      [['import', 'orders', file, '--mapping', '{'], 1, /^--mapping must be JSON/],
      [['import', 'orders', file, '--currency', 'XXQ'], 1, /currency/],
      [['import', 'orders', notes], 1, /column/],
      [['import'], 2, /^There is no command "import"/],
    ];
    await Promise.all(
      cases.map(async ([args, status, message]) => {
        const { code, out } = await shuke(...args);
        assert.equal(code, status, out);
        assert.match(out, message);
        assert.ok(!out.includes('    at '), `no stack: ${out}`);
      }),
    );
  });

  await t.test('Ctrl-C cancels: the report tells what was recorded until then', async () => {
    const many = Array.from({ length: 60_000 }, (_, i) => lineOf(`B${i}`, 1, `B${i % 5000}`));
    const command = commandLine(
      { SHUKE_DATA: server.dataFolder },
      'import',
      'orders',
      await fileOf(server, 'many.csv', [HEADER, ...many]),
    );
    await until(async () => (await orders()).length > 3, command);
    command.interrupt();
    const { code, out } = await command.ended;
    assert.equal(code, 1, out);
    assert.match(out, /^Cancelled\. 60,000 lines read/m);
    assert.match(out, /Totals before = totals after\./);
    const { items } = (await read(server, '/api/imports?limit=1')) as { items: ImportView[] };
    assert.equal(items[0]!.state, 'cancelled');
    const recorded = (await orders()).length;
    assert.ok(recorded > 3 && recorded < 60_000, String(recorded));
  });

  await t.test('the books are checked beside the server, and a breach is told with another status', async () => {
    const { code, out } = await shuke('check');
    assert.deepEqual([code, out], [0, '✔ The books balance.\n']);
    await stored(server, 'update loyalty.account set balance = balance + 1');
    const breached = await shuke('check');
    assert.equal(breached.code, 1);
    assert.match(breached.out, /^✖ .+\n\d+ breaches/s);
  });
});

test('a shop can begin with an import: no server runs, its owner learns the password, and no demo comes later', async (t) => {
  const server = await serverProcess(t, { SHUKE_DEMO: '1' });
  const settings = { SHUKE_DATA: server.dataFolder };
  const file = await fileOf(server, 'orders.csv', ORDERS);

  const interrupted = commandLine(settings, 'import', 'orders', file);
  await until(() => interrupted.printed().includes('No server is running'), interrupted);
  interrupted.interrupt();
  const { code: status, out: told } = await interrupted.ended;
  assert.deepEqual([status, /Cancelled; nothing was imported\./.test(told)], [1, true], told);
  assert.deepEqual(server.leftOver(), [], 'Ctrl-C leaves nothing running');
  const [, email, password] = /First sign-in: (\S+) {2}password: (\S+) {2}\(shown only now\)/.exec(told) ?? [];
  assert.ok(email && password, told);

  const { code, out } = await commandLine(settings, 'import', 'orders', file).ended;
  assert.equal(code, 0, out);
  assert.match(out, /3 orders; 1 without a member/);
  assert.ok(!out.includes('First sign-in'), 'told once');
  assert.deepEqual(server.leftOver(), [], 'the engine ends with the command');
  const checked = await commandLine(settings, 'check').ended;
  assert.deepEqual([checked.code, checked.out], [0, '✔ The books balance.\n']);
  assert.deepEqual(server.leftOver(), []);

  await server.start();
  const signedIn = await fetch(`${server.url()}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  assert.equal(signedIn.status, 200, await signedIn.text());
  assert.equal(((await read(server, '/api/health')) as { demo: unknown }).demo, null);
  assert.deepEqual(await stored(server, 'select count(*)::int as n from activity."order"'), [{ n: 3 }]);
});
