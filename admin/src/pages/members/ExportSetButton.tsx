import { drillMembers, memberFile, type MemberRow } from '@shuke/contract';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
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

/** Downloads all members behind a figure, with the columns shown, page by page. */
export function ExportSetButton({ behind, columns }: { behind: SetQuery; columns: readonly MemberColumn[] }) {
  const { members, common } = useMessages();
  const approvals = useApart(approvalWords);
  const isUnderApproval = useUnderApproval()('members.export');
  const format = useFormat();
  const { tiers, tierName } = useShop();
  const notices = useNotices();
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const stopping = useRef<AbortController>(undefined);
  useEffect(() => () => stopping.current?.abort(), []);

  const onExport = async () => {
    const { signal } = (stopping.current = new AbortController());
    setProgress({ done: 0, total: 0 });
    try {
      const rows: MemberRow[] = [];
      let cursor: string | undefined;
      do {
        const page = await call(drillMembers, { query: { ...behind, cursor, limit: PAGE } }, { signal });
        rows.push(...page.items);
        setProgress({ done: rows.length, total: page.count });
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      const currencies = new Set(rows.filter((row) => row.orders > 0).map((row) => row.currency));
      const file = memberFile(columns, [...currencies], {
        language: format.language,
        tierName,
        clock: format.exact,
        units: (amountMinor, currency) => Number(format.plainMoney(amountMinor, currency)),
      });
      saveFile(`members-${behind.set}.csv`, toCsv(file.titles, rows.map(file.cells)));
    } catch (error) {
      if (!signal.aborted) notices.problem(error);
    } finally {
      setProgress(null);
    }
  };
  if (progress !== null) {
    return (
      <>
        <Button loading>{members.exporting(format.count(progress.done), format.count(progress.total))}</Button>
        <Button onClick={() => stopping.current?.abort()}>{common.cancel}</Button>
      </>
    );
  }
  return (
    <Button
      disabled={tiers.length === 0 || isUnderApproval}
      title={isUnderApproval ? approvals.exportSet : undefined}
      onClick={() => void onExport()}
    >
      {members.exportCsv}
    </Button>
  );
}
