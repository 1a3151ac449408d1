import { listAudit, revealMember, type MemberView } from '@shuke/contract';
import { Input } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { Field } from '../../../components/Field.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useMessages } from '../../../languages/language.tsx';

interface Props {
  memberId: string;
  onRevealed: (member: MemberView) => void;
  onClose: () => void;
}

/** Asks why somebody wants to see a member in clear; the reason goes into the audit trail. */
export function RevealMember({ memberId, onRevealed, onClose }: Props) {
  const words = useMessages().members.reveal;
  const reveal = useWrite(revealMember, [listAudit], onClose);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const onSubmit = () => {
    setMissing(reason.trim() === '');
    if (reason.trim() === '') return;
    reveal.mutate(
      { params: { id: memberId }, body: { reason: reason.trim() } },
      {
        onSuccess: (member) => {
          onRevealed(member);
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog title={words.title} action={words.action} write={reveal} onSubmit={onSubmit} onClose={onClose}>
      <Field label={words.reason} hint={words.hint} fault={isMissing ? words.missing : undefined}>
        {(props) => (
          <Input
            {...props}
            autoFocus
            maxLength={200}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              setMissing(false);
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
