import { changeStaff, getSession, inviteStaff, listRoles, listStaff, type StaffMember } from '@shuke/contract';
import { Input, Select } from 'antd';
import { useState } from 'react';
import type { Problem } from '../../../api/problem.ts';
import { useWrite } from '../../../api/use.ts';
import { Field } from '../../../components/Field.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { limitsOf, partsOf } from '../../../format/limits.ts';
import { useApart, useMessages } from '../../../languages/language.tsx';
import { staffWords } from '../../../messages/apart.ts';
import type { staff as Words } from '../../../messages/zh/staff.ts';
import { useRoles } from '../use-roles.ts';
import type { Link } from './InvitationLink.tsx';
import { LimitsSelect } from '../LimitsSelect.tsx';

interface Props {
  /** Null for somebody new. */
  person: StaffMember | null;
  onInvited: (link: Link) => void;
  onClose: () => void;
}

type Faults = Partial<Record<'name' | 'email' | 'role' | 'stores', string>>;

/** What was refused, at the field it is about. */
function faultsOf(problem: Problem | null, { fault }: typeof Words): Faults {
  if (problem === null) return {};
  if (problem.code === 'staff.email-taken') return { email: fault.emailTaken };
  if (problem.code === 'staff.last-owner') return { role: fault.lastOwner };
  if (problem.code === 'role.unknown') return { role: fault.roleGone };
  if (problem.code === 'auth.forbidden') return { role: fault.roleTooMuch };
  const fields = (['name', 'email', 'role', 'stores'] as const).filter((one) =>
    problem.faults.some(({ field }) => field === one),
  );
  return Object.fromEntries(fields.map((one) => [one, fault[one]]));
}

/** Invites somebody, or changes the name and role of one who is there. */
export function StaffForm({ person, onInvited, onClose }: Props) {
  const words = useApart(staffWords);
  const { common } = useMessages();
  const notices = useNotices();
  const { roles, mayGive, sentenceOf } = useRoles();
  const invite = useWrite(inviteStaff, [listStaff, listRoles], onClose);
  const change = useWrite(changeStaff, [listStaff, listRoles, getSession], onClose);
  const write = person === null ? invite : change;
  const [draft, setDraft] = useState({
    name: person?.name ?? '',
    email: '',
    role: person?.role ?? '',
    limits: person === null ? [] : limitsOf(person),
  });
  const isOwner = draft.role === 'owner';
  const [missing, setMissing] = useState<Faults>({});
  const set = (changes: Partial<typeof draft>) => {
    setDraft({ ...draft, ...changes });
    setMissing({});
    if (write.isError) write.reset();
  };
  const faults = { ...faultsOf(write.error, words), ...missing };

  const onSubmit = () => {
    const name = draft.name.trim();
    const email = draft.email.trim();
    const left: Faults = {
      ...(name === '' ? { name: words.fault.name } : {}),
      ...(person === null && !/^\S+@\S+$/.test(email) ? { email: words.fault.email } : {}),
      ...(draft.role === '' ? { role: words.fault.role } : {}),
      ...(draft.role === 'associate' && draft.limits.length === 0 ? { stores: words.fault.stores } : {}),
    };
    setMissing(left);
    if (Object.keys(left).length > 0) return;
    const { role } = draft;
    const limits = partsOf(isOwner ? [] : draft.limits);
    if (person === null) {
      invite.mutate(
        { body: { name, email, role, ...limits } },
        {
          onSuccess: ({ staff, invitation }) => {
            if (invitation !== null) {
              onInvited({ name: staff.name, ...invitation });
              return;
            }
            // A call that was repeated after its answer was lost: the link was told with the first one.
            notices.good(words.link.gone);
            onClose();
          },
        },
      );
      return;
    }
    change.mutate(
      { params: { id: person.id }, body: { name, role, ...limits, isDisabled: person.state === 'disabled' } },
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
      title={person === null ? words.invite : words.editTitle(person.name)}
      size={420}
      action={person === null ? words.send : common.save}
      write={write}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <Field label={words.field.name} fault={faults.name}>
        {(props) => (
          <Input
            {...props}
            autoFocus
            maxLength={100}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      {person === null ? (
        <Field label={words.field.email} hint={words.emailHint} fault={faults.email}>
          {(props) => (
            <Input
              {...props}
              type="email"
              autoComplete="off"
              maxLength={200}
              value={draft.email}
              onChange={(event) => set({ email: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      <Field label={words.field.role} hint={draft.role === '' ? undefined : sentenceOf(draft.role)} fault={faults.role}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.field.role}
            placeholder={words.chooseRole}
            options={roles.map(({ code, name }) => ({
              value: code,
              label: mayGive(code) ? name : `${name} · ${words.tooMuch}`,
              disabled: !mayGive(code),
            }))}
            value={draft.role === '' ? null : draft.role}
            onChange={(role: string) => set({ role })}
          />
        )}
      </Field>
      {isOwner ? null : (
        <Field label={words.field.stores} hint={words.storesHint} fault={faults.stores}>
          {(props) => (
            <LimitsSelect
              {...props}
              label={words.field.stores}
              placeholder={words.allStores}
              limits={draft.limits}
              onChange={(limits) => set({ limits })}
            />
          )}
        </Field>
      )}
    </FormDrawer>
  );
}
