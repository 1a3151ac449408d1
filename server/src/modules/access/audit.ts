import { createHash } from 'node:crypto';
import { type Audited, type Scope, collection, journal } from '../../engine/index.ts';
import { bytesArray, instantArray, jsonArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import type { KeyRing, SubjectKey } from '../../platform/crypto/index.ts';
import type { Source } from '../../platform/database.ts';
import type { Breach } from '../../platform/find-breaches.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';
import {
  type MemberKeys,
  type SealedEntry,
  type Told,
  type Who,
  digestOf,
  isAsDigested,
  sealTold,
  sealWho,
  subjectsOf,
} from './audit-sealing.ts';

declare module '../../engine/input.ts' {
  interface Inputs {
    /** Something was done that is no input of its own. */
    'audit.note': Note;
  }
}

/** `changes`: what an input of its own would have told by itself. */
interface Note {
  readonly action: string;
  readonly object: string;
  readonly reason?: string;
  readonly changes?: Audited['changes'];
}

export interface Entry {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly action: string;
  readonly objects: readonly string[];
  /** Of who it was, and of what was changed. */
  readonly digest: Buffer;
}

/** Base64 of SHA-256 over the hash before and the entry. Field by field, so that no order of keys matters. */
export function hashOf(before: string, { id, at, by, action, objects, digest }: Entry): string {
  const said = [before, id, at, by, action, objects, digest.toString('base64')];
  return createHash('sha256').update(JSON.stringify(said)).digest('base64');
}

const HEAD = 1;

async function readHead(db: Queryable): Promise<{ readonly id: number; readonly hash: string }> {
  const [row] = await rowsOf<{ id: string; hash: Buffer }>(db, 'select id, hash from access.audit_head');
  return { id: Number(row!.id), hash: row!.hash.toString('base64') };
}

/** The latest entry. */
const head = collection<typeof HEAD, { readonly id: number; readonly hash: string }>({
  name: 'access.audit_head',
  keep: 1,
  load: async (db) => [[HEAD, await readHead(db)]],
  save: ([[, { id, hash }] = [HEAD, { id: 0, hash: '' }]]) => [
    {
      name: 'save access.audit_head',
      text: 'update access.audit_head set id = $1, hash = $2',
      values: [id, Buffer.from(hash, 'base64')],
    },
  ],
});

interface Kept extends Entry {
  readonly hash: string;
  readonly who: Who;
  readonly told: Told;
  readonly key: SubjectKey | undefined;
}

const trail = journal<Kept>({
  name: 'access.audit',
  save: (rows, ring) => [
    {
      name: 'insert access.audit',
      text: `insert into access.audit (id, at, by_id, action, objects, who, subject, changes, digest, hash)
        select i, t, b, k, array(select json_array_elements_text(o)), w, s, c, d, decode(h, 'base64')
        from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::json[], $6::bytea[], $7::bigint[], $8::bytea[], $9::bytea[], $10::text[])
          as e(i, t, b, k, o, w, s, c, d, h)`,
      values: [
        numberArray(rows.map((row) => row.id)),
        instantArray(rows.map((row) => row.at)),
        textArray(rows.map((row) => row.by)),
        textArray(rows.map((row) => row.action)),
        jsonArray(rows.map((row) => row.objects)),
        bytesArray(rows.map((row) => sealWho(ring, row.id, row.who))),
        numberArray(rows.map((row) => row.key?.subject ?? null)),
        bytesArray(rows.map((row) => sealTold(ring, row.id, row.key, row.told))),
        bytesArray(rows.map((row) => row.digest)),
        textArray(rows.map((row) => row.hash)),
      ],
    },
  ],
});

export const auditStores = { collections: [head], journals: [trail] } as const;

/** Adds to the trail. */
export type KeepTrail = (scope: Scope, audited: Audited, also?: readonly string[]) => void;

/** Adds what was done to the trail, found under what it changed and under what is named `also`. What changed nothing is told only where it is a note. */
export const keepTrail =
  (ring: KeyRing): KeepTrail =>
  (scope, audited, also = []) => {
    const { kind, body, by } = audited;
    const note = kind === 'audit.note' ? (body as Note) : undefined;
    const changes = note?.changes ?? audited.changes;
    if (changes.length === 0 && !note) return;
    const before = scope.get(head, HEAD) ?? { id: 0, hash: '' };
    const reason = (body as { readonly reason?: unknown } | null)?.reason;
    const who: Who = { name: by.name, address: by.address };
    const told: Told = {
      changes: changes.map(({ object, field, before: was, after }) => ({ object, field, before: was, after })),
      reason: typeof reason === 'string' ? reason : null,
    };
    const entry: Entry = {
      id: before.id + 1,
      at: scope.now,
      by: by.id,
      action: note?.action ?? kind,
      objects: note ? [note.object] : [...new Set([...changes.map((change) => change.object), ...also])],
      digest: digestOf(ring, who, told),
    };
    const hash = hashOf(before.hash, entry);
    const key = changes.find((change) => change.key)?.key;
    scope.add(trail, { ...entry, hash, who, told, key });
    scope.set(head, HEAD, { id: entry.id, hash });
  };

interface Row extends SealedEntry {
  readonly at: Date;
  readonly by_id: string;
  readonly action: string;
  readonly objects: string[];
  readonly digest: Buffer;
  readonly hash: Buffer;
}

const PIECE = 5000;

/** The first place where the trail is not what was written, and how many entries were looked at. What was sealed with a key that is gone is taken as it is. */
export async function verifyTrail(
  db: Source,
  memberKeys: MemberKeys,
): Promise<{ readonly entries: number; readonly hash: string; readonly breach: Breach | undefined }> {
  const rule = 'the audit trail is whole and as it was written';
  const first = await readHead(db);
  let before = '';
  let entries = 0;
  /** What the chain came to where the trail ended when this began: it may be added to meanwhile. */
  let then = '';
  for (;;) {
    const rows = await rowsOf<Row>(
      db,
      `select id, at, by_id, action, objects, who, subject, changes, digest, hash
       from access.audit where id > $1 order by id limit ${PIECE}`,
      [entries],
    );
    const keys = await memberKeys(db, subjectsOf(rows));
    for (const row of rows) {
      const entry = { ...row, id: Number(row.id), at: row.at.getTime(), by: row.by_id };
      if (entry.id !== entries + 1)
        return { entries, hash: before, breach: { rule, subject: `entry ${entries + 1}`, detail: 'is missing' } };
      before = hashOf(before, entry);
      if (before !== row.hash.toString('base64') || !isAsDigested(db.ring, row, keys))
        return { entries, hash: before, breach: { rule, subject: `entry ${entry.id}`, detail: 'was altered' } };
      entries++;
      if (entries === first.id) then = before;
    }
    if (rows.length < PIECE) break;
  }
  const last = await readHead(db);
  const isWhole = then === first.hash && entries <= last.id && (entries < last.id || before === last.hash);
  return {
    entries,
    hash: before,
    breach: isWhole
      ? undefined
      : { rule, subject: `entry ${entries + 1}`, detail: `and those up to ${last.id} are missing` },
  };
}
