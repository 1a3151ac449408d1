import {
  changeStaff,
  endStaffSessions,
  listStaff,
  reinviteStaff,
  resetFactors,
  type StaffMember,
} from '@shuke/contract';
import { useWrite } from '../../../api/use.ts';
import { Confirm } from '../../../components/Confirm.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { staffWords } from '../../../messages/apart.ts';
import type { Link } from './InvitationLink.tsx';

export type Action = 'link' | 'signOut' | 'resetFactors' | 'disable' | 'enable';

/** What may be done with somebody in each state. */
export const actionsIn = {
  invited: ['link', 'disable'],
  active: ['link', 'signOut', 'resetFactors', 'disable'],
  disabled: ['enable'],
} as const satisfies Record<StaffMember['state'], readonly Action[]>;

interface Props {
  action: Action;
  person: StaffMember;
  onLink: (link: Link) => void;
  onClose: () => void;
}

/** Names what an action means for somebody, and does it. */
export function StaffAction({ action, person, onLink, onClose }: Props) {
  const words = useApart(staffWords);
  const format = useFormat();
  const notices = useNotices();
  const change = useWrite(changeStaff, [listStaff], onClose);
  const signOut = useWrite(endStaffSessions, [listStaff]);
  const link = useWrite(reinviteStaff, [listStaff]);
  const reset = useWrite(resetFactors, [listStaff]);
  const params = { id: person.id };
  const finish = (notice: string) => {
    notices.good(notice);
    onClose();
  };
  const setDisabled = (isDisabled: boolean) =>
    change.mutate(
      { params, body: { name: person.name, role: person.role, isDisabled } },
      { onSuccess: () => finish(words.done[isDisabled ? 'disable' : 'enable'](person.name)) },
    );
  const run = {
    link: () => link.mutate({ params }, { onSuccess: (invitation) => onLink({ name: person.name, ...invitation }) }),
    signOut: () =>
      signOut.mutate({ params }, { onSuccess: ({ ended }) => finish(words.done.signOut(format.count(ended))) }),
    resetFactors: () => reset.mutate({ params }, { onSuccess: () => finish(words.done.resetFactors(person.name)) }),
    disable: () => setDisabled(true),
    enable: () => setDisabled(false),
  } satisfies Record<Action, () => void>;
  const write = { link, signOut, resetFactors: reset, disable: change, enable: change }[action];
  const { title, effect } = words.confirm[action];
  return (
    <Confirm
      title={title(person.name)}
      effect={effect}
      action={words.action[action]}
      isDanger={action === 'disable'}
      isPending={write.isPending}
      error={write.error}
      onConfirm={run[action]}
      onClose={onClose}
    />
  );
}
