import type { ClickHouseClient } from '@clickhouse/client';
import { ownerComment, schemaIn } from './clickhouse-schema.ts';

/**
 * Makes insight's tables where they are missing, with days of the business zone. Tables of another version or zone are dropped first: the sink then finds an empty
 * store and fills it anew. Other tables of the database are left alone.
 */
export async function prepareClickHouse(clickhouse: ClickHouseClient, zone: string): Promise<void> {
  const { markerTable, statements } = schemaIn(zone);
  const found = await ownTables(clickhouse);
  if (found.includes(markerTable)) return;
  // Views first: dropping a table under a view would let an insert fail halfway.
  for (const name of found.toSorted((a, b) => Number(b.endsWith('_from_fact')) - Number(a.endsWith('_from_fact')))) {
    await clickhouse.command({ query: `drop table ${name} sync` });
  }
  for (const query of statements) await clickhouse.command({ query });
}

async function ownTables(clickhouse: ClickHouseClient): Promise<string[]> {
  const answer = await clickhouse.query({
    query: 'select name from system.tables where database = currentDatabase() and comment = {comment:String}',
    query_params: { comment: ownerComment },
    format: 'JSONEachRow',
  });
  return (await answer.json<{ name: string }>()).map(({ name }) => name);
}
