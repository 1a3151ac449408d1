import { z } from 'zod';
import type { AttributeClass } from './attributes.ts';

/**
 * The fields of a member of which a role says what it sees and edits. `identifiers` are those that are neither phone nor e-mail; `attributes` are the
 * custom fields that are not named one by one, as `attributes.skinType`.
 */
export const memberFields = [
  'name',
  'phone',
  'email',
  'identifiers',
  'birthday',
  'gender',
  'region',
  'language',
  'attributes',
] as const;
export type MemberField = (typeof memberFields)[number];

/** From least to most. `hidden`: as if it were not known. `reveal`: masked, until the member is revealed for a reason. `clear`: never masked. */
export const sights = ['hidden', 'masked', 'reveal', 'clear'] as const;
export type Sight = (typeof sights)[number];

/** What masking would leave nothing of: it is shown or not, and shown to everybody unless a role says otherwise. */
const open: ReadonlySet<string> = new Set<MemberField>(['gender', 'region', 'language']);
export const isOpenField = (field: string): boolean => open.has(field);

const fieldName = z
  .string()
  .regex(
    new RegExp(`^(${memberFields.join('|')}|attributes\\.[a-zA-Z][a-zA-Z0-9_]{0,63})$`),
    `must be ${memberFields.join(', ')} or attributes.CODE`,
  );
export const fieldRight = z
  .strictObject({ sees: z.enum(sights), edits: z.boolean() })
  .refine(({ sees, edits }) => sees !== 'hidden' || !edits, {
    path: ['edits'],
    message: 'must be false: what is hidden is not edited either',
  });
export type FieldRight = z.output<typeof fieldRight>;

/** By field; of one that is not named holds what is usual (`rightOf`). */
export const fieldRights = z
  .record(fieldName, fieldRight, {
    error: (issue) => (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined),
  })
  .refine((all) => Object.keys(all).length <= 300, 'must name at most 300 fields');
export type FieldRights = Readonly<Record<string, FieldRight>>;

/** Nothing is seen and edited. */
export const noFields: FieldRights = Object.fromEntries(
  memberFields.map((field) => [field, { sees: 'hidden', edits: false }]),
);

const usual = (field: string): FieldRight => ({ sees: isOpenField(field) ? 'clear' : 'reveal', edits: true });

/** What holds of a field: as it is named, as custom fields are in general, or as is usual. */
export const rightOf = (rights: FieldRights, field: string): FieldRight =>
  rights[field] ?? (field.startsWith('attributes.') ? rights['attributes'] : undefined) ?? usual(field);

export const mayEdit = (rights: FieldRights, field: string): boolean => rightOf(rights, field).edits;

/** Whether whoever has `mine` may give this right to a field: no more than they have. `clear` may be given by who takes files in clear. */
export function coversRight(mine: FieldRights, field: string, right: FieldRight, givesClear: boolean): boolean {
  const own = rightOf(mine, field);
  const most = givesClear && own.sees === 'reveal' ? 'clear' : own.sees;
  return sights.indexOf(right.sees) <= sights.indexOf(most) && (own.edits || !right.edits);
}

/** The same of all fields. */
export const coversFields = (mine: FieldRights, others: FieldRights, givesClear: boolean): boolean =>
  [...new Set([...memberFields, ...Object.keys(mine), ...Object.keys(others)])].every((field) =>
    coversRight(mine, field, rightOf(others, field), givesClear),
  );

/** Whether whoever has these may see all of a member, where they say what for. */
export const seesWhole = (rights: FieldRights): boolean =>
  [...memberFields, ...Object.keys(rights)].every((field) => ['reveal', 'clear'].includes(rightOf(rights, field).sees));

/** How something is shown at this moment. */
export type Shown = 'hidden' | 'masked' | 'clear';

/** Through what somebody looks at members. */
export interface Lens {
  field(name: MemberField): Shown;
  /** A custom field; of one whose class is not known, as of a sensitive one, nothing is in clear that was not named by its code. */
  attribute(code: string, of: AttributeClass | null): Shown;
  /** What tells who somebody is and is no field of theirs. */
  readonly other: Shown;
}

export const clearLens: Lens = { field: () => 'clear', attribute: () => 'clear', other: 'clear' };

/** `isOpened`: for a reason that was told, as when a member is revealed. */
export function lensOf(rights: FieldRights, isOpened = false): Lens {
  const shown = (sees: Sight): Shown => (sees !== 'reveal' ? sees : isOpened ? 'clear' : 'masked');
  return {
    field(name) {
      const at = shown(rightOf(rights, name).sees);
      return at === 'masked' && isOpenField(name) ? 'hidden' : at;
    },
    attribute(code, of) {
      const named = rights[`attributes.${code}`] ?? rights['attributes'];
      if (named === undefined) return shown(of === 'ordinary' ? 'clear' : 'reveal');
      const isGeneral = rights[`attributes.${code}`] === undefined;
      const mustBeNamed = of === 'sensitive' || of === null;
      return shown(isGeneral && mustBeNamed && named.sees === 'clear' ? 'reveal' : named.sees);
    },
    other: isOpened ? 'clear' : 'masked',
  };
}

export const maskedLens: Lens = lensOf({});
