import {
  booleanArray,
  bytesArray,
  instantArray,
  intArray,
  jsonArray,
  numberArray,
  textArray,
} from '../platform/binary-arrays.ts';
import type { KeyRing } from '../platform/crypto/index.ts';
import { type Statement } from '../platform/postgres.ts';
import type { AnyCollection, AnyJournal } from './collection.ts';
import { type Fact, sealFact } from './facts.ts';
import { sealRefused } from './set-aside.ts';
import type { Draft, Place, SetAside } from './turn.ts';

/** How far both lanes are decided: everything below (position, index). */
export interface Cursor {
  readonly position: number;
  readonly index: number;
}
export interface Cursors {
  readonly interactive: Cursor;
  readonly bulk: Cursor;
}

/** A decided turn as statements, the fence first: one transaction. */
export function saveStatements(
  draft: Draft,
  epoch: number,
  shard: number,
  cursors: Cursors,
  before: Cursors,
  collections: readonly AnyCollection[],
  journals: readonly AnyJournal[],
  ring: KeyRing,
): Statement[] {
  const statements: Statement[] = [advance(draft, epoch, shard, cursors)];
  for (const of of collections) {
    const values = draft.layer[of.slot];
    if (values && values.size > 0) statements.push(...of.save([...values], ring));
  }
  for (const to of journals) {
    const rows = draft.journals[to.slot];
    if (rows && rows.length > 0) statements.push(...to.save(rows, ring));
  }
  if (draft.facts.length > 0) statements.push(insertFacts(draft.facts, draft.now, ring));
  if (draft.setAside.length > 0) statements.push(insertSetAside(draft.setAside, draft.now, ring));
  statements.push(insertTurn(draft, epoch, cursors, before));
  return statements;
}

function advance(draft: Draft, epoch: number, shard: number, cursors: Cursors): Statement {
  return {
    name: 'engine.advance',
    text: 'select engine.advance($1::smallint, $2::bigint, $3::bigint, $4::timestamptz, $5::bigint, $6::int, $7::bigint, $8::int, $9::bigint)',
    values: [
      shard,
      epoch,
      draft.number,
      new Date(draft.now).toISOString(),
      cursors.interactive.position,
      cursors.interactive.index,
      cursors.bulk.position,
      cursors.bulk.index,
      draft.nextId,
    ],
  };
}

export function insertFacts(facts: readonly Fact[], now: number, ring: KeyRing): Statement {
  return {
    name: 'insert engine.fact',
    text: `insert into engine.fact (id, subject, kind, at, recorded_at, is_history, cause, body, sealed)
      select i, s, k, a, $9::timestamptz, h, c, b, p
      from unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[], $5::boolean[], $6::text[], $7::json[], $8::bytea[])
        as f(i, s, k, a, h, c, b, p)`,
    values: [
      numberArray(facts.map((fact) => fact.id)),
      numberArray(facts.map((fact) => fact.subject)),
      textArray(facts.map((fact) => fact.kind)),
      instantArray(facts.map((fact) => fact.at)),
      booleanArray(facts.map((fact) => fact.isHistory)),
      textArray(facts.map((fact) => fact.cause)),
      jsonArray(facts.map((fact) => fact.body)),
      bytesArray(facts.map((fact) => sealFact(ring, fact))),
      new Date(now).toISOString(),
    ],
  };
}

function insertSetAside(rows: readonly SetAside[], now: number, ring: KeyRing): Statement {
  const at = (row: SetAside): Place => row.at ?? { lane: 'bulk', position: 0, index: 0 };
  return {
    name: 'insert engine.set_aside',
    text: `insert into engine.set_aside (id, lane, position, index, kind, sealed, at)
      select i, l, p, x, k, s, $7::timestamptz
      from unnest($1::bigint[], $2::text[], $3::bigint[], $4::int[], $5::text[], $6::bytea[]) as a(i, l, p, x, k, s)`,
    values: [
      numberArray(rows.map((row) => row.id)),
      textArray(rows.map((row) => at(row).lane)),
      numberArray(rows.map((row) => at(row).position)),
      intArray(rows.map((row) => at(row).index)),
      textArray(rows.map((row) => row.kind)),
      bytesArray(rows.map((row) => sealRefused(ring, row.id, { body: row.body ?? null, error: row.error }))),
      new Date(now).toISOString(),
    ],
  };
}

function insertTurn(draft: Draft, epoch: number, cursors: Cursors, before: Cursors): Statement {
  const lane = draft.inputs[0]?.lane ?? null;
  const range = lane
    ? [before[lane].position, before[lane].index, cursors[lane].position, cursors[lane].index]
    : [null, null, null, null];
  return {
    name: 'insert engine.turn',
    text: `insert into engine.turn (number, epoch, now, inputs, lane, from_position, from_index, until_position, until_index, swept, swept_until, first_fact, next_fact)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      draft.number,
      epoch,
      new Date(draft.now).toISOString(),
      draft.inputs.length,
      lane,
      ...range,
      numberArray(draft.swept),
      draft.swept.length > 0 ? new Date(draft.sweptUntil).toISOString() : null,
      draft.firstFact,
      draft.nextId,
    ],
  };
}
