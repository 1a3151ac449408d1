import type { AnswerOf, QueryOf, listErasures } from '@shuke/contract';
import { page, readCursor } from '../../platform/paging.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';

interface Row {
  readonly id: string;
  readonly erased_at: Date;
  /** In full, as the cursor needs it. */
  readonly at: string;
}

/** Who was erased, in the order of that: turns give instants that never run backwards, so that who asks behind the last misses nobody. */
export async function readErasures(
  db: Queryable,
  { from, cursor, limit }: QueryOf<typeof listErasures>,
): Promise<AnswerOf<typeof listErasures>> {
  const [at, id] = readCursor(cursor, ['instant', 'number']) ?? [null, null];
  const rows = await rowsOf<Row>(
    db,
    `select id, erased_at, erased_at::text as at from members.member
     where erased_at is not null and ($1::timestamptz is null or erased_at >= $1)
       and ($2::timestamptz is null or (erased_at, id) > ($2, $3::bigint))
     order by erased_at, id limit $4`,
    [from ?? null, at, id, limit + 1],
  );
  return page(
    rows,
    limit,
    (row) => [row.at, row.id],
    (row) => ({ member: row.id, erasedAt: row.erased_at.toISOString() }),
  );
}
