import {
  type AnswerOf,
  type MemberRequest,
  type QueryOf,
  REQUEST_SOON_DAYS,
  type countRequests,
  type listRequests,
} from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { page, readCursor } from '../../platform/paging.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { type KeptRequest, type RequestRow, toRequest } from './request-store.ts';

const iso = (at: number) => new Date(at).toISOString();

const toView = ({ id, member, kind, state, receivedAt, dueAt, closedAt, kept }: KeptRequest): MemberRequest => ({
  id: String(id),
  memberId: String(member),
  kind,
  state,
  receivedAt: iso(receivedAt),
  dueAt: iso(dueAt),
  closedAt: closedAt === null ? null : iso(closedAt),
  ...kept,
});

/** Open ones by when they are due, others newest first. */
export async function readRequests(
  pool: Database,
  { state, kind, member, cursor, limit }: QueryOf<typeof listRequests>,
) {
  const isByDue = state === 'open';
  const after = readCursor(cursor, isByDue ? ['instant', 'number'] : ['number']);
  const range = isByDue
    ? '($4::timestamptz is null or (due_at, id) > ($4, $5::bigint))'
    : '($4::bigint is null or id < $4) and $5::bigint is null';
  const rows = await rowsOf<RequestRow & { due_text: string }>(
    pool,
    `select *, due_at::text as due_text from privacy.request
     where ($1::text is null or state = $1) and ($2::text is null or kind = $2) and ($3::bigint is null or member_id = $3) and ${range}
     order by ${isByDue ? 'due_at, id' : 'id desc'} limit $6`,
    [state ?? null, kind ?? null, member ?? null, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
  return page(
    rows,
    limit,
    (row) => (isByDue ? [row.due_text, row.id] : [row.id]),
    (row) => toView(toRequest(pool.ring, row)),
  );
}

export async function readRequest(pool: Database, id: number): Promise<MemberRequest> {
  const [row] = await rowsOf<RequestRow>(pool, 'select * from privacy.request where id = $1', [id]);
  if (!row) throw new Problem('request.unknown', `There is no request ${id}. GET /api/requests lists them.`);
  return toView(toRequest(pool.ring, row));
}

/** How many are open, how many of them are due soon, and how many of those should have been closed by now. */
export async function readCounts(pool: Database, now: number): Promise<AnswerOf<typeof countRequests>> {
  const [counts] = await rowsOf<AnswerOf<typeof countRequests>>(
    pool,
    `select count(*)::int as open, count(*) filter (where due_at < $1::timestamptz + make_interval(days => $2))::int as soon,
       count(*) filter (where due_at < $1)::int as overdue
     from privacy.request where state = 'open'`,
    [iso(now), REQUEST_SOON_DAYS],
  );
  return counts!;
}
