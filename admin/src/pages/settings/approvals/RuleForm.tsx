import { approvalSpec, countApprovals, listApprovalRules, saveApprovalRule, type ApprovalRule } from '@shuke/contract';
import { InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { Field } from '../../../components/Field.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart, useMessages } from '../../../languages/language.tsx';
import { approvalWords } from '../../../messages/apart.ts';

const FROM_LIMIT = 100_000;
const HOURS_LIMIT = 720;

/** How many must approve one kind of change, from which size on, and how soon. */
export function RuleForm({ rule, onClose }: { rule: ApprovalRule; onClose: () => void }) {
  const { common } = useMessages();
  const approvals = useApart(approvalWords);
  const { rules: words } = approvals;
  const notices = useNotices();
  const save = useWrite(saveApprovalRule, [listApprovalRules, countApprovals], onClose);
  const [draft, setDraft] = useState(rule);
  const { unit } = approvalSpec(rule.kind);
  const set = (changes: Partial<ApprovalRule>) => {
    setDraft({ ...draft, ...changes });
    if (save.isError) save.reset();
  };
  const faults = save.error?.code === 'approval.too-few' ? { approvers: words.tooFew } : {};
  const onSubmit = () => {
    const { kind, ...body } = draft;
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
  return (
    <FormDrawer
      title={words.editTitle(approvals.kinds[rule.kind])}
      size={420}
      action={common.save}
      write={save}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <p className="soft">{approvals.kindHints[rule.kind]}</p>
      <Field
        label={words.field.approvers}
        hint={draft.approvers === 2 ? words.twoHint : undefined}
        fault={faults.approvers}
      >
        {(props) => (
          <Select
            {...props}
            aria-label={words.field.approvers}
            options={words.approvers.map((label, value) => ({ value, label }))}
            value={draft.approvers}
            onChange={(approvers: number) => set({ approvers })}
          />
        )}
      </Field>
      {draft.approvers > 0 && unit !== null ? (
        <Field label={words.field.from[unit]}>
          {(props) => (
            <InputNumber<number>
              {...props}
              min={1}
              max={FROM_LIMIT}
              precision={0}
              style={{ width: '100%' }}
              value={draft.from}
              onChange={(from) => set({ from: from ?? 1 })}
            />
          )}
        </Field>
      ) : null}
      {draft.approvers > 0 ? (
        <Field label={words.field.hours} hint={words.hoursHint}>
          {(props) => (
            <InputNumber<number>
              {...props}
              min={1}
              max={HOURS_LIMIT}
              precision={0}
              style={{ width: '100%' }}
              value={draft.hours}
              onChange={(hours) => set({ hours: hours ?? 1 })}
            />
          )}
        </Field>
      ) : null}
    </FormDrawer>
  );
}
