import type { ConsentDecision, ConsentState, ContactChannel, PolicyCode, Purpose } from '@shuke/contract';
import type { Need, Reader } from '../../engine/index.ts';
import type { PolicyVersions } from './policy.ts';
import { consents, policies } from './store.ts';

/** What a member said last for a purpose and a channel. */
export interface Consent {
  readonly purpose: Purpose;
  readonly channel: ContactChannel;
  readonly decision: ConsentDecision;
  readonly policy: { readonly code: PolicyCode; readonly version: number } | null;
  /** The entry of the ledger. */
  readonly entry: number;
}

export const isAbout = (one: Consent, purpose: Purpose, channel: ContactChannel): boolean =>
  one.purpose === purpose && one.channel === channel;

/** All that a member said, with what they said just now. */
export const withConsent = (own: readonly Consent[], said: Consent): readonly Consent[] => [
  ...own.filter((one) => !isAbout(one, said.purpose, said.channel)),
  said,
];

/** What a consent counts as, given all versions of its policy. */
export function stateOf({ decision, policy }: Consent, versionsOf: (code: PolicyCode) => PolicyVersions): ConsentState {
  if (decision === 'withdrawn' || policy === null) return 'withdrawn';
  const isReplaced = versionsOf(policy.code).some((one) => one.asksAgain && one.version > policy.version);
  return isReplaced ? 'renew' : 'given';
}

/** What deciding about a member's consents reads, for the `needs` of an input. A policy is read only where a consent names it. */
export const needsOfConsents = (member: number): Need[] => [[consents, member]];

/**
 * Whether a purpose is allowed by a channel, or as a whole. A channel that was refused by itself stays refused; withdrawing the
 * purpose as a whole ends what was given to channels before, and what is given to one afterwards holds for that one.
 */
export function isAllowed(
  own: readonly Consent[],
  versionsOf: (code: PolicyCode) => PolicyVersions,
  purpose: Purpose,
  channel: ContactChannel,
): boolean {
  const whole = own.find((one) => isAbout(one, purpose, 'all'));
  const single = own.find((one) => isAbout(one, purpose, channel));
  const isGiven = (one: Consent | undefined) => one !== undefined && stateOf(one, versionsOf) === 'given';
  if (single?.decision === 'withdrawn') return false;
  if (whole?.decision === 'withdrawn') return single !== undefined && isGiven(single) && single.entry > whole.entry;
  return isGiven(single) || isGiven(whole);
}

/** Whether a member's data may be used for a purpose. Asked in a turn, a withdrawal counts from its own turn on. */
export function mayProcess(read: Reader, member: number, purpose: Purpose, channel: ContactChannel = 'all'): boolean {
  return isAllowed(read.get(consents, member) ?? [], (code) => read.get(policies, code) ?? [], purpose, channel);
}

/** Whether a message of the shop's own accord may be sent by this channel. */
export const mayMessage = (read: Reader, member: number, channel: Exclude<ContactChannel, 'all'>): boolean =>
  mayProcess(read, member, 'marketing', channel);

/** Whether decisions by machine were refused. */
export const refusesProfiling = (own: readonly Consent[]): boolean =>
  own.some((one) => one.purpose === 'personalisation' && one.decision === 'withdrawn');

/** False once the member refused decisions by machine; nobody has to agree to them beforehand. */
export const allowsProfiling = (read: Reader, member: number): boolean =>
  !refusesProfiling(read.get(consents, member) ?? []);
