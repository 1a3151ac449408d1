import {
  type Approval as ApprovalView,
  type ApprovalKind,
  type ApprovalRule,
  type QueryOf,
  approvalKindNames,
  approvalSpec,
  type listApprovals,
} from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import type { Caller } from '../../platform/http.ts';
import { page, readCursor } from '../../platform/paging.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { type Approval, approversOf } from './approvals-state.ts';
import { exportAddress } from './approvals-exports.ts';
import { openKept, ruleless } from './approvals-store.ts';
import { readRoles, readStaff } from './views.ts';

/** The kinds of which a caller may see what others asked. */
const kindsSeen = (caller: Caller): ApprovalKind[] =>
  approvalKindNames.filter((kind) => caller.can(approvalSpec(kind).sees));

const mayDecide = (caller: Caller): boolean => caller.id.startsWith('staff:') && caller.can('approvals.decide');

const instant = (at: number): string => new Date(at).toISOString();

function toView(approval: Approval, caller: Caller, files: ReadonlyMap<number, string>, now: number): ApprovalView {
  const { asked, steps, askedAt, expiresAt, closedAt, id, subject: _, answer, ...rest } = approval;
  const approvers = approversOf(approval);
  const isOwn = asked.by.id === caller.id;
  const file = isOwn ? (answer as { readonly id?: number } | null)?.id : undefined;
  return {
    ...rest,
    id: String(id),
    action: asked.kind,
    by: { id: asked.by.id, name: asked.by.name },
    approvedBy: approvers.map(({ name }) => name),
    changes: [...rest.changes],
    steps: steps.map((step) => ({ ...step, at: instant(step.at) })),
    askedAt: instant(askedAt),
    expiresAt: instant(expiresAt),
    closedAt: closedAt === null ? null : instant(closedAt),
    mayDecide:
      mayDecide(caller) &&
      caller.can(approvalSpec(rest.kind).sees) &&
      rest.state === 'open' &&
      expiresAt > now &&
      !isOwn &&
      !approvers.some((one) => one.id === caller.id),
    isOwn,
    download: (file === undefined ? undefined : files.get(file)) ?? null,
  };
}

/** Where the files of these approvals can still be taken from. */
async function filesOf(pool: Database, all: readonly Approval[], now: number): Promise<Map<number, string>> {
  const ids = all.flatMap(({ asked, answer }) =>
    asked.kind === 'export.ask' && answer ? [(answer as { id: number }).id] : [],
  );
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<{ id: string; kept: Buffer }>(
    pool,
    'select id, kept from access.export where id = any($1::bigint[]) and taken_at is null and expires_at > $2',
    [ids, new Date(now)],
  );
  return new Map(
    rows.map((row) => {
      const id = Number(row.id);
      const { address } = openKept<{ address: string }>(pool.ring, 'access.export', id, row.kept);
      return [id, exportAddress({ id, address })];
    }),
  );
}

interface Row {
  readonly id: string;
  readonly kept: Buffer;
}

async function toViews(pool: Database, rows: readonly Row[], caller: Caller, now: number): Promise<ApprovalView[]> {
  const all = rows.map(({ id, kept }) => openKept<Approval>(pool.ring, 'access.approval', Number(id), kept));
  const files = await filesOf(pool, all, now);
  return all.map((one) => toView(one, caller, files, now));
}

const shows: Readonly<Record<QueryOf<typeof listApprovals>['show'], string>> = {
  open: `state = 'open' and asked_by <> $1 and kind = any($2)`,
  own: 'asked_by = $1',
  over: `state <> 'open' and (asked_by = $1 or kind = any($2))`,
};

export async function readApprovals(pool: Database, query: QueryOf<typeof listApprovals>, caller: Caller, now: number) {
  const before = readCursor(query.cursor, ['number'])?.[0] ?? null;
  const rows = await rowsOf<Row>(
    pool,
    `select id, kept from access.approval where (${shows[query.show]}) and ($2::text[] is not null)
       and ($3::bigint is null or id < $3) order by id desc limit $4`,
    [caller.id, kindsSeen(caller), before, query.limit + 1],
  );
  const { items, nextCursor } = page(
    rows,
    query.limit,
    (row) => [Number(row.id)],
    (row) => row,
  );
  return { items: await toViews(pool, items, caller, now), nextCursor };
}

/** One that the caller may see; one that they may not is not there for them. */
export async function readApproval(pool: Database, id: string, caller: Caller, now: number): Promise<ApprovalView> {
  const rows = await rowsOf<Row>(
    pool,
    'select id, kept from access.approval where id = $1 and (asked_by = $2 or kind = any($3))',
    [id, caller.id, kindsSeen(caller)],
  );
  const [found] = await toViews(pool, rows, caller, now);
  if (!found) throw new Problem('approval.unknown', `There is no approval ${id}. GET /api/approvals lists them.`);
  return found;
}

export async function readRules(pool: Database): Promise<ApprovalRule[]> {
  const rows = await rowsOf<Omit<ApprovalRule, 'from'> & { from: string }>(
    pool,
    'select kind, approvers, from_weight as "from", hours from access.approval_rule',
  );
  const own = new Map(rows.map((row) => [row.kind, { ...row, from: Number(row.from) }]));
  return approvalKindNames.map((kind) => own.get(kind) ?? ruleless(kind));
}

/** How many of the staff may approve. */
export async function countDeciders(pool: Database): Promise<number> {
  const [staff, roles] = await Promise.all([readStaff(pool), readRoles(pool)]);
  const deciding = new Set(roles.filter((one) => one.permissions.includes('approvals.decide')).map(({ code }) => code));
  return staff.filter((one) => one.state === 'active' && deciding.has(one.role)).length;
}

/** How many wait for this caller, and which kinds are under approval. */
export async function readCount(pool: Database, caller: Caller, now: number) {
  const [[row], rules] = await Promise.all([
    rowsOf<{ count: number }>(
      pool,
      `select count(*)::int as count from access.approval
       where state = 'open' and asked_by <> $1 and kind = any($2) and not $1 = any(approved_by) and expires_at > $3`,
      [caller.id, mayDecide(caller) ? kindsSeen(caller) : [], new Date(now)],
    ),
    readRules(pool),
  ]);
  return {
    toDecide: row?.count ?? 0,
    kinds: rules.filter(({ approvers }) => approvers > 0).map(({ kind }) => kind),
  };
}
