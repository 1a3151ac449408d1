import { exportMembers } from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { addressOf } from '../../api/call.ts';
import { Popover } from '../../components/Popover.tsx';
import { useFormat, useMessages } from '../../languages/language.tsx';
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
  const addressFor = (format: 'csv' | 'xlsx') =>
    addressOf(exportMembers, { query: { ...membersQuery(view, zone), format, language, columns: columns.join(',') } });
  const isTooMany = count !== null && count > XLSX_ROWS;
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
