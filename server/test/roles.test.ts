import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadConfig } from '../src/platform/config.ts';
import { type RunningServer, startServer } from '../src/server.ts';
import { testClickHouse } from './clickhouse.ts';
import { TEST_ROOT_KEY, testDatabase } from './database.ts';

const order = {
  number: 'A-1',
  status: 'paid',
  placedAt: '2026-11-01T10:00:00+08:00',
  currency: 'CNY',
  channel: 'pos',
  member: { phone: '13800000001' },
  totalMinor: 10000,
  lines: [{ sku: 'T-1', quantity: 1, unitPriceMinor: 10000 }],
};

/** Starts processes that share their stores, each with a folder of its own. */
async function sharedStores(t: TestContext, more: Readonly<Record<string, string>> = {}) {
  const servers: RunningServer[] = [];
  // Hooks run in the order in which they came: the stores may go only after the processes.
  t.after(() => Promise.all(servers.map((server) => server.stop())));
  const [database, clickhouse] = [await testDatabase(t), await testClickHouse(t)];
  const folder = mkdtempSync(join(tmpdir(), 'shuke-roles-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return async (role: string) => {
    const server = await startServer(
      loadConfig({
        PORT: '0',
        SHUKE_DATA: join(folder, String(servers.length)),
        SHUKE_DEMO: '0',
        SHUKE_API_KEY: 'k',
        SHUKE_ROLE: role,
        SHUKE_ROOT_KEY: TEST_ROOT_KEY,
        DATABASE_URL: database.url,
        CLICKHOUSE_URL: clickhouse.url,
        ...more,
      }),
      () => {},
    );
    servers.push(server);
    return server;
  };
}

const headers = { authorization: 'Bearer k', 'content-type': 'application/json' };

test('one process takes the order, another decides it, a third delivers it to the figures', async (t) => {
  const start = await sharedStores(t);
  const api = await start('api');
  const engine = await start('engine');
  await start('dispatch');
  const taken = await fetch(`${api.url}/api/orders`, { method: 'POST', headers, body: JSON.stringify(order) });
  assert.equal(taken.status, 200);
  assert.deepEqual(((await taken.json()) as { points: unknown }).points, { earned: 100, balance: 100 });
  const query = 'from=2026-11-01T00:00:00%2B08:00&until=2026-11-02T00:00:00%2B08:00';
  const overview = await fetch(`${api.url}/api/insight/overview?${query}`, { headers });
  assert.equal(((await overview.json()) as { figures: { salesMinor: number } }).figures.salesMinor, 10000);
  const elsewhere = await fetch(`${engine.url}/api/orders`, { method: 'POST', headers, body: JSON.stringify(order) });
  assert.equal(elsewhere.status, 404, 'only an api process takes orders');
  for (const { url } of [api, engine]) assert.equal((await fetch(`${url}/readyz`)).status, 200);
});

test('a stand-by shows the figures of what the deciding process took, and decides once that is gone (D36)', async (t) => {
  const start = await sharedStores(t);
  const deciding = await start('all');
  const standBy = await start('all');
  const query = 'from=2026-11-01T00:00:00%2B08:00&until=2026-11-02T00:00:00%2B08:00';
  const salesAt = async ({ url }: { url: string }) => {
    const overview = await fetch(`${url}/api/insight/overview?${query}`, { headers });
    return ((await overview.json()) as { figures: { salesMinor: number } }).figures.salesMinor;
  };
  assert.equal(await salesAt(standBy), 0);
  await fetch(`${deciding.url}/api/orders`, { method: 'POST', headers, body: JSON.stringify(order) });
  assert.deepEqual([await salesAt(deciding), await salesAt(standBy)], [10_000, 10_000]);
  await deciding.stop();
  const next = JSON.stringify({ ...order, number: 'A-2' });
  for (;;) {
    const taken = await fetch(`${standBy.url}/api/orders`, { method: 'POST', headers, body: next });
    // Nobody decides for a moment: the till is told to ask again, and the order counts once however often it does.
    if (taken.status === 503) continue;
    assert.deepEqual(
      [taken.status, ((await taken.json()) as { points: unknown }).points],
      [200, { earned: 100, balance: 200 }],
    );
    break;
  }
});

test('time is moved where it is decided: a stand-by refuses to', async (t) => {
  const start = await sharedStores(t, { SHUKE_CLOCK: 'manual' });
  const [deciding, standBy] = [await start('all'), await start('all')];
  const move = (to: { url: string }) =>
    fetch(`${to.url}/api/clock`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ now: '2099-01-01T00:00:00Z' }),
      signal: AbortSignal.timeout(20_000),
    });
  const refused = await move(standBy);
  assert.equal(refused.status, 409);
  assert.equal(((await refused.json()) as { code: string }).code, 'clock.elsewhere');
  const moved = await move(deciding);
  assert.deepEqual([moved.status, await moved.json()], [200, { now: '2099-01-01T00:00:00.000Z', timersFired: 0 }]);
});
