import type { AuditEntry, QueryOf, listAudit } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { page, readCursor } from '../../platform/paging.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { type MemberKeys, type SealedEntry, openTold, openWho, subjectsOf } from './audit-sealing.ts';

export interface TrailRow extends SealedEntry {
  readonly at: Date;
  readonly by_id: string;
  readonly action: string;
  readonly objects: string[];
}

export type TrailFilter = Omit<QueryOf<typeof listAudit>, 'cursor' | 'limit'>;

/** Which entries a filter matches; its values are $1 to $5, `a` is the entry. */
export const MATCHES = `($1::text is null or a.by_id = $1) and ($2::text is null or a.action = $2)
  and ($3::text is null or a.objects @> array[$3]) and ($4::timestamptz is null or a.at >= $4) and ($5::timestamptz is null or a.at < $5)`;
export const matched = ({ by, action, object, from, until }: TrailFilter): (string | null)[] => [
  by ?? null,
  action ?? null,
  object ?? null,
  from ?? null,
  until ?? null,
];

/** What was changed of members, without what it was and is: for who may not read members. */
const blanked = (changes: AuditEntry['changes']): AuditEntry['changes'] =>
  changes.map((one) => (/^(member|export):/.test(one.object) ? { ...one, before: null, after: null } : one));

/** What opens entries for somebody; some keys may be gone. */
export async function openerOf(
  pool: Database,
  memberKeys: MemberKeys,
  rows: readonly TrailRow[],
  mayReadMembers: boolean,
): Promise<(row: TrailRow) => AuditEntry> {
  const keys = await memberKeys(pool, subjectsOf(rows));
  return (row) => {
    // Of a member whose data was destroyed, the trail still tells that something was changed, by whom and when.
    const { changes, reason } = openTold(pool.ring, row, keys) ?? { changes: [], reason: null };
    return {
      id: row.id,
      action: row.action,
      objects: row.objects,
      changes: mayReadMembers ? [...changes] : blanked([...changes]),
      reason,
      at: row.at.toISOString(),
      by: { id: row.by_id, ...openWho(pool.ring, row) },
    };
  };
}

/** The audit trail, newest first. */
export async function readTrail(
  pool: Database,
  memberKeys: MemberKeys,
  { cursor, limit, ...filter }: QueryOf<typeof listAudit>,
  mayReadMembers: boolean,
) {
  const before = readCursor(cursor, ['number'])?.[0] ?? null;
  const rows = await rowsOf<TrailRow>(
    pool,
    `select id, at, by_id, action, objects, who, subject, changes from access.audit a
     where ${MATCHES} and ($6::bigint is null or id < $6) order by id desc limit $7`,
    [...matched(filter), before, limit + 1],
  );
  const open = await openerOf(pool, memberKeys, rows, mayReadMembers);
  return page(rows, limit, (row) => [Number(row.id)], open);
}
