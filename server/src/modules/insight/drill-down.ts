import type { AnswerOf, MemberRow, OrderView, QueryOf, drillMembers, drillOrders } from '@shuke/contract';
import { page, readCursor } from '../../platform/paging.ts';
import { Problem } from '../../platform/problem.ts';
import { type Desk, look } from './desk.ts';
import { memberSetSql, orderSetSql } from './sets.ts';
import { type Period, periodOf } from './period.ts';
import { chooseCurrency } from './sales.ts';

type MembersQuery = QueryOf<typeof drillMembers>;
type OrdersQuery = QueryOf<typeof drillOrders>;

const needValue = new Set<string>(['tier', 'product', 'channel']);

/** The members behind a figure, newest first, and how many there are. */
export async function readMembersBehind(desk: Desk, asked: MembersQuery): Promise<AnswerOf<typeof drillMembers>> {
  const { ids, count, nextCursor } = await readIds(desk, 'members', asked, (period) =>
    memberSetSql(asked.set, period, desk, lowestTier(desk), asked.value),
  );
  return { items: inOrder<MemberRow>(ids, await desk.memberRows(ids)), nextCursor, count };
}

/** The orders behind a figure, newest first, and how many there are. */
export async function readOrdersBehind(desk: Desk, asked: OrdersQuery): Promise<AnswerOf<typeof drillOrders>> {
  const { ids, count, nextCursor } = await readIds(desk, 'orders', asked, (period) =>
    orderSetSql(asked.set, period, desk),
  );
  return { items: inOrder<OrderView>(ids, await desk.orderViews(ids)), nextCursor, count };
}

const lowestTier = ({ tiers }: Desk) => tiers[0]?.code ?? '';

/** One page of the ids that a query selects as `id`, from the highest down. */
async function readIds(
  desk: Desk,
  of: 'members' | 'orders',
  asked: MembersQuery | OrdersQuery,
  sqlOf: (period: Period) => string,
): Promise<{ ids: number[]; count: number; nextCursor: string | null }> {
  const { value = '', limit } = asked;
  if (needValue.has(asked.set) && value === '') {
    throw new Problem('request.invalid', `The set ${asked.set} needs a value: say which one.`, {
      faults: [{ field: 'value', message: 'is missing' }],
    });
  }
  const before = positionOf(asked.cursor);
  const period = periodOf(asked, desk.now(), desk.zone);
  const seen = await look(desk);
  const currency = await chooseCurrency(desk, seen, period, asked.currency);
  const set = sqlOf(period);
  const parameters = { currency, value };
  const [rows, count] = await Promise.all([
    desk.analytics.rows<{ id: number }>(
      `select id from (${set}) where id < {before:UInt64} order by id desc limit {rows:UInt32}`,
      { ...parameters, before, rows: limit + 1 },
    ),
    seen.recall(
      `count ${of} ${asked.set} ${JSON.stringify({ ...period, ...parameters })}`,
      untilOf(asked.set, period.until),
      async () => {
        const [counted] = await desk.analytics.rows<{ n: number }>(`select count() as n from (${set})`, parameters);
        return counted!.n;
      },
    ),
  ]);
  const { items, nextCursor } = page(
    rows,
    limit,
    ({ id }) => [id],
    ({ id }) => id,
  );
  return { ids: items, count, nextCursor };
}

function positionOf(cursor: string | undefined): number {
  const [position = Number.MAX_SAFE_INTEGER] = readCursor(cursor, ['number']) ?? [];
  if (Number.isSafeInteger(position) && Number(position) > 0) return Number(position);
  throw new Problem('request.invalid', 'cursor is not one that this list gave out. Start again without it.', {
    faults: [{ field: 'cursor', message: 'is not one that this list gave out' }],
  });
}

/** Tiers are those of now: any later fact may change them. */
const untilOf = (set: string, until: number) => (set === 'tier' ? Number.MAX_SAFE_INTEGER : until);

function inOrder<Row extends { readonly id: string }>(ids: readonly number[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(String(id)) ?? []);
}
