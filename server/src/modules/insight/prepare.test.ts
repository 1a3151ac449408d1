import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schemaIn } from './clickhouse-schema.ts';
import { prepareClickHouse } from './prepare.ts';
import { openTestShop } from './test-shop.ts';

const zone = 'Asia/Shanghai';
const { markerTable } = schemaIn(zone);

test('tables are made once and then left alone', async (t) => {
  const shop = await openTestShop(t);
  shop.joined(1, '2026-06-01T00:00:00Z');
  await shop.tell();
  await prepareClickHouse(shop.client, zone);
  assert.equal(await countOf(shop.client, 'member_joined'), 1);
});

test('tables of another version, or half made, are made anew, and tables of others stay', async (t) => {
  const { client, ...shop } = await openTestShop(t);
  shop.joined(1, '2026-06-01T00:00:00Z');
  await shop.tell();
  await client.command({ query: `rename table ${markerTable} to insight_old` });
  await client.command({ query: 'create table theirs (id UInt64) engine = MergeTree order by id' });
  await client.command({ query: 'insert into theirs values (1)', clickhouse_settings: { async_insert: 0 } });
  await prepareClickHouse(client, zone);
  assert.deepEqual(
    [await countOf(client, 'fact'), await countOf(client, 'member_joined'), await countOf(client, 'theirs')],
    [0, 0, 1],
  );
});

async function countOf(client: Awaited<ReturnType<typeof openTestShop>>['client'], table: string): Promise<number> {
  const [row] = await (
    await client.query({ query: `select count() as n from ${table}`, format: 'JSONEachRow' })
  ).json<{ n: number }>();
  return Number(row?.n);
}
