import { usePageTitle } from '../../components/use-page-title.ts';
import { useRoleName } from '../../components/use-names.ts';
import { useApart } from '../../languages/language.tsx';
import { accountWords } from '../../messages/apart.ts';
import { useStaff } from '../../session.tsx';
import './account.css';
import { ChangePassword } from './ChangePassword.tsx';
import { OwnSessions } from './OwnSessions.tsx';
import { SecondFactors } from './SecondFactors.tsx';

/** Who am I here, where am I signed in, and is my password still mine alone? */
export function AccountPage() {
  const account = useApart(accountWords);
  usePageTitle(account.title);
  const staff = useStaff();
  const roleName = useRoleName();
  return (
    <div className="page">
      <header>
        <div>
          <h1>{account.title}</h1>
          <p className="faint">{[staff.name, staff.email, roleName(staff.role, staff.roleName)].join(' · ')}</p>
        </div>
      </header>
      <div className={staff.needsFactor ? 'account-cards factors-first' : 'account-cards'}>
        <ChangePassword />
        <OwnSessions />
        <SecondFactors />
      </div>
    </div>
  );
}
