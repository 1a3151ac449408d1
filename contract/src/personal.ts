import { z } from 'zod';

/** How a personal value is masked; what an answer says of a person is marked with one of these in its schema. */
export type PersonalKind = keyof typeof masks;

/** Surnames of two characters that are common enough to be taken for one. */
const doubleSurnames = new Set(
  '欧阳 司马 上官 诸葛 司徒 东方 独孤 南宫 夏侯 尉迟 皇甫 公孙 慕容 宇文 长孙 令狐 轩辕 端木 百里 东郭 呼延 万俟 澹台 闻人 赫连 司空 濮阳 申屠 太史 拓跋 西门 鲜于 公冶 淳于 单于 钟离 闾丘 仲孙 公羊 太叔'.split(
    ' ',
  ),
);
const chinesePhone = /^(?:\+86)?(1\d{2})\d{4}(\d{4})$/;
/** Country codes are of one digit (1, 7), of two, or of three (ITU-T E.164). */
const countryCode = /^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(?=\d{5})/;

export function maskedName(name: string): string {
  const letters = Array.from(name.trim());
  if (letters.length < 2) return '***';
  if (!/^[\p{Script=Han}·]+$/u.test(name.trim())) return `${letters[0]}***`;
  const surname = letters.length > 2 && doubleSurnames.has(letters.slice(0, 2).join('')) ? 2 : 1;
  return letters.slice(0, surname).join('') + '*'.repeat(Math.min(2, letters.length - surname));
}

/** 138****1234; of other countries the code and the last four digits. */
export function maskedPhone(phone: string): string {
  const chinese = chinesePhone.exec(phone);
  if (chinese) return `${chinese[1]}****${chinese[2]}`;
  const code = countryCode.exec(phone)?.[0] ?? '';
  const rest = phone.slice(code.length).replaceAll(/\D/g, '');
  return `${code}****${rest.length > 4 ? rest.slice(-4) : ''}`;
}

export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at > 0 ? `${Array.from(email)[0]}***${email.slice(at)}` : '***';
}

export const maskedBirthday = (day: string): string => `${day.slice(0, 4)}-**-**`;

/** The last four characters of what is long enough to keep the rest from being guessed. */
export const maskedTail = (value: string): string => {
  const letters = Array.from(value);
  return `***${letters.slice(letters.length - (letters.length >= 8 ? 4 : Math.floor(letters.length / 3))).join('')}`;
};

export function maskedIdentifier(kind: string, value: string): string {
  if (kind === 'phone') return maskedPhone(value);
  return kind === 'email' ? maskedEmail(value) : maskedTail(value);
}

const hidden = (): string => '***';
const ofText = (mask: (text: string) => string) => (value: unknown) =>
  typeof value === 'string' ? mask(value) : value;

function hiddenAll(value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (!isRecord(value)) return hidden();
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, one === null ? null : hidden()]));
}

/** A cell of which nobody said what it holds: enough to recognise what kind of thing it is. */
export function maskedCell(cell: string): string {
  const text = cell.trim();
  if (text.includes('@')) return maskedEmail(text);
  if (/^\+?[\d\s()-]{7,}$/.test(text) && !/^\d{1,4}[-/]\d{1,2}[-/]/.test(text))
    return maskedPhone(text.replaceAll(/[\s()-]/g, ''));
  return /\p{L}/u.test(text) ? maskedName(text) : cell;
}

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Change {
  readonly object: string;
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Fields of a member that say nothing of who it is. Any other is hidden, so that a new one is not told by mistake. */
const openFields = /^(gender|region|language|channel|store|balance|consent\..+|tag\..+)$/;
const changeMasks: Readonly<Record<string, (value: unknown) => unknown>> = {
  name: ofText(maskedName),
  birthday: ofText(maskedBirthday),
};

function maskOfField(field: string): (value: unknown) => unknown {
  if (openFields.test(field)) return (value) => value;
  const kind = /^identifier\.(\w+)$/.exec(field)?.[1];
  if (kind !== undefined) return ofText((value) => maskedIdentifier(kind, value));
  return changeMasks[field] ?? hiddenAll;
}

/** The address of a file says which members were looked for. */
const maskedAddress = ofText((address) => address.replaceAll(/([?&](?:search|identifier)=)[^&]*/g, '$1***'));

/** Of several values by name, those that differ: masked, all look the same. */
function differing(change: Change): Change {
  const { before, after } = change;
  if (!isRecord(before) || !isRecord(after)) return change;
  const only = (of: Fields, other: Fields): Fields =>
    Object.fromEntries(Object.entries(of).filter(([name, value]) => other[name] !== value));
  return { ...change, before: only(before, after), after: only(after, before) };
}

function maskedChange(value: unknown): unknown {
  const change = differing(value as Change);
  const mask = change.object.startsWith('member:')
    ? maskOfField(change.field)
    : change.object.startsWith('export:')
      ? maskedAddress
      : undefined;
  return mask ? { ...change, before: mask(change.before), after: mask(change.after) } : change;
}

const masks = {
  name: ofText(maskedName),
  phone: ofText(maskedPhone),
  email: ofText(maskedEmail),
  birthday: ofText(maskedBirthday),
  hidden: hiddenAll,
  address: maskedAddress,
  identifier: (value: unknown): unknown => {
    const one = value as { readonly kind: string; readonly value: string };
    return { ...one, value: maskedIdentifier(one.kind, one.value) };
  },
  change: maskedChange,
} as const satisfies Record<string, (value: unknown) => unknown>;

type Mask = (value: unknown) => unknown;

const marks = new WeakMap<z.ZodType, Mask>();

/** Says that what a schema describes tells who somebody is, and how it is masked. */
export function personal<T extends z.ZodType>(how: PersonalKind | ((value: z.output<T>) => unknown), schema: T): T {
  marks.set(schema, typeof how === 'string' ? masks[how] : (how as Mask));
  return schema;
}

/** A field of something before and after, as the trail and approvals tell it. */
export const fieldChange = personal(
  'change',
  z.object({ object: z.string(), field: z.string(), before: z.unknown(), after: z.unknown() }),
);

/** What masks an answer of this schema; undefined where nothing in it is personal. */
export function maskOf(schema: z.ZodType): Mask | undefined {
  const mark = marks.get(schema);
  if (mark) return unlessEmpty(mark);
  if (schema instanceof z.ZodObject) return fieldsMask(schema.shape);
  if (schema instanceof z.ZodArray) {
    const mask = maskOf(schema.element as z.ZodType);
    return mask && unlessEmpty((all) => (all as readonly unknown[]).map(mask));
  }
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return maskOf(schema.unwrap() as z.ZodType);
  const isMarked = schema instanceof z.ZodUnion && schema.options.some((one) => maskOf(one as z.ZodType));
  if (isMarked) throw new Error('Which side of a union is personal cannot be told: mark the union as a whole.');
  return undefined;
}

const unlessEmpty =
  (mask: Mask): Mask =>
  (value) =>
    value === null || value === undefined ? value : mask(value);

function fieldsMask(shape: Readonly<Record<string, z.ZodType>>): Mask | undefined {
  const fields = Object.entries(shape).flatMap(([name, schema]) => {
    const mask = maskOf(schema);
    return mask ? [[name, mask] as const] : [];
  });
  if (fields.length === 0) return undefined;
  return unlessEmpty((value) => {
    const whole = value as Readonly<Record<string, unknown>>;
    return { ...whole, ...Object.fromEntries(fields.map(([name, mask]) => [name, mask(whole[name])])) };
  });
}
