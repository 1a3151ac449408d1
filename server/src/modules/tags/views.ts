import type { AnswerOf, MemberTag, countTagged, getOwnTags } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import type { NameOf } from '../../platform/http.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';
import { loadMemberTags, readTags } from './store.ts';

/** The tags of a member and those they have refused, latest first. */
export async function readMemberTags(pool: Database, member: number, nameOf: NameOf): Promise<MemberTag[]> {
  const [all, held] = await Promise.all([readTags(pool), loadMemberTags(pool, [member])]);
  const standings = held.get(member)?.standings ?? [];
  return standings.toReversed().flatMap(({ tag, state, since, why }) => {
    const { reason, by } = why.value;
    const named = all.find(({ code }) => code === tag)!;
    return [{ ...named, state, since: new Date(since).toISOString(), reason, by: nameOf(by) }];
  });
}

/** What a member is shown of their own tags. */
export async function readOwnTags(pool: Database, member: number): Promise<AnswerOf<typeof getOwnTags>> {
  const shown = (await readMemberTags(pool, member, (by) => by)).filter(({ isShown }) => isShown);
  const named = ({ code, name, nameEn, since }: MemberTag) => ({ code, name, nameEn, since });
  return {
    items: shown.filter(({ state }) => state === 'held').map((one) => ({ ...named(one), reason: one.reason })),
    refused: shown.filter(({ state }) => state === 'refused').map(named),
  };
}

/** How many members have each tag, and how many have refused it. */
export async function readTagged(db: Queryable): Promise<AnswerOf<typeof countTagged>> {
  const rows = await rowsOf<{ code: string; state: string; members: string }>(
    db,
    'select tag as code, state, count(*) as members from tags.member_tag group by tag, state',
  );
  const count = (code: string, state: string) =>
    Number(rows.find((row) => row.code === code && row.state === state)?.members ?? 0);
  const codes = [...new Set(rows.map(({ code }) => code))].toSorted();
  return { items: codes.map((code) => ({ code, members: count(code, 'held'), refused: count(code, 'refused') })) };
}
