import {
  coversFields,
  dropRole,
  getSession,
  listRoles,
  listStaff,
  saveRole,
  type FieldRights,
  type Granted,
  type Role,
} from '@shuke/contract';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { Problem } from '../../../api/problem.ts';
import { useWrite } from '../../../api/use.ts';
import { Confirm } from '../../../components/Confirm.tsx';
import { Field } from '../../../components/Field.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { MayLink } from '../../../components/MayLink.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useRoleName } from '../../../components/use-names.ts';
import { ticked } from '../../../format/permission-groups.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { roleWords } from '../../../messages/apart.ts';
import { paths } from '../../../paths.ts';
import { useMay, useMayGive, useStaff } from '../../../session.tsx';
import { PermissionTicks } from '../PermissionTicks.tsx';
import { FieldRightsTable } from './FieldRightsTable.tsx';
import { within } from './field-rights.ts';
import { codeFor, isRoleCode } from './role-code.ts';

interface Props {
  /** Null for a new one. */
  role: Role | null;
  /** What a new one begins as. */
  copyOf: Role | null;
  roles: readonly Role[];
  onCopy: (role: Role) => void;
  onClose: () => void;
}

type Faults = Partial<Record<'name' | 'code' | 'permissions', string>>;

function faultsOf(problem: Problem | null, { fault }: (typeof roleWords)['zh-CN']): Faults {
  if (problem === null) return {};
  if (problem.code === 'role.fixed') return { code: fault.codeTaken };
  if (problem.code === 'auth.forbidden') return { permissions: fault.tooMuch };
  const fields = (['name', 'code', 'permissions'] as const).filter((one) =>
    problem.faults.some(({ field }) => field.startsWith(one)),
  );
  return Object.fromEntries(fields.map((one) => [one, fault[one]]));
}

/** A role in full: to look at, and to change, copy or drop where it is one's own. */
export function RoleForm({ role, copyOf, roles, onCopy, onClose }: Props) {
  const { common } = useMessages();
  const words = useApart(roleWords);
  const notices = useNotices();
  const may = useMay();
  const mayGive = useMayGive();
  const me = useStaff();
  const isOwnRole = me.role === role?.code;
  const gives = isOwnRole ? may : mayGive;
  /** Who gives what they lack gives all fields too, but never to themselves. */
  const mine = may('roles.give') && !isOwnRole ? {} : me.fields;
  const givesClear = gives('members.clear');
  const roleName = useRoleName();
  const save = useWrite(saveRole, [listRoles, listStaff, getSession], onClose);
  const nameOf = (one: Role) => roleName(one.code, one.name);
  const allowedOf = (one: Role | null) =>
    (one?.permissions ?? []).filter((permission) => role !== null || gives(permission));
  const [name, setName] = useState(
    role !== null ? nameOf(role) : copyOf !== null ? words.nameOfCopy(nameOf(copyOf)) : '',
  );
  /** Null while it follows the name. */
  const [typedCode, setTypedCode] = useState<string | null>(null);
  const [given, setGiven] = useState<readonly Granted[]>(allowedOf(role ?? copyOf));
  const fieldsOf = (one: Role | null) => (role === null ? within(mine, one?.fields ?? {}, givesClear) : role.fields);
  const [fields, setFields] = useState<FieldRights>(fieldsOf(copyOf));
  const [missing, setMissing] = useState<Faults>({});
  const code = role?.code ?? typedCode ?? codeFor(name, roles);
  const faults = { ...faultsOf(save.error, words), ...missing };
  const isWithin = role === null || (role.permissions.every(gives) && coversFields(mine, role.fields, givesClear));
  const isFixed = !may('roles.write') || role?.isReady === true || !isWithin;
  const touch = () => {
    setMissing({});
    if (save.isError) save.reset();
  };

  const onSubmit = () => {
    const isTaken = role === null && roles.some((one) => one.code === code);
    const left: Faults = {
      ...(name.trim() === '' ? { name: words.fault.name } : {}),
      ...(isTaken ? { code: words.fault.codeTaken } : isRoleCode(code) ? {} : { code: words.fault.code }),
      ...(given.length === 0 ? { permissions: words.fault.permissions } : {}),
    };
    setMissing(left);
    if (Object.keys(left).length > 0) return;
    save.mutate(
      { params: { code }, body: { name: name.trim(), permissions: [...given], fields } },
      {
        onSuccess: () => {
          notices.good(words.saved);
          onClose();
        },
      },
    );
  };

  return (
    <FormDrawer
      title={role === null ? words.addTitle : words.editTitle(nameOf(role))}
      action={isFixed ? null : common.save}
      write={save}
      faults={faults}
      object={role === null || role.isReady ? undefined : `role:${role.code}`}
      onSubmit={onSubmit}
      onClose={onClose}
      after={
        role === null || !may('roles.write') ? null : (
          <RoleEnd role={role} isOwn={!role.isReady && isWithin} onCopy={() => onCopy(role)} onDropped={onClose} />
        )
      }
    >
      {role !== null && isFixed ? (
        <p className="soft">{role.isReady ? words.readOnly : isWithin ? '' : words.mayNotChange}</p>
      ) : (
        <>
          <Field label={words.field.name} fault={faults.name}>
            {(props) => (
              <Input
                {...props}
                autoFocus
                maxLength={60}
                value={name}
                onChange={(event) => {
                  setName(event.target.value);
                  touch();
                }}
              />
            )}
          </Field>
          {role === null ? (
            <>
              <Field label={words.field.code} hint={words.codeHint} fault={faults.code}>
                {(props) => (
                  <Input
                    {...props}
                    maxLength={40}
                    value={code}
                    onChange={(event) => {
                      setTypedCode(event.target.value === '' ? null : event.target.value);
                      touch();
                    }}
                  />
                )}
              </Field>
              <Field label={words.field.from}>
                {(props) => (
                  <Select
                    {...props}
                    allowClear
                    aria-label={words.field.from}
                    placeholder={words.blank}
                    options={roles.map((one) => ({ value: one.code, label: nameOf(one) }))}
                    defaultValue={copyOf?.code ?? null}
                    onChange={(from?: string | null) => {
                      const chosen = roles.find((one) => one.code === from) ?? null;
                      setGiven(allowedOf(chosen));
                      setFields(fieldsOf(chosen));
                      touch();
                    }}
                  />
                )}
              </Field>
            </>
          ) : null}
        </>
      )}
      <PermissionTicks
        given={given}
        gives={gives}
        isFixed={isFixed}
        fault={faults.permissions}
        onTick={(permission, isGiven) => {
          setGiven(ticked(given, permission, isGiven));
          touch();
        }}
      />
      <FieldRightsTable
        rights={fields}
        mine={mine}
        givesClear={givesClear}
        isFixed={isFixed}
        onChange={(changed) => {
          setFields(changed);
          touch();
        }}
      />
    </FormDrawer>
  );
}

/** Copying, and dropping where nobody has it. */
function RoleEnd({
  role,
  isOwn,
  onCopy,
  onDropped,
}: {
  role: Role;
  isOwn: boolean;
  onCopy: () => void;
  onDropped: () => void;
}) {
  const words = useApart(roleWords);
  const format = useFormat();
  const notices = useNotices();
  const roleName = useRoleName();
  const drop = useWrite(dropRole, [listRoles], onDropped);
  const [isAsking, setAsking] = useState(false);
  const isUsed = role.staff > 0;
  return (
    <div className="role-end">
      <div className="row">
        <Button onClick={onCopy}>{words.copy}</Button>
        {isOwn ? (
          <Button danger disabled={isUsed} onClick={() => setAsking(true)}>
            {words.drop}
          </Button>
        ) : null}
      </div>
      {isOwn && isUsed ? (
        <p className="faint">
          {words.inUse(format.count(role.staff))}{' '}
          <MayLink to={paths.staff({ role: role.code })}>{words.seeStaff}</MayLink>
        </p>
      ) : null}
      {isAsking ? (
        <Confirm
          title={words.dropTitle(roleName(role.code, role.name))}
          effect={words.dropEffect}
          action={words.drop}
          isDanger
          isPending={drop.isPending}
          error={drop.error}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            drop.mutate(
              { params: { code: role.code } },
              {
                onSuccess: () => {
                  notices.good(words.dropped);
                  onDropped();
                },
              },
            )
          }
        />
      ) : null}
    </div>
  );
}
