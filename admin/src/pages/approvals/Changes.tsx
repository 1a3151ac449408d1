import { listAudit, revealApproval, type Approval } from '@shuke/contract';
import { useState } from 'react';
import { useWrite } from '../../api/use.ts';
import { RevealDialog } from '../../components/RevealDialog.tsx';
import { useApart, useMessages } from '../../languages/language.tsx';
import { approvalWords } from '../../messages/apart.ts';
import { useMay } from '../../session.tsx';
import { ChangesTable } from '../audit/ChangesTable.tsx';

/** What would change; of members it can be seen in clear, for a reason, until the page is left. */
export function Changes({ approval: { id, version, changes } }: { approval: Approval }) {
  const { common } = useMessages();
  const approvals = useApart(approvalWords);
  const may = useMay();
  const [isAsking, setAsking] = useState(false);
  const [revealed, setRevealed] = useState<Approval | null>(null);
  const reveal = useWrite(revealApproval, [listAudit], () => setAsking(false));
  const inClear = revealed?.version === version ? revealed : null;
  const isOfMember = changes.some(({ object }) => object.startsWith('member:'));
  const onSuccess = (found: Approval) => {
    setRevealed(found);
    setAsking(false);
  };
  return (
    <>
      <header>
        <h2>{approvals.changes}</h2>
        {isOfMember && may('members.reveal') ? (
          <button
            type="button"
            className="plain text-button"
            aria-pressed={inClear !== null}
            onClick={() => (inClear ? setRevealed(null) : setAsking(true))}
          >
            {inClear ? common.hide : common.show}
          </button>
        ) : null}
      </header>
      {changes.length === 0 ? (
        <p className="soft">{approvals.noChanges}</p>
      ) : (
        <ChangesTable changes={inClear?.changes ?? changes} />
      )}
      {isAsking ? (
        <RevealDialog
          write={reveal}
          onReason={(reason) => reveal.mutate({ params: { id }, body: { reason } }, { onSuccess })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
