import { isReadyRole, listRoles, readyRoles, type Granted, type ReadyRole } from '@shuke/contract';
import { useAnswer } from '../../api/use.ts';
import { useRoleName } from '../../components/use-names.ts';
import { useMessages } from '../../languages/language.tsx';
import { useMay, useMayGive, useStaff } from '../../session.tsx';

export interface KnownRole {
  code: string;
  name: string;
  permissions: readonly Granted[];
}

const ready = Object.keys(readyRoles) as ReadyRole[];

/** The roles that staff can have; who may not look at roles knows the ready ones. */
export function useRoles() {
  const { access } = useMessages();
  const may = useMay();
  const mayGive = useMayGive();
  const me = useStaff();
  const roleName = useRoleName();
  const { data } = useAnswer(listRoles, {}, { enabled: may('roles.read') });
  const roles: KnownRole[] =
    data?.items.map(({ code, name, permissions }) => ({ code, name: roleName(code, name), permissions })) ??
    ready.map((code) => ({ code, name: roleName(code, null), permissions: readyRoles[code] }));
  const roleOf = (code: string) => roles.find((role) => role.code === code);
  return {
    roles,
    /** Nobody gives or takes a role that may do what they may not give; their own they only give up. */
    mayGive: (code: string) => roleOf(code)?.permissions.every(code === me.role ? may : mayGive) ?? true,
    /** What who has the role may do, in a sentence. */
    sentenceOf: (code: string) =>
      isReadyRole(code)
        ? access.roles[code].does
        : access.list((roleOf(code)?.permissions ?? []).map((one) => access.permissions[one])),
  };
}
