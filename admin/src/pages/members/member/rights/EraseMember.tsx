import { countRequests, eraseMember, getMember, listAudit, listMembers, listRequests } from '@shuke/contract';
import { Input } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../../api/use.ts';
import { Field } from '../../../../components/Field.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useNotices } from '../../../../components/Notices.tsx';
import { useUnderApproval } from '../../../../components/use-under-approval.ts';
import { useApart } from '../../../../languages/language.tsx';
import { centreWords } from '../../../../messages/apart.ts';
import '../../../settings/privacy/centre.css';

interface Props {
  memberId: string;
  onClose: () => void;
  onErased?: () => void;
}

/** Asks twice, and tells what goes and what stays, before a member is destroyed for good. */
export function EraseMember({ memberId, onClose, onErased = () => {} }: Props) {
  const { erase: words } = useApart(centreWords);
  const notices = useNotices();
  const isUnderApproval = useUnderApproval()('members.erase');
  const erase = useWrite(eraseMember, [getMember, listMembers, listRequests, countRequests, listAudit], onClose);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [faults, setFaults] = useState<Partial<Record<'id' | 'reason', string>>>({});

  const onConfirm = () => {
    const left = {
      ...(typed.trim() === memberId ? {} : { id: words.fault.id }),
      ...(reason.trim() === '' ? { reason: words.fault.reason } : {}),
    };
    setFaults(left);
    if (Object.keys(left).length > 0) return;
    erase.mutate(
      { params: { id: memberId }, body: { reason: reason.trim() } },
      {
        onSuccess: () => {
          notices.good(words.done);
          onClose();
          onErased();
        },
      },
    );
  };

  return (
    <FormDialog
      title={words.title}
      width={480}
      action={words.action}
      isDanger
      write={erase}
      faults={faults}
      onSubmit={onConfirm}
      onClose={onClose}
    >
      <div>
        <strong>{words.goes}</strong>
        <ul className="goes-stays">
          {words.goesWhat.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </div>
      <div>
        <strong>{words.stays}</strong>
        <ul className="goes-stays">
          {words.staysWhat.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </div>
      {isUnderApproval ? <p className="soft">{words.underApproval}</p> : null}
      <Field label={words.reason} hint={words.reasonHint} fault={faults.reason}>
        {(props) => (
          <Input
            {...props}
            maxLength={500}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              setFaults({});
            }}
          />
        )}
      </Field>
      <Field label={words.type(memberId)} fault={faults.id}>
        {(props) => (
          <Input
            {...props}
            autoComplete="off"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setFaults({});
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
