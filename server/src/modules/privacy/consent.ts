import type { ConsentDecision, ConsentState, ContactChannel, PolicyCode, Purpose } from '@shuke/contract';
import type { Need, Reader } from '../../engine/index.ts';
import type { Zone } from '../../platform/zone.ts';
import { needsGuardian, profiles } from '../members/index.ts';
import type { PolicyVersions } from './policy.ts';
import { consents, policies } from './store.ts';

/** What a member said last for a purpose and a channel. */
export interface Consent {
  readonly purpose: Purpose;
  readonly channel: ContactChannel;
  readonly decision: ConsentDecision;
  readonly policy: { readonly code: PolicyCode; readonly version: number } | null;
  /** A guardian gave it in the member's place. */
  readonly byGuardian: boolean;
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

/** What a consent is judged by. */
export interface Standards {
  readonly versionsOf: (code: PolicyCode) => PolicyVersions;
  /** The member is too young to consent: only a guardian can. */
  readonly needsGuardian: boolean;
}

/** What a consent counts as. One that a guardian gave ends with the birthday from which members consent themselves. */
export function stateOf(
  { decision, policy, byGuardian }: Omit<Consent, 'entry'>,
  { versionsOf, needsGuardian: isTooYoung }: Standards,
): ConsentState {
  if (decision === 'withdrawn' || policy === null) return 'withdrawn';
  if (isTooYoung !== byGuardian) return isTooYoung ? 'guardian' : 'renew';
  const isReplaced = versionsOf(policy.code).some((one) => one.asksAgain && one.version > policy.version);
  return isReplaced ? 'renew' : 'given';
}

/** What deciding about a member's consents reads, for the `needs` of an input. A policy is read only where a consent names it. */
export const needsOfConsents = (member: number): Need[] => [
  [consents, member],
  [profiles, member],
];

/** Why no consent allows something, and which one it was that does not. */
export interface NoGround {
  readonly reason: 'never' | Exclude<ConsentState, 'given'>;
  readonly entry: number | null;
}

/**
 * The consent by which a purpose is allowed by a channel, or as a whole, or why there is none. A channel that was refused by itself stays
 * refused; withdrawing the purpose as a whole ends what was given to channels before, and what is given to one afterwards holds for that one.
 */
export function groundFor(
  own: readonly Consent[],
  standards: Standards,
  purpose: Purpose,
  channel: ContactChannel,
): Consent | NoGround {
  const whole = own.find((one) => isAbout(one, purpose, 'all'));
  const single = own.find((one) => isAbout(one, purpose, channel));
  const said = [single, whole].filter((one) => one !== undefined);
  const ended = single?.decision === 'withdrawn' ? single : whole?.decision === 'withdrawn' ? whole : undefined;
  if (ended && !(single && single.decision === 'given' && single.entry > ended.entry))
    return { reason: 'withdrawn', entry: ended.entry };
  const states = said.map((one) => ({ one, state: stateOf(one, standards) }));
  const found = states.find(({ state }) => state === 'given');
  if (found) return found.one;
  const [first] = states;
  return first === undefined || first.state === 'given'
    ? { reason: 'never', entry: null }
    : { reason: first.state, entry: first.one.entry };
}

export const isGround = (found: Consent | NoGround): found is Consent => 'policy' in found;

export const isAllowed = (...asked: Parameters<typeof groundFor>): boolean => isGround(groundFor(...asked));

/** Whether decisions by machine are open to a member: until they refuse; to one under fourteen only by a guardian's consent. */
export function isProfilingAllowed(own: readonly Consent[], standards: Standards): boolean {
  if (standards.needsGuardian) return isAllowed(own, standards, 'personalisation', 'all');
  return profilingRefused(own) === undefined;
}

export const profilingRefused = (own: readonly Consent[]): Consent | undefined =>
  own.find((one) => one.purpose === 'personalisation' && one.decision === 'withdrawn');

/** Reads in a turn, at its instant. */
export interface ReaderAt extends Reader {
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What other modules ask in a turn before they use a member's data. Who is under fourteen is told by the birthday at that instant. */
export function consentRules(zone: Zone) {
  const ownOf = (read: Reader, member: number) => read.get(consents, member) ?? [];
  const standardsFor = (read: ReaderAt, member: number): Standards => ({
    versionsOf: (code) => read.get(policies, code) ?? [],
    needsGuardian: needsGuardian(
      read.get(profiles, member)?.personal.value.birthday ?? null,
      zone.wallClock(read.now).slice(0, 10),
    ),
  });
  /** Whether a member's data may be used for a purpose. A withdrawal counts from its own turn on. */
  const mayProcess = (read: ReaderAt, member: number, purpose: Purpose, channel: ContactChannel = 'all'): boolean =>
    isAllowed(ownOf(read, member), standardsFor(read, member), purpose, channel);
  return {
    standardsFor,
    mayProcess,
    /** The consent that allows it, or why none does. */
    ground: (read: ReaderAt, member: number, purpose: Purpose, channel: ContactChannel) =>
      groundFor(ownOf(read, member), standardsFor(read, member), purpose, channel),
    /** The withdrawal by which a member does not want to be profiled. */
    profilingRefused: (read: ReaderAt, member: number) => profilingRefused(ownOf(read, member)),
    /** Whether machines may decide about a member by what is known of them; nobody of age has to agree to that beforehand. */
    allowsProfiling: (read: ReaderAt, member: number): boolean =>
      isProfilingAllowed(ownOf(read, member), standardsFor(read, member)),
  };
}
export type ConsentRules = ReturnType<typeof consentRules>;
