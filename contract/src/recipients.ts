import { z } from 'zod';
import { day, id, text } from './common.ts';
import { dataKinds } from './data-kinds.ts';
import { endpoint } from './endpoint.ts';

/**
 * On whose behalf they process. `entrusted` (个人信息保护法 21): for the shop, as it tells them to. `own` (23): for purposes of their own, for which
 * members consent separately. `joint` (20): they and the shop decide together.
 */
export const recipientRoles = ['entrusted', 'own', 'joint'] as const;
export type RecipientRole = (typeof recipientRoles)[number];

/** Which way data leaves the mainland (38 to 40): exempt by numbers or need, standard contract, certification, security assessment. */
export const transferWays = ['exempt', 'contract', 'certification', 'assessment'] as const;
export type TransferWay = (typeof transferWays)[number];

/** Days before a contract ends from which it is warned of. */
export const CONTRACT_SOON_DAYS = 30;

/**
 * What is still to be done about a recipient. `contract`: none is noted. `ends`, `ended`: it runs out soon, or has. `consent`: they use data for
 * their own purposes, and no text for the consent to sharing is published. `assessment`: none covers them (55).
 */
export const recipientGaps = ['contract', 'ends', 'ended', 'consent', 'assessment'] as const;
export type RecipientGap = (typeof recipientGaps)[number];

/** Two letters of ISO 3166; what has a name of its own, without groups of countries. */
const groups = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);
const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
export const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) && !groups.has(code) && names.of(code) !== undefined;

const recipientBody = z.strictObject({
  name: text(100),
  contact: text(200),
  purpose: text(500),
  /** For the English privacy notice. */
  purposeEn: text(500).nullable().default(null),
  data: z.array(z.enum(dataKinds), 'must be a list of kinds of data').min(1, 'must name at least one').max(20),
  role: z.enum(recipientRoles),
  /** Where they keep it. `CN` is the mainland: Hong Kong, Macao and Taiwan count as abroad. */
  country: z.string().refine(isCountry, 'must be a country in two capital letters, e.g. CN'),
  /** Which way it goes there; null within the mainland. */
  transfer: z.enum(transferWays).nullable().default(null),
  contractFrom: day.nullable().default(null),
  /** The last day; null where it runs until it is ended. */
  contractUntil: day.nullable().default(null),
  /** They get nothing any more. What was recorded stays. */
  isEnded: z.boolean().default(false),
});

export const recipient = z.object({
  ...recipientBody.shape,
  id,
  recordedAt: z.string(),
  gaps: z.array(z.enum(recipientGaps)),
});
export type Recipient = z.output<typeof recipient>;

const checkedBody = recipientBody.check(({ value, issues }) => {
  const refuse = (path: 'transfer' | 'contractUntil', message: string) =>
    issues.push({ code: 'custom', path: [path], message, input: value[path] });
  if ((value.country === 'CN') !== (value.transfer === null))
    refuse(
      'transfer',
      value.country === 'CN'
        ? 'must be null: within the mainland nothing is transferred abroad'
        : 'must tell which way the data goes abroad',
    );
  if (value.contractFrom !== null && value.contractUntil !== null && value.contractUntil < value.contractFrom)
    refuse('contractUntil', 'must not lie before the contract begins');
});

export const listRecipients = endpoint({
  method: 'GET',
  path: '/api/privacy/recipients',
  permission: 'privacy.read',
  stores: 'free',
  tag: 'privacy',
  summary: 'Who else gets personal data, with what is still to be done about it; those that ended come last',
  answer: z.object({ items: z.array(recipient) }),
});

export const recordRecipient = endpoint({
  method: 'POST',
  path: '/api/privacy/recipients',
  permission: 'privacy.publish',
  approval: null,
  tag: 'privacy',
  summary: 'Record somebody who gets personal data: a provider of SMS, a courier, a cloud',
  body: checkedBody,
  answer: recipient,
});

export const changeRecipient = endpoint({
  method: 'PUT',
  path: '/api/privacy/recipients/{id}',
  permission: 'privacy.publish',
  approval: null,
  tag: 'privacy',
  summary: 'Tell better who gets personal data, or that they get it no more',
  params: z.object({ id }),
  body: checkedBody,
  answer: recipient,
});
