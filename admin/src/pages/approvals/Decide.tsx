import {
  approve,
  commentApproval,
  countApprovals,
  getApproval,
  listApprovals,
  refuseApproval,
  withdrawApproval,
  type Approval,
} from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { Field } from '../../components/Field.tsx';
import { LongText } from '../../components/LongText.tsx';
import { useNotices } from '../../components/Notices.tsx';
import { useApart } from '../../languages/language.tsx';
import { approvalWords } from '../../messages/apart.ts';

const refreshes = [getApproval, listApprovals, countApprovals];

/** Approve, refuse, withdraw or say something, as far as each is open to whoever looks. */
export function Decide({ approval, onChanged }: { approval: Approval; onChanged: () => void }) {
  const approvals = useApart(approvalWords);
  const notices = useNotices();
  const [comment, setComment] = useState('');
  const writes = {
    approve: useWrite(approve, refreshes),
    refuse: useWrite(refuseApproval, refreshes),
    withdraw: useWrite(withdrawApproval, refreshes),
    comment: useWrite(commentApproval, refreshes),
  };
  const { id, version, mayDecide, isOwn, approvedBy } = approval;
  const said = comment.trim() === '' ? null : comment.trim();
  const params = { id };
  const ended = (what: keyof typeof writes) => ({
    onSuccess: () => {
      setComment('');
      notices.good(approvals.done[what]);
    },
    // Somebody else was faster, or what it would change has changed: what is shown is not so any more.
    onError: onChanged,
  });
  const isPending = Object.values(writes).some((write) => write.isPending);
  const error = Object.values(writes).find((write) => write.isError)?.error ?? null;
  const reset = () => Object.values(writes).forEach((write) => write.reset());
  const withReset = (run: () => void) => () => {
    reset();
    run();
  };
  return (
    <form className="stack" onSubmit={(event) => event.preventDefault()}>
      {isOwn ? <p className="soft">{approvals.ownWaits}</p> : null}
      {!isOwn && !mayDecide && approvedBy.length > 0 ? <p className="soft">{approvals.approvedWaits}</p> : null}
      <Field label={approvals.comment} hint={approvals.commentHint}>
        {(props) => (
          <LongText
            {...props}
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 6 }}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
      {error === null ? null : <Failure error={error} />}
      <div className="row">
        {mayDecide ? (
          <>
            <Button
              type="primary"
              disabled={isPending}
              loading={writes.approve.isPending}
              onClick={withReset(() =>
                writes.approve.mutate({ params, body: { version, comment: said } }, ended('approve')),
              )}
            >
              {approvals.approve}
            </Button>
            <Button
              danger
              disabled={isPending}
              onClick={withReset(() => writes.refuse.mutate({ params, body: { comment: said } }, ended('refuse')))}
            >
              {approvals.refuse}
            </Button>
          </>
        ) : null}
        {isOwn ? (
          <Button
            disabled={isPending}
            onClick={withReset(() => writes.withdraw.mutate({ params, body: { comment: said } }, ended('withdraw')))}
          >
            {approvals.withdraw}
          </Button>
        ) : null}
        <Button
          disabled={isPending || said === null}
          onClick={withReset(() => writes.comment.mutate({ params, body: { comment: said ?? '' } }, ended('comment')))}
        >
          {approvals.say}
        </Button>
      </div>
    </form>
  );
}
