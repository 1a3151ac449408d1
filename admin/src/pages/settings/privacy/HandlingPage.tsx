import { listRecipients, type Recipient } from '@shuke/contract';
import { Button, type TableColumnType } from 'antd';
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
import { centreWords, handlingWords } from '../../../messages/apart.ts';
import './centre.css';
import { RecipientForm } from './RecipientForm.tsx';
import { ResponsibleCard } from './ResponsibleCard.tsx';

function useRecipientColumns(change: (one: Recipient) => void): TableColumnType<Recipient>[] {
  const { recipients: words, listed } = useApart(handlingWords);
  const { data: kinds } = useApart(centreWords).incidents;
  const format = useFormat();
  const isNarrow = useNarrow();
  const country = (code: string) => new Intl.DisplayNames(format.language, { type: 'region' }).of(code) ?? code;
  const purposeOf = (one: Recipient) => (format.language === 'en' ? (one.purposeEn ?? one.purpose) : one.purpose);
  const data = (one: Recipient) => listed(one.data.map((kind) => kinds[kind]));
  const until = (one: Recipient) => one.contractUntil ?? (one.contractFrom === null ? '–' : words.open);
  const gaps = (one: Recipient) => {
    if (one.isEnded) return <span className="faint">{words.ended}</span>;
    if (one.gaps.length === 0) return <span className="faint">{words.done}</span>;
    return (
      <ul className="gaps">
        {one.gaps.map((gap) => (
          <li key={gap} className={gap === 'ends' ? 'due-soon' : 'due-over'}>
            {words.gaps[gap]}
          </li>
        ))}
      </ul>
    );
  };
  const first: TableColumnType<Recipient> = {
    key: 'name',
    title: words.column.name,
    render: (_value, one) => (
      <div className="person">
        <span>{one.name}</span>
        <span className="faint">
          {[purposeOf(one), ...(one.country === 'CN' ? [] : [country(one.country)])].join(' · ')}
        </span>
        {isNarrow ? <span className="faint">{[words.roles[one.role].name, data(one)].join(' · ')}</span> : null}
        {isNarrow ? gaps(one) : null}
      </div>
    ),
  };
  const wide: TableColumnType<Recipient>[] = [
    { key: 'data', title: words.column.data, render: (_value, one) => data(one) },
    { key: 'role', title: words.column.role, className: 'nowrap', render: (_value, one) => words.roles[one.role].name },
    { key: 'contract', title: words.column.contract, className: 'nowrap', render: (_value, one) => until(one) },
    { key: 'gaps', title: words.column.gaps, render: (_value, one) => gaps(one) },
  ];
  const last: TableColumnType<Recipient> = {
    key: 'change',
    title: '',
    className: 'nowrap',
    render: (_value, one) => (
      <>
        <Button type="link" size="small" aria-label={words.changeOne(one.name)} onClick={() => change(one)}>
          {words.change}
        </Button>{' '}
        {isNarrow ? null : <TrailLink object={`recipient:${one.id}`} />}
      </>
    ),
  };
  return [first, ...(isNarrow ? [] : wide), last];
}

/** Who answers for personal data, who else gets it, and what is still to be done about them? */
export function HandlingPage() {
  const { title, hint, recipients: words } = useApart(handlingWords);
  usePageTitle(title);
  const answer = useAnswer(listRecipients, {});
  const [form, setForm] = useState<{ before: Recipient | null } | null>(null);
  const columns = useRecipientColumns((before) => setForm({ before }));
  const record = (
    <Button type="primary" onClick={() => setForm({ before: null })}>
      {words.record}
    </Button>
  );
  return (
    <div className="page">
      <PageHead title={title} hint={hint} actions={record} />
      <ResponsibleCard />
      <section className="stack handling" aria-label={words.title}>
        <h2>{words.title}</h2>
        <p className="soft">{words.hint}</p>
        {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
        <ListTable<Recipient>
          rowKey="id"
          columns={columns}
          items={answer.data?.items ?? []}
          isLoading={answer.isPending}
          empty={answer.isSuccess ? <Empty title={words.empty} hint={words.emptyHint} action={record} /> : null}
        />
      </section>
      {form === null ? null : <RecipientForm before={form.before} onClose={() => setForm(null)} />}
    </div>
  );
}
