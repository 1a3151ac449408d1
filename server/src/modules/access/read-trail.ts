import type { AuditEntry, QueryOf, listAudit } from '@shuke/contract';
import type pg from 'pg';
import { page, readCursor } from '../../platform/paging.ts';
import { rowsOf } from '../../platform/postgres.ts';

interface Row extends Pick<AuditEntry, 'id' | 'action' | 'objects' | 'changes' | 'reason'> {
  readonly at: Date;
  readonly by_id: string;
  readonly by_name: string;
  readonly by_address: string;
}

/** What was changed of members, without what it was and is: for who may not read members. */
const blanked = (changes: AuditEntry['changes']): AuditEntry['changes'] =>
  changes.map((one) => (/^(member|export):/.test(one.object) ? { ...one, before: null, after: null } : one));

/** The audit trail, newest first. */
export async function readTrail(pool: pg.Pool, query: QueryOf<typeof listAudit>, mayReadMembers: boolean) {
  const before = readCursor(query.cursor, ['number'])?.[0] ?? null;
  const rows = await rowsOf<Row>(
    pool,
    `select id, at, by_id, by_name, by_address, action, objects, changes, reason from access.audit
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
  return page(
    rows,
    query.limit,
    (row) => [Number(row.id)],
    ({ at, by_id, by_name, by_address, ...row }): AuditEntry => ({
      ...row,
      changes: mayReadMembers ? row.changes : blanked(row.changes),
      at: at.toISOString(),
      by: { id: by_id, name: by_name, address: by_address },
    }),
  );
}
