import { z } from 'zod';
import { cursorQuery, id, listOf, text, wholeNumber } from './common.ts';
import { endpoint } from './endpoint.ts';
import { contactOutcomes, contactReasons, contactStates } from './contact-outcomes.ts';
import { memberReference } from './members.ts';
import { consentEvidence, contactChannels, policyCodes } from './privacy.ts';

/** What members are contacted for of the shop's own accord. */
export const contactPurposes = ['membership', 'marketing'] as const;
export type ContactPurpose = (typeof contactPurposes)[number];

/** The one way a message goes: never all of them. */
export const messageChannels = contactChannels.filter((one) => one !== 'all');
export type MessageChannel = (typeof messageChannels)[number];

/** Days that are counted. */
export const CONTACT_DAYS = 30;
export const CONTACT_MEMBERS_LIMIT = 500;

const purpose = z.enum(contactPurposes);
const channel = z.enum(messageChannels as [MessageChannel, ...MessageChannel[]]);
const reason = z.enum(contactReasons);

/** The consent on which a permit rests, as it held when it was given, and again when it was used. */
const contactProof = z.object({
  /** Of the ledger of consents. */
  entry: id,
  at: z.string(),
  policy: z.object({ code: z.enum(policyCodes), version: z.int(), hash: z.string() }),
  byGuardian: z.boolean(),
  /** Null once the member's data was destroyed: entry, version and hash stay. */
  evidence: consentEvidence.nullable(),
});

export const contact = z.object({
  id,
  memberId: id,
  purpose,
  channel,
  /** Whom or what was chosen by what is known of the member. */
  isPersonalised: z.boolean(),
  /** What the message is called where it is sent from; null once the member's data was destroyed. */
  reference: z.string().nullable(),
  state: z.enum(contactStates),
  /** Why it was refused or stopped, and by which entry of the ledger or request. */
  reason: reason.nullable(),
  stoppedBy: id.nullable(),
  askedAt: z.string(),
  askedBy: z.string(),
  /** Until when a permit can be used. */
  until: z.string().nullable(),
  /** When it was used, stopped or expired. */
  endedAt: z.string().nullable(),
  proof: contactProof.nullable(),
});
export type Contact = z.output<typeof contact>;

export const askContacts = endpoint({
  method: 'POST',
  path: '/api/contacts',
  permission: 'contacts.write',
  stores: 'filtered',
  approval: 'contacts.broadcast',
  tag: 'contacts',
  summary: 'Ask whether members may be contacted about one message: for each a permit, or why not',
  description:
    'A permit can be used once, until it ends; it is stopped at once by a withdrawal, an objection, an erasure, and whatever else takes its ground away. Asked again while it is open, the same permit is answered. Mark it as used right before the message goes out, and send nothing where that is refused.',
  body: z.strictObject({
    purpose,
    channel,
    /** Name the message, not the person: `2026-双11-第一批`. */
    reference: text(200),
    isPersonalised: z.boolean().default(false),
    validHours: wholeNumber.min(1, 'must be at least 1').max(168, 'must be at most 168 (a week)').default(24),
    members: z
      .array(memberReference, 'must be a list of members, each by an identifier: [{"phone": "13800000001"}]')
      .min(1, 'must name at least one member')
      .max(CONTACT_MEMBERS_LIMIT, `must name at most ${CONTACT_MEMBERS_LIMIT} members: ask in several calls`),
  }),
  answer: z.object({
    /** In the order in which members were named. */
    items: z.array(
      z.object({
        memberId: id.nullable(),
        contact: id.nullable(),
        state: z.enum(['open', 'refused']),
        until: z.string().nullable(),
        reason: z.enum([...contactReasons, 'unknown']).nullable(),
        /** Why, in words. */
        detail: z.string().nullable(),
      }),
    ),
  }),
});

export const useContact = endpoint({
  method: 'POST',
  path: '/api/contacts/{id}/used',
  permission: 'contacts.write',
  stores: 'filtered',
  approval: null,
  tag: 'contacts',
  summary:
    'Use a permit, right before its message goes out. Refused where it was stopped, ended or used: then send nothing',
  params: z.object({ id }),
  answer: contact,
});

export const getContact = endpoint({
  method: 'GET',
  path: '/api/contacts/{id}',
  permission: 'contacts.read',
  stores: 'filtered',
  tag: 'contacts',
  summary: 'One permit or refusal, with the consent that it rests on',
  params: z.object({ id }),
  answer: contact,
});

export const listMemberContacts = endpoint({
  method: 'GET',
  path: '/api/members/{id}/contacts',
  permission: 'contacts.read',
  stores: 'member',
  tag: 'contacts',
  summary: 'When it was asked to contact a member, newest first: permits with their proof, and refusals',
  params: z.object({ id }),
  query: z.strictObject(cursorQuery),
  answer: listOf(contact),
});

export const countContacts = endpoint({
  method: 'GET',
  path: '/api/contacts/count',
  permission: 'contacts.read',
  tag: 'contacts',
  summary: `What came of asking to contact members in the last ${CONTACT_DAYS} days, and of how many members`,
  description: 'Who they are: GET /api/members with `contact` and `contactFrom`.',
  answer: z.object({
    from: z.string(),
    items: z.array(z.object({ outcome: z.enum(contactOutcomes), contacts: z.int(), members: z.int() })),
  }),
});
