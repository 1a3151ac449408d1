import type { Identifier } from '@shuke/contract';
import type { Need, Reader, Scope } from '../../engine/index.ts';
import { Problem } from '../../platform/problem.ts';
import { type MemberRef, identifierKey } from './identifier.ts';
import { Sealed, SubjectKey } from '../../platform/crypto/index.ts';
import { type Personal, nobody } from './sealing.ts';
import { type Owner, type Profile, owners, profiles, secrets } from './store.ts';

/** How many members there are, as a counter of the engine; the first is 10001. */
const MEMBER_NUMBERS = 'members.number';
const BEFORE_FIRST_MEMBER = 10_000;

export function needsOfRef(ref: MemberRef): Need[] {
  const needs: Need[] = ref.identifiers.map((one) => [owners, identifierKey(one)]);
  if (ref.id !== undefined) needs.push([profiles, ref.id]);
  return needs;
}

/**
 * The member that a reference names; undefined when nobody is known under it.
 * Refuses when the identifiers belong to different members, or the id to nobody.
 */
export function findMember(read: Reader, ref: MemberRef): number | undefined {
  let found: number | undefined;
  if (ref.id !== undefined) {
    const profile = read.get(profiles, ref.id);
    if (!profile)
      throw new Problem(
        'member.unknown',
        `There is no member ${ref.id}. Name the member by phone or another identifier.`,
      );
    if (profile.erasedAt !== null) throw erased(ref.id);
    found = ref.id;
  }
  for (const one of ref.identifiers) {
    const owner = read.get(owners, identifierKey(one));
    if (!owner || owner.memberId === null) continue;
    if (found !== undefined && found !== owner.memberId) {
      throw new Problem(
        'member.identifier-taken',
        `The ${one.kind} given belongs to member ${owner.memberId}, the other identifiers to member ${found}. Send identifiers of one member only.`,
        { faults: [{ field: one.kind, message: `belongs to member ${owner.memberId}` }] },
      );
    }
    found = owner.memberId;
  }
  return found;
}

export const erased = (member: number) =>
  new Problem(
    'member.erased',
    `The data of member ${member} was destroyed. Only what the books need is left: name the member anew by phone to begin again.`,
  );

export const isErased = (read: Reader, member: number | null): boolean =>
  member !== null && (read.get(profiles, member)?.erasedAt ?? null) !== null;

/** For what was told before whom it names was erased, and is of no use without them. */
export const erasedSince = () =>
  new Problem(
    'member.erased',
    'The data of the member whom this names was destroyed after it was sent. Send it again to begin anew.',
  );

/** The key of a member that was found. */
export function keyOfMember(read: Reader, member: number): SubjectKey {
  const key = read.get(profiles, member)?.key;
  if (!key) throw erased(member);
  return key;
}

/** What a member tells about themselves. */
export type Told = Personal & Pick<Profile, 'gender' | 'region' | 'language'>;

/** What a new member starts with. */
export interface Joining {
  readonly at: number;
  readonly channel: string | null;
  readonly store: string | null;
  readonly profile?: Partial<Told>;
}

export interface FoundMember {
  readonly id: number;
  readonly isNew: boolean;
  /** The fact of the joining, where this made the member. */
  readonly joined: number | null;
}

/** Whom an identifier named who is erased, and since when: also where it came in while that member's data was destroyed. */
function erasedOwner(read: Reader, { memberId, erased }: Owner): Owner['erased'] {
  const at = memberId === null ? null : (read.get(profiles, memberId)?.erasedAt ?? null);
  return at === null ? erased : { memberId: memberId!, at };
}

/** An identifier as an input means it: of an erased member, where it was told before the erasure; otherwise of its owner, or nobody's. */
function isOfErased(scope: Scope, one: Identifier): boolean {
  const owner = scope.toldAt === Infinity ? undefined : scope.get(owners, identifierKey(one));
  const erased = owner && erasedOwner(scope, owner);
  return erased !== undefined && erased !== null && scope.toldAt <= erased.at;
}

/** Whom an input means: of those alone who were not erased since it was told. */
export interface Meant {
  readonly member: number | undefined;
  /** It means somebody who was erased since, and nobody else. */
  readonly isErased: boolean;
  /** By what the member may be known. */
  readonly identifiers: readonly Identifier[];
}

export function meantMember(scope: Scope, ref: MemberRef): Meant {
  const identifiers = ref.identifiers.filter((one) => !isOfErased(scope, one));
  const named = findMember(scope, { ...ref, identifiers });
  // An identifier that came in while its member's data was destroyed begins anew, as somebody else's.
  const member = named !== undefined && scope.get(profiles, named)!.erasedAt !== null ? undefined : named;
  return { member, isErased: member === undefined && identifiers.length < ref.identifiers.length, identifiers };
}

/**
 * The member that a reference names: found, or made. Identifiers not seen before are added to the member. Undefined where the input was
 * told before whom it names was erased: that begins nobody anew.
 */
export function findOrJoin(scope: Scope, ref: MemberRef, joining: Joining): FoundMember | undefined {
  const { member: found, isErased, identifiers } = meantMember(scope, ref);
  if (isErased) return undefined;
  const made = found === undefined ? join(scope, ref, joining) : undefined;
  const id = made?.id ?? found!;
  for (const one of identifiers) {
    const owner = scope.get(owners, identifierKey(one));
    if (owner?.memberId === id) continue;
    const key = keyOfMember(scope, id);
    const erased = owner ? erasedOwner(scope, owner) : null;
    scope.set(owners, identifierKey(one), { identifier: one, memberId: id, addedAt: scope.now, erased, key });
    if (found !== undefined) scope.emit('identifier.added', id, { kind: one.kind });
  }
  return { id, isNew: made !== undefined, joined: made?.joined ?? null };
}

/** Members have numbers of their own, without gaps, because sets of them are then a twentieth of the size. */
function newMemberId(scope: Scope): number {
  scope.take(MEMBER_NUMBERS, 1);
  return BEFORE_FIRST_MEMBER + scope.taken(MEMBER_NUMBERS);
}

function join(scope: Scope, ref: MemberRef, { at, channel, store, profile = {} }: Joining) {
  const id = newMemberId(scope);
  const { gender = null, region = null, language = null, ...personal } = profile;
  const key = new SubjectKey(id);
  scope.add(secrets, key);
  scope.set(profiles, id, {
    key,
    personal: Sealed.of({ ...nobody, ...personal }),
    gender,
    region,
    language,
    channel,
    store,
    joinedAt: at,
    updatedAt: scope.now,
    erasedAt: null,
  });
  const joined = scope.emit('member.joined', id, { channel, store, by: ref.identifiers.map((one) => one.kind) }, at);
  return { id, joined };
}
