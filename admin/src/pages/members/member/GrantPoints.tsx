import { getMember, getMemberPoints, getMemberTimeline, grantPoints, listAudit } from '@shuke/contract';
import { Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { Failure } from '../../../components/Failure.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useFormat, useMessages } from '../../../languages/language.tsx';

const POINTS_LIMIT = 10_000_000;

export function GrantPoints({ memberId, onClose }: { memberId: string; onClose: () => void }) {
  const { members, common } = useMessages();
  const words = members.member;
  const format = useFormat();
  const notices = useNotices();
  const grant = useWrite(grantPoints, [getMember, getMemberPoints, getMemberTimeline, listAudit], onClose);
  const [points, setPoints] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);

  const onSubmit = () => {
    const isFilled = points !== null && points > 0 && reason.trim() !== '';
    setMissing(!isFilled);
    if (!isFilled) return;
    grant.mutate(
      { params: { id: memberId }, body: { points, reason: reason.trim() } },
      {
        onSuccess: (answer) => {
          notices.good(words.granted(format.count(answer.points), format.count(answer.balance)));
          onClose();
        },
      },
    );
  };

  return (
    <Modal
      open
      title={words.grantTitle}
      okText={words.grant}
      cancelText={common.cancel}
      confirmLoading={grant.isPending}
      onOk={onSubmit}
      onCancel={onClose}
      width={420}
    >
      <form
        className="stack grant"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <label>
          {words.grantPoints}
          <InputNumber<number>
            autoFocus
            min={1}
            max={POINTS_LIMIT}
            precision={0}
            style={{ width: '100%' }}
            value={points}
            onChange={setPoints}
            onPressEnter={onSubmit}
          />
        </label>
        <label>
          {words.grantReason}
          <Input
            maxLength={200}
            value={reason}
            placeholder={words.grantReasonHint}
            onChange={(event) => setReason(event.target.value)}
            onPressEnter={onSubmit}
          />
        </label>
        {isMissing ? <p className="trouble">{words.grantMissing}</p> : null}
        {grant.isError ? <Failure error={grant.error} /> : null}
      </form>
    </Modal>
  );
}
