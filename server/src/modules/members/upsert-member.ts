import type { MemberUpsert } from '@shuke/contract';
import { identifierKinds } from '@shuke/contract';
import { type Input, type Scope, input } from '../../engine/index.ts';
import { type MemberRef, normaliseIdentifier } from './identifier.ts';
import { Sealed } from '../../platform/crypto/index.ts';
import { Problem } from '../../platform/problem.ts';
import { type Values, sensitiveCodes, sortValues } from './attribute.ts';
import { type FoundMember, type Told, erasedSince, findOrJoin } from './resolve-member.ts';
import { type Profile, profiles } from './store.ts';
import { noteWithdrawal } from './withdrawal.ts';

const profileFields = ['name', 'gender', 'birthday', 'region', 'language'] as const;

/** Who, what is told about them, and where from. */
export interface UpsertMember {
  readonly ref: MemberRef;
  readonly profile: Partial<Omit<Told, 'sensitive'>>;
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

/** Whether what is sensitive of a member may be kept; it comes from the module that knows what they consent to. */
export type MayKeepSensitive = (scope: Scope, member: number) => boolean;

/** Creates or updates a member. Absent fields stay, null clears, attributes are merged; sensitive ones need the consent of their own. */
export const upsertMember =
  (mayKeepSensitive: MayKeepSensitive) =>
  (scope: Scope, asked: UpsertMember): FoundMember => {
    const { ref, channel, store, joinedAt } = asked;
    const { attributes, sensitive } = sortValues(scope, asked.profile.attributes ?? {});
    const profile: Partial<Told> = { ...asked.profile, attributes, sensitive };
    const member = findOrJoin(scope, ref, {
      at: joinedAt ?? scope.now,
      channel,
      store,
      profile: withoutNulls(profile),
    });
    if (!member) throw erasedSince();
    const told = Object.entries(sensitive).flatMap(([code, value]) => (value === null ? [] : [code]));
    if (told.length > 0 && !mayKeepSensitive(scope, member.id)) throw lacksConsent(member, told);
    if (member.isNew) return member;
    const before = scope.get(profiles, member.id)!;
    const { name, birthday } = { ...before.personal.value, ...profile };
    const cleared = Object.fromEntries(told.map((code) => [code, null]));
    const merged: Values = withoutNulls({ ...before.personal.value.attributes, ...attributes, ...cleared });
    const kept: Values = withoutNulls({ ...before.personal.value.sensitive, ...sensitive });
    const { gender, region, language } = { ...before, ...profile };
    const after: Profile = {
      ...before,
      personal: Sealed.of({ name, birthday, attributes: merged, sensitive: kept }),
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
  };

function lacksConsent({ id, isNew }: FoundMember, codes: readonly string[]): Problem {
  const remedy = isNew
    ? 'Make the member without it, record what they consent to, and send it then.'
    : `Record what the member consents to first: PUT /api/members/${id}/consents with the purpose sensitive.`;
  return new Problem(
    'attribute.consent',
    `${codes.join(', ')} is sensitive, and kept only of who consents to that. ${remedy}`,
    {
      faults: codes.map((code) => ({ field: `attributes.${code}`, message: 'needs the consent to sensitive data' })),
    },
  );
}

/** Erases what is sensitive of a member whose consent to it ended. */
export const eraseSensitive =
  (mayKeepSensitive: MayKeepSensitive) =>
  (scope: Scope, member: number): void => {
    const before = scope.get(profiles, member);
    // Of who was erased nothing is left.
    if (!before?.key || mayKeepSensitive(scope, member)) return;
    const { value } = before.personal;
    const codes = sensitiveCodes(scope, value);
    noteWithdrawal(scope, member, codes);
    if (!codes.some((code) => code in value.sensitive || code in value.attributes)) return;
    const rest = Object.fromEntries(Object.entries(value.attributes).filter(([code]) => !codes.includes(code)));
    const personal = Sealed.of({ ...value, attributes: rest, sensitive: {} });
    scope.set(profiles, member, { ...before, personal, updatedAt: scope.now });
    scope.emit('member.updated', member, { fields: ['sensitive'] });
  };

const differing = (was: Values, is: Values): string[] =>
  [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => was[name] !== is[name]);

function changedFields(before: Profile, after: Profile): string[] {
  const [was, is] = [
    { ...before, ...before.personal.value },
    { ...after, ...after.personal.value },
  ];
  const fields: string[] = profileFields.filter((field) => was[field] !== is[field]);
  if (before.joinedAt !== after.joinedAt) fields.push('joinedAt');
  fields.push(...differing(was.attributes, is.attributes).map((name) => `attributes.${name}`));
  // Whoever sees the timeline is not told which.
  if (differing(was.sensitive, is.sensitive).length > 0) fields.push('sensitive');
  return fields;
}

function withoutNulls<T extends object>(of: T): T {
  return Object.fromEntries(
    Object.entries(of).flatMap(([key, value]) => {
      if (value === null) return [];
      return [[key, key === 'attributes' || key === 'sensitive' ? withoutNulls(value as object) : value]];
    }),
  ) as T;
}
