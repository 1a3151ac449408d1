import { drillMembers, memberFile, type MemberRow } from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useNotices } from '../../components/Notices.tsx';
import { useShop } from '../../components/use-shop.ts';
import { useUnderApproval } from '../../components/use-under-approval.ts';
import { saveFile, toCsv } from '../../format/csv.ts';
import { useApart, useFormat, useMessages } from '../../languages/language.tsx';
import { approvalWords } from '../../messages/apart.ts';
import type { MemberColumn } from './columns.tsx';
import type { SetQuery } from './member-query.ts';

const PAGE = 200;
/** Beyond this the file is cut: a hundred calls are enough for one press. */
const ROWS_LIMIT = 20_000;

/** Downloads the members behind a figure, with the columns shown, page by page. */
export function ExportSetButton({ behind, columns }: { behind: SetQuery; columns: readonly MemberColumn[] }) {
  const { members } = useMessages();
  const approvals = useApart(approvalWords);
  const isUnderApproval = useUnderApproval()('members.export');
  const format = useFormat();
  const { tiers, tierName } = useShop();
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
      const currencies = new Set(rows.filter((row) => row.orders > 0).map((row) => row.currency));
      const file = memberFile(columns, [...currencies], {
        language: format.language,
        tierName,
        clock: format.exact,
        units: (amountMinor, currency) => Number(format.plainMoney(amountMinor, currency)),
      });
      saveFile(`members-${behind.set}.csv`, toCsv(file.titles, rows.map(file.cells)));
    } catch (error) {
      notices.problem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      loading={isBusy}
      disabled={tiers.length === 0 || isUnderApproval}
      title={isUnderApproval ? approvals.exportSet : undefined}
      onClick={() => void onExport()}
    >
      {members.exportCsv}
    </Button>
  );
}
