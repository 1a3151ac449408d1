import { Link, Navigate, Outlet, useLocation } from 'react-router';
import { useOpenInView } from '../../components/use-open-in-view.ts';
import { useApart, useMessages } from '../../languages/language.tsx';
import {
  approvalWords,
  auditWords,
  backupWords,
  centreWords,
  keyWords,
  roleWords,
  ruleWords,
  staffWords,
  storeWords,
  tagWords,
} from '../../messages/apart.ts';
import { paths } from '../../paths.ts';
import { beginning, settingsPlaces } from '../../places.ts';
import { useOpens } from '../../session.tsx';
import './settings.css';

/** The parts of 设置 that may be opened, above whichever is. */
export function SettingsFrame() {
  const messages = useMessages();
  const opens = useOpens();
  const { pathname } = useLocation();
  const row = useOpenInView(pathname);
  const titles = {
    staff: useApart(staffWords).title,
    stores: useApart(storeWords).title,
    tags: useApart(tagWords).title,
    roles: useApart(roleWords).title,
    keys: useApart(keyWords).title,
    signInRules: useApart(ruleWords).title,
    approvals: useApart(approvalWords).rules.title,
    privacy: useApart(centreWords).title,
    backups: useApart(backupWords).title,
    audit: useApart(auditWords).title,
  };
  const parts = (Object.keys(titles) as (keyof typeof titles)[]).flatMap((name) => {
    const pages = settingsPlaces[name].map((page) => page());
    const to = pages.find(opens);
    return to === undefined ? [] : [{ name, to, isOpen: pages.includes(pathname) }];
  });
  if (pathname === paths.settings()) return <Navigate to={parts[0]?.to ?? beginning(opens)} replace />;
  return (
    <>
      <nav ref={row} className="settings-parts" aria-label={messages.shell.settings}>
        {parts.map(({ name, to, isOpen }) => (
          <Link key={name} to={to} {...(isOpen ? { className: 'active', 'aria-current': 'page' } : {})}>
            {titles[name]}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
