import { listStores, type Store } from '@shuke/contract';
import { Button, type TableColumnType } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../../api/use.ts';
import { PageHead } from '../../../components/PageHead.tsx';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { ListTable } from '../../../components/ListTable.tsx';
import { useNarrow } from '../../../components/use-narrow.ts';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { storeWords } from '../../../messages/apart.ts';
import { useMay } from '../../../session.tsx';
import { StoreForm } from './StoreForm.tsx';

function useStoreColumns(onEdit: ((store: Store) => void) | null): TableColumnType<Store>[] {
  const words = useApart(storeWords);
  const format = useFormat();
  const isNarrow = useNarrow();
  const edit: TableColumnType<Store> = {
    key: 'edit',
    className: 'nowrap',
    render: (_value, one) => (
      <Button type="link" size="small" aria-label={words.editTitle(one.name)} onClick={() => onEdit?.(one)}>
        {words.edit}
      </Button>
    ),
  };
  return [
    { key: 'name', title: words.column.name, dataIndex: 'name' },
    { key: 'region', title: words.column.region, dataIndex: 'region' },
    { key: 'brand', title: words.column.brand, dataIndex: 'brand' },
    ...(isNarrow
      ? []
      : [
          {
            key: 'seenAt',
            title: words.column.seenAt,
            className: 'nowrap',
            render: (_value: unknown, one: Store) => format.instant(one.seenAt),
          },
        ]),
    ...(onEdit === null ? [] : [edit]),
  ];
}

const named = (stores: readonly Store[], part: 'region' | 'brand') => [
  ...new Set(stores.flatMap((one) => one[part] ?? [])),
];

/** Which stores are there, and of which region and brand? */
export function StoresPage() {
  const words = useApart(storeWords);
  usePageTitle(words.title);
  const mayWrite = useMay()('staff.write');
  const answer = useAnswer(listStores, {});
  const [open, setOpen] = useState<{ store: Store | null } | null>(null);
  const columns = useStoreColumns(mayWrite ? (store) => setOpen({ store }) : null);
  const stores = answer.data?.items ?? [];
  const add = mayWrite ? (
    <Button type="primary" onClick={() => setOpen({ store: null })}>
      {words.add}
    </Button>
  ) : null;
  return (
    <div className="page">
      <PageHead title={words.title} hint={words.hint} actions={stores.length > 0 ? add : null} />
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      <div className="list">
        <ListTable<Store>
          rowKey="name"
          columns={columns}
          items={stores}
          isLoading={answer.isPending}
          empty={answer.isSuccess ? <Empty title={words.empty} hint={words.emptyHint} action={add} /> : null}
        />
      </div>
      {open === null ? null : (
        <StoreForm
          store={open.store}
          known={{ region: named(stores, 'region'), brand: named(stores, 'brand') }}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}
