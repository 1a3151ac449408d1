import { listAudit, revealMember, type MemberView } from '@shuke/contract';
import { useWrite } from '../../../api/use.ts';
import { RevealDialog } from '../../../components/RevealDialog.tsx';

interface Props {
  memberId: string;
  onRevealed: (member: MemberView) => void;
  onClose: () => void;
}

export function RevealMember({ memberId, onRevealed, onClose }: Props) {
  const reveal = useWrite(revealMember, [listAudit], onClose);
  const onSuccess = (member: MemberView) => {
    onRevealed(member);
    onClose();
  };
  const onReason = (reason: string) => reveal.mutate({ params: { id: memberId }, body: { reason } }, { onSuccess });
  return <RevealDialog write={reveal} onReason={onReason} onClose={onClose} />;
}
