import { getHealth, getSession } from '@shuke/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { Navigate, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { Failure } from '../components/Failure.tsx';
import { isPassing } from '../api/problem.ts';
import { useAnswer } from '../api/use.ts';
import { useMessages, ZoneProvider } from '../languages/language.tsx';
import { paths } from '../paths.ts';
import {
  checkSession,
  PresentProvider,
  StaffProvider,
  todayIn,
  TodayProvider,
  useMay,
  type Present,
} from '../session.tsx';
import { DemoBanner } from './DemoBanner.tsx';
import { Navigation } from './Navigation.tsx';
import { TopBar } from './TopBar.tsx';
import './shell.css';
import { useShortcuts } from './shortcuts.ts';

const HEALTH_EVERY_MS = 3000;

/** Lets in whoever is signed in; anybody else goes to the sign-in and comes back here afterwards. */
export function Shell() {
  const session = useAnswer(getSession, {}, { staleTime: 60_000 });
  const { pathname, search } = useLocation();
  // Who was signed in stays so while the service is away.
  if (session.data === undefined) {
    if (!session.isError) return null;
    return (
      <div className="page">
        <Failure error={session.error} onRetry={() => void session.refetch()} />
      </div>
    );
  }
  if (session.data.staff === null) return <Navigate to={paths.signIn(`${pathname}${search}`)} replace />;
  return (
    <StaffProvider value={session.data.staff}>
      <Frame />
    </StaffProvider>
  );
}

function Frame() {
  const { shell } = useMessages();
  const { pathname } = useLocation();
  const seesHealth = useMay()('system.read');
  // Who may see it only later, as with another role or after a second factor was set up, does not lose what is open.
  const [waitsForZone] = useState(seesHealth);
  const answer = useAnswer(getHealth, {}, { enabled: seesHealth, refetchInterval: HEALTH_EVERY_MS });
  useShortcuts();
  // A role that was changed meanwhile holds from the next click on.
  useEffect(checkSession, [pathname]);

  const health = answer.data ?? null;
  const zone = health?.timezone ?? 'Asia/Shanghai';
  const [startedAt] = useState(() => Date.now());
  const today = todayIn(health?.now ?? startedAt, zone);
  const isReachable = !answer.isError;
  const client = useQueryClient();
  const heardAt = isReachable ? answer.dataUpdatedAt : 0;
  useEffect(() => {
    // What failed while the service was away is read again as soon as it answers.
    if (heardAt > 0)
      void client.refetchQueries({
        type: 'active',
        predicate: ({ state }) => state.status === 'error' && isPassing(state.error),
      });
  }, [heardAt, client]);
  const present = useMemo<Present>(() => ({ health, isReachable }), [health, isReachable]);

  return (
    <ZoneProvider value={zone}>
      <PresentProvider value={present}>
        <TodayProvider value={today}>
          <a className="skip" href="#content">
            {shell.skip}
          </a>
          <div className="shell">
            <Navigation />
            <div className="shell-main">
              <TopBar />
              <DemoBanner />
              <main id="content" tabIndex={-1}>
                {waitsForZone && answer.isPending ? null : <Outlet />}
              </main>
            </div>
          </div>
          <ScrollRestoration />
        </TodayProvider>
      </PresentProvider>
    </ZoneProvider>
  );
}
