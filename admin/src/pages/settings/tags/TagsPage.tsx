import { countTagged, listTags, type Tag } from '@shuke/contract';
import { Button, Table, type TableColumnType } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../../api/use.ts';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { Hint } from '../../../components/Hint.tsx';
import { MayLink } from '../../../components/MayLink.tsx';
import { PageHead } from '../../../components/PageHead.tsx';
import '../../../components/tables.css';
import { useNarrow } from '../../../components/use-narrow.ts';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useTagName } from '../../../components/use-tags.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { tagWords } from '../../../messages/apart.ts';
import { paths } from '../../../paths.ts';
import { TagForm } from './TagForm.tsx';

function useTagColumns(edit: (one: Tag) => void): TableColumnType<Tag>[] {
  const words = useApart(tagWords);
  const format = useFormat();
  const nameOf = useTagName();
  const isNarrow = useNarrow();
  const counts = useAnswer(countTagged, {}).data?.items;
  const countOf = (code: string) => counts?.find((one) => one.code === code) ?? { members: 0, refused: 0 };
  const seenBy = ({ isShown }: Tag) => (isShown ? words.shown : words.hidden);
  const members: TableColumnType<Tag> = {
    key: 'members',
    title: words.column.members,
    align: 'right',
    render: (_value, one) => {
      const { members: many } = countOf(one.code);
      if (counts === undefined || many === 0) return counts && format.count(0);
      const shown = format.count(many);
      return (
        <MayLink to={paths.members({ tag: one.code })} aria-label={words.membersOf(nameOf(one), shown)}>
          {shown}
        </MayLink>
      );
    },
  };
  const first: TableColumnType<Tag> = {
    key: 'name',
    title: words.column.name,
    render: (_value, one) => (
      <div className="person">
        <span>{nameOf(one)}</span>
        <span className="faint">{isNarrow ? [one.code, seenBy(one)].join(' · ') : one.code}</span>
      </div>
    ),
  };
  const last: TableColumnType<Tag> = {
    key: 'edit',
    title: '',
    className: 'nowrap',
    render: (_value, one) => (
      <Button type="link" size="small" aria-label={words.editOne(nameOf(one))} onClick={() => edit(one)}>
        {words.edit}
      </Button>
    ),
  };
  if (isNarrow) return [first, members, last];
  const refused: TableColumnType<Tag> = {
    key: 'refused',
    title: (
      <>
        {words.column.refused} <Hint title={words.column.refused}>{words.refusedHint}</Hint>
      </>
    ),
    align: 'right',
    render: (_value, one) => (counts === undefined ? null : format.count(countOf(one.code).refused)),
  };
  const shown: TableColumnType<Tag> = {
    key: 'shown',
    title: words.column.shown,
    render: (_value, one) => seenBy(one),
  };
  return [first, shown, members, refused, last];
}

/** What tags are there, how many members have each, and who sees it? */
export function TagsPage() {
  const words = useApart(tagWords);
  usePageTitle(words.title);
  const answer = useAnswer(listTags, {});
  const [form, setForm] = useState<{ before: Tag | null } | null>(null);
  const columns = useTagColumns((before) => setForm({ before }));
  const make = (
    <Button type="primary" onClick={() => setForm({ before: null })}>
      {words.make}
    </Button>
  );
  return (
    <div className="page">
      <PageHead title={words.title} hint={words.hint} actions={make} />
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      <Table<Tag>
        rowKey="code"
        size="middle"
        columns={columns}
        dataSource={answer.data?.items ?? []}
        loading={answer.isPending}
        pagination={false}
        locale={{
          emptyText: answer.isSuccess ? <Empty title={words.empty} hint={words.emptyHint} action={make} /> : ' ',
        }}
      />
      {form === null ? null : <TagForm before={form.before} onClose={() => setForm(null)} />}
    </div>
  );
}
