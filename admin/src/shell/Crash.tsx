import { Button } from 'antd';
import { useRouteError } from 'react-router';
import { Empty } from '../components/Empty.tsx';
import { useMessages } from '../languages/language.tsx';

/** Shown where a page throws. After an update the old page's chunks are gone, so reloading is the remedy there too. */
export function Crash() {
  const { common } = useMessages();
  const error = useRouteError();
  return (
    <div className="page">
      <Empty
        title={common.crashed}
        hint={common.crashedHint}
        action={
          <>
            <p className="faint">{error instanceof Error ? error.message : String(error)}</p>
            <Button type="primary" onClick={() => location.reload()}>
              {common.reload}
            </Button>
          </>
        }
      />
    </div>
  );
}
