import { getSession } from '@shuke/contract';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useRouteError } from 'react-router';
import { call } from '../api/call.ts';
import { Problem } from '../api/problem.ts';
import { Empty } from '../components/Empty.tsx';
import { useMessages } from '../languages/language.tsx';

/** Shown where a page throws, or where it could not be loaded because the service is away or was updated meanwhile. */
export function Crash() {
  const { common, shell } = useMessages();
  const error = useRouteError();
  const isUnloaded = error instanceof Problem && error.code === 'client.offline';
  return (
    <div className="page">
      {isUnloaded ? <ReloadWhenBack /> : null}
      <Empty
        title={isUnloaded ? shell.engine.unreachable : common.crashed}
        hint={isUnloaded ? shell.engine.unreachableHint : common.crashedHint}
        action={
          <>
            {isUnloaded ? null : <p className="faint">{error instanceof Error ? error.message : String(error)}</p>}
            <Button type="primary" onClick={() => location.reload()}>
              {common.reload}
            </Button>
          </>
        }
      />
    </div>
  );
}

const ASK_EVERY_MS = 3000;
const RELOADED_KEY = 'shuke.reloadedAt';
/** A page that cannot be loaded although the service answers must not reload for ever. */
const RELOAD_AGAIN_MS = 30_000;

function ReloadWhenBack() {
  useEffect(() => {
    const timer = setInterval(() => {
      if (Date.now() - Number(sessionStorage.getItem(RELOADED_KEY)) < RELOAD_AGAIN_MS) return;
      void call(getSession, {}).then(
        () => {
          sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
          location.reload();
        },
        () => undefined,
      );
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return null;
}
