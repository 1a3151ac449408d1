import { Button } from 'antd';
import { useFormat, useMessages } from '../languages/language.tsx';
import type { Paging } from './use-paging.ts';

export function Pager({ paging, count }: { paging: Paging<unknown>; count?: string }) {
  const { common } = useMessages();
  const format = useFormat();
  const isOnly = paging.number === 1 && !paging.hasNext;
  return (
    <div className="pager">
      <span className="soft">{count}</span>
      {isOnly ? null : (
        <nav className="row" aria-label={common.pageNumber(String(paging.number))}>
          <Button size="small" disabled={paging.number === 1} onClick={() => paging.previous()}>
            {common.previousPage}
          </Button>
          <span>{common.pageNumber(format.count(paging.number))}</span>
          <Button size="small" disabled={!paging.hasNext} loading={paging.isLoadingNext} onClick={() => paging.next()}>
            {common.nextPage}
          </Button>
        </nav>
      )}
    </div>
  );
}
