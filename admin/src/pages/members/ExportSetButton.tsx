import { drillMembers, type MemberRow } from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useNotices } from '../../components/Notices.tsx';
import { saveFile, toCsv } from '../../format/csv.ts';
import type { Format } from '../../format/format.ts';
import { useFormat, useMessages } from '../../languages/language.tsx';
import type { MemberColumn } from './columns.tsx';
import type { SetQuery } from './member-query.ts';

const PAGE = 200;
/** Beyond this the file is cut: a hundred calls are enough for one press. */
const ROWS_LIMIT = 20_000;

function cellOf(row: MemberRow, column: MemberColumn, format: Format): string | number | null {
  if (column === 'spentMinor') return Number(format.plainMoney(row.spentMinor, row.currency));
  const value = row[column];
  const isInstant = column === 'joinedAt' || column === 'lastOrderAt';
  return isInstant && typeof value === 'string' ? format.exact(value) : value;
}

/** Downloads the members behind a figure, with the columns shown, page by page. */
export function ExportSetButton({ behind, columns }: { behind: SetQuery; columns: readonly MemberColumn[] }) {
  const { members } = useMessages();
  const format = useFormat();
  const notices = useNotices();
  const [isBusy, setBusy] = useState(false);

  const onExport = async () => {
    setBusy(true);
    try {
      const rows: MemberRow[] = [];
      let cursor: string | undefined;
      do {
        const page = await call(drillMembers, { query: { ...behind, cursor, limit: PAGE } });
        rows.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && rows.length < ROWS_LIMIT);
      const header = columns.map((column) => members.column[column]);
      saveFile(
        `members-${behind.set}.csv`,
        toCsv(
          header,
          rows.map((row) => columns.map((column) => cellOf(row, column, format))),
        ),
      );
    } catch (error) {
      notices.problem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={isBusy} onClick={() => void onExport()}>
      {members.exportCsv}
    </Button>
  );
}
