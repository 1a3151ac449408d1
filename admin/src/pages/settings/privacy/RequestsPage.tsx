import { listRequests, requestKinds, requestStates, type MemberRequest } from '@shuke/contract';
import { Button, Select, type TableColumnType } from 'antd';
import { usePages } from '../../../api/use.ts';
import { Choice } from '../../../charts/Choice.tsx';
import { PageHead } from '../../../components/PageHead.tsx';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { ListTable } from '../../../components/ListTable.tsx';
import { Pager } from '../../../components/Pager.tsx';
import { useNarrow } from '../../../components/use-narrow.ts';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { usePaging } from '../../../components/use-paging.ts';
import { useView } from '../../../components/use-view.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';
import { paths, type RequestsView } from '../../../paths.ts';
import { SubjectLink } from '../../audit/SubjectLink.tsx';
import { Due, REQUEST_SOON_MS } from './Due.tsx';
import { RequestDrawer } from './RequestDrawer.tsx';

const SHOWN = 30;

function useRequestColumns(open: (id: string) => void): TableColumnType<MemberRequest>[] {
  const { requests: words, member } = useApart(centreWords);
  const { heir } = member;
  const format = useFormat();
  const isNarrow = useNarrow();
  const kindOf = (one: MemberRequest) => words.kinds[one.kind] + (one.heir === null ? '' : ` · ${heir.who}`);
  const due = (one: MemberRequest) =>
    one.closedAt === null ? <Due at={one.dueAt} soonMs={REQUEST_SOON_MS} /> : format.day(one.closedAt);
  const first: TableColumnType<MemberRequest> = {
    key: 'member',
    title: words.column.member,
    render: (_value, one) => (
      <div className="person">
        <span>
          <SubjectLink object={`member:${one.memberId}`} />
        </span>
        {isNarrow ? <span>{kindOf(one)}</span> : null}
        {isNarrow ? due(one) : null}
      </div>
    ),
  };
  const wide: TableColumnType<MemberRequest>[] = [
    { key: 'kind', title: words.column.kind, render: (_value, one) => kindOf(one) },
    { key: 'due', title: words.column.due, className: 'nowrap', render: (_value, one) => due(one) },
    {
      key: 'received',
      title: words.column.received,
      className: 'nowrap',
      render: (_value, one) => format.instant(one.receivedAt),
    },
    { key: 'source', title: words.column.source, render: (_value, one) => words.sources[one.source] ?? one.source },
  ];
  const last: TableColumnType<MemberRequest> = {
    key: 'see',
    title: '',
    className: 'nowrap',
    render: (_value, one) => (
      <Button type="link" size="small" aria-label={words.see(words.kinds[one.kind])} onClick={() => open(one.id)}>
        {words.look}
      </Button>
    ),
  };
  return [first, ...(isNarrow ? [] : wide), last];
}

/** What have members asked for by law, and what is due next? */
export function RequestsPage() {
  const words = useApart(centreWords).requests;
  const { common } = useMessages();
  usePageTitle(words.title);
  const { view, change } = useView<RequestsView>(paths.requests);
  const state = requestStates.find((one) => one === view.show) ?? 'open';
  const kind = requestKinds.find((one) => one === view.kind);
  const answer = usePages(
    listRequests,
    (cursor) => ({ query: { state, kind, cursor, limit: SHOWN } }),
    (page) => page.nextCursor,
    { staleTime: 0 },
  );
  const paging = usePaging(answer, `${state} ${kind}`);
  const items = paging.page?.items ?? [];
  const columns = useRequestColumns((id) => change({ open: id }));
  const opened = answer.data?.pages.flatMap((page) => page.items).find(({ id }) => id === view.open);
  return (
    <div className="page">
      <PageHead title={words.title} hint={words.hint} />
      <div className="list">
        <div className="list-tools">
          <Choice
            label={words.show}
            options={requestStates.map((value) => ({ value, title: words.states[value] }))}
            value={state}
            onChange={(show) => change({ show: show === 'open' ? undefined : show, open: undefined })}
          />
          <Select
            allowClear
            aria-label={words.kind}
            placeholder={`${words.kind}: ${common.all}`}
            style={{ minWidth: 160 }}
            options={requestKinds.map((one) => ({ value: one, label: words.kinds[one] }))}
            value={kind ?? null}
            onChange={(one: string | null | undefined) => change({ kind: one ?? undefined, open: undefined })}
          />
        </div>
        {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
        <ListTable<MemberRequest>
          rowKey="id"
          columns={columns}
          items={items}
          isLoading={answer.isPending}
          empty={answer.isSuccess ? <Empty title={words.empty[state]} hint={words.emptyHint} /> : null}
        />
        <Pager paging={paging} />
      </div>
      {opened === undefined ? null : (
        <RequestDrawer key={opened.id} request={opened} onClose={() => change({ open: undefined })} />
      )}
    </div>
  );
}
