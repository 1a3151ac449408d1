import type { MemberUpsert } from '@shuke/contract';
import { identifierKinds } from '@shuke/contract';
import { type Input, type Scope, input } from '../../engine/index.ts';
import { type MemberRef, normaliseIdentifier } from './identifier.ts';
import { Sealed } from '../../platform/crypto/index.ts';
import { type FoundMember, type Told, erasedSince, findOrJoin } from './resolve-member.ts';
import { type Profile, profiles } from './store.ts';

const profileFields = ['name', 'gender', 'birthday', 'region', 'language'] as const;

/** Who, what is told about them, and where from. */
export interface UpsertMember {
  readonly ref: MemberRef;
  readonly profile: Partial<Told>;
  readonly channel: string | null;
  readonly store: string | null;
  readonly joinedAt: number | null;
}

/** The input of an upsert call; throws a Problem for identifiers that cannot be any. */
export function upsertInput(body: MemberUpsert, more: Partial<Input> = {}): Input {
  const named = identifierKinds.flatMap((kind) => (body[kind] === undefined ? [] : [{ kind, value: body[kind] }]));
  const identifiers = [...(body.identifiers ?? []), ...named].map(normaliseIdentifier);
  const profile: Record<string, unknown> = {};
  for (const field of profileFields) if (body[field] !== undefined) profile[field] = body[field];
  if (body.attributes !== undefined) profile['attributes'] = body.attributes;
  return input(
    'member.upsert',
    {
      ref: { ...(body.id === undefined ? {} : { id: Number(body.id) }), identifiers },
      profile,
      channel: body.channel ?? null,
      store: body.store ?? null,
      joinedAt: body.joinedAt ? Date.parse(body.joinedAt) : null,
    },
    more,
  );
}

/** Creates or updates a member. Absent fields stay, null clears, attributes are merged. */
export function upsertMember(scope: Scope, { ref, profile, channel, store, joinedAt }: UpsertMember): FoundMember {
  const member = findOrJoin(scope, ref, { at: joinedAt ?? scope.now, channel, store, profile: withoutNulls(profile) });
  if (!member) throw erasedSince();
  if (member.isNew) return member;
  const before = scope.get(profiles, member.id)!;
  const { name, birthday, attributes } = { ...before.personal.value, ...profile };
  const merged = withoutNulls({ ...before.personal.value.attributes, ...attributes });
  const { gender, region, language } = { ...before, ...profile };
  const after: Profile = {
    ...before,
    personal: Sealed.of({ name, birthday, attributes: merged }),
    gender,
    region,
    language,
    joinedAt: Math.min(before.joinedAt, joinedAt ?? before.joinedAt),
    updatedAt: scope.now,
  };
  const fields = changedFields(before, after);
  if (fields.length === 0) return member;
  scope.set(profiles, member.id, after);
  scope.emit('member.updated', member.id, { fields });
  return member;
}

function changedFields(before: Profile, after: Profile): string[] {
  const [was, is] = [
    { ...before, ...before.personal.value },
    { ...after, ...after.personal.value },
  ];
  const fields: string[] = profileFields.filter((field) => was[field] !== is[field]);
  if (before.joinedAt !== after.joinedAt) fields.push('joinedAt');
  const names = new Set([...Object.keys(was.attributes), ...Object.keys(is.attributes)]);
  for (const name of names) if (was.attributes[name] !== is.attributes[name]) fields.push(`attributes.${name}`);
  return fields;
}

function withoutNulls<T extends object>(of: T): T {
  return Object.fromEntries(
    Object.entries(of).flatMap(([key, value]) => {
      if (value === null) return [];
      return [[key, key === 'attributes' ? withoutNulls(value as object) : value]];
    }),
  ) as T;
}
