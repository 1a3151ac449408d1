import { Navigate, NavLink, Outlet, useLocation } from 'react-router';
import { useApart, useMessages } from '../../languages/language.tsx';
import { approvalWords, backupWords, keyWords, ruleWords } from '../../messages/apart.ts';
import { paths } from '../../paths.ts';
import { beginning, settingsPlaces } from '../../places.ts';
import { useOpens } from '../../session.tsx';
import './settings.css';

/** The parts of 设置 that may be opened, above whichever is. */
export function SettingsFrame() {
  const messages = useMessages();
  const opens = useOpens();
  const { pathname } = useLocation();
  const titles = {
    staff: messages.staff.title,
    roles: messages.roles.title,
    keys: useApart(keyWords).title,
    signInRules: useApart(ruleWords).title,
    approvals: useApart(approvalWords).rules.title,
    privacy: messages.privacy.title,
    backups: useApart(backupWords).title,
    audit: messages.audit.title,
  };
  const parts = (Object.keys(titles) as (keyof typeof titles)[])
    .map((name) => ({ name, to: settingsPlaces[name]() }))
    .filter(({ to }) => opens(to));
  if (pathname === paths.settings()) return <Navigate to={parts[0]?.to ?? beginning(opens)} replace />;
  return (
    <>
      <nav className="settings-parts" aria-label={messages.shell.settings}>
        {parts.map(({ name, to }) => (
          <NavLink key={name} to={to}>
            {titles[name]}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
