import type { Approval } from '@shuke/contract';
import { useApart, useFormat } from '../../languages/language.tsx';
import { approvalWords } from '../../messages/apart.ts';

/** How it stands; of what waits for two, how far it has come. */
export function ApprovalState({ approval }: { approval: Approval }) {
  const approvals = useApart(approvalWords);
  const format = useFormat();
  const { state, approvers, approvedBy } = approval;
  return (
    <span className={`approval-state approval-${state}`}>
      {approvals.states[state]}
      {state === 'open' && approvers > 1
        ? ` · ${approvals.progress(format.count(approvedBy.length), format.count(approvers))}`
        : ''}
    </span>
  );
}
