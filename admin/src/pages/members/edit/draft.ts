import {
  isOpenField,
  type Attribute,
  type BodyInput,
  type genders,
  type IdentifierKind,
  type Lens,
  type MemberView,
  type upsertMember,
} from '@shuke/contract';

export type Value = string | number | boolean | null;

/** What stands in the form. Empty texts are nothing. */
export interface Draft {
  readonly name: string;
  readonly gender: (typeof genders)[number] | null;
  readonly birthday: string;
  readonly region: string;
  /** Identifiers to add. */
  readonly phone: string;
  readonly email: string;
  readonly external: string;
  readonly other: { readonly kind: IdentifierKind; readonly value: string };
  readonly attributes: Readonly<Record<string, Value>>;
}

export const profileFields = ['name', 'gender', 'birthday', 'region'] as const;
export const addedFields = ['phone', 'email', 'external'] as const;
export type TextField = 'name' | 'region' | (typeof addedFields)[number];

/** A custom field as it is edited: named by the shop, or only known by its code and what it holds. */
export type EditedAttribute = Pick<Attribute, 'code' | 'type' | 'class'> & Partial<Pick<Attribute, 'name' | 'nameEn'>>;

const valuesOf = (member: MemberView): Readonly<Record<string, Value>> => ({
  ...member.ordinaryAttributes,
  ...member.attributes,
  ...member.sensitiveAttributes,
});

const typeOf = (value: Value): EditedAttribute['type'] =>
  typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text';

/** The custom fields that can be shown: those that the shop has classed, and others that the member has. What is hidden is not named. */
export function attributesOf(member: MemberView | null, classed: readonly Attribute[], lens: Lens): EditedAttribute[] {
  const known = new Set(classed.map(({ code }) => code));
  const others = Object.entries(member?.attributes ?? {})
    .filter(([code]) => !known.has(code))
    .map(([code, value]): EditedAttribute => ({ code, type: typeOf(value), class: 'personal' }));
  return [...classed, ...others].filter((one) => lens.attribute(one.code, one.class) !== 'hidden');
}

/** What the form begins with: what is seen in clear. All else begins empty, and stays as it is unless something is entered. */
export function draftOf(member: MemberView | null, attributes: readonly EditedAttribute[], lens: Lens): Draft {
  const seen = <Field extends (typeof profileFields)[number]>(field: Field): MemberView[Field] | null =>
    member !== null && lens.field(field) === 'clear' ? member[field] : null;
  const values = member === null ? {} : valuesOf(member);
  return {
    name: seen('name') ?? '',
    gender: seen('gender'),
    birthday: seen('birthday') ?? '',
    region: seen('region') ?? '',
    phone: '',
    email: '',
    external: '',
    other: { kind: 'card', value: '' },
    attributes: Object.fromEntries(
      attributes.map((one) => [
        one.code,
        lens.attribute(one.code, one.class) === 'clear' ? (values[one.code] ?? null) : null,
      ]),
    ),
  };
}

/** What stands there masked, to recognise what is replaced: empty where it tells nothing, null where there is nothing. */
export function maskedValue(member: MemberView | null, field: string): string | null {
  const value = field.startsWith('attributes.')
    ? member && valuesOf(member)[field.slice('attributes.'.length)]
    : member?.[field as (typeof profileFields)[number]];
  if (value === null || value === undefined) return null;
  return isOpenField(field) || value === '***' ? '' : String(value);
}

const trimmed = (value: Value): Value => (typeof value === 'string' ? value.trim() || null : value);

/** The call that makes of what was there what stands in the form: only what was changed. Undefined where nothing was. */
export function bodyOf(
  member: MemberView | null,
  before: Draft,
  draft: Draft,
): BodyInput<typeof upsertMember> | undefined {
  const changed = (was: Value, is: Value) => trimmed(was) !== trimmed(is);
  const profile = profileFields.flatMap((field) =>
    changed(before[field], draft[field]) ? [[field, trimmed(draft[field])] as const] : [],
  );
  const attributes = Object.entries(draft.attributes).flatMap(([code, value]) =>
    changed(before.attributes[code] ?? null, value) ? [[code, trimmed(value)] as const] : [],
  );
  const added = [...addedFields.map((kind) => ({ kind, value: draft[kind] })), draft.other].flatMap(({ kind, value }) =>
    value.trim() === '' ? [] : [[kind, value.trim()] as const],
  );
  if (profile.length + attributes.length + added.length === 0) return undefined;
  return {
    ...(member === null ? {} : { id: member.id }),
    ...Object.fromEntries([...added, ...profile]),
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
  };
}

export const hasIdentifier = (draft: Draft): boolean =>
  [...addedFields.map((kind) => draft[kind]), draft.other.value].some((value) => value.trim() !== '');
