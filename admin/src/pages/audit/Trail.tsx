import { listAudit, type QueryInput } from '@shuke/contract';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { usePages } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useApart, useMessages } from '../../languages/language.tsx';
import { auditWords } from '../../messages/apart.ts';
import './audit.css';
import { EntryLine } from './EntryLine.tsx';

const ENTRIES = 30;

/** The trail as far as it was read. What was done a moment ago belongs in it: it is read anew whenever it is shown. */
export function useTrail(query: QueryInput<typeof listAudit>) {
  return usePages(
    listAudit,
    (cursor) => ({ query: { ...query, cursor, limit: ENTRIES } }),
    (page) => page.nextCursor,
    { staleTime: 0 },
  );
}

/** Entries of the trail, newest first, with the way to older ones. */
export function Trail({ trail, empty }: { trail: ReturnType<typeof useTrail>; empty: ReactNode }) {
  const audit = useApart(auditWords);
  const { common } = useMessages();
  const entries = trail.data?.pages.flatMap((page) => page.items) ?? [];
  if (trail.isError) return <Failure error={trail.error} onRetry={() => void trail.refetch()} />;
  if (trail.isPending) return <Skeleton height={480} />;
  if (entries.length === 0) return empty;
  return (
    <>
      <ol className="entries" aria-label={audit.title} aria-busy={trail.isPlaceholderData}>
        {entries.map((entry) => (
          <EntryLine key={entry.id} entry={entry} />
        ))}
      </ol>
      {trail.hasNextPage ? (
        <Button block loading={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
          {common.more}
        </Button>
      ) : null}
    </>
  );
}
