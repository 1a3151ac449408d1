import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { ImportView } from '@shuke/contract';
import pg from 'pg';
import { checkBooks } from '../src/check-books.ts';
import { testRingAt } from './database.ts';
import { type ServerProcess, serverProcess } from './server-process.ts';

const kills = process.env['SHUKE_SOAK'] ? 200 : 10;
const seed = 20_261_101;
const CLIENTS = 6;
const ORDERS_PER_FILE = process.env['SHUKE_SOAK'] ? 20_000 : 4000;

/** Mulberry32: the same kills at the same seed, as far as the machine's own pace allows. */
function chance(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Sent {
  readonly path: string;
  readonly body: unknown;
  readonly headers: Record<string, string>;
}

/** What the tills sent and were told. */
interface Journal {
  readonly told: { readonly sent: Sent; readonly answer: unknown }[];
  /** How many calls went without an answer, so that the till had to send them again. */
  cutOff: number;
}

async function send(
  server: ServerProcess,
  { path, body, headers }: Sent,
): Promise<{ status: number; answer: unknown }> {
  const response = await fetch(`${server.url()}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
    headers: { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, answer: await response.json() };
}

const orderOf = (number: string, member: number, totalMinor: number) => ({
  number,
  status: 'paid',
  placedAt: '2026-11-01T10:00:00+08:00',
  currency: 'CNY',
  channel: 'pos',
  member: { external: `M-${member}` },
  totalMinor,
  lines: [{ sku: 'T-1', quantity: 1, unitPriceMinor: totalMinor }],
});

/** A till: sells, sells several at once, gives money back and grants points, until it is told to stop. */
async function runTill(server: ServerProcess, till: number, journal: Journal, isOpen: () => boolean): Promise<void> {
  const random = chance(seed + till);
  let count = 0;
  let last: string | undefined;
  while (isOpen()) {
    const number = `${till}-${++count}`;
    const one = (suffix: string) =>
      orderOf(`${number}${suffix}`, Math.floor(random() ** 3 * 200), 100 + Math.floor(random() * 50_000));
    const kind = random();
    const sent: Sent =
      kind < 0.2 && last
        ? {
            path: `/api/orders/${last}/refunds`,
            body: {
              refund: `R-${number}`,
              at: '2026-11-02T10:00:00+08:00',
              amountMinor: 1 + Math.floor(random() * 20),
            },
            headers: {},
          }
        : kind < 0.3
          ? {
              path: '/api/orders',
              body: [one('a'), one('b'), one('c')],
              headers: { 'idempotency-key': `call ${number}` },
            }
          : { path: '/api/orders', body: one(''), headers: kind < 0.6 ? { 'idempotency-key': `call ${number}` } : {} };
    journal.told.push({ sent, answer: await sendUntilTold(server, sent, journal) });
    if (!Array.isArray(sent.body) && sent.path === '/api/orders') last = number;
  }
}

/** A call without an answer may have counted or not: only sending it again tells. */
async function sendUntilTold(server: ServerProcess, sent: Sent, journal: Journal): Promise<unknown> {
  let isCutOff = false;
  for (;;) {
    const told = await send(server, sent).catch(() => undefined);
    if (told?.status === 200) return told.answer;
    assert.ok(
      told === undefined || told.status === 429 || told.status === 503,
      `${told?.status} ${JSON.stringify(told?.answer)} for ${JSON.stringify(sent)}`,
    );
    if (!isCutOff) journal.cutOff++;
    isCutOff = true;
    await wait(20);
  }
}

/** A file of past orders of members of its own. */
function fileOf(name: string): string {
  const lines = ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'];
  for (let i = 0; i < ORDERS_PER_FILE; i++)
    lines.push(
      `${name}${i},CUP,Cup,${1 + (i % 3)},2025-${String(1 + (i % 12)).padStart(2, '0')}-10 10:00:00,2.50,${name}${i % 500},United Kingdom`,
    );
  return lines.join('\n');
}

async function startImport(server: ServerProcess, name: string): Promise<string> {
  const response = await fetch(`${server.url()}/api/imports?fileName=${name}.csv&start=true`, {
    method: 'POST',
    body: fileOf(name),
    headers: { authorization: `Bearer ${server.apiKey}`, 'content-type': 'text/csv' },
    signal: AbortSignal.timeout(20_000),
  });
  assert.equal(response.status, 200);
  return ((await response.json()) as ImportView).id;
}

async function importOf(server: ServerProcess, id: string): Promise<ImportView> {
  const response = await fetch(`${server.url()}/api/imports/${id}`, {
    headers: { authorization: `Bearer ${server.apiKey}` },
    signal: AbortSignal.timeout(20_000),
  });
  return (await response.json()) as ImportView;
}

/** What the database says of an import while no server runs. */
async function storedState(server: ServerProcess, id: string): Promise<string> {
  const db = new pg.Client({ connectionString: server.databaseUrl() });
  await db.connect();
  try {
    const { rows } = await db.query<{ state: string }>('select state from imports.job where id = $1', [id]);
    return rows[0]!.state;
  } finally {
    await db.end();
  }
}

test(
  `after ${kills} kills of the server at the tills and during imports (seed ${seed}), all that was acknowledged counts exactly once`,
  { timeout: kills * 30_000 },
  async (t) => {
    const server = await serverProcess(t);
    await server.start();
    const journal: Journal = { told: [], cutOff: 0 };
    const random = chance(seed);
    let isOpen = true;
    const tills = Array.from({ length: CLIENTS }, (_, i) => runTill(server, i, journal, () => isOpen));
    const imports = [await startImport(server, 'I')];
    const postmaster = server.postmasterPid();
    const startMs: number[] = [];
    let duringImports = 0;
    for (let kill = 0; kill < kills; kill++) {
      await wait(100 + random() * 900);
      await server.kill();
      assert.equal(server.postmasterPid(), postmaster, 'Postgres outlives the server');
      if ((await storedState(server, imports.at(-1)!)) === 'running') duringImports++;
      const startedAt = performance.now();
      await server.start();
      startMs.push(performance.now() - startedAt);
      assert.equal(server.postmasterPid(), postmaster, 'and is taken over by the next');
      const { state } = await importOf(server, imports.at(-1)!);
      if (state === 'done' && kill < kills - 1) imports.push(await startImport(server, `I${kill}x`));
    }
    await wait(500);
    isOpen = false;
    await Promise.all(tills);
    assert.ok(journal.told.length > kills * 5, `the tills sold: ${journal.told.length} answers`);
    assert.ok(journal.cutOff >= kills, `the kills cut off ${journal.cutOff} answers`);

    assert.ok(duringImports > 0, 'a kill met a running import');

    for (const { sent, answer } of journal.told.filter((_, i) => i % Math.ceil(journal.told.length / 200) === 0)) {
      assert.deepEqual((await send(server, sent)).answer, answer, 'sent again it is answered as before');
    }
    for (const id of imports) await finishedImport(server, id);

    const db = new pg.Client({ connectionString: server.databaseUrl() });
    await db.connect();
    try {
      await checkStored(db, journal, imports.length);
      const ring = await testRingAt(server.databaseUrl());
      assert.deepEqual(await checkBooks(Object.assign(db, { ring })), []);
    } finally {
      await db.end();
    }
    assert.equal((server.printed().match(/Taking over the PostgreSQL/g) ?? []).length, kills);
    await server.stop();
    assert.deepEqual(server.leftOver(), [], 'nothing that the server started is left');
    t.diagnostic(
      `${journal.told.length} answers at the tills, ${journal.cutOff} of them after a cut, ${imports.length} imports, ${duringImports} kills during one, a start took ${Math.round(Math.max(...startMs))} ms at most`,
    );
  },
);

async function finishedImport(server: ServerProcess, id: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < 120_000; waitedMs += 200) {
    const view = await importOf(server, id);
    if (view.state === 'running') await wait(200);
    else {
      assert.equal(view.state, 'done', `${view.state}: ${view.error}`);
      assert.deepEqual(
        [view.report!.orders, view.report!.setAside, view.report!.reconciliation.isBalanced],
        [ORDERS_PER_FILE, [], true],
      );
      return;
    }
  }
  assert.fail('the import does not end');
}

/** Everything told is stored, nothing but that is stored, and each order of a member earned once. */
async function checkStored(db: pg.Client, { told }: Journal, imports: number): Promise<void> {
  const expected = new Map<string, number>();
  const refunds = new Map<string, number>();
  for (const { sent } of told) {
    const refunded = /orders\/(.+)\/refunds/.exec(sent.path)?.[1];
    if (refunded)
      refunds.set(refunded, (refunds.get(refunded) ?? 0) + (sent.body as { amountMinor: number }).amountMinor);
    else
      for (const body of (Array.isArray(sent.body) ? sent.body : [sent.body]) as {
        number: string;
        totalMinor: number;
      }[])
        expected.set(body.number, body.totalMinor);
  }
  const { rows } = await db.query<{
    number: string;
    total_minor: string;
    refunded_minor: string;
    earned: string;
    entries: number;
  }>(
    `select o.number, o.total_minor, o.refunded_minor, coalesce(e.points, 0) as earned, coalesce(e.entries, 0)::int as entries
     from activity."order" o left join (
       select origin, sum(points) as points, count(*) as entries from loyalty.entry where kind = 'earn' group by origin
     ) e on e.origin = 'order ' || o.channel || '/' || o.number where o.channel = 'pos'`,
  );
  assert.equal(rows.length, expected.size, 'as many orders as were sold');
  for (const row of rows) {
    assert.equal(Number(row.total_minor), expected.get(row.number), row.number);
    assert.equal(Number(row.refunded_minor), refunds.get(row.number) ?? 0, `refunds of ${row.number}`);
    assert.deepEqual(
      [Number(row.earned), row.entries],
      [Math.floor(expected.get(row.number)! / 100), 1],
      `points of ${row.number}`,
    );
  }
  const imported = await db.query<{ n: number }>(
    `select count(*)::int as n from activity."order" where channel = 'import'`,
  );
  assert.equal(imported.rows[0]!.n, imports * ORDERS_PER_FILE);
  const aside = await db.query('select * from engine.set_aside');
  assert.deepEqual(aside.rows, []);
}
