import { z } from 'zod';
import {
  attributeName,
  attributeValue,
  attributesBy,
  currency,
  cursorQuery,
  day,
  exactText,
  id,
  instant,
  listOf,
  text,
  wholeNumber,
} from './common.ts';
import { contactOutcomes } from './contact-outcomes.ts';
import { endpoint } from './endpoint.ts';
import { edits, seeks } from './field-use.ts';
import { fieldOfKind, personal } from './personal.ts';
import { purposes } from './purposes.ts';
import { languages, type Words } from './words.ts';

export const identifierKinds = [
  'phone',
  'email',
  'external',
  'card',
  'unionid',
  'openid',
  'wecom',
  'alipay',
  'tmall',
  'douyin',
  'youzan',
  'xiaohongshu',
  'device',
  'anonymous',
] as const;
export const identifierKind = z.enum(identifierKinds);
export type IdentifierKind = z.output<typeof identifierKind>;

export const identifier = z.strictObject({ kind: identifierKind, value: text(200) });
export type Identifier = z.output<typeof identifier>;

/** Whoever names a member by an identifier adds it to them where it is not known yet. */
const identifierFields = Object.fromEntries(
  identifierKinds.map((kind) => [kind, edits(fieldOfKind(kind), text(200)).optional()]),
) as Record<IdentifierKind, z.ZodOptional<z.ZodString>>;

/** Names a member by any of their identifiers, or by id: `{"phone": "13800000001"}`. */
export const memberReference = z
  .strictObject({ id: id.optional(), ...identifierFields })
  .refine(
    (value) => Object.values(value).some((entry) => entry !== undefined),
    'names no member: give a phone, another identifier or an id',
  );
export type MemberReference = z.output<typeof memberReference>;

export const genders = ['female', 'male', 'other'] as const;
export const genderNames = {
  female: { zh: '女', en: 'Female' },
  male: { zh: '男', en: 'Male' },
  other: { zh: '其他', en: 'Other' },
} as const satisfies Record<(typeof genders)[number], Words>;

/** A member's own data. Null clears a field, an absent field stays as it is. */
const profileFields = {
  name: edits('name', text(100).nullable()).optional(),
  gender: edits('gender', z.enum(genders).nullable()).optional(),
  birthday: edits('birthday', day.nullable()).optional(),
  region: edits('region', text(100).nullable()).optional(),
  language: edits(
    'language',
    z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag, e.g. zh-CN')
      .nullable(),
  ).optional(),
  attributes: edits(
    (values) => Object.keys(values as object).map((code) => `attributes.${code}`),
    attributesBy(attributeName),
  ).optional(),
};

/**
 * Upsert by identifiers, given as a list (`identifiers`) or by the short names (`phone`, `email`, …), or of a known member by `id`.
 * All that match must belong to one member; identifiers not seen before are added to that member.
 */
export const memberUpsert = z
  .strictObject({
    id: id.optional(),
    identifiers: edits(
      (all) => (all as readonly Identifier[]).map(({ kind }) => fieldOfKind(kind)),
      z.array(identifier).max(30),
    ).optional(),
    ...identifierFields,
    ...profileFields,
    channel: text(40).optional(),
    store: text(40).optional(),
    joinedAt: instant.optional(),
  })
  .refine(
    (value) =>
      value.id !== undefined ||
      (value.identifiers?.length ?? 0) > 0 ||
      identifierKinds.some((kind) => value[kind] !== undefined),
    'names no member: give at least one identifier, e.g. {"phone": "13800000001"}',
  );
export type MemberUpsert = z.output<typeof memberUpsert>;

export const tierProgress = z.object({
  /** 12-month spend that counts, in minor units. */
  spendMinor: z.int(),
  currency,
  next: z.object({ code: z.string(), name: z.string(), missingMinor: z.int() }).nullable(),
  /** What to show: 再消费 ¥200 升级金卡. */
  sentence: z.string(),
  sentenceEn: z.string(),
});

export const tierView = z.object({
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  since: z.string().nullable(),
  /** When the tier would fall if nothing more is bought; null on the lowest tier. */
  until: z.string().nullable(),
  progress: tierProgress,
});

export const memberView = z.object({
  id,
  name: personal('name', z.string()).nullable(),
  gender: personal('gender', z.enum(genders)).nullable(),
  birthday: personal('birthday', z.string()).nullable(),
  region: personal('region', z.string()).nullable(),
  language: personal('language', z.string()).nullable(),
  /** Fields that are personal, or that nobody classed; beside them those of the other classes (`PUT /api/attributes/{code}`). */
  attributes: personal('attributes', z.record(z.string(), attributeValue)),
  ordinaryAttributes: personal('ordinaryAttributes', z.record(z.string(), attributeValue)),
  /** Not even named to whoever sees the member masked. */
  sensitiveAttributes: personal('sensitiveAttributes', z.record(z.string(), attributeValue)),
  channel: z.string().nullable(),
  store: z.string().nullable(),
  joinedAt: z.string(),
  /** Under fourteen today, by the birthday that is known: only a guardian can consent. */
  needsGuardian: z.boolean(),
  identifiers: personal(
    'identifiers',
    z.array(z.object({ kind: identifierKind, value: z.string(), addedAt: z.string() })),
  ),
  points: z.object({ balance: z.int(), earned: z.int(), reversed: z.int() }),
  tier: tierView,
  activity: z.object({
    orders: z.int(),
    /** Paid minus refunded, in minor units of `currency`. */
    spentMinor: z.int(),
    currency,
    firstOrderAt: z.string().nullable(),
    lastOrderAt: z.string().nullable(),
    lastSeenAt: z.string().nullable(),
  }),
});
export type MemberView = z.output<typeof memberView>;

/** A row of the member list. */
export const memberRow = z.object({
  id,
  /** The personal data was destroyed: only the number, orders and points are left. */
  isErased: z.boolean(),
  name: personal('name', z.string()).nullable(),
  phone: personal('phone', z.string()).nullable(),
  email: personal('email', z.string()).nullable(),
  gender: personal('gender', z.enum(genders)).nullable(),
  birthday: personal('birthday', z.string()).nullable(),
  region: personal('region', z.string()).nullable(),
  channel: z.string().nullable(),
  store: z.string().nullable(),
  joinedAt: z.string(),
  tier: z.string(),
  points: z.int(),
  orders: z.int(),
  spentMinor: z.int(),
  currency,
  lastOrderAt: z.string().nullable(),
});
export type MemberRow = z.output<typeof memberRow>;

/** What the columns are called in the list and in files of it. */
export const memberColumnTitles = {
  id: { zh: '会员 ID', en: 'Member ID' },
  name: { zh: '会员', en: 'Member' },
  phone: { zh: '手机', en: 'Phone' },
  email: { zh: '邮箱', en: 'E-mail' },
  gender: { zh: '性别', en: 'Gender' },
  birthday: { zh: '生日', en: 'Birthday' },
  region: { zh: '地区', en: 'Region' },
  channel: { zh: '来源渠道', en: 'Came by' },
  store: { zh: '门店', en: 'Store' },
  joinedAt: { zh: '加入时间', en: 'Joined' },
  tier: { zh: '等级', en: 'Tier' },
  points: { zh: '积分', en: 'Points' },
  orders: { zh: '订单', en: 'Orders' },
  spentMinor: { zh: '累计消费', en: 'Spent' },
  currency: { zh: '币种', en: 'Currency' },
  lastOrderAt: { zh: '最近下单', en: 'Last order' },
} as const satisfies Record<Exclude<keyof MemberRow, 'isErased'>, Words>;

export const memberSorts = ['joinedAt', 'lastOrderAt', 'spent', 'points'] as const;

/** Filters of the member list; all given must hold. Drill-downs add `set`, the name of a figure's members. */
export const memberFilter = {
  identifier: seeks((named) => [fieldOfKind(String(named).split(':')[0]!.trim())], exactText(300)).optional(),
  search: exactText(100).optional(),
  tier: exactText(40).optional(),
  channel: exactText(40).optional(),
  store: exactText(40).optional(),
  /** Who has this tag, by its code. */
  tag: exactText(40).optional(),
  gender: seeks('gender', z.enum(genders)).optional(),
  joinedFrom: instant.optional(),
  joinedUntil: instant.optional(),
  lastOrderFrom: instant.optional(),
  lastOrderUntil: instant.optional(),
  minSpentMinor: z.coerce.number().int().optional(),
  minPoints: z.coerce.number().int().optional(),
  /** Whose consent for this purpose is to be renewed, as a later version of its policy asks again. */
  renew: z.enum(purposes).optional(),
  /** Whose consent for this purpose holds, but was given to a version that was replaced. */
  older: z.enum(purposes).optional(),
  /** Whom it was asked to contact, and that came of it: `refused.withdrawn`; with `contactFrom`, since then. */
  contact: z.enum(contactOutcomes).optional(),
  contactFrom: instant.optional(),
  sort: z.enum(memberSorts).default('joinedAt'),
  order: z.enum(['asc', 'desc']).default('desc'),
};

export const pointsEntry = z.object({
  id,
  points: z.int(),
  balance: z.int(),
  at: z.string(),
  reason: z.string(),
  reasonEn: z.string(),
  /** What set it off: `order pos/A-1001`, `refund pos/A-1001/R-1`, `grant …`. */
  cause: z.string(),
  kind: z.enum(['earn', 'reverse', 'grant']),
  order: z.object({ channel: z.string(), number: z.string() }).nullable(),
});

export const timelineItem = personal(
  'fact',
  z.object({
    id,
    kind: z.string(),
    at: z.string(),
    recordedAt: z.string(),
    isHistory: z.boolean(),
    channel: z.string().nullable(),
    /** The input that set it off, as `lane:position:index`; facts with one cause belong together. */
    cause: z.string(),
    body: z.record(z.string(), z.unknown()),
  }),
);
export type TimelineItem = z.output<typeof timelineItem>;

const memberPath = z.object({ id });

export const upsertMember = endpoint({
  method: 'PUT',
  path: '/api/members',
  permission: 'members.write',
  approval: 'members.edit',
  tag: 'members',
  summary: 'Create or update a member, found by any of the identifiers',
  body: memberUpsert,
  answer: z.object({ id, isNew: z.boolean(), member: memberView }),
});
export const listMembers = endpoint({
  method: 'GET',
  path: '/api/members',
  permission: 'members.read',
  stores: 'filtered',
  tag: 'members',
  summary:
    'List members; `identifier=phone:+86…` finds one, `search` matches the beginning of a name (also in pinyin), a phone or its last digits, any whole identifier, and the id',
  query: z.strictObject({ ...memberFilter, ...cursorQuery }),
  answer: listOf(memberRow),
});
export const countMembers = endpoint({
  method: 'GET',
  path: '/api/members/count',
  permission: 'members.read',
  stores: 'filtered',
  tag: 'members',
  summary: 'How many members the same filters match (counted up to 100,000, then `isMore`)',
  query: z.strictObject({ ...memberFilter }),
  answer: z.object({ count: z.int(), isMore: z.boolean() }),
});
const memberExport = {
  ...memberFilter,
  format: z.enum(['csv', 'xlsx']).default('csv'),
  columns: exactText(500).optional(),
  language: z.enum(languages).optional(),
  /** In clear, for people who may; an API key that sees clear gets clear files without it. */
  isClear: z.stringbool().optional(),
};
export const askMemberExport = endpoint({
  method: 'POST',
  path: '/api/members/export',
  permission: 'members.read',
  stores: 'filtered',
  approval: 'members.export',
  tag: 'members',
  summary: 'Ask for a file of the members the filters match; the answer says where to take it from, once',
  body: z
    .strictObject({ ...memberExport, isClear: z.boolean().default(false), reason: text(200).optional() })
    .refine(({ isClear, reason }) => !isClear || reason !== undefined, {
      path: ['reason'],
      message: 'must say what the file in clear is for',
    }),
  answer: z.object({ address: z.string() }),
});
export const exportMembers = endpoint({
  method: 'GET',
  path: '/api/members/export',
  permission: 'members.read',
  stores: 'filtered',
  tag: 'members',
  summary: 'The members the same filters match, as a file (xlsx up to 50,000 rows, CSV any number)',
  description:
    'With `language` the file is for people: titles and names in that language, amounts in units of the currency, times of the business zone. Without it, it has the fields of the list, with the same names and values.',
  query: z.strictObject({
    ...memberExport,
    /** As POST /api/members/export answered; needed where exports are under approval, and for a person’s file in clear. */
    export: id.optional(),
  }),
});
export const getMember = endpoint({
  method: 'GET',
  path: '/api/members/{id}',
  permission: 'members.read',
  stores: 'member',
  tag: 'members',
  summary: 'One member: profile, identifiers, points, tier with progress',
  params: memberPath,
  answer: memberView,
});
export const revealMember = endpoint({
  method: 'POST',
  path: '/api/members/{id}/reveal',
  permission: 'members.reveal',
  approval: null,
  stores: 'member',
  reveals: true,
  tag: 'members',
  summary: 'One member in clear, once, for a reason that the audit trail keeps',
  params: memberPath,
  body: z.strictObject({ reason: text(200) }),
  answer: memberView,
});
export const getMemberPoints = endpoint({
  method: 'GET',
  path: '/api/members/{id}/points',
  permission: 'members.read',
  stores: 'member',
  tag: 'members',
  summary: 'Points balance and entries, newest first, each with its cause',
  params: memberPath,
  query: z.strictObject(cursorQuery),
  answer: z.object({ balance: z.int(), entries: z.array(pointsEntry), nextCursor: z.string().nullable() }),
});
export const grantPoints = endpoint({
  method: 'POST',
  path: '/api/members/{id}/points',
  permission: 'points.write',
  stores: 'member',
  approval: 'points.grant',
  tag: 'members',
  summary: 'Grant points by hand, with a reason',
  params: memberPath,
  body: z.strictObject({ points: wholeNumber.min(1, 'must be at least 1').max(10_000_000), reason: text(200) }),
  answer: z.object({ entry: id, points: z.int(), balance: z.int() }),
});
export const getMemberTimeline = endpoint({
  method: 'GET',
  path: '/api/members/{id}/timeline',
  permission: 'members.read',
  stores: 'member',
  tag: 'members',
  summary: 'Everything that happened to one member, newest first',
  params: memberPath,
  query: z.strictObject({ ...cursorQuery, kind: exactText(300).optional() }),
  answer: listOf(timelineItem),
});
