import { LanguageSwitch } from '../components/LanguageSwitch.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { EnginePill } from './EnginePill.tsx';
import { GlobalSearch } from './GlobalSearch.tsx';

export function TopBar() {
  return (
    <header className="top-bar">
      <GlobalSearch />
      <div className="top-bar-end">
        <EnginePill />
        <LanguageSwitch />
        <AccountMenu />
      </div>
    </header>
  );
}
