import type { AnswerOf, ConsentDecision, ConsentEvidence, ContactChannel, PolicyCode, Purpose } from '@shuke/contract';
import type { recordConsents as endpoint } from '@shuke/contract';
import type { Reader, Scope } from '../../engine/index.ts';
import { Problem } from '../../platform/problem.ts';
import { findMember, keyOfMember } from '../members/index.ts';
import { type Consent, type ConsentRules, isAbout, stateOf, withConsent } from './consent.ts';
import { type Entry, consentEntries, consents, policies } from './store.ts';

export interface RecordConsents {
  readonly member: number;
  readonly consents: readonly {
    readonly purpose: Purpose;
    readonly channel: ContactChannel;
    readonly decision: ConsentDecision;
  }[];
  readonly policy: { readonly code: PolicyCode; readonly version: number } | null;
  /** Without a guardian in inputs of before there were any. */
  readonly evidence: Omit<ConsentEvidence, 'guardian'> & Partial<Pick<ConsentEvidence, 'guardian'>>;
}

export const refOf = (member: number) => ({ id: member, identifiers: [] });

/** Adds to the ledger what a member, or a guardian in their place, decided and did not hold already. */
export const recordConsents =
  (rules: ConsentRules) =>
  (scope: Scope, asked: RecordConsents): AnswerOf<typeof endpoint> => {
    const { member } = asked;
    const evidence: ConsentEvidence = { guardian: null, ...asked.evidence };
    findMember(scope, refOf(member));
    const key = keyOfMember(scope, member);
    // A withdrawal is not refused for the text it names.
    const isGiving = asked.consents.some(({ decision }) => decision === 'given');
    const standards = rules.standardsFor(scope, member);
    const byGuardian = evidence.guardian !== null;
    if (isGiving && byGuardian !== standards.needsGuardian) throw wrongGiver(member, byGuardian);
    const shown = isGiving && asked.policy !== null ? publishedPolicy(scope, asked.policy) : null;
    let own = scope.get(consents, member) ?? [];
    let recorded = 0;
    for (const { purpose, channel, decision } of asked.consents) {
      const policy = decision === 'given' ? shown : null;
      const said = { purpose, channel, decision, policy, byGuardian };
      if (holds(own, said)) continue;
      const id = scope.newId();
      scope.add(consentEntries, { ...said, id, memberId: member, evidence, key, at: scope.now, cause: scope.cause });
      own = withConsent(own, { ...said, entry: id });
      const about = { purpose, contactChannel: channel };
      if (policy === null) scope.emit('consent.withdrawn', member, about);
      else {
        const ground = { code: policy.code, version: policy.version };
        scope.emit('consent.given', member, { ...about, policy: ground, ...(byGuardian ? { byGuardian } : {}) });
      }
      recorded++;
    }
    if (recorded > 0) scope.set(consents, member, own);
    return {
      recorded,
      consents: own.map((one) => ({ purpose: one.purpose, channel: one.channel, state: stateOf(one, standards) })),
      allowsProfiling: rules.allowsProfiling(scope, member),
    };
  };

function wrongGiver(member: number, byGuardian: boolean): Problem {
  const remedy = byGuardian
    ? 'must be left out: the member is of age, or no birthday is known that says otherwise'
    : 'must tell name and relation of the guardian who consents';
  return new Problem(
    'consent.guardian',
    byGuardian
      ? `Member ${member} consents for themselves: no birthday says that they are under fourteen. Send no guardian, or correct the birthday first.`
      : `Member ${member} is under fourteen: a guardian has to consent. Send guardian with name and relation.`,
    { faults: [{ field: 'guardian', message: remedy }] },
  );
}

/** A withdrawal stands whatever it was made to; a consent, where it was given to this very text by who may give it. */
function holds(
  own: readonly Consent[],
  said: Pick<Entry, 'purpose' | 'channel' | 'decision' | 'policy' | 'byGuardian'>,
): boolean {
  const now = own.find((one) => isAbout(one, said.purpose, said.channel));
  if (now?.decision !== said.decision) return false;
  if (said.decision === 'withdrawn') return true;
  if (now.byGuardian !== said.byGuardian) return false;
  return now.policy?.code === said.policy?.code && now.policy?.version === said.policy?.version;
}

/** The version that was shown, with its hash; refuses one that is not there, or is no ground for a consent any more. */
function publishedPolicy(
  read: Reader,
  { code, version }: { readonly code: PolicyCode; readonly version: number },
): NonNullable<Entry['policy']> {
  const versions = read.get(policies, code) ?? [];
  const found = versions.find((one) => one.version === version);
  if (!found)
    throw new Problem('policy.unknown', `There is no version ${version} of ${code}. GET /api/policies lists them.`, {
      faults: [{ field: 'policy', message: 'must be a version that was published: GET /api/policies lists them' }],
    });
  if (versions.some((one) => one.asksAgain && one.version > version))
    throw new Problem(
      'policy.outdated',
      `Version ${version} of ${code} was replaced by one that asks everybody again. Show the latest version, ${versions.at(-1)!.version}.`,
      { faults: [{ field: 'policy', message: `must be the latest version, ${versions.at(-1)!.version}` }] },
    );
  return { code, version, hash: found.hash };
}
