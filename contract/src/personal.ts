import { z } from 'zod';
import type { AttributeClass } from './attributes.ts';
import { type Lens, type MemberField, type Shown, maskedLens, memberFields } from './field-rights.ts';

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

const STARS = '***';
const isText = (value: unknown): value is string => typeof value === 'string';

/** Masks what is told through a lens; `canBeNull` says whether the schema lets a value be left out. */
type Mask = (value: unknown, lens: Lens, canBeNull: boolean) => unknown;

/** Which of `phone`, `email` and `identifiers` an identifier is. */
export const fieldOfKind = (kind: string): MemberField => (kind === 'phone' || kind === 'email' ? kind : 'identifiers');

const throughLens =
  (shown: (lens: Lens) => Shown, mask: (value: unknown) => unknown): Mask =>
  (value, lens, canBeNull) => {
    const at = shown(lens);
    if (at === 'clear') return value;
    return at === 'masked' ? mask(value) : canBeNull ? null : STARS;
  };
const ofText = (field: MemberField, mask: (text: string) => string): Mask =>
  throughLens(
    (lens) => lens.field(field),
    (value) => (isText(value) ? mask(value) : value),
  );

function hiddenAll(value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (!isRecord(value)) return STARS;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, one === null ? null : STARS]));
}

/** Custom fields by their codes: what is hidden is not even named. */
const ofAttributes =
  (of: AttributeClass | null): Mask =>
  (value, lens) =>
    Object.fromEntries(
      Object.entries(value as Fields).flatMap(([code, one]) => {
        const at = lens.attribute(code, of);
        // What is sensitive is not named before it is shown.
        if (at === 'hidden' || (at === 'masked' && of === 'sensitive')) return [];
        return [[code, at === 'clear' || one === null ? one : STARS]];
      }),
    );

interface Known {
  readonly kind: string;
  readonly value: string;
}

function ofIdentifiers(value: unknown, lens: Lens): unknown {
  return (value as readonly Known[]).flatMap((one) => {
    const at = lens.field(fieldOfKind(one.kind));
    if (at === 'hidden') return [];
    return [at === 'clear' ? one : { ...one, value: maskedIdentifier(one.kind, one.value) }];
  });
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

/** Fields of a member that say nothing of who it is. Any other is masked, so that a new one is not told by mistake. */
const openFields = /^(channel|store|balance|consent\..+|contact\..+|tag\..+)$/;
const changeMasks: Readonly<Record<string, Mask>> = {
  name: ofText('name', maskedName),
  birthday: ofText('birthday', maskedBirthday),
  gender: ofText('gender', () => STARS),
  region: ofText('region', () => STARS),
  language: ofText('language', () => STARS),
  attributes: (value, lens) => (isRecord(value) ? ofAttributes(null)(value, lens, true) : value),
};

function maskOfField(field: string): Mask {
  if (openFields.test(field)) return (value) => value;
  const kind = /^identifier\.(\w+)$/.exec(field)?.[1];
  if (kind !== undefined) return ofText(fieldOfKind(kind), (value) => maskedIdentifier(kind, value));
  return changeMasks[field] ?? throughLens((lens) => lens.other, hiddenAll);
}

/** The address of a file says which members were looked for. */
const maskedAddress = throughLens(
  (lens) => lens.other,
  (address) => (isText(address) ? address.replaceAll(/([?&](?:search|identifier)=)[^&]*/g, '$1***') : address),
);

/** Of several values by name, those that differ: masked, all look the same. */
function differing(change: Change): Change {
  const { before, after } = change;
  if (!isRecord(before) || !isRecord(after)) return change;
  const only = (of: Fields, other: Fields): Fields =>
    Object.fromEntries(Object.entries(of).filter(([name, value]) => other[name] !== value));
  return { ...change, before: only(before, after), after: only(after, before) };
}

const maskedChange: Mask = (value, lens) => {
  const told = value as Change;
  const mask = told.object.startsWith('member:')
    ? maskOfField(told.field)
    : told.object.startsWith('export:')
      ? maskedAddress
      : undefined;
  if (!mask) return differing(told);
  const masked = (one: unknown) => (one === null || one === undefined ? one : mask(one, lens, true));
  const change = differing(told);
  return { ...change, before: masked(change.before), after: masked(change.after) };
};

const isMemberField = (name: string): name is MemberField => (memberFields as readonly string[]).includes(name);

/** A fact as the timeline tells it: that a field was changed says already that there is one. */
function maskedFact(value: unknown, lens: Lens): unknown {
  const fact = value as { readonly kind: string; readonly body: Fields };
  const isSeen = (field: string) => {
    const [, code] = /^attributes\.(.+)$/.exec(field) ?? [];
    if (code !== undefined) return lens.attribute(code, null) !== 'hidden';
    return !isMemberField(field) || lens.field(field) !== 'hidden';
  };
  const seen = (names: unknown, fieldOf: (name: string) => string) =>
    (names as readonly string[]).filter((name) => isSeen(fieldOf(name)));
  const { kind, body } = fact;
  if (kind === 'member.updated') return { ...fact, body: { ...body, fields: seen(body['fields'], (name) => name) } };
  if (kind === 'member.joined') return { ...fact, body: { ...body, by: seen(body['by'], fieldOfKind) } };
  if (kind === 'identifier.added' && !isSeen(fieldOfKind(String(body['kind'])))) return { ...fact, body: {} };
  return fact;
}

const masks = {
  name: ofText('name', maskedName),
  phone: ofText('phone', maskedPhone),
  email: ofText('email', maskedEmail),
  birthday: ofText('birthday', maskedBirthday),
  gender: ofText('gender', () => STARS),
  region: ofText('region', () => STARS),
  language: ofText('language', () => STARS),
  identifiers: ofIdentifiers,
  attributes: ofAttributes('personal'),
  ordinaryAttributes: ofAttributes('ordinary'),
  sensitiveAttributes: ofAttributes('sensitive'),
  hidden: throughLens((lens) => lens.other, hiddenAll),
  address: maskedAddress,
  change: maskedChange,
  fact: maskedFact,
} as const satisfies Record<string, Mask>;

const marks = new WeakMap<z.ZodType, Mask>();

/** Says that what a schema describes tells who somebody is, and how it is masked. */
export function personal<T extends z.ZodType>(
  how: PersonalKind | ((value: z.output<T>, lens: Lens) => unknown),
  schema: T,
): T {
  marks.set(schema, typeof how === 'string' ? masks[how] : (how as Mask));
  return schema;
}

/** A field of something before and after, as the trail and approvals tell it. */
export const fieldChange = personal(
  'change',
  z.object({ object: z.string(), field: z.string(), before: z.unknown(), after: z.unknown() }),
);

/** What masks an answer of this schema, through the lens of who is answered; undefined where nothing in it is personal. */
export function maskOf(schema: z.ZodType): ((value: unknown, lens?: Lens) => unknown) | undefined {
  const mask = find(schema, false);
  return mask && ((value, lens = maskedLens) => mask(value, lens, false));
}

function find(schema: z.ZodType, canBeNull: boolean): Mask | undefined {
  const mark = marks.get(schema);
  if (mark) return unlessEmpty((value, lens) => mark(value, lens, canBeNull));
  if (schema instanceof z.ZodObject) return fieldsMask(schema.shape);
  if (schema instanceof z.ZodArray) {
    const mask = find(schema.element as z.ZodType, false);
    return mask && unlessEmpty((all, lens) => (all as readonly unknown[]).map((one) => mask(one, lens, false)));
  }
  if (schema instanceof z.ZodNullable) return find(schema.unwrap() as z.ZodType, true);
  if (schema instanceof z.ZodOptional) return find(schema.unwrap() as z.ZodType, canBeNull);
  const isMarked = schema instanceof z.ZodUnion && schema.options.some((one) => maskOf(one as z.ZodType));
  if (isMarked) throw new Error('Which side of a union is personal cannot be told: mark the union as a whole.');
  return undefined;
}

const unlessEmpty =
  (mask: Mask): Mask =>
  (value, lens, canBeNull) =>
    value === null || value === undefined ? value : mask(value, lens, canBeNull);

function fieldsMask(shape: Readonly<Record<string, z.ZodType>>): Mask | undefined {
  const fields = Object.entries(shape).flatMap(([name, schema]) => {
    const mask = find(schema, false);
    return mask ? [[name, mask] as const] : [];
  });
  if (fields.length === 0) return undefined;
  return unlessEmpty((value, lens) => {
    const whole = value as Readonly<Record<string, unknown>>;
    return { ...whole, ...Object.fromEntries(fields.map(([name, mask]) => [name, mask(whole[name], lens, false)])) };
  });
}
