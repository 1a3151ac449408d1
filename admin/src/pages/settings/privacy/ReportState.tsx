import type { Incident } from '@shuke/contract';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';
import { Due } from './Due.tsx';

const SOON_MS = 2 * 3_600_000;

/** Whether an incident was reported in time, or how long there is to do so. */
export function ReportState({ incident: { dueAt, reportedAt, closedAt } }: { incident: Incident }) {
  const { incidents: words } = useApart(centreWords);
  const format = useFormat();
  if (reportedAt !== null) {
    const isLate = dueAt !== null && reportedAt > dueAt;
    return (
      <span className={isLate ? 'due-over' : ''}>
        {words[isLate ? 'lateAt' : 'reportedAt'](format.instant(reportedAt))}
      </span>
    );
  }
  if (dueAt === null) return <span className="faint">{words.noDuty}</span>;
  return closedAt === null ? <Due at={dueAt} soonMs={SOON_MS} /> : <span>{words.notYet}</span>;
}
