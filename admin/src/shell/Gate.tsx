import { Link, Navigate, Outlet, useLocation } from 'react-router';
import { Empty } from '../components/Empty.tsx';
import { useRoleName } from '../components/use-names.ts';
import { usePageTitle } from '../components/use-page-title.ts';
import { useMessages } from '../languages/language.tsx';
import { paths } from '../paths.ts';
import { askedFor, beginning } from '../places.ts';
import { useOpens, useStaff } from '../session.tsx';

/** Lets a page be seen by those whom its address allows. Who may not see the first page begins at the first of their own. */
export function Gate() {
  const { pathname } = useLocation();
  const opens = useOpens();
  if (opens(pathname)) return <Outlet />;
  if (pathname === paths.home()) return <Navigate to={beginning(opens)} replace />;
  return <NoAccess address={pathname} />;
}

function NoAccess({ address }: { address: string }) {
  const { access } = useMessages();
  const staff = useStaff();
  const opens = useOpens();
  const roleName = useRoleName();
  const asked = askedFor(address);
  usePageTitle(access.noAccess.title);
  return (
    <div className="page">
      <Empty
        title={access.noAccess.title}
        hint={access.noAccess.hint(
          roleName(staff.role, staff.roleName),
          asked === null ? '' : access.permissions[asked],
        )}
        action={<Link to={beginning(opens)}>{access.noAccess.back}</Link>}
      />
    </div>
  );
}
