import { getSession, type AnswerOf, type Health } from '@shuke/contract';
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { call } from './api/call.ts';
import { asProblem, isPassing } from './api/problem.ts';
import { keyOf } from './api/use.ts';
import { wallClock, type Day } from './format/zone.ts';

export type Staff = NonNullable<AnswerOf<typeof getSession>['staff']>;

export const client: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && isPassing(error),
    },
  },
  queryCache: new QueryCache({
    // A session that has ended is noticed by whichever call comes first; the shell then shows the sign-in.
    onError: (error) => {
      if (asProblem(error).code === 'auth.required') client.setQueryData(keyOf(getSession, {}), { staff: null });
    },
  }),
});

/** Begins to read who is signed in before the first render. */
export function prefetchSession(): void {
  void client.prefetchQuery({ queryKey: keyOf(getSession, {}), queryFn: () => call(getSession, {}) });
}

export interface Present {
  staff: Staff;
  /** Null until the first answer, and while the service cannot be reached. */
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
