import type { AnswerOf, askContacts as endpoint } from '@shuke/contract';
import type { Need, Reader, Scope } from '../../engine/index.ts';
import { needsOfTimers } from '../../engine/index.ts';
import type { KeyRing } from '../../platform/crypto/index.ts';
import { Problem } from '../../platform/problem.ts';
import { type MemberRef, findMember, keyOfMember, needsOfRef } from '../members/index.ts';
import type { ConsentRules } from './consent.ts';
import { type Contact, type ContactPermit, reasonWords } from './contact.ts';
import { contacts, openContacts, plannedFor, tokenOf } from './contact-store.ts';
import { isProof, judgeContact, needsOfJudging } from './judge-contact.ts';

type About = Pick<Contact, 'purpose' | 'channel' | 'isPersonalised' | 'askedBy'> & {
  readonly reference: string;
  readonly validHours: number;
};

export interface AskContacts extends About {
  /** Null where the caller may name nobody by what was sent. */
  readonly members: readonly (MemberRef | null)[];
}

export interface AskContact extends About {
  readonly memberId: number;
  readonly isOfOne: boolean;
  readonly isFirst: boolean;
}

export type RefusedContact = Contact & { readonly state: 'refused' };

const HOUR_MS = 3_600_000;

/** Whether somebody is known by that now; what names two members names nobody. */
function knownMember(read: Reader, ref: MemberRef | null): number | undefined {
  if (ref === null) return undefined;
  try {
    return findMember(read, ref);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

export const needsOfAsking = ({ members }: AskContacts): Need[] =>
  members.flatMap((ref) => (ref === null ? [] : needsOfRef(ref)));

export const needsOfMembers = (read: Reader, { members }: AskContacts): Need[] =>
  members.flatMap((ref) => {
    const member = knownMember(read, ref);
    return member === undefined ? [] : [...needsOfJudging(member), [openContacts, member], needsOfTimers(member)];
  });

export const subjectOfAsking = (read: Reader, { members }: AskContacts): number | undefined =>
  members.length === 1 ? knownMember(read, members[0]!) : undefined;

/** So many members would be contacted with it: those of this call, with those permitted for the same reference before. */
export const weighAsking =
  (ring: KeyRing) =>
  (read: Reader, { members, reference }: AskContacts): number =>
    members.length + (read.get(plannedFor, tokenOf(ring, reference)) ?? 0);

/** Decides for each of the members, in their order. */
export const askContacts =
  (rules: ConsentRules, ring: KeyRing) =>
  (scope: Scope, { members, ...about }: AskContacts): AnswerOf<typeof endpoint> => {
    const found = members.map((ref) => knownMember(scope, ref));
    const first = found.find((one) => one !== undefined);
    const items = found.map((memberId) => {
      if (memberId === undefined) return unknown;
      const which = { isOfOne: members.length === 1, isFirst: memberId === first };
      const made = permitContact(rules, ring, scope, { ...about, ...which, memberId });
      return {
        memberId: String(memberId),
        contact: String(made.id),
        state: made.state,
        until: made.until === null ? null : new Date(made.until).toISOString(),
        reason: made.reason,
        detail: made.reason && reasonWords[made.reason],
      };
    });
    return { items };
  };

const unknown = {
  memberId: null,
  contact: null,
  state: 'refused',
  until: null,
  reason: 'unknown',
  detail: 'Nobody is known under this, or not to you. Make the member first, and send identifiers of one member only.',
} as const;

/**
 * The one way to a permit: decides whether a member may be contacted, by what holds at this instant, and keeps the permit with its proof,
 * or the refusal. Asked again for the same reference while the permit is open, it is the same permit.
 */
export function permitContact(
  rules: ConsentRules,
  ring: KeyRing,
  scope: Scope,
  { memberId, purpose, channel, isPersonalised, reference, validHours, askedBy, isOfOne, isFirst }: AskContact,
): ContactPermit | RefusedContact {
  const token = tokenOf(ring, reference);
  const open = scope.get(openContacts, memberId) ?? [];
  const judged = judgeContact(rules, scope, { memberId, purpose, channel, isPersonalised });
  const same = open.find(
    (one) =>
      one.token === token &&
      one.purpose === purpose &&
      one.channel === channel &&
      one.isPersonalised === isPersonalised &&
      one.until! > scope.now,
  );
  if (same && isProof(judged)) return same as ContactPermit;
  const key = keyOfMember(scope, memberId);
  const id = scope.newId();
  const asked = { id, memberId, purpose, channel, isPersonalised, token, askedBy, askedAt: scope.now };
  const rest = { ...asked, endedAt: null, told: { reference, key, isOfOne, isFirst } };
  const about = { contact: id, purpose, contactChannel: channel };
  const personal = { key, value: { reference } };
  if (!isProof(judged)) {
    const { reason, by } = judged;
    const refused = { ...rest, state: 'refused', reason, stoppedBy: by, until: null, proof: null } as const;
    scope.make(contacts, id, refused);
    scope.emit('contact.refused', memberId, { ...about, reason }, scope.now, personal);
    return refused;
  }
  const until = scope.now + validHours * HOUR_MS;
  const permit = { ...rest, state: 'open', reason: null, stoppedBy: null, until, proof: judged } as ContactPermit;
  scope.make(contacts, id, permit);
  scope.set(openContacts, memberId, [...open, permit]);
  scope.set(plannedFor, token, (scope.get(plannedFor, token) ?? 0) + 1);
  scope.setTimer(memberId, 'contact.expire', String(id), until, { id });
  const { code, version } = judged.policy;
  scope.emit('contact.permitted', memberId, { ...about, policy: { code, version } }, scope.now, personal);
  return permit;
}
