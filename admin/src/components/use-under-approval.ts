import { countApprovals, type ApprovalKind } from '@shuke/contract';
import { useAnswer } from '../api/use.ts';

/** Whether some kind of change has to be approved in this shop. */
export function useUnderApproval(): (kind: ApprovalKind) => boolean {
  const { data } = useAnswer(countApprovals, {});
  return (kind) => data?.kinds.includes(kind) === true;
}
