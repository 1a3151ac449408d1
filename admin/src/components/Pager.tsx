import { Button } from 'antd';
import { useFormat, useMessages } from '../languages/language.tsx';
import type { Paging } from './use-paging.ts';

export function Pager({ paging }: { paging: Paging<unknown> }) {
  const { common } = useMessages();
  const format = useFormat();
  const title = common.pageNumber(format.count(paging.number));
  if (paging.number === 1 && !paging.hasNext) return null;
  return (
    <nav className="pager" aria-label={title}>
      <Button size="small" disabled={paging.number === 1} onClick={() => paging.previous()}>
        {common.previousPage}
      </Button>
      <span>{title}</span>
      <Button size="small" disabled={!paging.hasNext} loading={paging.isLoadingNext} onClick={() => paging.next()}>
        {common.nextPage}
      </Button>
    </nav>
  );
}
