import { approvalSpec, listApprovalRules, type ApprovalRule } from '@shuke/contract';
import { Button, Table, type TableColumnType } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../../api/use.ts';
import { Failure } from '../../../components/Failure.tsx';
import { PageHead } from '../../../components/PageHead.tsx';
import '../../../components/tables.css';
import { useNarrow } from '../../../components/use-narrow.ts';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { approvalWords } from '../../../messages/apart.ts';
import { RuleForm } from './RuleForm.tsx';

function useRuleColumns(onEdit: (rule: ApprovalRule) => void): TableColumnType<ApprovalRule>[] {
  const approvals = useApart(approvalWords);
  const { rules: words } = approvals;
  const format = useFormat();
  const isNarrow = useNarrow();
  const needs = ({ approvers }: ApprovalRule) =>
    approvers === 0 ? <span className="faint">{words.approvers[0]}</span> : words.approvers[approvers];
  const from = ({ kind, from: size }: ApprovalRule) => {
    const { unit } = approvalSpec(kind);
    return unit === null || size === 1 ? words.each : words.from[unit](format.count(size));
  };
  const kind: TableColumnType<ApprovalRule> = {
    key: 'kind',
    title: words.column.kind,
    render: (_value, rule) => (
      <div className="person">
        <span>{approvals.kinds[rule.kind]}</span>
        <span className="faint">{isNarrow ? needs(rule) : approvals.kindHints[rule.kind]}</span>
      </div>
    ),
  };
  const wide: TableColumnType<ApprovalRule>[] = [
    { key: 'approvers', title: words.column.approvers, className: 'nowrap', render: (_value, rule) => needs(rule) },
    {
      key: 'from',
      title: words.column.from,
      className: 'nowrap',
      render: (_value, rule) => (rule.approvers === 0 ? '' : from(rule)),
    },
    {
      key: 'hours',
      title: words.column.hours,
      className: 'nowrap',
      render: (_value, rule) => (rule.approvers === 0 ? '' : words.hours(format.count(rule.hours))),
    },
  ];
  const edit: TableColumnType<ApprovalRule> = {
    key: 'edit',
    className: 'nowrap',
    render: (_value, rule) => (
      <Button
        type="link"
        size="small"
        aria-label={words.editTitle(approvals.kinds[rule.kind])}
        onClick={() => onEdit(rule)}
      >
        {words.edit}
      </Button>
    ),
  };
  return [kind, ...(isNarrow ? [] : wide), edit];
}

/** Which changes have to be approved by others, and by how many? */
export function ApprovalRulesPage() {
  const { rules: words } = useApart(approvalWords);
  const format = useFormat();
  usePageTitle(words.title);
  const answer = useAnswer(listApprovalRules, {});
  const [open, setOpen] = useState<ApprovalRule | null>(null);
  const columns = useRuleColumns(setOpen);
  return (
    <div className="page">
      <PageHead
        title={words.title}
        hint={`${words.hint} ${answer.isSuccess ? words.deciders(format.count(answer.data.deciders)) : ''}`}
      />
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      <div className="list">
        <Table<ApprovalRule>
          rowKey="kind"
          size="middle"
          columns={columns}
          dataSource={answer.data?.items ?? []}
          loading={answer.isPending}
          pagination={false}
        />
      </div>
      {open === null ? null : <RuleForm rule={open} onClose={() => setOpen(null)} />}
    </div>
  );
}
