import { isOpenField, rightOf, type Granted, type Role } from '@shuke/contract';
import { Button, Select } from 'antd';
import { Fragment } from 'react';
import { MayLink } from '../../../components/MayLink.tsx';
import { useRoleName } from '../../../components/use-names.ts';
import { useView } from '../../../components/use-view.ts';
import { permissionGroups, permissionsIn } from '../../../format/permission-groups.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { fieldRightWords, roleWords } from '../../../messages/apart.ts';
import { paths, type RolesView } from '../../../paths.ts';
import { useMay } from '../../../session.tsx';
import { useRoles } from '../use-roles.ts';
import { rowsOf } from './field-rights.ts';
import { useFieldNames } from './FieldRightsTable.tsx';

interface Props {
  roles: readonly Role[];
  onOpen: (role: Role) => void;
  onCopy: (role: Role) => void;
}

/** Every permission against every role. */
export function RoleMatrix({ roles, onOpen }: Props) {
  const words = useApart(roleWords);
  const { access } = useMessages();
  const rights = useApart(fieldRightWords);
  const { fieldName } = useFieldNames();
  const roleName = useRoleName();
  return (
    <div className="matrix">
      <table aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.permission}</th>
            {roles.map((role) => (
              <th key={role.code} scope="col">
                <button
                  type="button"
                  className="plain role-name"
                  aria-label={words.open(roleName(role.code, role.name))}
                  onClick={() => onOpen(role)}
                >
                  {roleName(role.code, role.name)}
                </button>
                <div className="faint nowrap">
                  <StaffCount role={role} />
                </div>
                <div className="faint">{role.isReady ? words.ready : words.own}</div>
              </th>
            ))}
          </tr>
        </thead>
        {permissionGroups.map((group) => (
          <tbody key={group}>
            <tr className="matrix-group">
              <th scope="rowgroup" colSpan={roles.length + 1}>
                {access.groups[group]}
              </th>
            </tr>
            {permissionsIn(group).map((permission) => (
              <tr key={permission}>
                <th scope="row">{access.permissions[permission]}</th>
                {roles.map((role) => (
                  <td key={role.code}>
                    <Tick isGiven={role.permissions.includes(permission)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
        <tbody>
          <tr className="matrix-group">
            <th scope="rowgroup" colSpan={roles.length + 1}>
              {rights.title} <span className="faint">{rights.matrixHint}</span>
            </th>
          </tr>
          {rowsOf(roles.map((one) => one.fields)).map((field) => (
            <tr key={field}>
              <th scope="row">{fieldName(field)}</th>
              {roles.map((role) => (
                <td key={role.code}>
                  <FieldCell role={role} field={field} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a role comes to see of a field with the permissions that it has, and whether it edits it. */
function FieldCell({ role, field }: { role: Role; field: string }) {
  const rights = useApart(fieldRightWords);
  const { isOrdinary } = useFieldNames();
  const has = (permission: Granted) => role.permissions.includes(permission);
  const { sees, edits } = rightOf(role.fields, field);
  if (!has('members.read'))
    return (
      <>
        <span className="cannot" aria-hidden="true">
          ·
        </span>
        <span className="unseen">{rights.nothing}</span>
      </>
    );
  const usual = isOrdinary(field) && role.fields['attributes'] === undefined && role.fields[field] === undefined;
  const least = isOpenField(field) ? 'hidden' : 'masked';
  const shown = usual ? 'clear' : sees === 'reveal' && !has('members.reveal') ? least : sees;
  return (
    <span className={shown === 'hidden' ? 'faint' : ''}>
      {rights.matrix[shown]}
      {has('members.write') && !edits ? <div className="faint">{rights.readOnly}</div> : null}
    </span>
  );
}

function Tick({ isGiven }: { isGiven: boolean }) {
  const words = useApart(roleWords);
  return (
    <>
      <span className={isGiven ? 'can' : 'cannot'} aria-hidden="true">
        {isGiven ? '✓' : '·'}
      </span>
      <span className="unseen">{isGiven ? words.can : words.cannot}</span>
    </>
  );
}

/** How many people have it; leads to them. */
function StaffCount({ role }: { role: Role }) {
  const words = useApart(roleWords);
  const format = useFormat();
  const text = words.staff(format.count(role.staff));
  return role.staff === 0 ? text : <MayLink to={paths.staff({ role: role.code })}>{text}</MayLink>;
}

/** One role at a time, for a phone. */
export function OneRole({ roles, onOpen, onCopy }: Props) {
  const { access } = useMessages();
  const words = useApart(roleWords);
  const mayWrite = useMay()('roles.write');
  const { view, change } = useView<RolesView>(paths.roles);
  const roleName = useRoleName();
  const { sentenceOf } = useRoles();
  const rights = useApart(fieldRightWords);
  const { fieldName } = useFieldNames();
  const role = roles.find((one) => one.code === view.role) ?? roles[0];
  if (role === undefined) return null;
  return (
    <div className="one-role">
      <Select
        aria-label={words.choose}
        options={roles.map((one) => ({ value: one.code, label: roleName(one.code, one.name) }))}
        value={role.code}
        onChange={(code) => change({ role: code })}
      />
      <section className="card" aria-label={roleName(role.code, role.name)}>
        <header>
          <h2>{roleName(role.code, role.name)}</h2>
          <StaffCount role={role} />
          {mayWrite ? (
            <Button size="small" onClick={() => (role.isReady ? onCopy(role) : onOpen(role))}>
              {role.isReady ? words.copy : words.edit}
            </Button>
          ) : null}
        </header>
        {role.isReady ? <p className="soft">{sentenceOf(role.code)}</p> : null}
        {permissionGroups.map((group) => (
          <Fragment key={group}>
            <h2 className="one-role-group">{access.groups[group]}</h2>
            <ul>
              {permissionsIn(group).map((permission) => (
                <li key={permission}>
                  {access.permissions[permission]}
                  <Tick isGiven={role.permissions.includes(permission)} />
                </li>
              ))}
            </ul>
          </Fragment>
        ))}
        <h2 className="one-role-group">{rights.title}</h2>
        <ul>
          {rowsOf([role.fields]).map((field) => (
            <li key={field}>
              {fieldName(field)}
              <FieldCell role={role} field={field} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
