import { Navigate, NavLink, Outlet, useLocation } from 'react-router';
import { useMessages } from '../../languages/language.tsx';
import { paths } from '../../paths.ts';
import { beginning, settingsPlaces } from '../../places.ts';
import { useOpens } from '../../session.tsx';
import './settings.css';

/** The parts of 设置 that may be opened, above whichever is. */
export function SettingsFrame() {
  const messages = useMessages();
  const opens = useOpens();
  const { pathname } = useLocation();
  const parts = (['staff', 'roles', 'keys', 'signInRules', 'approvals', 'privacy', 'audit'] as const)
    .map((name) => ({ name, to: settingsPlaces[name]() }))
    .filter(({ to }) => opens(to));
  if (pathname === paths.settings()) return <Navigate to={parts[0]?.to ?? beginning(opens)} replace />;
  return (
    <>
      <nav className="settings-parts" aria-label={messages.shell.settings}>
        {parts.map(({ name, to }) => (
          <NavLink key={name} to={to}>
            {name === 'approvals' ? messages.approvals.rules.title : messages[name].title}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
