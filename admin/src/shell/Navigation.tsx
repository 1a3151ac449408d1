import { countApprovals, countRequests } from '@shuke/contract';
import type { ReactNode } from 'react';
import { Link, NavLink } from 'react-router';
import { useAnswer } from '../api/use.ts';
import { useFormat, useMessages } from '../languages/language.tsx';
import { paths } from '../paths.ts';
import { placesFor, type Place } from '../places.ts';
import { useOpens } from '../session.tsx';

const icons = {
  home: <path d="M3 13h6V4H3zm8 7h6V4h-6zM3 20h6v-5H3z" />,
  members: <path d="M10 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7 9c.5-4 3.400-6 7-6s6.500 2 7 6" />,
  orders: <path d="M4 4h12v16l-3-2-3 2-3-2-3 2zM7 9h6M7 13h6" />,
  imports: <path d="M10 3v11m-4-4 4 4 4-4M3 17v3h14v-3" />,
  approvals: <path d="M4 4h12v16H4zM7 12l2.500 2.500L13.500 9" />,
  settings: (
    <path d="M3 7h7m5 0h2M3 17h2m5 0h7M12.500 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zm-5 10a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z" />
  ),
} satisfies Record<Place, ReactNode>;

const COUNT_EVERY_MS = 15_000;

/** How many approvals wait for whoever is signed in. */
function ToDecide() {
  const { shell } = useMessages();
  const format = useFormat();
  const { data } = useAnswer(countApprovals, {}, { refetchInterval: COUNT_EVERY_MS });
  if (data === undefined || data.toDecide === 0) return null;
  const count = format.count(data.toDecide);
  return (
    <span className="to-decide" title={shell.toDecide(count)}>
      {count}
    </span>
  );
}

/** How many requests of members are due soon, or overdue. */
function DueRequests() {
  const { shell } = useMessages();
  const format = useFormat();
  const { data } = useAnswer(countRequests, {}, { refetchInterval: 4 * COUNT_EVERY_MS });
  if (data === undefined || data.soon === 0) return null;
  const count = format.count(data.soon);
  return (
    <span className="to-decide" title={shell.requestsDue(count)}>
      {count}
    </span>
  );
}

export function Navigation() {
  const { shell, common } = useMessages();
  const opens = useOpens();
  return (
    <nav className="navigation" aria-label={shell.navigation}>
      <Link to={paths.home()} className="brand" tabIndex={-1}>
        <img src="/favicon.svg" alt="" width="24" height="24" />
        {common.brand}
      </Link>
      <ul>
        {placesFor(opens).map(({ name, to }) => (
          <li key={name}>
            <NavLink to={name === 'settings' ? paths.settings() : to} end={name === 'home'}>
              <svg viewBox="0 0 20 24" width="18" height="20" aria-hidden="true">
                {icons[name]}
              </svg>
              {shell[name]}
              {name === 'approvals' ? <ToDecide /> : null}
              {name === 'settings' && opens(paths.requests()) ? <DueRequests /> : null}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
