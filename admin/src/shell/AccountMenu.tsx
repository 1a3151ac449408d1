import { signOut } from '@shuke/contract';
import { useState } from 'react';
import { Link } from 'react-router';
import { useWrite } from '../api/use.ts';
import { useNotices } from '../components/Notices.tsx';
import { useMessages } from '../languages/language.tsx';
import { canSearch } from './GlobalSearch.tsx';
import { useRoleName } from '../components/use-names.ts';
import { paths } from '../paths.ts';
import { placesFor } from '../places.ts';
import { setSession, useOpens, useStaff } from '../session.tsx';
import { Popover } from '../components/Popover.tsx';

export function AccountMenu() {
  const { shell } = useMessages();
  const staff = useStaff();
  const opens = useOpens();
  const roleName = useRoleName();
  const [isOpen, setOpen] = useState(false);
  const notices = useNotices();
  const leave = useWrite(signOut);

  const onSignOut = () => leave.mutate({}, { onSuccess: () => setSession(null), onError: notices.problem });

  const entries = placesFor(opens);
  const keys = [
    ...(canSearch(opens) ? [['/', shell.keys.search] as const] : []),
    ...entries.map(({ name, key }) => [`g ${key}`, shell.keys[name]] as const),
    ['Esc', shell.keys.close] as const,
  ];

  return (
    <Popover
      label={shell.account(staff.name)}
      text={staff.name.trim().slice(0, 1).toUpperCase()}
      button={{ type: 'text', className: 'avatar', title: staff.email }}
      isOpen={isOpen}
      onOpen={setOpen}
    >
      <div className="account">
        <p>
          <strong>{staff.name}</strong>
        </p>
        <p className="faint">
          {staff.email}
          <br />
          {roleName(staff.role, staff.roleName)}
        </p>
        <Link to={paths.account()} onClick={() => setOpen(false)}>
          {shell.myAccount}
        </Link>
        <h2>{shell.keyboard}</h2>
        <dl className="pairs">
          {keys.map(([key, title]) => (
            <div key={key} className="key">
              <dt>{title}</dt>
              <dd>
                <kbd>{key}</kbd>
              </dd>
            </div>
          ))}
        </dl>
        <a href={paths.apiDocs()}>{shell.apiDocs}</a>
        <button type="button" className="plain sign-out" onClick={onSignOut}>
          {shell.signOut}
        </button>
      </div>
    </Popover>
  );
}
