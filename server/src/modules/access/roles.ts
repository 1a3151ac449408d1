import {
  type FieldRights,
  type Granted,
  coversFields,
  givenBy,
  isReadyRole,
  noFields,
  permissions,
  readyRoles,
} from '@shuke/contract';
import { Problem } from '../../platform/problem.ts';

/** What a role allows; `own` is what staff chose for a role of theirs. A name that is no permission any more counts for nothing. */
export function allowedBy(role: string, own: readonly string[] | null | undefined): readonly Granted[] {
  return isReadyRole(role) ? readyRoles[role] : permissions.filter((one) => own?.includes(one));
}

/** What a role sees and edits of members, field by field, where it is not as usual. One that is not there any more, nothing. */
export const fieldsBy = (role: string, own: FieldRights | null | undefined): FieldRights =>
  isReadyRole(role) ? {} : (own ?? noFields);

/** What somebody may do, and with which fields of members. */
export interface Rights {
  readonly permissions: readonly Granted[];
  readonly fields: FieldRights;
}

/** The rights of a caller as inputs carry them; what was asked before roles told fields apart names none. */
export interface Mine {
  readonly may: readonly Granted[];
  readonly mayFields?: FieldRights;
}

export const rightsOf = ({ may, mayFields = {} }: Mine): Rights => ({ permissions: may, fields: mayFields });

/** What a caller gives to others: what they have, and with `roles.give` whatever belongs to the business. */
export const givesOf = ({ may, mayFields = {} }: Mine): Rights => ({
  permissions: givenBy(may),
  fields: may.includes('roles.give') ? {} : mayFields,
});

/** Nobody gives what they lack, nor rules over who has it. */
export function mustHave(mine: Rights, others: Rights): void {
  const [may, wanted] = [mine.permissions, others.permissions];
  const lacking = wanted.filter((one) => !may.includes(one));
  if (lacking.length > 0)
    throw new Problem(
      'auth.forbidden',
      `Nobody gives, takes or changes what they may not do themselves: ${lacking.join(', ')}. Ask somebody who may.`,
    );
  if (!coversFields(mine.fields, others.fields, may.includes('members.clear')))
    throw new Problem(
      'auth.forbidden',
      'Nobody gives, takes or changes more of the fields of members than they see and edit themselves. Ask somebody who may.',
    );
}
