import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import type { FactRange } from './sink-range.ts';

/** A table that the store fills from the fact table as facts arrive. */
export interface DerivedTable {
  readonly name: string;
  /** Condition on facts: those that leave rows here. */
  readonly where: string;
  /** The rows made of some facts (a subquery). */
  readonly select: (facts: string) => string;
  /**
   * The same facts twice leave what they leave once, as in a table of latest values. All others hold each fact's `id`, and
   * exactly the facts that meet `where` have rows.
   */
  readonly isRepeatable?: true;
}

/** Where facts go: a table of the columns of engine.fact, and what is derived from it. */
export interface SinkTables {
  readonly fact: string;
  readonly derived: readonly DerivedTable[];
}

export interface SinkTarget {
  insert(range: FactRange, token: string): Promise<void>;
  /** Whether every fact of the range is there, once, with all that is derived from it. Mends the repeatable tables. */
  holds(range: FactRange): Promise<boolean>;
  remove(range: FactRange): Promise<void>;
  /** The last fact below `position`, and how many there are from `until` on. */
  ends(position: number, until: number): Promise<{ last: { id: number; cause: string } | null; beyond: number }>;
  clear(): Promise<void>;
}

// One insert must stay one block, synchronous and known by its token, or a retry would not be recognised.
const insertSettings: ClickHouseSettings = {
  async_insert: 0,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  input_format_parallel_parsing: 0,
  max_insert_threads: '1',
};

export function sinkTarget(clickhouse: ClickHouseClient, { fact, derived }: SinkTables): SinkTarget {
  const rowTables = derived.filter((table) => !table.isRepeatable);
  const within = ({ from, until }: FactRange) => `id >= ${from} and id < ${until}`;

  const select = async <Row>(query: string): Promise<Row[]> =>
    (await clickhouse.query({ query, format: 'JSONEachRow' })).json<Row>();
  const command = (query: string) => clickhouse.command({ query, clickhouse_settings: { mutations_sync: '2' } });

  async function hasAllRows(range: FactRange): Promise<boolean> {
    const expected = rowTables.map(({ where }, index) => `countIf(${where}) as n${index}`);
    const [facts] = await select<Record<string, number | string>>(
      `select ${['count() as total', 'uniqExact(id) as ids', ...expected].join(', ')} from ${fact} where ${within(range)}`,
    );
    if (Number(facts?.['total']) !== range.count || Number(facts?.['ids']) !== range.count) return false;
    for (const [index, { name }] of rowTables.entries()) {
      const [found] = await select<{ n: number | string }>(
        `select uniqExact(id) as n from ${name} where ${within(range)}`,
      );
      if (Number(found?.n) !== Number(facts?.[`n${index}`])) return false;
    }
    return true;
  }

  return {
    async insert({ text }, token) {
      const { stream } = await clickhouse.exec({
        query: `insert into ${fact} format TabSeparated`,
        values: Readable.from([Buffer.from(text)], { objectMode: false }),
        clickhouse_settings: { ...insertSettings, insert_deduplication_token: token },
      });
      // Read to its end, or the connection is not given back.
      await finished(stream.resume());
    },
    async holds(range) {
      if (!(await hasAllRows(range))) return false;
      for (const { name, where, select: rowsOf } of derived.filter((table) => table.isRepeatable)) {
        await command(`insert into ${name} ${rowsOf(`(select * from ${fact} where ${within(range)} and (${where}))`)}`);
      }
      return true;
    },
    async remove(range) {
      for (const name of [fact, ...rowTables.map((table) => table.name)])
        await command(`delete from ${name} where ${within(range)}`);
    },
    async ends(position, until) {
      const [last] = await select<{ id: number | string; cause: string }>(
        `select id, cause from ${fact} where id < ${position} order by id desc limit 1`,
      );
      const [beyond] = await select<{ n: number | string }>(`select count() as n from ${fact} where id >= ${until}`);
      return { last: last ? { id: Number(last.id), cause: last.cause } : null, beyond: Number(beyond?.n) };
    },
    async clear() {
      for (const { name } of [{ name: fact }, ...derived]) await command(`truncate table ${name}`);
    },
  };
}
