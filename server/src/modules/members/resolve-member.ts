import type { Need, Reader, Scope } from '../../engine/index.ts';
import { Problem } from '../../platform/problem.ts';
import { type MemberRef, identifierKey } from './identifier.ts';
import { type Profile, owners, profiles } from './store.ts';

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
    if (!read.get(profiles, ref.id))
      throw new Problem(
        'member.unknown',
        `There is no member ${ref.id}. Name the member by phone or another identifier.`,
      );
    found = ref.id;
  }
  for (const one of ref.identifiers) {
    const owner = read.get(owners, identifierKey(one));
    if (!owner) continue;
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

/** What a new member starts with. */
export interface Joining {
  readonly at: number;
  readonly channel: string | null;
  readonly store: string | null;
  readonly profile?: Partial<Profile>;
}

/** The member that a reference names: found, or made. Identifiers not seen before are added to the member. */
export function findOrJoin(scope: Scope, ref: MemberRef, joining: Joining): { id: number; isNew: boolean } {
  const found = findMember(scope, ref);
  const id = found ?? join(scope, ref, joining);
  for (const one of ref.identifiers) {
    if (scope.get(owners, identifierKey(one))) continue;
    scope.set(owners, identifierKey(one), { identifier: one, memberId: id, addedAt: scope.now });
    if (found !== undefined) scope.emit('identifier.added', id, { kind: one.kind });
  }
  return { id, isNew: found === undefined };
}

function join(scope: Scope, ref: MemberRef, { at, channel, store, profile }: Joining): number {
  const id = scope.newId();
  scope.set(profiles, id, {
    name: null,
    gender: null,
    birthday: null,
    region: null,
    language: null,
    attributes: {},
    ...profile,
    channel,
    store,
    joinedAt: at,
    updatedAt: scope.now,
  });
  scope.emit('member.joined', id, { channel, store, by: ref.identifiers.map((one) => one.kind) }, at);
  return id;
}
