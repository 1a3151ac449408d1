import { listAttributes, type Attribute } from '@shuke/contract';
import { Button, Table, type TableColumnType } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../../api/use.ts';
import { PageHead } from '../../../components/PageHead.tsx';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import '../../../components/tables.css';
import { useNarrow } from '../../../components/use-narrow.ts';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { fieldWords } from '../../../messages/apart.ts';
import './centre.css';
import { FieldForm } from './FieldForm.tsx';

function useFieldColumns(edit: (one: Attribute) => void): TableColumnType<Attribute>[] {
  const words = useApart(fieldWords);
  const { language } = useFormat();
  const isNarrow = useNarrow();
  const nameOf = (one: Attribute) => (language === 'en' ? (one.nameEn ?? one.name) : one.name);
  const first: TableColumnType<Attribute> = {
    key: 'name',
    title: words.column.name,
    render: (_value, one) => (
      <div className="person">
        <span>{nameOf(one)}</span>
        <span className="faint">
          {isNarrow ? [one.code, words.types[one.type], words.classes[one.class].name].join(' · ') : one.code}
        </span>
      </div>
    ),
  };
  const wide: TableColumnType<Attribute>[] = [
    { key: 'type', title: words.column.type, render: (_value, one) => words.types[one.type] },
    { key: 'class', title: words.column.class, render: (_value, one) => words.classes[one.class].name },
  ];
  const last: TableColumnType<Attribute> = {
    key: 'edit',
    title: '',
    className: 'nowrap',
    render: (_value, one) => (
      <Button type="link" size="small" aria-label={words.editOne(nameOf(one))} onClick={() => edit(one)}>
        {words.edit}
      </Button>
    ),
  };
  return [first, ...(isNarrow ? [] : wide), last];
}

/** Which fields of members need more care, and who may see them? */
export function FieldsPage() {
  const words = useApart(fieldWords);
  usePageTitle(words.title);
  const answer = useAnswer(listAttributes, {});
  const [form, setForm] = useState<{ before: Attribute | null } | null>(null);
  const columns = useFieldColumns((before) => setForm({ before }));
  const add = (
    <Button type="primary" onClick={() => setForm({ before: null })}>
      {words.add}
    </Button>
  );
  return (
    <div className="page">
      <PageHead title={words.title} hint={words.hint} actions={add} />
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      <Table<Attribute>
        rowKey="code"
        size="middle"
        columns={columns}
        dataSource={answer.data?.items ?? []}
        loading={answer.isPending}
        pagination={false}
        locale={{
          emptyText: answer.isSuccess ? <Empty title={words.empty} hint={words.emptyHint} action={add} /> : ' ',
        }}
      />
      {form === null ? null : <FieldForm before={form.before} onClose={() => setForm(null)} />}
    </div>
  );
}
