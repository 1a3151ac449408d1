import { askAuditExport } from '@shuke/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { Field } from '../../components/Field.tsx';
import { Popover } from '../../components/Popover.tsx';
import { useUnderApproval } from '../../components/use-under-approval.ts';
import { useApart, useFormat } from '../../languages/language.tsx';
import { approvalWords } from '../../messages/apart.ts';
import type { AuditView } from '../../paths.ts';
import { auditQuery } from './audit-query.ts';

/** Asks for a file of what the filters match: it is taken at once, or once others have approved it. */
export function ExportTrail({ view }: { view: AuditView }) {
  const { trailFile } = useApart(approvalWords);
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover label={trailFile.open} text={trailFile.open} isOpen={isOpen} onOpen={setOpen}>
      <AskExport view={view} onClose={() => setOpen(false)} />
    </Popover>
  );
}

function AskExport({ view, onClose }: { view: AuditView; onClose: () => void }) {
  const { zone, language } = useFormat();
  const approvals = useApart(approvalWords);
  const isUnderApproval = useUnderApproval()('audit.export');
  const words = approvals.trailFile;
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const ask = useWrite(askAuditExport, [], onClose);
  const askFor = (format: 'csv' | 'jsonl') => {
    setMissing(reason.trim() === '');
    if (reason.trim() === '') return;
    ask.mutate(
      { body: { ...auditQuery(view, zone), format, language, reason: reason.trim() } },
      {
        onSuccess: ({ address }) => {
          onClose();
          location.assign(address);
        },
      },
    );
  };
  return (
    <div className="stack trail-file">
      <p className="soft">{isUnderApproval ? approvals.exportHint : words.hint}</p>
      <Field label={words.reason} fault={isMissing ? words.missing : undefined}>
        {(props) => (
          <Input
            {...props}
            maxLength={200}
            placeholder={words.example}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {(['csv', 'jsonl'] as const).map((format) => (
        <Button key={format} disabled={ask.isPending} onClick={() => askFor(format)}>
          {isUnderApproval ? words.ask[format] : words.take[format]}
        </Button>
      ))}
      <p className="faint">{words.checkable}</p>
      {ask.error === null ? null : <Failure error={ask.error} />}
    </div>
  );
}
