import {
  coversRight,
  isOpenField,
  memberFields,
  rightOf,
  sights,
  type FieldRight,
  type FieldRights,
  type Sight,
} from '@shuke/contract';

/** What there is to choose from: what masking would leave nothing of is not masked. */
export const sightsOf = (field: string): readonly Sight[] =>
  isOpenField(field) ? sights.filter((one) => one !== 'masked') : sights;

/** The fields that a role says something of: all there are, and custom ones by their codes. */
export const rowsOf = (rights: readonly FieldRights[], codes: readonly string[] = []): string[] => [
  ...memberFields,
  ...new Set([
    ...codes.map((code) => `attributes.${code}`),
    ...rights.flatMap((one) => Object.keys(one).filter((field) => field.startsWith('attributes.'))),
  ]),
];

/** The rights with another one of a field. What is as it would be without being named is not kept. */
export function changed(rights: FieldRights, field: string, right: FieldRight): FieldRights {
  const { [field]: _, ...others } = rights;
  const kept = right.sees === 'hidden' ? { ...right, edits: false } : right;
  const without = rightOf(others, field);
  // A custom field that was chosen by its code stays so whatever is said of the others.
  const isUsual = !field.includes('.') && without.sees === kept.sees && without.edits === kept.edits;
  return isUsual ? others : { ...others, [field]: kept };
}

/** As much of the rights as somebody may give. */
export function within(mine: FieldRights, rights: FieldRights, givesClear: boolean): FieldRights {
  const fields = new Set([...Object.keys(mine), ...Object.keys(rights)]);
  return [...fields].reduce<FieldRights>((kept, field) => {
    const right = rightOf(rights, field);
    return changed(kept, field, coversRight(mine, field, right, givesClear) ? right : rightOf(mine, field));
  }, {});
}
