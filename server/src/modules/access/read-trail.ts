import type { AuditEntry, QueryOf, listAudit } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { page, readCursor } from '../../platform/paging.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { type MemberKeys, type SealedEntry, openTold, openWho, subjectsOf } from './audit-sealing.ts';

interface Row extends SealedEntry {
  readonly at: Date;
  readonly by_id: string;
  readonly action: string;
  readonly objects: string[];
}

/** What was changed of members, without what it was and is: for who may not read members. */
const blanked = (changes: AuditEntry['changes']): AuditEntry['changes'] =>
  changes.map((one) => (/^(member|export):/.test(one.object) ? { ...one, before: null, after: null } : one));

/** The audit trail, newest first. */
export async function readTrail(
  pool: Database,
  memberKeys: MemberKeys,
  query: QueryOf<typeof listAudit>,
  mayReadMembers: boolean,
) {
  const before = readCursor(query.cursor, ['number'])?.[0] ?? null;
  const rows = await rowsOf<Row>(
    pool,
    `select id, at, by_id, action, objects, who, subject, changes from access.audit
     where ($1::bigint is null or id < $1) and ($2::text is null or by_id = $2) and ($3::text is null or action = $3)
       and ($4::text is null or objects @> array[$4]) and ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6)
     order by id desc limit $7`,
    [
      before,
      query.by ?? null,
      query.action ?? null,
      query.object ?? null,
      query.from ?? null,
      query.until ?? null,
      query.limit + 1,
    ],
  );
  const keys = await memberKeys(pool, subjectsOf(rows));
  return page(
    rows,
    query.limit,
    (row) => [Number(row.id)],
    (row): AuditEntry => {
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
    },
  );
}
