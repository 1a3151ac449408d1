import { z } from 'zod';

/** No NUL and no lone surrogate: Postgres and JSON peers refuse them. */
const isStorable = (value: string) => !value.includes('\u0000') && value.isWellFormed();
const unstorable = 'holds a NUL or a broken character: remove it';

/** Text as people type it, bounded; blanks around it are dropped. */
export const text = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine(isStorable, unstorable);

/** Text that is looked for or kept exactly as given; may be empty. */
export const exactText = (maxLength: number) => z.string().max(maxLength).refine(isStorable, unstorable);

/** Opaque id of anything Shuke made; a decimal string today, never to be computed with. */
export const id = z.string().regex(/^[1-9]\d{0,15}$/, 'is not an id that Shuke gave out: send one as it was answered');

/** An instant with its zone offset, e.g. 2026-11-01T10:00:00+08:00. Years 1970 to 2200. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant with zone, e.g. 2026-11-01T10:00:00+08:00' })
  .refine((value) => {
    const year = new Date(value).getUTCFullYear();
    return year >= 1970 && year < 2200;
  }, 'lies outside the years 1970 to 2200');

/** A calendar day, e.g. 2026-11-01. Years 1800 to 2199. */
export const day = z.iso
  .date({ error: 'must be a date that exists, e.g. 2026-11-01' })
  .refine((value) => value >= '1800' && value < '2200', 'lies outside the years 1800 to 2199');

export const wholeNumber = z.int({ error: 'must be a whole number' });

const currencies = new Set(Intl.supportedValuesOf('currency'));

export const currency = z
  .string()
  .refine((value) => currencies.has(value), 'must be an ISO 4217 currency code in capitals, e.g. CNY');

/** The largest amount in minor units that one field may hold: a hundred billion yuan. */
export const AMOUNT_LIMIT_MINOR = 10_000_000_000_000;

/** Money in minor units (分, pence) of the currency named beside it: an integer, never a fraction. */
export const amountMinor = z
  .int({ error: 'must be a whole number of minor units (分): 100 yuan is 10000' })
  .max(AMOUNT_LIMIT_MINOR)
  .min(0, 'must not be negative');

export const cursorQuery = {
  cursor: exactText(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** Every list answers in this shape; `nextCursor` is null on the last page. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** What a member wrote about themselves, as typed values. */
export const attributeValue = z.union([exactText(1000), z.number(), z.boolean(), z.null()]);

/** The code of a field of the profile. */
export const attributeName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,63}$/, 'must be a plain name of letters and digits, e.g. skinType');

/** Typed values by name. What is wrong with a name is told in the words of its own schema. */
export const attributesBy = (name: z.ZodString) =>
  z.record(name, attributeValue, {
    error: (issue) => (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined),
  });
