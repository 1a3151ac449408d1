import { type Identifier, type MemberView, identifierKinds } from '@shuke/contract';
import type { Database, Source } from '../../platform/database.ts';
import { numberArray, textArray } from '../../platform/binary-arrays.ts';
import { SubjectKey } from '../../platform/crypto/index.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { readAttributes, valuesByClass } from './attribute.ts';
import { isOfStores } from './filter-members.ts';
import { needsGuardian } from './guardian.ts';
import { type MemberRef, identifierKey } from './identifier.ts';
import { erased } from './resolve-member.ts';
import { type SealedRow, identifierTokens, openIdentifier, openPersonal, personalOf } from './sealing.ts';
import { owners, secretOf } from './store.ts';

/** What the member page needs of other modules. */
export interface MemberParts {
  standing(id: number): Promise<Pick<MemberView, 'points' | 'tier'>>;
  activity(id: number): Promise<MemberView['activity']>;
  /** The day of the business zone, as in 2026-11-01. */
  today(): string;
}

type Open = Pick<MemberView, 'gender' | 'region' | 'language' | 'channel' | 'store'> & { joined_at: Date };

export async function readMember(pool: Database, parts: MemberParts, id: number): Promise<MemberView> {
  const [[member], identifiers, standing, activity, classed] = await Promise.all([
    rowsOf<Open & SealedRow>(
      pool,
      `select id, sealed, ${secretOf('m.id')}, gender, region, language, channel, store, joined_at from members.member m where id = $1`,
      [id],
    ),
    rowsOf<{ kind: MemberView['identifiers'][number]['kind']; sealed: Buffer; added_at: Date }>(
      pool,
      'select kind, sealed, added_at from members.identifier where member_id = $1 order by added_at, kind, token',
      [id],
    ),
    parts.standing(id),
    parts.activity(id),
    readAttributes(pool),
  ]);
  if (!member)
    throw new Problem('member.unknown', `There is no member ${id}. Find the member with GET /api/members?search=.`);
  const { joined_at, sealed, wrapped, ...open } = member;
  if (!wrapped) throw erased(id);
  const key = new SubjectKey(id, wrapped);
  const personal = openPersonal(pool.ring, key, sealed);
  return {
    ...open,
    name: personal.name,
    birthday: personal.birthday,
    ...valuesByClass(classed, personal),
    needsGuardian: needsGuardian(personal.birthday, parts.today()),
    joinedAt: joined_at.toISOString(),
    identifiers: identifiers.map((one) => ({
      kind: one.kind,
      value: openIdentifier(pool.ring, key, one),
      addedAt: one.added_at.toISOString(),
    })),
    ...standing,
    activity,
  };
}

/** Whether a member is too young to consent by themselves. */
export async function readNeedsGuardian(pool: Database, id: number, today: string): Promise<boolean> {
  const [row] = await rowsOf<SealedRow>(
    pool,
    `select id, sealed, ${secretOf('m.id')} from members.member m where id = $1`,
    [id],
  );
  return row !== undefined && needsGuardian(personalOf(pool.ring, row).birthday, today);
}

/** By what a member is known; nothing once that was destroyed. */
export async function identifiersOf(pool: Database, id: number): Promise<Identifier[]> {
  await mustExist(pool, id);
  const key = (await memberKeys(pool, [id])).get(id);
  if (!key) return [];
  const rows = await rowsOf<{ kind: Identifier['kind']; sealed: Buffer }>(
    pool,
    'select kind, sealed from members.identifier where member_id = $1',
    [id],
  );
  return rows.map((row) => ({ kind: row.kind, value: openIdentifier(pool.ring, key, row) }));
}

/** The key that seals what is known of one member alone. */
export async function memberKey(pool: Database, id: number): Promise<SubjectKey> {
  const [row] = await rowsOf<{ wrapped: Buffer | null }>(
    pool,
    `select ${secretOf('m.id')} from members.member m where id = $1`,
    [id],
  );
  if (!row)
    throw new Problem('member.unknown', `There is no member ${id}. Find the member with GET /api/members?search=.`);
  if (!row.wrapped) throw erased(id);
  return new SubjectKey(id, row.wrapped);
}

/** Refuses a member who is not there, or is of none of the stores where some are given. */
export async function mustExist(pool: Database, id: number, stores: readonly string[] = []): Promise<void> {
  const rows =
    stores.length === 0
      ? await rowsOf(pool, 'select 1 from members.member m where id = $1', [id])
      : await rowsOf(pool, `select 1 from members.member m where id = $1 and ${isOfStores('$2')}`, [
          id,
          textArray(stores),
        ]);
  if (rows.length === 0)
    throw new Problem('member.unknown', `There is no member ${id}. Find the member with GET /api/members?search=.`);
}

/** Whether all that a reference names is of one of these stores; what names nobody is of none. */
export async function isNamedWithin(pool: Database, ref: MemberRef, stores: readonly string[]): Promise<boolean> {
  const owned = await owners.load(pool, ref.identifiers.map(identifierKey));
  const named = [...owned].flatMap(([, { memberId }]) => (memberId === null ? [] : [memberId]));
  const ids = ref.id === undefined ? named : [ref.id, ...named];
  const rows = await rowsOf<{ id: string }>(
    pool,
    `select m.id from members.member m where m.id = any($1::bigint[]) and ${isOfStores('$2')}`,
    [numberArray(ids), textArray(stores)],
  );
  return ids.length > 0 && new Set(ids).size === rows.length;
}

/** The keys of members; of those whose data was destroyed there is none. */
export async function memberKeys(db: Source, ids: readonly number[]): Promise<Map<number, SubjectKey>> {
  const rows = await rowsOf<{ member_id: string; wrapped: Buffer }>(
    db,
    'select member_id, wrapped from members.secret where member_id = any($1::bigint[])',
    [numberArray(ids)],
  );
  return new Map(rows.map((row) => [Number(row.member_id), new SubjectKey(Number(row.member_id), row.wrapped)]));
}

/** Tells the identifiers by which erased members were known from others, where they were known by more than these values. */
export async function erasedIdentifiers(
  db: Source,
  members: readonly string[],
  values: readonly string[],
): Promise<((one: Identifier) => boolean) | undefined> {
  const rows = await rowsOf<{ token: Buffer }>(
    db,
    'select token from members.erased_identifier where member_id = any($1::bigint[])',
    [members],
  );
  const tokensOf = (one: Identifier) => identifierTokens(db.ring, one).map((token) => token.toString('hex'));
  const others = new Set(rows.map(({ token }) => token.toString('hex')));
  for (const value of others.size > 0 ? values : [])
    for (const token of identifierKinds.flatMap((kind) => tokensOf({ kind, value }))) others.delete(token);
  return others.size > 0 ? (one) => tokensOf(one).some((token) => others.has(token)) : undefined;
}

/** Which of the ids are of members who are not erased. */
export async function livingOf(db: Queryable, ids: readonly number[]): Promise<number[]> {
  const rows = await rowsOf<{ id: string }>(
    db,
    'select id from members.living_view where id = any($1::bigint[]) order by id',
    [ids],
  );
  return rows.map(({ id }) => Number(id));
}

/** Which of the members changed what is known of them since an instant, or are known by more. */
export async function changedSince(db: Queryable, ids: readonly number[], at: Date): Promise<number[]> {
  const rows = await rowsOf<{ id: string }>(
    db,
    `select id from members.member where id = any($1::bigint[]) and updated_at >= $2
     union select member_id from members.identifier where member_id = any($1::bigint[]) and added_at >= $2`,
    [ids, at],
  );
  return rows.map(({ id }) => Number(id));
}

/** Names of members; whoever was erased is not among them. */
export async function memberNames(pool: Database, ids: readonly number[]): Promise<Map<number, string | null>> {
  const rows = await rowsOf<SealedRow>(
    pool,
    `select id, sealed, ${secretOf('m.id')} from members.member m where id = any($1::bigint[])`,
    [numberArray(ids)],
  );
  const living = rows.filter((row) => row.wrapped !== null);
  return new Map(living.map((row) => [Number(row.id), personalOf(pool.ring, row).name]));
}
