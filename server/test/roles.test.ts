import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../src/platform/config.ts';
import { startServer } from '../src/server.ts';
import { testClickHouse } from './clickhouse.ts';
import { testDatabase } from './database.ts';

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

test('one process takes the order, another decides it, a third delivers it to the figures', async (t) => {
  const [database, clickhouse] = [await testDatabase(t), await testClickHouse(t)];
  const folder = mkdtempSync(join(tmpdir(), 'shuke-roles-'));
  const start = async (role: string) => {
    const settings = {
      PORT: '0',
      SHUKE_DATA: join(folder, role),
      SHUKE_DEMO: '0',
      SHUKE_API_KEY: 'k',
      SHUKE_ROLE: role,
    };
    const server = await startServer(
      loadConfig({ ...settings, DATABASE_URL: database.url, CLICKHOUSE_URL: clickhouse.url }),
      () => {},
    );
    t.after(() => server.stop());
    return server;
  };
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const api = await start('api');
  const engine = await start('engine');
  await start('dispatch');
  const headers = { authorization: 'Bearer k', 'content-type': 'application/json' };
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
