import assert from 'node:assert';
import type { Tag, TagState } from '@shuke/contract';
import type { Fact, Scope } from '../../engine/index.ts';
import { Sealed } from '../../platform/crypto/index.ts';
import { Problem } from '../../platform/problem.ts';
import { findMember, keyOfMember } from '../members/index.ts';
import { type MemberTags, memberTags, tags } from './store.ts';

/** Which tag, on which member. */
export interface TagOfMember {
  readonly member: number;
  readonly tag: string;
}

/** A change that staff or another module asks for. */
export interface TagChange extends TagOfMember {
  readonly reason: string;
  /** As is kept of a caller. */
  readonly by: string;
}

/** A wish of the member, and who told of it. */
export type TagWish = Omit<TagChange, 'reason'>;

export interface Stands {
  readonly code: string;
  readonly state: TagState | null;
}

export const refOf = (member: number) => ({ id: member, identifiers: [] });

const none: MemberTags = { standings: [], key: null };

const stateOf = (scope: Scope, { member, tag }: TagOfMember): TagState | null =>
  (scope.get(memberTags, member) ?? none).standings.find((one) => one.tag === tag)?.state ?? null;

function setState(scope: Scope, wish: TagWish, state: TagState | null, reason: string | null): void {
  const { member, tag, by } = wish;
  assert(state !== 'held' || stateOf(scope, wish) !== 'refused', 'no member gets a tag that they have refused');
  const others = (scope.get(memberTags, member) ?? none).standings.filter((one) => one.tag !== tag);
  const standing = state && [{ tag, state, since: scope.now, why: Sealed.of({ reason, by }) }];
  scope.set(memberTags, member, { standings: [...others, ...(standing ?? [])], key: keyOfMember(scope, member) });
}

/** States a fact; which tag it is about is the member's own matter, and is lost with their key. */
function emit(
  scope: Scope,
  kind: 'tag.added' | 'tag.removed' | 'tag.refused' | 'tag.allowed',
  { member, tag }: TagOfMember,
  reason?: string,
): void {
  const value = reason === undefined ? { tag } : { tag, reason };
  scope.emit(kind, member, {}, scope.now, { key: keyOfMember(scope, member), value });
}

function mustBeTag(scope: Scope, code: string): Tag {
  const found = (scope.get(tags, 'all') ?? []).find((one) => one.code === code);
  if (!found) throw unknown(code);
  return found;
}

const unknown = (code: string) =>
  new Problem('tag.unknown', `There is no tag ${code}. GET /api/tags lists them; PUT /api/tags/${code} makes it.`);

/**
 * Puts a tag on a member, and tells how it stands then: `refused` where the member does not want it, and nothing is changed. Whatever adds tags
 * (people, imports, rules) comes by here, as no other function may.
 */
export function putTag(scope: Scope, asked: TagChange): TagState {
  findMember(scope, refOf(asked.member));
  mustBeTag(scope, asked.tag);
  const before = stateOf(scope, asked);
  if (before !== null) return before;
  setState(scope, asked, 'held', asked.reason);
  emit(scope, 'tag.added', asked, asked.reason);
  return 'held';
}

/** Puts a tag on a member for whoever has to be told where the member has refused it. */
export function putTagOrSay(scope: Scope, asked: TagChange): Stands {
  const state = putTag(scope, asked);
  if (state === 'refused')
    throw new Problem(
      'tag.refused',
      `Member ${asked.member} has refused the tag ${asked.tag}, and nothing puts it on them again. Leave it off; only they can allow it again.`,
    );
  return { code: asked.tag, state };
}

/** Takes a tag off a member. What they have refused stays refused. */
export function removeTag(scope: Scope, asked: TagChange): Stands {
  findMember(scope, refOf(asked.member));
  mustBeTag(scope, asked.tag);
  const before = stateOf(scope, asked);
  if (before !== 'held') return { code: asked.tag, state: before };
  setState(scope, asked, null, null);
  emit(scope, 'tag.removed', asked, asked.reason);
  return { code: asked.tag, state: null };
}

/** Members are not told of tags that they are not shown. */
function mustBeShown(scope: Scope, { member, tag }: TagOfMember): void {
  findMember(scope, refOf(member));
  if (!mustBeTag(scope, tag).isShown) throw unknown(tag);
}

/** Takes a tag off at the member's wish, and keeps it off, also where they do not have it yet. */
export function refuseTag(scope: Scope, wish: TagWish): Stands {
  mustBeShown(scope, wish);
  const before = stateOf(scope, wish);
  if (before !== 'refused') {
    setState(scope, wish, 'refused', null);
    if (before === 'held') emit(scope, 'tag.removed', wish);
    emit(scope, 'tag.refused', wish);
  }
  return { code: wish.tag, state: 'refused' };
}

/** Lets a tag that the member refused be put on them again. That alone does not put it there. */
export function allowTag(scope: Scope, wish: TagWish): Stands {
  mustBeShown(scope, wish);
  const before = stateOf(scope, wish);
  if (before !== 'refused') return { code: wish.tag, state: before };
  setState(scope, wish, null, null);
  emit(scope, 'tag.allowed', wish);
  return { code: wish.tag, state: null };
}

/** Whoever is nobody any more has no tags. */
export function forgetTags(scope: Scope, { subject }: Fact): void {
  if ((scope.get(memberTags, subject) ?? none).standings.length > 0) scope.set(memberTags, subject, none);
}

/** Makes a tag, or names it anew. */
export function saveTag(scope: Scope, asked: Tag): Tag {
  const all = scope.get(tags, 'all') ?? [];
  scope.set(tags, 'all', [...all.filter(({ code }) => code !== asked.code), asked]);
  return asked;
}
