import { z } from 'zod';
import type { MemberField } from './field-rights.ts';

/** The fields of a member that a value is about. */
type FieldsOf = (value: unknown) => readonly string[];

const edited = new WeakMap<z.ZodType, FieldsOf>();
const sought = new WeakMap<z.ZodType, FieldsOf>();

const toFields = (of: MemberField | FieldsOf): FieldsOf => (typeof of === 'string' ? () => [of] : of);

/** Says that what a schema of a body describes is written to a field of a member: whoever may not edit that is refused. */
export function edits<T extends z.ZodType>(of: MemberField | FieldsOf, schema: T): T {
  edited.set(schema, toFields(of));
  return schema;
}

/** Says that what a schema describes looks for members by a field: whoever does not see that is refused, as the answer would tell it. */
export function seeks<T extends z.ZodType>(
  of: MemberField | ((value: unknown) => readonly MemberField[]),
  schema: T,
): T {
  sought.set(schema, toFields(of));
  return schema;
}

/** Which fields a value of this schema writes; undefined where it never does. */
export const editsOf = (schema: z.ZodType): FieldsOf | undefined => find(schema, edited);
export const seeksOf = (schema: z.ZodType) =>
  find(schema, sought) as ((value: unknown) => readonly MemberField[]) | undefined;

/** What is not sent uses nothing; null clears, and so writes. */
const unlessAbsent =
  (of: FieldsOf): FieldsOf =>
  (value) =>
    value === undefined ? [] : of(value);

function find(schema: z.ZodType, marks: WeakMap<z.ZodType, FieldsOf>): FieldsOf | undefined {
  const mark = marks.get(schema);
  if (mark) return unlessAbsent(mark);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return find(schema.unwrap() as z.ZodType, marks);
  if (schema instanceof z.ZodArray) {
    const of = find(schema.element as z.ZodType, marks);
    return of && ((all) => (Array.isArray(all) ? all.flatMap(of) : []));
  }
  if (schema instanceof z.ZodUnion) {
    const sides = schema.options.flatMap((one) => find(one as z.ZodType, marks) ?? []);
    return sides.length > 0 ? (value) => [...new Set(sides.flatMap((of) => of(value)))] : undefined;
  }
  if (!(schema instanceof z.ZodObject)) return undefined;
  const fields = Object.entries(schema.shape).flatMap(([name, one]) => {
    const of = find(one as z.ZodType, marks);
    return of ? [[name, of] as const] : [];
  });
  if (fields.length === 0) return undefined;
  return (value) =>
    typeof value !== 'object' || value === null
      ? []
      : [...new Set(fields.flatMap(([name, of]) => of((value as Readonly<Record<string, unknown>>)[name])))];
}
