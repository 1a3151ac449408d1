import type { MemberView } from '@shuke/contract';
import type pg from 'pg';
import { numberArray } from '../../platform/binary-arrays.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';

/** What the member page needs of other modules. */
export interface MemberParts {
  standing(id: number): Promise<Pick<MemberView, 'points' | 'tier'>>;
  activity(id: number): Promise<MemberView['activity']>;
}

export async function readMember(pool: pg.Pool, parts: MemberParts, id: number): Promise<MemberView> {
  const [[member], identifiers, standing, activity] = await Promise.all([
    rowsOf<Omit<MemberView, 'joinedAt'> & { joined_at: Date }>(
      pool,
      'select id, name, gender, birthday::text, region, language, attributes, channel, store, joined_at from members.member where id = $1',
      [id],
    ),
    rowsOf<{ kind: MemberView['identifiers'][number]['kind']; value: string; added_at: Date }>(
      pool,
      'select kind, value, added_at from members.identifier where member_id = $1 order by added_at, kind, value',
      [id],
    ),
    parts.standing(id),
    parts.activity(id),
  ]);
  if (!member)
    throw new Problem('member.unknown', `There is no member ${id}. Find the member with GET /api/members?search=.`);
  const { joined_at, ...rest } = member;
  return {
    ...rest,
    joinedAt: joined_at.toISOString(),
    identifiers: identifiers.map((one) => ({ kind: one.kind, value: one.value, addedAt: one.added_at.toISOString() })),
    ...standing,
    activity,
  };
}

export async function mustExist(pool: pg.Pool, id: number): Promise<void> {
  const rows = await rowsOf(pool, 'select 1 from members.member where id = $1', [id]);
  if (rows.length === 0)
    throw new Problem('member.unknown', `There is no member ${id}. Find the member with GET /api/members?search=.`);
}

export async function memberNames(pool: pg.Pool, ids: readonly number[]): Promise<Map<number, string | null>> {
  const rows = await rowsOf<{ id: string; name: string | null }>(
    pool,
    'select id, name from members.member where id = any($1::bigint[])',
    [numberArray(ids)],
  );
  return new Map(rows.map((row) => [Number(row.id), row.name]));
}
