import { listAssessments, listRecipients, type Assessment } from '@shuke/contract';
import { Button, Drawer, type TableColumnType } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../../api/use.ts';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { ListTable } from '../../../components/ListTable.tsx';
import { PageHead } from '../../../components/PageHead.tsx';
import { TrailLink } from '../../../components/TrailLink.tsx';
import { useNarrow } from '../../../components/use-narrow.ts';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { handlingWords } from '../../../messages/apart.ts';
import { AssessmentForm } from './AssessmentForm.tsx';
import './centre.css';

function useAssessmentColumns(open: (one: Assessment) => void): TableColumnType<Assessment>[] {
  const { assessments: words } = useApart(handlingWords);
  const isNarrow = useNarrow();
  const first: TableColumnType<Assessment> = {
    key: 'title',
    title: words.column.title,
    render: (_value, one) => (
      <div className="person">
        <span>{one.title}</span>
        {isNarrow ? (
          <span className="faint">{[words.abouts[one.about], words.results[one.result]].join(' · ')}</span>
        ) : null}
      </div>
    ),
  };
  const wide: TableColumnType<Assessment>[] = [
    { key: 'about', title: words.column.about, render: (_value, one) => words.abouts[one.about] },
    { key: 'result', title: words.column.result, render: (_value, one) => words.results[one.result] },
    { key: 'madeOn', title: words.column.madeOn, className: 'nowrap', render: (_value, one) => one.madeOn },
    { key: 'assessor', title: words.column.assessor, render: (_value, one) => one.assessor },
  ];
  const last: TableColumnType<Assessment> = {
    key: 'see',
    title: '',
    className: 'nowrap',
    render: (_value, one) => (
      <Button type="link" size="small" aria-label={words.see(one.title)} onClick={() => open(one)}>
        {words.look}
      </Button>
    ),
  };
  return [first, ...(isNarrow ? [] : wide), last];
}

/** What was weighed before members' data was processed in ways that weigh on them? */
export function AssessmentsPage() {
  const { assessments: words } = useApart(handlingWords);
  usePageTitle(words.title);
  const answer = useAnswer(listAssessments, {});
  const [opened, setOpened] = useState<Assessment | 'new' | null>(null);
  const columns = useAssessmentColumns(setOpened);
  const close = () => setOpened(null);
  const record = (
    <Button type="primary" onClick={() => setOpened('new')}>
      {words.record}
    </Button>
  );
  return (
    <div className="page">
      <PageHead title={words.title} hint={words.hint} actions={record} />
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      <ListTable<Assessment>
        rowKey="id"
        columns={columns}
        items={answer.data?.items ?? []}
        isLoading={answer.isPending}
        empty={answer.isSuccess ? <Empty title={words.empty} hint={words.emptyHint} action={record} /> : null}
      />
      {opened === 'new' ? <AssessmentForm onClose={close} /> : null}
      {opened === 'new' || opened === null ? null : <AssessmentText assessment={opened} onClose={close} />}
    </div>
  );
}

/** One assessment, word for word. */
function AssessmentText({ assessment: one, onClose }: { assessment: Assessment; onClose: () => void }) {
  const { assessments: words, listed } = useApart(handlingWords);
  const format = useFormat();
  const recipients = useAnswer(listRecipients, {}, { enabled: one.recipients.length > 0 }).data?.items ?? [];
  const nameOf = (id: string) => recipients.find((recipient) => recipient.id === id)?.name ?? id;
  const rows: [string, string][] = [
    [words.about, words.abouts[one.about]],
    ...(one.fields.length === 0 ? [] : [[words.fields, one.fields.join(', ')] as [string, string]]),
    ...(one.recipients.length === 0
      ? []
      : [[words.recipients, listed(one.recipients.map(nameOf))] as [string, string]]),
    [words.necessity, one.necessity],
    [words.risk, one.risk],
    [words.measures, one.measures],
    [words.result, words.results[one.result]],
    [words.assessor, one.assessor],
    [words.madeOn, one.madeOn],
    [words.recorded, words.recordedBy(one.recordedBy.name, format.instant(one.recordedAt))],
  ];
  return (
    <Drawer open title={one.title} onClose={onClose} size={560} styles={{ wrapper: { maxWidth: '100vw' } }}>
      <dl className="stack told-at-length">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt className="soft">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <TrailLink object={`assessment:${one.id}`} />
    </Drawer>
  );
}
