import { type Queryable, rowsOf } from '../platform/postgres.ts';

/** The facts with from ≤ id < until, as one insert carries them. */
export interface FactRange {
  readonly from: number;
  readonly until: number;
  readonly count: number;
  /** Tab-separated lines: id, subject, kind, at, recorded_at, is_history, cause, body. */
  readonly text: string;
}

/** How far one consumer has come: all facts below `position` are delivered, those below `until` may be. */
export interface SinkState {
  readonly position: number;
  readonly until: number | null;
}

export interface RangeLimit {
  readonly rows: number;
  readonly bytes: number;
}

/** Someone else moved this consumer's row: two processes feed the same store. */
export class SinkMoved extends Error {
  override name = 'SinkMoved';
}

export async function readState(db: Queryable, name: string): Promise<SinkState> {
  const [row] = await rowsOf<{ position: string; until: string | null }>(
    db,
    'select position, until from engine.sink where name = $1',
    [name],
  );
  if (!row) throw new Error(`engine.sink has no row ${name}`);
  return { position: Number(row.position), until: row.until === null ? null : Number(row.until) };
}

export async function latestFact(db: Queryable): Promise<number> {
  const [row] = await rowsOf<{ id: string | null }>(db, 'select max(id) as id from engine.fact');
  return Number(row?.id ?? 0);
}

const epoch = (column: string) => `extract(epoch from ${column})::text`;

// Postgres writes the lines, so that a fact costs Node nothing but its bytes. Kinds and causes are our own words, and a body
// is what JSON.stringify wrote: of what would need escaping it can hold only backslashes.
const line = `concat_ws(E'\\t', id, subject, kind, ${epoch('at')}, ${epoch('recorded_at')}, is_history::text, cause, replace(body::text, '\\', '\\\\'))`;

const takeNext = `
  with head as (
    select id, ${line} as line from (
      select *, sum(pg_column_size(body)) over (order by id) as bytes, row_number() over (order by id) as n
      from engine.fact where id >= $4 order by id limit $5
    ) as facts where n = 1 or bytes <= $6
  ), moved as (
    update engine.sink set position = $4, until = (select max(id) + 1 from head)
    where name = $1 and position = $2 and until is not distinct from $3 returning 1
  )
  select (select count(*)::int from moved) as moved, count(*)::int as count, max(id) + 1 as until, string_agg(line, E'\\n') as text from head`;

/**
 * Marks everything up to `position` delivered and takes the next range in one statement: when it answers, the range is
 * durable, and whoever comes next will send exactly it. Null: there are no more facts.
 */
export async function takeRange(
  db: Queryable,
  name: string,
  state: SinkState,
  position: number,
  limit: RangeLimit,
): Promise<FactRange | null> {
  type Row = { moved: number; count: number; until: string | null; text: string | null };
  const [row] = await rowsOf<Row>(
    db,
    takeNext,
    [name, state.position, state.until, position, limit.rows, limit.bytes],
    'sink-take',
  );
  if (row?.moved !== 1) throw movedFrom(name, state);
  if (row.until === null || row.text === null) return null;
  return { from: position, until: Number(row.until), count: row.count, text: row.text };
}

const movedFrom = (name: string, { position, until }: SinkState) =>
  new SinkMoved(`engine.sink ${name} is no longer at [${position}, ${until ?? ''}): does a second process feed it?`);

/** Marks everything up to `position` delivered, and no range taken. */
export async function passRange(db: Queryable, name: string, state: SinkState, position: number): Promise<SinkState> {
  const moved = await rowsOf(
    db,
    'update engine.sink set position = $4, until = null where name = $1 and position = $2 and until is not distinct from $3 returning 1',
    [name, state.position, state.until, position],
  );
  if (moved.length !== 1) throw movedFrom(name, state);
  return { position, until: null };
}

/** A range that was taken before, once more. */
export async function readRange(db: Queryable, from: number, until: number): Promise<FactRange> {
  const [row] = await rowsOf<{ count: number; text: string | null }>(
    db,
    `select count(*)::int as count, string_agg(${line}, E'\\n') as text from engine.fact where id >= $1 and id < $2`,
    [from, until],
  );
  return { from, until, count: row?.count ?? 0, text: row?.text ?? '' };
}

/** The last delivered fact, by which a store is recognised as the one these facts went to. */
export async function lastBefore(db: Queryable, position: number): Promise<{ id: number; cause: string } | null> {
  const [row] = await rowsOf<{ id: string; cause: string }>(
    db,
    'select id, cause from engine.fact where id < $1 order by id desc limit 1',
    [position],
  );
  return row ? { id: Number(row.id), cause: row.cause } : null;
}

export async function setPosition(db: Queryable, name: string, position: number): Promise<void> {
  await rowsOf(db, 'update engine.sink set position = $2, until = null where name = $1', [name, position]);
}
