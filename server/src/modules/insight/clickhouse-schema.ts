import { createHash } from 'node:crypto';
import type { DerivedTable, SinkTables } from '../../engine/index.ts';
import { dayIn, spans } from './cover.ts';

interface Table extends DerivedTable {
  readonly columns: string;
  readonly engine: string;
  readonly settings?: string;
}

const instant = "DateTime64(3, 'UTC')";
const never = "toDateTime64('2299-12-31 00:00:00', 3, 'UTC')";
const packed = 'codec(Delta, ZSTD(1))';
const isSale = "kind in ('order.paid', 'order.refunded')";
const signOf = "if(kind = 'order.paid', 1, -1)";

/** One row is one fact, as Postgres holds it. */
const factColumns = `
  id UInt64 ${packed}, subject UInt64, kind LowCardinality(String), at ${instant} ${packed}, recorded_at ${instant} ${packed},
  is_history Bool, cause String codec(ZSTD(1)), body String codec(ZSTD(1))`;

// Facts arrive nearly in the order of time, so where rows are sorted by time, the few after some id are found by their bounds.
const findById = 'index by_id id type minmax granularity 4';

/** What a behaviour is to the funnel. */
export const deedOf = (event: string) =>
  `transform(${event}, ['product_viewed', 'product_added', 'checkout_started'], ['viewed', 'added', 'checkout'], 'other')`;

/**
 * The tables that screens read, each for its own questions. Columns stay unpacked but for LZ4: unpacking ZSTD took half of a
 * query's time.
 */
const tablesIn = (zone: string): readonly Table[] => [
  {
    // One row is one payment of an order (sign 1) or one refund (sign -1); the amount is signed.
    name: 'sale',
    columns: `
      id UInt64, at ${instant}, sign Int8, order UInt64, member UInt64, currency LowCardinality(String),
      channel LowCardinality(String), store LowCardinality(String), amount_minor Int64, ${findById}`,
    engine: 'MergeTree order by (at, id)',
    where: isSale,
    select: (facts) => `
      select id, at, ${signOf} as sign, f.order as order, subject as member, f.currency as currency, f.channel as channel,
        f.store as store, if(sign = 1, f.totalMinor, -f.amountMinor) as amount_minor
      from (select id, at, kind, subject, JSONExtract(body,
        'Tuple(order UInt64, currency String, channel String, store String, totalMinor Int64, amountMinor Int64)') as f from ${facts})`,
  },
  {
    // One row is one purchase of a member.
    name: 'purchase',
    columns: `id UInt64, at ${instant}, member UInt64, currency LowCardinality(String), store LowCardinality(String)`,
    engine: 'MergeTree order by (at, id)',
    where: "subject > 0 and kind = 'order.paid'",
    select: (facts) => `
      select id, at, subject as member, f.currency as currency, f.store as store
      from (select id, at, subject, JSONExtract(body, 'Tuple(currency String, store String)') as f from ${facts})`,
  },
  {
    // One row is one purchase, made at `at`, of which nothing was left from `known_at` on.
    name: 'purchase_undone',
    columns: `id UInt64, at ${instant}, known_at ${instant}, member UInt64, store LowCardinality(String)`,
    engine: 'MergeTree order by (at, id)',
    where: "subject > 0 and kind = 'order.refunded' and JSONExtractBool(body, 'isFull')",
    select: (facts) => `
      select id, coalesce(parseDateTime64BestEffortOrNull(f.paidAt, 3, 'UTC'), known_at) as at, known_at, member, f.store as store
      from (select id, at as known_at, subject as member, JSONExtract(body, 'Tuple(paidAt String, store String)') as f from ${facts})`,
  },
  {
    // One row is one product of one payment (sign 1) or of one refund (sign -1); quantity and amount are signed.
    name: 'sale_line',
    columns: `
      id UInt64, at ${instant}, sign Int8, order UInt64, member UInt64, currency LowCardinality(String),
      store LowCardinality(String), sku LowCardinality(String), quantity Int64, amount_minor Int64`,
    engine: 'MergeTree order by (at, id, sku)',
    where: `${isSale} and JSONLength(body, 'lines') > 0`,
    select: (facts) => `
      select id, at, sign, order, member, currency, store, line.sku as sku, sum(sign * line.quantity) as quantity, sum(sign * line.amountMinor) as amount_minor
      from (
        select id, at, ${signOf} as sign, f.order as order, subject as member, f.currency as currency, f.store as store, arrayJoin(f.lines) as line
        from (select id, at, kind, subject, JSONExtract(body,
          'Tuple(order UInt64, currency String, store String, lines Array(Tuple(sku String, quantity Int64, amountMinor Int64)))') as f from ${facts})
      ) group by id, at, sign, order, member, currency, store, sku`,
  },
  {
    // One row is what one product was last called (trait `name`), or where it last belonged (trait `category`).
    name: 'product',
    columns: 'sku String, trait LowCardinality(String), value String, id UInt64',
    engine: 'ReplacingMergeTree(id) order by (sku, trait)',
    isRepeatable: true,
    where: "kind = 'order.paid'",
    select: (facts) => `
      select line.sku as sku, pair.1 as trait, argMax(pair.2, fact_id) as value, max(fact_id) as id
      from (
        select fact_id, line, arrayJoin([('name', line.name), ('category', line.category)]) as pair
        from (select id as fact_id, arrayJoin(JSONExtract(body, 'lines', 'Array(Tuple(sku String, name String, category String))')) as line from ${facts})
      ) where pair.2 != '' group by sku, trait`,
  },
  {
    // One row is the members who did one thing (`paid` in one currency, or one of `deedOf`) in one span of business days.
    name: 'doers',
    columns: `
      deed LowCardinality(String), currency LowCardinality(String), span UInt8, start Int32, members AggregateFunction(groupBitmap, UInt64)`,
    engine: 'AggregatingMergeTree order by (deed, span, start, currency)',
    // A row is large: a read must not unpack its neighbours.
    settings: 'index_granularity = 8',
    isRepeatable: true,
    where: "subject > 0 and kind in ('order.paid', 'behaviour.recorded')",
    select: (facts) => `
      select deed, currency, arrayJoin([${spans.map((span) => `toUInt8(${span})`).join(', ')}]) as span, toInt32(floor(day / span)) * span as start,
        groupBitmapState(subject) as members
      from (
        select subject, ${dayIn(zone)} as day, f.currency as currency, if(kind = 'order.paid', 'paid', ${deedOf('f.event')}) as deed
        from (select subject, at, kind, JSONExtract(body, 'Tuple(currency String, event String)') as f from ${facts})
      ) group by deed, currency, span, start`,
  },
  {
    // One row is since when a member is of a store, as they joined or ordered there, and since when they paid.
    name: 'member_store',
    columns: `store LowCardinality(String), member UInt64, since SimpleAggregateFunction(min, ${instant}), paid_since SimpleAggregateFunction(min, ${instant})`,
    engine: 'AggregatingMergeTree order by (store, member)',
    isRepeatable: true,
    where: "subject > 0 and kind in ('member.joined', 'order.placed', 'order.paid')",
    select: (facts) => `
      select store, member, min(at) as since, min(if(kind = 'order.paid', at, ${never})) as paid_since
      from (select at, kind, subject as member, JSONExtractString(body, 'store') as store from ${facts}) where store != '' group by store, member`,
  },
  {
    // One row is one member's joining.
    name: 'member_joined',
    columns: `id UInt64, at ${instant}, member UInt64, channel LowCardinality(String), store LowCardinality(String), ${findById}`,
    engine: 'MergeTree order by (at, id)',
    where: "kind = 'member.joined'",
    select: (facts) => `
      select id, at, subject as member, f.channel as channel, f.store as store
      from (select id, at, subject, JSONExtract(body, 'Tuple(channel String, store String)') as f from ${facts})`,
  },
  {
    // One row is one thing a member did that is not an order.
    name: 'behaviour',
    columns: `
      id UInt64, at ${instant}, member UInt64, event LowCardinality(String), channel LowCardinality(String), store LowCardinality(String),
      sku LowCardinality(String), category LowCardinality(String)`,
    engine: 'MergeTree order by (at, id)',
    where: "kind = 'behaviour.recorded'",
    select: (facts) => `
      select id, at, subject as member, f.event as event, f.channel as channel, f.store as store, f.sku as sku, f.category as category
      from (select id, at, subject, JSONExtract(body,
        'Tuple(event String, channel String, store String, sku String, category String)') as f from ${facts})`,
  },
  {
    // One row is one entry of a member's points account; points are signed.
    name: 'points',
    columns: `id UInt64, at ${instant}, member UInt64, kind LowCardinality(String), points Int64, ${findById}`,
    engine: 'MergeTree order by (at, id)',
    where: "kind = 'points.posted'",
    select: (facts) => `
      select id, at, subject as member, f.kind as kind, f.points as points
      from (select id, at, subject, JSONExtract(body, 'Tuple(kind String, points Int64)') as f from ${facts})`,
  },
  {
    // One row is one change of a member's tier; the one with the highest id holds.
    name: 'tier_change',
    columns: `id UInt64, at ${instant}, member UInt64, from LowCardinality(String), to LowCardinality(String)`,
    engine: 'MergeTree order by id',
    where: "kind = 'tier.changed'",
    select: (facts) => `
      select id, at, subject as member, f.from as from, f.to as to
      from (select id, at, subject, JSONExtract(body, 'Tuple(from String, to String)') as f from ${facts})`,
  },
];

/** What the sink fills and checks. */
export const sinkTables = (zone: string): SinkTables => ({ fact: 'fact', derived: tablesIn(zone) });

/** The comment by which a rebuild knows its own tables, to drop those and nothing else. */
export const ownerComment = 'Shuke insight';

const comment = `comment '${ownerComment}'`;

// Tokens of the last thousand inserts are remembered, so that a range sent twice counts once.
const createTable = (name: string, columns: string, engine: string, settings?: string) =>
  `create table ${name} (${columns}) engine = ${engine} settings non_replicated_deduplication_window = 1000${settings ? `, ${settings}` : ''} ${comment}`;

const createView = ({ name, where, select }: Table) =>
  `create materialized view ${name}_from_fact to ${name} as ${select(`(select * from fact where ${where})`)} ${comment}`;

export interface Schema {
  /** Comes last: without it the schema is unfinished and is made anew. Its name tells the version. */
  readonly markerTable: string;
  /** Statements that make all tables in an empty database, in order. */
  readonly statements: readonly string[];
}

/** Any change to the schema, or another zone, makes ClickHouse be filled anew from Postgres. */
export function schemaIn(zone: string): Schema {
  const statements = [
    createTable('fact', factColumns, 'MergeTree order by id'),
    ...tablesIn(zone).flatMap((table) => [
      createTable(table.name, table.columns, table.engine, table.settings),
      createView(table),
    ]),
  ];
  const version = createHash('sha256').update(statements.join(';\n')).digest('hex').slice(0, 12);
  const markerTable = `insight_${version}`;
  return {
    markerTable,
    statements: [...statements, createTable(markerTable, 'version String', 'MergeTree order by version')],
  };
}
