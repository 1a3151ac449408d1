import { getSession, signOut } from '@shuke/contract';
import { hashKey, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keyOf, useWrite } from '../api/use.ts';
import { useNotices } from '../components/Notices.tsx';
import { useMessages } from '../languages/language.tsx';
import { paths } from '../paths.ts';
import { usePresent } from '../session.tsx';
import { Popover } from '../components/Popover.tsx';

export function AccountMenu() {
  const { shell } = useMessages();
  const { staff } = usePresent();
  const [isOpen, setOpen] = useState(false);
  const notices = useNotices();
  const client = useQueryClient();
  const leave = useWrite(signOut);

  const onSignOut = () => {
    leave.mutate(
      {},
      {
        onSuccess: () => {
          const session = keyOf(getSession, {});
          client.setQueryData(session, { staff: null });
          // What this person could see must not wait in memory for the next.
          client.removeQueries({ predicate: ({ queryHash }) => queryHash !== hashKey(session) });
        },
        onError: notices.problem,
      },
    );
  };

  const keys = [
    ['/', shell.keys.search],
    ['g h', shell.keys.home],
    ['g m', shell.keys.members],
    ['g o', shell.keys.orders],
    ['g i', shell.keys.imports],
    ['Esc', shell.keys.close],
  ] as const;

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
        <p className="faint">{staff.email}</p>
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
