import { askMemberExport, exportMembers, type BodyInput } from '@shuke/contract';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { addressOf } from '../../api/call.ts';
import { useWrite } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { Field } from '../../components/Field.tsx';
import { Popover } from '../../components/Popover.tsx';
import { useUnderApproval } from '../../components/use-under-approval.ts';
import { useApart, useFormat, useMessages } from '../../languages/language.tsx';
import { approvalWords } from '../../messages/apart.ts';
import type { MembersView } from '../../paths.ts';
import { useMay } from '../../session.tsx';
import type { MemberColumn } from './columns.tsx';
import { membersQuery } from './member-query.ts';

const XLSX_ROWS = 50_000;

/** Downloads what the list shows: same filters, same order, same columns. */
export function ExportButton({
  view,
  columns,
  count,
}: {
  view: MembersView;
  columns: readonly MemberColumn[];
  count: number | null;
}) {
  const { members } = useMessages();
  const { zone, language } = useFormat();
  const [isOpen, setOpen] = useState(false);
  const isUnderApproval = useUnderApproval()('members.export');
  const addressFor = (format: 'csv' | 'xlsx') =>
    addressOf(exportMembers, { query: { ...membersQuery(view, zone), format, language, columns: columns.join(',') } });
  const isTooMany = count !== null && count > XLSX_ROWS;
  const mayClear = useMay()('members.clear');
  const [isClear, setClear] = useState(false);
  if (isUnderApproval || isClear) {
    return (
      <Popover label={members.export} text={members.export} isOpen={isOpen} onOpen={setOpen}>
        <AskExport
          query={{ ...membersQuery(view, zone), language, columns: columns.join(',') }}
          isTooMany={isTooMany}
          isUnderApproval={isUnderApproval}
          clear={mayClear ? { isClear, setClear } : undefined}
          onClose={() => setOpen(false)}
        />
      </Popover>
    );
  }
  return (
    <Popover label={members.export} text={members.export} isOpen={isOpen} onOpen={setOpen}>
      <div className="stack export">
        <p className="soft">{members.exportHint}</p>
        {mayClear ? (
          <Checkbox checked={false} onChange={() => setClear(true)}>
            {members.exportClear}
          </Checkbox>
        ) : null}
        <Button href={addressFor('xlsx')} download disabled={isTooMany} onClick={() => setOpen(false)}>
          {members.exportXlsx}
        </Button>
        {isTooMany ? <p className="faint">{members.exportTooMany}</p> : null}
        <Button href={addressFor('csv')} download onClick={() => setOpen(false)}>
          {members.exportCsv}
        </Button>
      </div>
    </Popover>
  );
}

/** Asks for the file, and why it is wanted in clear: it is taken at once where the rule lets it, or else once others have approved it. */
function AskExport({
  query,
  isTooMany,
  isUnderApproval,
  clear,
  onClose,
}: {
  query: Omit<BodyInput<typeof askMemberExport>, 'format'>;
  isTooMany: boolean;
  isUnderApproval: boolean;
  /** Absent for who may not take files in clear. */
  clear: { isClear: boolean; setClear: (isClear: boolean) => void } | undefined;
  onClose: () => void;
}) {
  const { members } = useMessages();
  const approvals = useApart(approvalWords);
  const ask = useWrite(askMemberExport, [], onClose);
  const body = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== ''));
  const isClear = clear?.isClear ?? false;
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const askFor = (format: 'csv' | 'xlsx') => {
    setMissing(isClear && reason.trim() === '');
    if (isClear && reason.trim() === '') return;
    ask.mutate(
      { body: { ...body, format, ...(isClear ? { isClear, reason: reason.trim() } : {}) } },
      {
        onSuccess: ({ address }) => {
          onClose();
          location.assign(address);
        },
      },
    );
  };
  return (
    <div className="stack export">
      {isUnderApproval ? <p className="soft">{approvals.exportHint}</p> : null}
      {clear === undefined ? null : (
        <Checkbox checked={isClear} onChange={(event) => clear.setClear(event.target.checked)}>
          {members.exportClear}
        </Checkbox>
      )}
      {isClear ? (
        <Field
          label={members.exportReason}
          hint={members.reveal.hint}
          fault={isMissing ? members.reveal.missing : undefined}
        >
          {(props) => (
            <Input {...props} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      ) : null}
      <Button disabled={isTooMany || ask.isPending} onClick={() => askFor('xlsx')}>
        {isUnderApproval ? approvals.exportAsk.xlsx : members.exportXlsx}
      </Button>
      {isTooMany ? <p className="faint">{members.exportTooMany}</p> : null}
      <Button disabled={ask.isPending} onClick={() => askFor('csv')}>
        {isUnderApproval ? approvals.exportAsk.csv : members.exportCsv}
      </Button>
      {ask.error === null ? null : <Failure error={ask.error} />}
    </div>
  );
}
