import { LanguageSwitch } from '../components/LanguageSwitch.tsx';
import { useMay, useOpens } from '../session.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { EnginePill } from './EnginePill.tsx';
import { canSearch, GlobalSearch } from './GlobalSearch.tsx';

export function TopBar() {
  const may = useMay();
  const opens = useOpens();
  return (
    <header className="top-bar">
      {canSearch(opens) ? <GlobalSearch /> : null}
      <div className="top-bar-end">
        {may('system.read') ? <EnginePill /> : null}
        <LanguageSwitch />
        <AccountMenu />
      </div>
    </header>
  );
}
