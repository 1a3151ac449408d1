import { createHash } from 'node:crypto';
import { type Actor, type Audited, type Change, type Scope, collection, journal } from '../../engine/index.ts';
import { instantArray, jsonArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import type { Breach } from '../../platform/find-breaches.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';

declare module '../../engine/input.ts' {
  interface Inputs {
    /** Something was done that is no input of its own. */
    'audit.note': { readonly action: string; readonly object: string };
  }
}

interface Entry {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: Actor;
  readonly action: string;
  readonly objects: readonly string[];
  readonly changes: readonly Change[];
  readonly reason: string | null;
}

/** Base64 of SHA-256 over the hash before and the entry. Field by field, so that no order of keys matters. */
function hashOf(
  before: string,
  { id, at, by, action, objects, reason }: Omit<Entry, 'changes'>,
  changes: string,
): string {
  const said = [before, id, at, by.id, by.name, by.address, action, objects, changes, reason];
  return createHash('sha256').update(JSON.stringify(said)).digest('base64');
}

const HEAD = 1;

/** The latest entry. */
const head = collection<typeof HEAD, { readonly id: number; readonly hash: string }>({
  name: 'access.audit_head',
  keep: 1,
  async load(db) {
    const [row] = await rowsOf<{ id: string; hash: Buffer }>(db, 'select id, hash from access.audit_head');
    return [[HEAD, { id: Number(row!.id), hash: row!.hash.toString('base64') }]];
  },
  save: ([[, { id, hash }] = [HEAD, { id: 0, hash: '' }]]) => [
    {
      name: 'save access.audit_head',
      text: 'update access.audit_head set id = $1, hash = $2',
      values: [id, Buffer.from(hash, 'base64')],
    },
  ],
});

const trail = journal<Entry & { readonly hash: string }>({
  name: 'access.audit',
  save: (rows) => [
    {
      name: 'insert access.audit',
      text: `insert into access.audit (id, at, by_id, by_name, by_address, action, objects, changes, reason, hash)
        select i, t, b, n, a, k, array(select json_array_elements_text(o)), c, r, decode(h, 'base64')
        from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::json[], $8::json[], $9::text[], $10::text[])
          as e(i, t, b, n, a, k, o, c, r, h)`,
      values: [
        numberArray(rows.map((row) => row.id)),
        instantArray(rows.map((row) => row.at)),
        textArray(rows.map((row) => row.by.id)),
        textArray(rows.map((row) => row.by.name)),
        textArray(rows.map((row) => row.by.address)),
        textArray(rows.map((row) => row.action)),
        jsonArray(rows.map((row) => row.objects)),
        jsonArray(rows.map((row) => row.changes)),
        textArray(rows.map((row) => row.reason)),
        textArray(rows.map((row) => row.hash)),
      ],
    },
  ],
});

export const auditStores = { collections: [head], journals: [trail] } as const;

/** Adds what was done to the trail, found under what it changed and under what is named `also`. What changed nothing is told only where it is a note. */
export function keepTrail(scope: Scope, { kind, body, by, changes }: Audited, also: readonly string[] = []): void {
  const note = kind === 'audit.note' ? (body as { readonly action: string; readonly object: string }) : undefined;
  if (changes.length === 0 && !note) return;
  const before = scope.get(head, HEAD) ?? { id: 0, hash: '' };
  const reason = (body as { readonly reason?: unknown } | null)?.reason;
  const entry: Entry = {
    id: before.id + 1,
    at: scope.now,
    by,
    action: note?.action ?? kind,
    objects: note ? [note.object] : [...new Set([...changes.map((change) => change.object), ...also])],
    changes,
    reason: typeof reason === 'string' ? reason : null,
  };
  const hash = hashOf(before.hash, entry, JSON.stringify(changes));
  scope.add(trail, { ...entry, hash });
  scope.set(head, HEAD, { id: entry.id, hash });
}

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly by_id: string;
  readonly by_name: string;
  readonly by_address: string;
  readonly action: string;
  readonly objects: string[];
  readonly changes: string;
  readonly reason: string | null;
  readonly hash: Buffer;
}

const PIECE = 5000;

/** The first place where the trail is not what was written, and how many entries were looked at. */
export async function verifyTrail(
  db: Queryable,
): Promise<{ readonly entries: number; readonly hash: string; readonly breach: Breach | undefined }> {
  const rule = 'the audit trail is whole and as it was written';
  let before = '';
  let entries = 0;
  for (;;) {
    const rows = await rowsOf<Row>(
      db,
      `select id, at, by_id, by_name, by_address, action, objects, changes::text as changes, reason, hash
       from access.audit where id > $1 order by id limit ${PIECE}`,
      [entries],
    );
    for (const row of rows) {
      const by = { id: row.by_id, name: row.by_name, address: row.by_address };
      const entry = { ...row, id: Number(row.id), at: row.at.getTime(), by };
      if (entry.id !== entries + 1)
        return { entries, hash: before, breach: { rule, subject: `entry ${entries + 1}`, detail: 'is missing' } };
      before = hashOf(before, entry, row.changes);
      if (before !== row.hash.toString('base64'))
        return { entries, hash: before, breach: { rule, subject: `entry ${entry.id}`, detail: 'was altered' } };
      entries++;
    }
    if (rows.length < PIECE) break;
  }
  const [last] = await rowsOf<{ id: string; hash: Buffer }>(db, 'select id, hash from access.audit_head');
  const isWhole = Number(last?.id) === entries && last?.hash.toString('base64') === before;
  return {
    entries,
    hash: before,
    breach: isWhole
      ? undefined
      : { rule, subject: `entry ${entries + 1}`, detail: `and those up to ${last?.id} are missing` },
  };
}
