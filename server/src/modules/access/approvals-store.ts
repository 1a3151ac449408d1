import type { ApprovalKind, ApprovalRule } from '@shuke/contract';
import { collection, fieldChanges } from '../../engine/index.ts';
import { bytesArray, instantArray, intArray, jsonArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import { type KeyRing, fieldCipher } from '../../platform/crypto/index.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { type Approval, approversOf } from './approvals-state.ts';

type Table = 'access.approval' | 'access.export';

const cipher = (ring: KeyRing, table: Table) => fieldCipher(ring.source('field'), { table, column: 'kept' });

/** What is kept of people is sealed, and opened, by these two only. */
const sealKept = (ring: KeyRing, table: Table, id: number, kept: object): Buffer =>
  cipher(ring, table).sealJson(id, kept);
export const openKept = <T>(ring: KeyRing, table: Table, id: number, kept: Buffer): T =>
  cipher(ring, table).openJson(id, kept) as T;

/** What has to be approved; a kind without a rule is carried out at once. */
export const ruleless = (kind: ApprovalKind): ApprovalRule => ({ kind, approvers: 0, from: 1, hours: 72 });

export const rules = collection<ApprovalKind, ApprovalRule>({
  name: 'access.approval_rule',
  keep: 100,
  audited: (kind, before, after) =>
    fieldChanges(`rule:${kind}`, before ?? ruleless(kind), after, ['approvers', 'from', 'hours']),
  async load(db, kinds) {
    const rows = await rowsOf<Omit<ApprovalRule, 'from'> & { from: string }>(
      db,
      `select kind, approvers, from_weight as "from", hours from access.approval_rule where kind = any($1::text[])`,
      [textArray(kinds)],
      'load access.approval_rule',
    );
    return rows.map((row) => [row.kind, { ...row, from: Number(row.from) }] as const);
  },
  save: (changed) => [
    {
      name: 'save access.approval_rule',
      text: `insert into access.approval_rule (kind, approvers, from_weight, hours)
        select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::integer[])
        on conflict (kind) do update set approvers = excluded.approvers, from_weight = excluded.from_weight, hours = excluded.hours`,
      values: [
        textArray(changed.map(([kind]) => kind)),
        intArray(changed.map(([, rule]) => rule.approvers)),
        numberArray(changed.map(([, rule]) => rule.from)),
        intArray(changed.map(([, rule]) => rule.hours)),
      ],
    },
  ],
});

/** What the trail tells of it: who asked and who decided, but not what it would change, which is told when it is done. */
const told = (approval: Approval | undefined) =>
  approval && {
    kind: approval.kind,
    action: approval.asked.kind,
    askedBy: approval.asked.by.name,
    state: approval.state,
    approvedBy: approversOf(approval).map(({ name }) => name),
  };

export const approvals = collection<number, Approval>({
  name: 'access.approval',
  keep: 100,
  audited: (id, before, after) => {
    const [was, is] = [told(before), told(after)];
    const changes = fieldChanges(`approval:${id}`, was, is, ['kind', 'action', 'askedBy', 'state', 'approvedBy']);
    // Whatever is decided is told with both names, and what it was about.
    const same = (field: 'askedBy' | 'kind') => {
      const value = told(after)![field];
      return { object: `approval:${id}`, field, before: value, after: value };
    };
    return before ? [...changes, same('askedBy'), same('kind')] : changes;
  },
  async load(db, ids) {
    const rows = await rowsOf<{ id: string; kept: Buffer }>(
      db,
      'select id, kept from access.approval where id = any($1::bigint[])',
      [numberArray(ids)],
      'load access.approval',
    );
    return rows.map(
      (row) => [Number(row.id), openKept<Approval>(db.ring, 'access.approval', Number(row.id), row.kept)] as const,
    );
  },
  save: (changed, ring) => [
    {
      name: 'save access.approval',
      text: `insert into access.approval (id, kind, state, asked_by, approved_by, expires_at, subject, kept)
        select i, k, s, a, array(select json_array_elements_text(b)), e, m, j
        from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::json[], $6::timestamptz[], $7::bigint[], $8::bytea[]) as r(i, k, s, a, b, e, m, j)
        on conflict (id) do update set state = excluded.state, approved_by = excluded.approved_by, kept = excluded.kept`,
      values: [
        numberArray(changed.map(([id]) => id)),
        textArray(changed.map(([, one]) => one.kind)),
        textArray(changed.map(([, one]) => one.state)),
        textArray(changed.map(([, one]) => one.asked.by.id)),
        jsonArray(changed.map(([, one]) => approversOf(one).map(({ id }) => id))),
        instantArray(changed.map(([, one]) => one.expiresAt)),
        numberArray(changed.map(([, one]) => one.subject)),
        bytesArray(changed.map(([id, one]) => sealKept(ring, 'access.approval', id, one))),
      ],
    },
  ],
});

/** The approvals that would change somebody's own data, by whose it is: read from their rows, which say it themselves. */
export const approvalsOf = collection<number, readonly number[]>({
  name: 'access.approval by subject',
  keep: 0,
  async load(db, subjects) {
    const rows = await rowsOf<{ subject: string; ids: string[] }>(
      db,
      'select subject, array_agg(id order by id) as ids from access.approval where subject = any($1::bigint[]) group by subject',
      [numberArray(subjects)],
      'load access.approval by subject',
    );
    return rows.map((row) => [Number(row.subject), row.ids.map(Number)] as const);
  },
  save: () => [],
});

/** A file that one caller may take away. */
export interface Export {
  readonly id: number;
  readonly caller: string;
  /** With all its filters, and without its id. */
  readonly address: string;
  readonly rows: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly takenAt: number | null;
}

export const exportsAsked = collection<number, Export>({
  name: 'access.export',
  keep: 0,
  audited: (id, before, after) => fieldChanges(`export:${id}`, before, after, ['address', 'rows', 'takenAt']),
  async load(db, ids) {
    const rows = await rowsOf<{ id: string; caller: string; expires_at: Date; taken_at: Date | null; kept: Buffer }>(
      db,
      'select id, caller, expires_at, taken_at, kept from access.export where id = any($1::bigint[])',
      [numberArray(ids)],
      'load access.export',
    );
    return rows.map(
      (row) =>
        [
          Number(row.id),
          {
            ...openKept<Pick<Export, 'address' | 'rows'>>(db.ring, 'access.export', Number(row.id), row.kept),
            id: Number(row.id),
            caller: row.caller,
            expiresAt: row.expires_at.getTime(),
            takenAt: row.taken_at?.getTime() ?? null,
          },
        ] as const,
    );
  },
  save: (changed, ring) => [
    {
      name: 'save access.export',
      text: `insert into access.export (id, caller, expires_at, taken_at, kept)
        select * from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::bytea[])
        on conflict (id) do update set taken_at = excluded.taken_at`,
      values: [
        numberArray(changed.map(([id]) => id)),
        textArray(changed.map(([, one]) => one.caller)),
        instantArray(changed.map(([, one]) => one.expiresAt)),
        instantArray(changed.map(([, one]) => one.takenAt)),
        bytesArray(changed.map(([id, { address, rows }]) => sealKept(ring, 'access.export', id, { address, rows }))),
      ],
    },
  ],
});
