import type { Identifier } from '@shuke/contract';
import type { Need, Scope } from '../../engine/index.ts';
import { Sealed } from '../../platform/crypto/index.ts';
import { Problem } from '../../platform/problem.ts';
import { identifierKey } from './identifier.ts';
import { nobody } from './sealing.ts';
import { owners, profiles } from './store.ts';

export interface EraseMember {
  readonly member: number;
  /** Those known when it was asked; what came in since goes with the member's rows. */
  readonly identifiers: readonly Identifier[];
}

export const needsOfErasing = ({ member, identifiers }: EraseMember): Need[] => [
  [profiles, member],
  ...identifiers.map((one) => [owners, identifierKey(one)] as const),
];

/**
 * Destroys all that tells who a member was: profile, identifiers, and the key of whatever else was sealed for them. Number, dates, orders and points
 * stay for the books. Other modules follow the fact. False where it was done before.
 */
export function eraseMember(scope: Scope, { member, identifiers }: EraseMember): boolean {
  const before = scope.get(profiles, member);
  if (!before)
    throw new Problem('member.unknown', `There is no member ${member}. Find the member with GET /api/members?search=.`);
  if (before.erasedAt !== null) return false;
  for (const one of identifiers) {
    const owner = scope.get(owners, identifierKey(one));
    if (owner?.memberId !== member) continue;
    const erased = { memberId: member, at: scope.now };
    scope.set(owners, identifierKey(one), { identifier: one, memberId: null, addedAt: owner.addedAt, erased });
  }
  scope.set(profiles, member, {
    ...before,
    key: null,
    personal: Sealed.of(nobody),
    gender: null,
    region: null,
    language: null,
    updatedAt: scope.now,
    erasedAt: scope.now,
  });
  scope.emit('member.erased', member, {});
  return true;
}
