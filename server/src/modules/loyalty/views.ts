import type { MemberView } from '@shuke/contract';
import type pg from 'pg';
import type { Database } from '../../platform/database.ts';
import { formatMoney } from '../../platform/money.ts';
import { page, readCursor } from '../../platform/paging.ts';
import { rowsOf } from '../../platform/postgres.ts';
import type { Zone } from '../../platform/zone.ts';
import { type EntryKind, type Note, openNote } from './store.ts';
import { type DaySpend, spendOf, tierOf, tierProgress, withinWindow } from './tier.ts';

/** Points and tier of one member as of `now`, for the member page: purchases that have left the window since they were counted do not show. */
export async function readStanding(
  pool: pg.Pool,
  zone: Zone,
  now: number,
  member: number,
): Promise<Pick<MemberView, 'points' | 'tier'>> {
  const [row] = await rowsOf<{
    balance: string;
    earned: string;
    reversed: string;
    tier: string;
    since: Date | null;
    until: Date | null;
    days: DaySpend[];
    currency: string;
  }>(
    pool,
    `select a.balance, a.earned, a.reversed, s.tier, s.since, s.until, s.days, s.currency
     from loyalty.account a join loyalty.standing s using (member_id) where member_id = $1`,
    [member],
  );
  const tier = tierOf(row?.tier ?? '');
  const spendMinor = spendOf(withinWindow(row?.days ?? [], zone.dayOf(now), zone));
  return {
    points: {
      balance: Number(row?.balance ?? 0),
      earned: Number(row?.earned ?? 0),
      reversed: Number(row?.reversed ?? 0),
    },
    tier: {
      code: tier.code,
      name: tier.name,
      nameEn: tier.nameEn,
      since: row?.since?.toISOString() ?? null,
      until: row?.until?.toISOString() ?? null,
      progress: tierProgress(spendMinor, row?.currency ?? 'CNY'),
    },
  };
}

interface EntryRow {
  id: string;
  kind: EntryKind;
  points: string;
  balance: string;
  at: Date;
  origin: string;
  note: Buffer | null;
  reason: {
    totalMinor?: number;
    amountMinor?: number;
    currency?: string;
    earned?: number;
    order: { channel: string; number: string } | null;
  };
}

export async function readEntries(
  pool: Database,
  member: number,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const after = readCursor(cursor, ['number']);
  const rows = await rowsOf<EntryRow>(
    pool,
    'select id, kind, points, balance, at, origin, reason, note from loyalty.entry where member_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3',
    [member, after?.[0] ?? null, limit + 1],
  );
  const { items: entries, nextCursor } = page(
    rows,
    limit,
    (row) => [row.id],
    (row) => toEntry(row, row.note && openNote(pool.ring, row.id, row.note)),
  );
  const [account] = await rowsOf<{ balance: string }>(
    pool,
    'select balance from loyalty.account where member_id = $1',
    [member],
  );
  return { balance: Number(account?.balance ?? 0), entries, nextCursor };
}

const toEntry = (row: EntryRow, note: Note | null) => ({
  id: row.id,
  points: Number(row.points),
  balance: Number(row.balance),
  at: row.at.toISOString(),
  kind: row.kind,
  ...sentences[row.kind](row, note),
  cause: row.origin,
  order: row.reason.order,
});

/** Why points were posted, in words a member understands. */
const sentences: Record<EntryKind, (row: EntryRow, note: Note | null) => { reason: string; reasonEn: string }> = {
  earn: ({ reason, points }) => ({
    reason: `订单 ${reason.order!.number} 实付 ${money(reason.totalMinor, reason, 'zh-CN')}，每消费 1 元得 1 积分，共 ${points} 积分`,
    reasonEn: `Order ${reason.order!.number}, ${money(reason.totalMinor, reason, 'en')} paid: 1 point per whole unit, ${points} points`,
  }),
  reverse: ({ reason, points }) => ({
    reason: `订单 ${reason.order!.number} 退款 ${money(reason.amountMinor, reason, 'zh-CN')}（共 ${money(reason.totalMinor, reason, 'zh-CN')}），按比例冲回 ${-Number(points)} 积分`,
    reasonEn: `Order ${reason.order!.number}: ${money(reason.amountMinor, reason, 'en')} of ${money(reason.totalMinor, reason, 'en')} refunded, ${-Number(points)} points taken back in proportion`,
  }),
  grant: (_, note) => ({
    reason: `${note?.by ?? '员工'} 手工发放：${note?.text ?? ''}`,
    reasonEn: `Granted by ${note?.by ?? 'staff'}: ${note?.text ?? ''}`,
  }),
};

const money = (amountMinor: number | undefined, { currency = 'CNY' }: { currency?: string }, locale: 'zh-CN' | 'en') =>
  formatMoney(amountMinor ?? 0, currency, locale);
