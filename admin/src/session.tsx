import { getSession, givenBy, type Granted, type Health, type Me } from '@shuke/contract';
import { hashKey, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback } from 'react';
import { call } from './api/call.ts';
import { asProblem, isPassing } from './api/problem.ts';
import { keyOf } from './api/use.ts';
import { wallClock, type Day } from './format/zone.ts';
import { askedFor } from './places.ts';

export type Staff = Me;

const sessionKey = keyOf(getSession, {});

/** Says who is signed in from now on. What the one before could see must not wait in memory for the next. */
export function setSession(staff: Staff | null): void {
  client.setQueryData(sessionKey, { staff });
  client.removeQueries({ predicate: ({ queryHash }) => queryHash !== hashKey(sessionKey) });
}

/** Asks anew who is signed in, and what they may do. */
export const checkSession = (): void => void client.invalidateQueries({ queryKey: sessionKey });

/** A session that has ended, or may do less, is noticed by whichever call comes first. */
function noticeRefusal(error: unknown): void {
  const { code } = asProblem(error);
  if (code === 'auth.required') setSession(null);
  else if (code === 'auth.forbidden') checkSession();
}

export const client: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && isPassing(error),
    },
  },
  queryCache: new QueryCache({ onError: noticeRefusal }),
  mutationCache: new MutationCache({ onError: noticeRefusal }),
});

/** Begins to read who is signed in before the first render. */
export function prefetchSession(): void {
  void client.prefetchQuery({ queryKey: sessionKey, queryFn: () => call(getSession, {}) });
}

const StaffContext = createContext<Staff | null>(null);
export const StaffProvider = StaffContext;

/** Who is signed in. */
export function useStaff(): Staff {
  const staff = use(StaffContext);
  if (staff === null) throw new Error('useStaff outside the shell');
  return staff;
}

/** Whether whoever is signed in is allowed something: every entry, button and read that not everybody may asks here. */
export function useMay(): (permission: Granted) => boolean {
  const { permissions } = useStaff();
  return useCallback((permission) => permissions.includes(permission), [permissions]);
}

/** Whether whoever is signed in may give somebody else a permission, or take it. */
export function useMayGive(): (permission: Granted) => boolean {
  const { permissions } = useStaff();
  return useCallback((permission) => givenBy(permissions).includes(permission), [permissions]);
}

/** Whether whoever is signed in may open an address. */
export function useOpens(): (address: string) => boolean {
  const may = useMay();
  return useCallback(
    (address) => {
      const asked = askedFor(address);
      return asked === null || may(asked);
    },
    [may],
  );
}

export interface Present {
  /** Null until the first answer, while the service cannot be reached, and for whoever may not see it. */
  health: Health | null;
  isReachable: boolean;
}

const PresentContext = createContext<Present | null>(null);
export const PresentProvider = PresentContext;

export function usePresent(): Present {
  const present = use(PresentContext);
  if (present === null) throw new Error('usePresent outside the shell');
  return present;
}

/** Apart from the rest, because the rest changes with every answer about the engine's health. */
const TodayContext = createContext<Day>('1970-01-01');
export const TodayProvider = TodayContext;

/** The server's calendar day in the business zone. */
export const useToday = (): Day => use(TodayContext);

/** The server's clock decides which day it is: it may be set by hand. */
export const todayIn = (now: string | number, zone: string): Day => wallClock(now, zone).day;
