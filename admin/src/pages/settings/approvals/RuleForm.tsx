import { approvalSpec, countApprovals, listApprovalRules, saveApprovalRule, type ApprovalRule } from '@shuke/contract';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { Field } from '../../../components/Field.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { wholeNumber } from '../../../format/whole-number.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { approvalWords } from '../../../messages/apart.ts';

const limits = { from: 100_000, hours: 720 } as const;
type Typed = keyof typeof limits;

/** How many must approve one kind of change, from which size on, and how soon. */
export function RuleForm({ rule, onClose }: { rule: ApprovalRule; onClose: () => void }) {
  const { common } = useMessages();
  const approvals = useApart(approvalWords);
  const { rules: words } = approvals;
  const notices = useNotices();
  const save = useWrite(saveApprovalRule, [listApprovalRules, countApprovals], onClose);
  const format = useFormat();
  const [approvers, setApprovers] = useState(rule.approvers);
  const [typed, setTyped] = useState({ from: String(rule.from), hours: String(rule.hours) });
  const [told, setTold] = useState<Partial<Record<Typed, string>>>({});
  const { unit } = approvalSpec(rule.kind);
  const touch = () => {
    setTold({});
    if (save.isError) save.reset();
  };
  const faults: Partial<Record<Typed | 'approvers', string>> = {
    ...told,
    ...(save.error?.code === 'approval.too-few' ? { approvers: words.tooFew } : {}),
  };
  const faultOf = (name: Typed) => {
    const value = wholeNumber(typed[name]);
    const isRight = value >= 1 && value <= limits[name];
    return isRight ? {} : { [name]: common.wholeNumber('1', format.count(limits[name])) };
  };
  const onSubmit = () => {
    const left = approvers === 0 ? {} : { ...(unit === null ? {} : faultOf('from')), ...faultOf('hours') };
    setTold(left);
    if (Object.keys(left).length > 0) return;
    const { kind } = rule;
    const body =
      approvers === 0
        ? { approvers, from: rule.from, hours: rule.hours }
        : { approvers, from: wholeNumber(typed.from), hours: wholeNumber(typed.hours) };
    save.mutate(
      { params: { kind }, body },
      {
        onSuccess: () => {
          notices.good(words.saved);
          onClose();
        },
      },
    );
  };
  const field = (name: Typed, label: string, hint?: string) => (
    <Field label={label} hint={hint} fault={faults[name]}>
      {(props) => (
        <Input
          {...props}
          inputMode="numeric"
          autoComplete="off"
          value={typed[name]}
          onChange={(event) => {
            setTyped({ ...typed, [name]: event.target.value });
            touch();
          }}
        />
      )}
    </Field>
  );
  return (
    <FormDrawer
      title={words.editTitle(approvals.kinds[rule.kind])}
      size={420}
      action={common.save}
      write={save}
      faults={faults}
      object={`rule:${rule.kind}`}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <p className="soft">{approvals.kindHints[rule.kind]}</p>
      <Field label={words.field.approvers} hint={approvers === 2 ? words.twoHint : undefined} fault={faults.approvers}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.field.approvers}
            options={words.approvers.map((label, value) => ({ value, label }))}
            value={approvers}
            onChange={(chosen: number) => {
              setApprovers(chosen);
              touch();
            }}
          />
        )}
      </Field>
      {approvers > 0 && unit !== null ? field('from', words.field.from[unit]) : null}
      {approvers > 0 ? field('hours', words.field.hours, words.hoursHint) : null}
    </FormDrawer>
  );
}
