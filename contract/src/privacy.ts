import { z } from 'zod';
import { cursorQuery, exactText, id, text, wholeNumber } from './common.ts';
import { endpoint } from './endpoint.ts';
import { hasDraftMark } from './notice.ts';
import { personal } from './personal.ts';
import { purposes } from './purposes.ts';

/** The ways a member is reached. `all` is the purpose as a whole, whichever way. */
export const contactChannels = ['all', 'sms', 'email', 'wechat', 'app-push', 'wecom', 'phone'] as const;
export type ContactChannel = (typeof contactChannels)[number];

/** The texts that members consent to; each is published in versions. */
export const policyCodes = ['privacy', 'membership', 'marketing', 'sensitive', 'sharing', 'minors'] as const;
export type PolicyCode = (typeof policyCodes)[number];

export const consentDecisions = ['given', 'withdrawn'] as const;
export type ConsentDecision = (typeof consentDecisions)[number];

/**
 * `renew`: given to a text that was replaced by one that asks everybody again, or by a guardian for who is of age by now. `guardian`: given by
 * who is too young to. Both allow nothing until it is given anew.
 */
export const consentStates = ['given', 'renew', 'guardian', 'withdrawn'] as const;
export type ConsentState = (typeof consentStates)[number];

const policyCode = z.enum(policyCodes);
const policyText = text(50_000).refine(
  (value) => !hasDraftMark(value),
  'must hold no mark of the draft: fill in the entry that it names, or put your own words in its place',
);

export const policyVersion = z.object({
  code: policyCode,
  version: z.int(),
  /** Hex SHA-256 of the JSON array of the texts: Chinese, then English or null. */
  hash: z.string(),
  /** Consents given to versions before have to be given anew. */
  asksAgain: z.boolean(),
  publishedAt: z.string(),
  publishedBy: z.string(),
});
export type PolicyVersion = z.output<typeof policyVersion>;

export const listPolicies = endpoint({
  method: 'GET',
  path: '/api/policies',
  permission: 'privacy.read',
  stores: 'free',
  tag: 'privacy',
  summary: 'All versions of all policies, latest first',
  answer: z.object({ items: z.array(policyVersion) }),
});
export const getPolicy = endpoint({
  method: 'GET',
  path: '/api/policies/{code}/{version}',
  permission: 'privacy.read',
  stores: 'free',
  tag: 'privacy',
  summary: 'One version of a policy with its texts',
  params: z.object({
    code: policyCode,
    version: z.string().regex(/^[1-9]\d{0,5}$/, 'must be a whole number from 1 on: GET /api/policies lists them'),
  }),
  answer: policyVersion.extend({ text: z.string(), textEn: z.string().nullable() }),
});
export const publishPolicy = endpoint({
  method: 'POST',
  path: '/api/policies',
  permission: 'privacy.publish',
  approval: null,
  tag: 'privacy',
  summary: 'Publish a version of a policy; it is never changed. What is the latest already is answered as it is',
  body: z.strictObject({
    code: policyCode,
    text: policyText,
    textEn: policyText.nullable().default(null),
    asksAgain: z.boolean(),
  }),
  answer: policyVersion,
});

/** How it came about: what would be shown to whoever asks for a proof. */
export const consentEvidence = z.object({
  /** Where the member said so: `miniprogram`, `counter`, `sms-keyword`. */
  source: z.string(),
  /** The words beside the box that was ticked, or what the member wrote. */
  shown: z.string().nullable(),
  address: personal('hidden', z.string()).nullable(),
  device: personal('hidden', z.string()).nullable(),
  /** Who gave it in the place of a member under fourteen, and what they are to them. */
  guardian: z.object({ name: personal('name', z.string()), relation: z.string() }).nullable(),
  /** Who recorded it. */
  by: z.object({ id: z.string(), name: z.string() }),
});
export type ConsentEvidence = z.output<typeof consentEvidence>;

const purpose = z.enum(purposes);
const channel = z.enum(contactChannels);

/** What was said once, as it stays on the ledger. */
export const consentEntry = z.object({
  id,
  at: z.string(),
  purpose,
  channel,
  decision: z.enum(consentDecisions),
  /** What it was given to; null of a withdrawal. */
  policy: z.object({ code: policyCode, version: z.int(), hash: z.string() }).nullable(),
  evidence: consentEvidence,
});
export type ConsentEntry = z.output<typeof consentEntry>;

/** What holds now for a purpose and a channel, with the entry it rests on. */
export const consentView = consentEntry.extend({ state: z.enum(consentStates) });
export type ConsentView = z.output<typeof consentView>;

export const getConsents = endpoint({
  method: 'GET',
  path: '/api/members/{id}/consents',
  permission: 'privacy.read',
  stores: 'member',
  tag: 'privacy',
  summary: 'What a member consents to, with evidence, and the ledger behind it, newest first',
  params: z.object({ id }),
  query: z.strictObject(cursorQuery),
  answer: z.object({
    consents: z.array(consentView),
    /** What may be done now, all told: a purpose as a whole counts for channels of which nothing else was said. */
    allowed: z.array(z.object({ purpose, channel })),
    /** False once the member refused decisions by machine: personalisation. */
    allowsProfiling: z.boolean(),
    /** Under fourteen today, by the birthday that is known: only a guardian can consent. */
    needsGuardian: z.boolean(),
    entries: z.array(consentEntry),
    nextCursor: z.string().nullable(),
  }),
});

export const countRenewals = endpoint({
  method: 'GET',
  path: '/api/privacy/renewals',
  permission: 'privacy.read',
  tag: 'privacy',
  summary: 'How many members still stand on an older version of a policy, and how many stand on each policy',
  description: 'Who they are: GET /api/members with `renew` or `older` and the purpose.',
  answer: z.object({
    purposes: z.array(
      z.object({
        purpose,
        /** Members whose consent allows nothing any more: a later version asks again. */
        renew: z.int(),
        /** Members whose consent holds, though a later version was published. */
        older: z.int(),
      }),
    ),
    /** Members with a consent that holds under a policy: whom a version that asks again would ask. */
    policies: z.array(z.object({ code: policyCode, members: z.int() })),
  }),
});

export const recordConsents = endpoint({
  method: 'PUT',
  path: '/api/members/{id}/consents',
  permission: 'privacy.write',
  stores: 'member',
  approval: null,
  tag: 'privacy',
  summary: 'Record what a member gives or withdraws; what holds already is not recorded again',
  description:
    'A consent is given to a version of a policy that is published and was not replaced by one that asks again, and tells the text that was shown. A withdrawal needs neither, is never refused for the text it names, and counts from this very call on. For a member under fourteen a consent names the guardian who gave it.',
  params: z.object({ id }),
  body: z
    .strictObject({
      consents: z
        .array(
          z.strictObject({ purpose, channel: channel.default('all'), decision: z.enum(consentDecisions) }),
          'must be a list of purposes with what was decided',
        )
        .min(1, 'must name at least one purpose')
        .max(100, 'must have at most 100 entries'),
      policy: z
        .strictObject({ code: policyCode, version: wholeNumber.min(1).max(1_000_000) })
        .nullable()
        .default(null),
      source: text(60),
      guardian: z
        .strictObject({ name: text(100), relation: text(40) })
        .nullable()
        .default(null),
      shown: text(4000).nullable().default(null),
      address: exactText(100).nullable().default(null),
      device: exactText(300).nullable().default(null),
    })
    .check(({ value, issues }) => {
      if (value.consents.every(({ decision }) => decision === 'withdrawn')) return;
      const lacks = (path: 'policy' | 'shown', message: string) =>
        value[path] === null && issues.push({ code: 'custom', path: [path], message, input: value[path] });
      lacks('policy', 'must name the version of the policy that was consented to');
      lacks('shown', 'must give the text that was shown');
    }),
  answer: z.object({
    /** How many entries were added to the ledger. */
    recorded: z.int(),
    consents: z.array(z.object({ purpose, channel, state: z.enum(consentStates) })),
    allowsProfiling: z.boolean(),
  }),
});
