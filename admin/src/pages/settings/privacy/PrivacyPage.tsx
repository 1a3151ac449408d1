import { listPolicies, type PolicyVersion } from '@shuke/contract';
import { Button, type TableColumnType } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../../api/use.ts';
import { PageHead } from '../../../components/PageHead.tsx';
import { TrailLink } from '../../../components/TrailLink.tsx';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { ListTable } from '../../../components/ListTable.tsx';
import { useNarrow } from '../../../components/use-narrow.ts';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { handlingWords, policyWords } from '../../../messages/apart.ts';
import { useMay } from '../../../session.tsx';
import { ContactCounts } from './ContactCounts.tsx';
import { DraftNotice } from './DraftNotice.tsx';
import { PolicyText, type WithText } from './PolicyText.tsx';
import { PublishPolicy } from './PublishPolicy.tsx';
import { Renewals } from './Renewals.tsx';

/** What is open over the list. */
type Open =
  | { kind: 'draft' }
  | { kind: 'publish'; basedOn: WithText | null }
  | { kind: 'text'; version: PolicyVersion };

function usePolicyColumns(all: readonly PolicyVersion[], open: (what: Open) => void) {
  const { privacy } = useMessages();
  const words = useApart(policyWords);
  const format = useFormat();
  const isNarrow = useNarrow();
  const isCurrent = ({ code, version }: PolicyVersion) =>
    !all.some((one) => one.code === code && one.version > version);
  const version = (one: PolicyVersion) => (
    <>
      {words.versionOf(one.version)}{' '}
      <span className="faint">
        {[isCurrent(one) ? words.current : '', one.asksAgain ? words.asksAgain : '']
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
    </>
  );
  const first: TableColumnType<PolicyVersion> = {
    key: 'policy',
    title: words.column.policy,
    render: (_value, one) => (
      <div className="person">
        <span>{privacy.policies[one.code]}</span>
        {isNarrow ? <span>{version(one)}</span> : null}
        {isNarrow ? (
          <span className="faint">
            {format.instant(one.publishedAt)} · {one.publishedBy}
          </span>
        ) : null}
      </div>
    ),
  };
  const wide: TableColumnType<PolicyVersion>[] = [
    { key: 'version', title: words.column.version, render: (_value, one) => version(one) },
    {
      key: 'published',
      title: words.column.published,
      className: 'nowrap',
      render: (_value, one) => format.instant(one.publishedAt),
    },
    { key: 'by', title: words.column.by, render: (_value, one) => one.publishedBy },
    {
      key: 'hash',
      title: words.column.hash,
      render: (_value, one) => <code title={one.hash}>{one.hash.slice(0, 12)}…</code>,
    },
  ];
  const actions: TableColumnType<PolicyVersion> = {
    key: 'actions',
    title: words.column.actions,
    className: 'nowrap',
    render: (_value, one) => (
      <>
        <Button
          type="link"
          size="small"
          aria-label={words.readOne(privacy.version(one.code, one.version))}
          onClick={() => open({ kind: 'text', version: one })}
        >
          {words.read}
        </Button>{' '}
        <TrailLink object={`policy:${one.code}`} />
      </>
    ),
  };
  return [first, ...(isNarrow ? [] : wide), actions];
}

/** Which words have members been asked to consent to, and when, by whom? */
export function PrivacyPage() {
  const words = useApart(policyWords);
  const { notice } = useApart(handlingWords);
  usePageTitle(words.title);
  const mayContacts = useMay()('contacts.read');
  const answer = useAnswer(listPolicies, {});
  const [open, setOpen] = useState<Open | null>(null);
  const all = answer.data?.items ?? [];
  const columns = usePolicyColumns(all, setOpen);
  const close = () => setOpen(null);
  const publish = (
    <Button type="primary" onClick={() => setOpen({ kind: 'publish', basedOn: null })}>
      {words.publish}
    </Button>
  );
  return (
    <div className="page">
      <PageHead
        title={words.title}
        hint={words.hint}
        actions={
          <>
            <Button onClick={() => setOpen({ kind: 'draft' })}>{notice.draft}</Button>
            {publish}
          </>
        }
      />
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {all.length === 0 ? null : <Renewals />}
      {mayContacts ? <ContactCounts /> : null}
      <ListTable<PolicyVersion>
        rowKey={({ code, version }) => `${code} ${version}`}
        columns={columns}
        items={all}
        isLoading={answer.isPending}
        empty={answer.isSuccess ? <Empty title={words.empty} hint={words.emptyHint} action={publish} /> : null}
      />
      {open?.kind === 'draft' ? <DraftNotice all={all} onClose={close} /> : null}
      {open?.kind === 'publish' ? <PublishPolicy basedOn={open.basedOn} all={all} onClose={close} /> : null}
      {open?.kind === 'text' ? (
        <PolicyText
          code={open.version.code}
          version={open.version.version}
          onClose={close}
          onPublish={(basedOn) => setOpen({ kind: 'publish', basedOn })}
        />
      ) : null}
    </div>
  );
}
