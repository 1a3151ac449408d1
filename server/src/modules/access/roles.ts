import { type Granted, isReadyRole, permissions, readyRoles } from '@shuke/contract';
import { Problem } from '../../platform/problem.ts';

/** What a role allows; `own` is what staff chose for a role of theirs. A name that is no permission any more counts for nothing. */
export function allowedBy(role: string, own: readonly string[] | null | undefined): readonly Granted[] {
  return isReadyRole(role) ? readyRoles[role] : permissions.filter((one) => own?.includes(one));
}

/** Nobody gives what they lack, nor rules over who has it. */
export function mustHave(may: readonly Granted[], wanted: readonly Granted[]): void {
  const lacking = wanted.filter((one) => !may.includes(one));
  if (lacking.length > 0)
    throw new Problem(
      'auth.forbidden',
      `Nobody gives, takes or changes what they may not do themselves: ${lacking.join(', ')}. Ask somebody who may.`,
    );
}
