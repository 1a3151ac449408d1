import type { ContactReason, RequestKind } from '@shuke/contract';
import type { Need } from '../../engine/index.ts';
import { profiles } from '../members/index.ts';
import { type ConsentRules, type ReaderAt, isGround, needsOfConsents } from './consent.ts';
import type { Contact, Proof } from './contact.ts';
import { requests } from './request-store.ts';

export interface NotAllowed {
  readonly reason: ContactReason;
  /** The entry of the ledger, or the request. */
  readonly by: number | null;
}

/** What judging reads of a member. Policies are read where a consent names them. */
export const needsOfJudging = (member: number): Need[] => [...needsOfConsents(member), [requests, member]];

const ofRequests: Partial<Record<RequestKind, ContactReason>> = { object: 'objection', delete: 'deletion' };

/**
 * Whether a member may be contacted at this instant: by which consent, or why not. What was asked for by law, and not refused, stands
 * against every consent that was given before.
 */
export function judgeContact(
  rules: ConsentRules,
  read: ReaderAt,
  { memberId, purpose, channel, isPersonalised }: Pick<Contact, 'memberId' | 'purpose' | 'channel' | 'isPersonalised'>,
): Proof | NotAllowed {
  const profile = read.get(profiles, memberId);
  if (!profile || profile.erasedAt !== null) return { reason: 'erased', by: null };
  const ground = rules.ground(read, memberId, purpose, channel);
  if (!isGround(ground)) return { reason: ground.reason, by: ground.entry };
  const asked = (read.get(requests, memberId) ?? []).find(
    ({ kind, state, id }) => ofRequests[kind] !== undefined && state !== 'refused' && id > ground.entry,
  );
  if (asked) return { reason: ofRequests[asked.kind]!, by: asked.id };
  if (isPersonalised && !rules.allowsProfiling(read, memberId))
    return { reason: 'personalisation', by: rules.profilingRefused(read, memberId)?.entry ?? null };
  const { code, version } = ground.policy!;
  const { hash } = rules
    .standardsFor(read, memberId)
    .versionsOf(code)
    .find((one) => one.version === version)!;
  return { entry: ground.entry, policy: { code, version, hash }, byGuardian: ground.byGuardian };
}

export const isProof = (judged: Proof | NotAllowed): judged is Proof => 'entry' in judged;
