import { type Fact, type Scope, heard } from '../../engine/index.ts';
import { Problem } from '../../platform/problem.ts';
import { type EraseMember, eraseMember, profiles } from '../members/index.ts';
import { withConsent } from './consent.ts';
import { closeDeletions } from './member-requests.ts';
import { type Who, erasures } from './request-store.ts';
import { consentEntries, consents } from './store.ts';

export interface Erase extends EraseMember {
  readonly reason: string;
  readonly who: Who;
  /** Refused where a fact of this id or a later one tells of the member: somebody looked, and they came back since. */
  readonly unlessHeardFrom?: number;
}

/** Destroys a member's data in this turn, and has what is left of it in the log looked for. */
export function erase(scope: Scope, { member, identifiers, who, unlessHeardFrom }: Erase): { erasedAt: string } {
  if (unlessHeardFrom !== undefined && (scope.get(heard, member) ?? 0) >= unlessHeardFrom)
    throw new Problem(
      'member.heard',
      `Member ${member} was heard of while this was asked. Look again whether they are to be erased.`,
    );
  if (eraseMember(scope, { member, identifiers })) {
    const traces = identifiers.map(({ value }) => value);
    scope.set(erasures, member, { askedAt: scope.now, traces });
    closeDeletions(scope, member, who);
  }
  return { erasedAt: new Date(scope.get(profiles, member)!.erasedAt!).toISOString() };
}

/** Whoever is nobody any more consents to nothing. */
export function withdrawAll(scope: Scope, { subject }: Fact): void {
  let own = scope.get(consents, subject) ?? [];
  for (const { purpose, channel, byGuardian } of own.filter(({ decision }) => decision === 'given')) {
    const said = { purpose, channel, decision: 'withdrawn', policy: null, byGuardian } as const;
    const id = scope.newId();
    const evidence = {
      source: 'erasure',
      shown: null,
      address: null,
      device: null,
      guardian: null,
      by: { id: 'engine', name: '' },
    };
    scope.add(consentEntries, {
      ...said,
      id,
      memberId: subject,
      evidence,
      key: null,
      at: scope.now,
      cause: scope.cause,
    });
    own = withConsent(own, { ...said, entry: id });
    scope.emit('consent.withdrawn', subject, { purpose, contactChannel: channel });
  }
  scope.set(consents, subject, own);
}
