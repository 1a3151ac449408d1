import type { TimelineItem } from '@shuke/contract';
import type { SubjectKey } from '../platform/crypto/index.ts';
import type { Database } from '../platform/database.ts';
import { page, readCursor } from '../platform/paging.ts';
import { type Queryable, rowsOf } from '../platform/postgres.ts';
import { openFact } from './facts.ts';

interface Row {
  id: string;
  kind: string;
  at: Date;
  at_text: string;
  recorded_at: Date;
  is_history: boolean;
  cause: string;
  body: Record<string, unknown>;
  sealed: Buffer | null;
}

/** The facts about one subject, newest first; `kind` is a comma-separated choice. Without the subject's key, what is personal is left out. */
export async function readTimeline(
  pool: Database,
  subject: number,
  key: SubjectKey | undefined,
  { kind, cursor, limit }: { kind?: string | undefined; cursor?: string | undefined; limit: number },
) {
  const after = readCursor(cursor, ['instant', 'number']);
  const kinds = kind ? kind.split(',') : null;
  const rows = await rowsOf<Row>(
    pool,
    `select id, kind, at, at::text as at_text, recorded_at, is_history, cause, body, sealed from engine.fact
     where subject = $1 and subject > 0 and ($2::text[] is null or kind = any($2)) and ($3::timestamptz is null or (at, id) < ($3, $4::bigint))
     order by at desc, id desc limit $5`,
    [subject, kinds, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
  return page(
    rows,
    limit,
    (row) => [row.at_text, row.id],
    (row) => toItem(row, key && row.sealed ? openFact(pool.ring, key, row.id, row.sealed) : {}),
  );
}

function toItem(row: Row, personal: Readonly<Record<string, unknown>>): TimelineItem {
  const { channel } = row.body;
  return {
    id: row.id,
    kind: row.kind,
    at: row.at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    isHistory: row.is_history,
    channel: typeof channel === 'string' ? channel : null,
    cause: row.cause,
    body: { ...row.body, ...personal },
  };
}

/** Which of the subjects anything was heard of since an instant; what only their timers did does not count, nor these kinds of facts. */
export async function heardOfSince(
  db: Queryable,
  subjects: readonly number[],
  at: Date,
  otherThan: readonly string[],
): Promise<number[]> {
  const rows = await rowsOf<{ subject: string }>(
    db,
    `select s.subject from unnest($1::bigint[]) as s(subject) where exists (
       select from engine.fact f where f.subject = s.subject and f.subject > 0 and f.at >= $2 and f.cause not like 'timer:%' and f.kind <> all($3::text[]))`,
    [subjects, at, otherThan],
  );
  return rows.map(({ subject }) => Number(subject));
}
