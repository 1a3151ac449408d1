import { getMember, getMemberPoints, getMemberTimeline, grantPoints, listAudit } from '@shuke/contract';
import { Input } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { Field } from '../../../components/Field.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { wholeNumber } from '../../../format/whole-number.ts';
import { useFormat, useMessages } from '../../../languages/language.tsx';

const POINTS_LIMIT = 10_000_000;

export function GrantPoints({ memberId, onClose }: { memberId: string; onClose: () => void }) {
  const { members, common } = useMessages();
  const words = members.member;
  const format = useFormat();
  const notices = useNotices();
  const grant = useWrite(grantPoints, [getMember, getMemberPoints, getMemberTimeline, listAudit], onClose);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [faults, setFaults] = useState<Partial<Record<'points' | 'reason', string>>>({});

  const onSubmit = () => {
    const points = wholeNumber(typed);
    const left = {
      ...(points >= 1 && points <= POINTS_LIMIT ? {} : { points: common.wholeNumber('1', format.count(POINTS_LIMIT)) }),
      ...(reason.trim() === '' ? { reason: words.grantMissing } : {}),
    };
    setFaults(left);
    if (Object.keys(left).length > 0) return;
    grant.mutate(
      { params: { id: memberId }, body: { points, reason: reason.trim() } },
      {
        onSuccess: (answer) => {
          notices.good(words.granted(format.count(answer.points), format.count(answer.balance)));
          onClose();
        },
      },
    );
  };

  return (
    <FormDialog
      title={words.grantTitle}
      action={words.grant}
      write={grant}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <Field label={words.grantPoints} fault={faults.points}>
        {(props) => (
          <Input
            {...props}
            autoFocus
            inputMode="numeric"
            autoComplete="off"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setFaults({});
            }}
          />
        )}
      </Field>
      <Field label={words.grantReason} hint={words.grantReasonHint} fault={faults.reason}>
        {(props) => (
          <Input
            {...props}
            maxLength={200}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              setFaults({});
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
