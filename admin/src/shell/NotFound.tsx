import { Link } from 'react-router';
import { Empty } from '../components/Empty.tsx';
import { usePageTitle } from '../components/use-page-title.ts';
import { useMessages } from '../languages/language.tsx';
import { paths } from '../paths.ts';

export function NotFound() {
  const { common } = useMessages();
  usePageTitle(common.notFound);
  return (
    <div className="page">
      <Empty
        title={common.notFound}
        hint={common.notFoundHint}
        action={<Link to={paths.home()}>{common.toHome}</Link>}
      />
    </div>
  );
}
