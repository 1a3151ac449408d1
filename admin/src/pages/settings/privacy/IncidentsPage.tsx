import { listIncidents, type Incident } from '@shuke/contract';
import { Button, type TableColumnType } from 'antd';
import { useState } from 'react';
import { usePages } from '../../../api/use.ts';
import { PageHead } from '../../../components/PageHead.tsx';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { ListTable } from '../../../components/ListTable.tsx';
import { Pager } from '../../../components/Pager.tsx';
import { useNarrow } from '../../../components/use-narrow.ts';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { usePaging } from '../../../components/use-paging.ts';
import { useView } from '../../../components/use-view.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';
import { paths, type IncidentsView } from '../../../paths.ts';
import './centre.css';
import { IncidentDrawer } from './IncidentDrawer.tsx';
import { IncidentForm } from './IncidentForm.tsx';
import { ReportState } from './ReportState.tsx';

const SHOWN = 30;

function useIncidentColumns(open: (id: string) => void): TableColumnType<Incident>[] {
  const { incidents: words } = useApart(centreWords);
  const format = useFormat();
  const isNarrow = useNarrow();
  const state = (one: Incident) => words.states[one.closedAt === null ? 'open' : 'closed'];
  const first: TableColumnType<Incident> = {
    key: 'title',
    title: words.column.title,
    render: (_value, one) => (
      <div className="person">
        <span>{one.title}</span>
        {isNarrow ? <ReportState incident={one} /> : null}
        {isNarrow ? <span className="faint">{state(one)}</span> : null}
      </div>
    ),
  };
  const wide: TableColumnType<Incident>[] = [
    { key: 'level', title: words.column.level, render: (_value, one) => words.levels[one.level] },
    {
      key: 'found',
      title: words.column.found,
      className: 'nowrap',
      render: (_value, one) => format.instant(one.foundAt),
    },
    { key: 'due', title: words.column.due, render: (_value, one) => <ReportState incident={one} /> },
    { key: 'state', title: words.column.state, render: (_value, one) => state(one) },
  ];
  const last: TableColumnType<Incident> = {
    key: 'see',
    title: '',
    className: 'nowrap',
    render: (_value, one) => (
      <Button type="link" size="small" aria-label={words.see(one.title)} onClick={() => open(one.id)}>
        {words.look}
      </Button>
    ),
  };
  return [first, ...(isNarrow ? [] : wide), last];
}

/** Which data got out, and what is still to be reported? */
export function IncidentsPage() {
  const { incidents: words } = useApart(centreWords);
  usePageTitle(words.title);
  const { view, change } = useView<IncidentsView>(paths.incidents);
  const [form, setForm] = useState<{ before: Incident | null } | null>(null);
  const answer = usePages(
    listIncidents,
    (cursor) => ({ query: { cursor, limit: SHOWN } }),
    (page) => page.nextCursor,
    { staleTime: 0 },
  );
  const paging = usePaging(answer, '');
  const items = paging.page?.items ?? [];
  const columns = useIncidentColumns((id) => change({ open: id }));
  const opened = answer.data?.pages.flatMap((page) => page.items).find(({ id }) => id === view.open);
  const record = (
    <Button type="primary" onClick={() => setForm({ before: null })}>
      {words.record}
    </Button>
  );
  return (
    <div className="page">
      <PageHead title={words.title} hint={words.hint} actions={record} />
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      <div className="list">
        <ListTable<Incident>
          rowKey="id"
          columns={columns}
          items={items}
          isLoading={answer.isPending}
          empty={answer.isSuccess ? <Empty title={words.empty} hint={words.emptyHint} action={record} /> : null}
        />
        <Pager paging={paging} />
      </div>
      {opened === undefined || form !== null ? null : (
        <IncidentDrawer
          key={opened.id}
          incident={opened}
          onChange={() => setForm({ before: opened })}
          onClose={() => change({ open: undefined })}
        />
      )}
      {form === null ? null : <IncidentForm before={form.before} onClose={() => setForm(null)} />}
    </div>
  );
}
