import { askMemberExport, exportMembers, type BodyInput } from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { addressOf } from '../../api/call.ts';
import { useWrite } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { Popover } from '../../components/Popover.tsx';
import { useUnderApproval } from '../../components/use-under-approval.ts';
import { useApart, useFormat, useMessages } from '../../languages/language.tsx';
import { approvalWords } from '../../messages/apart.ts';
import type { MembersView } from '../../paths.ts';
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
  if (isUnderApproval) {
    return (
      <Popover label={members.export} text={members.export} isOpen={isOpen} onOpen={setOpen}>
        <AskExport
          query={{ ...membersQuery(view, zone), language, columns: columns.join(',') }}
          isTooMany={isTooMany}
          onClose={() => setOpen(false)}
        />
      </Popover>
    );
  }
  return (
    <Popover label={members.export} text={members.export} isOpen={isOpen} onOpen={setOpen}>
      <div className="stack export">
        <p className="soft">{members.exportHint}</p>
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

/** Asks for the file: it is taken at once where the rule lets it, or else once others have approved it. */
function AskExport({
  query,
  isTooMany,
  onClose,
}: {
  query: Omit<BodyInput<typeof askMemberExport>, 'format'>;
  isTooMany: boolean;
  onClose: () => void;
}) {
  const { members } = useMessages();
  const approvals = useApart(approvalWords);
  const ask = useWrite(askMemberExport, [], onClose);
  const body = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== ''));
  const askFor = (format: 'csv' | 'xlsx') =>
    ask.mutate(
      { body: { ...body, format } },
      {
        onSuccess: ({ address }) => {
          onClose();
          location.assign(address);
        },
      },
    );
  return (
    <div className="stack export">
      <p className="soft">{approvals.exportHint}</p>
      <Button disabled={isTooMany || ask.isPending} onClick={() => askFor('xlsx')}>
        {approvals.exportAsk.xlsx}
      </Button>
      {isTooMany ? <p className="faint">{members.exportTooMany}</p> : null}
      <Button disabled={ask.isPending} onClick={() => askFor('csv')}>
        {approvals.exportAsk.csv}
      </Button>
      {ask.error === null ? null : <Failure error={ask.error} />}
    </div>
  );
}
