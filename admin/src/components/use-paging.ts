import { useState } from 'react';

interface PagesQuery<Page> {
  data: { pages: Page[] } | undefined;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

export interface Paging<Page> {
  page: Page | undefined;
  number: number;
  hasNext: boolean;
  isLoadingNext: boolean;
  next: () => void;
  previous: () => void;
}

/** Turns pages read one after the other into a list that is leafed through; another `question` begins anew. */
export function usePaging<Page>(query: PagesQuery<Page>, question: string): Paging<Page> {
  const [place, setPlace] = useState({ question, at: 0 });
  const at = place.question === question ? place.at : 0;
  const go = (to: number) => setPlace({ question, at: to });
  const pages = query.data?.pages ?? [];
  const isLast = at >= pages.length - 1;
  return {
    page: pages[Math.min(at, pages.length - 1)],
    number: at + 1,
    hasNext: !isLast || query.hasNextPage,
    isLoadingNext: query.isFetchingNextPage,
    next: () => {
      if (!isLast) go(at + 1);
      else if (query.hasNextPage) void query.fetchNextPage().then(() => go(at + 1));
    },
    previous: () => go(Math.max(0, at - 1)),
  };
}
