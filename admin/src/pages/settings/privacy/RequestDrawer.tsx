import { closeRequest, countRequests, listAudit, listRequests, type MemberRequest } from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { Choice } from '../../../charts/Choice.tsx';
import { CopyField } from '../../../components/CopyField.tsx';
import { Field } from '../../../components/Field.tsx';
import { LongText } from '../../../components/LongText.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';
import { useMay } from '../../../session.tsx';
import { SubjectLink } from '../../audit/SubjectLink.tsx';
import { EraseMember } from '../../members/member/rights/EraseMember.tsx';
import { useCopy } from '../../members/member/rights/use-copy.ts';
import './centre.css';
import { Due, REQUEST_SOON_MS } from './Due.tsx';

/** All of one request, and its answer. */
export function RequestDrawer({ request, onClose }: { request: MemberRequest; onClose: () => void }) {
  const { requests: words, erase } = useApart(centreWords);
  const may = useMay();
  const notices = useNotices();
  const isDeletion = request.kind === 'delete';
  const isOpen = request.state === 'open';
  const close = useWrite(closeRequest, [listRequests, countRequests, listAudit], onClose);
  const [outcome, setOutcome] = useState<'done' | 'refused'>(isDeletion ? 'refused' : 'done');
  const [answer, setAnswer] = useState('');
  const [proof, setProof] = useState<string | null>(null);
  const [isMissing, setMissing] = useState(false);
  const [isErasing, setErasing] = useState(false);
  const { save, isSaving } = useCopy(request.memberId, setProof);

  const onSubmit = () => {
    setMissing(answer.trim() === '');
    if (answer.trim() === '') return;
    close.mutate(
      {
        params: { id: request.id },
        body: { outcome, answer: answer.trim(), proof: outcome === 'done' && proof !== '' ? proof : null },
      },
      {
        onSuccess: () => {
          notices.good(words.closed);
          onClose();
        },
      },
    );
  };

  return (
    <>
      <FormDrawer
        title={words.kinds[request.kind]}
        object={`member:${request.memberId}`}
        size={560}
        action={isOpen ? (isDeletion ? words.refuse : words.close) : null}
        write={close}
        faults={isMissing ? { answer: words.fault.answer } : {}}
        onSubmit={onSubmit}
        onClose={onClose}
      >
        <Told request={request} />
        {isOpen && may('privacy.copy') && (request.kind === 'copy' || request.kind === 'access') ? (
          <div className="stack">
            <h3>{words.handOver}</h3>
            <p className="faint">{words.handOverHint}</p>
            <div className="list-tools">
              <Button loading={isSaving} onClick={() => void save('json')}>
                {words.json}
              </Button>
              <Button loading={isSaving} onClick={() => void save('csv')}>
                {words.csv}
              </Button>
            </div>
          </div>
        ) : null}
        {isOpen && isDeletion ? (
          <div className="stack">
            <p className="soft">{words.deleteHint}</p>
            {may('privacy.erase') ? (
              <div>
                <Button danger onClick={() => setErasing(true)}>
                  {erase.action}
                </Button>
              </div>
            ) : null}
          </div>
        ) : null}
        {isOpen && !isDeletion ? (
          <div>
            <Choice
              label={words.outcome}
              options={(['done', 'refused'] as const).map((value) => ({ value, title: words.states[value] }))}
              value={outcome}
              onChange={setOutcome}
            />
          </div>
        ) : null}
        {isOpen ? (
          <Field label={words.answer} hint={words.answerHint} fault={isMissing ? words.fault.answer : undefined}>
            {(props) => (
              <LongText
                {...props}
                rows={4}
                maxLength={4000}
                value={answer}
                onChange={(event) => {
                  setAnswer(event.target.value);
                  setMissing(false);
                }}
              />
            )}
          </Field>
        ) : null}
        {isOpen && outcome === 'done' && proof !== null ? (
          <div>
            <p>{words.proof}</p>
            <CopyField label={words.proof} text={proof} />
            <p className="faint">{words.proofHint}</p>
          </div>
        ) : null}
      </FormDrawer>
      {isErasing ? (
        <EraseMember memberId={request.memberId} onClose={() => setErasing(false)} onErased={onClose} />
      ) : null}
    </>
  );
}

function Told({ request }: { request: MemberRequest }) {
  const { requests: words } = useApart(centreWords);
  const format = useFormat();
  const { heir: heirWords } = useApart(centreWords).member;
  const { openedBy, closedBy, closedAt, note, heir, answer, proof } = request;
  return (
    <dl className="facts-of">
      <dt>{words.column.member}</dt>
      <dd>
        <SubjectLink object={`member:${request.memberId}`} />
      </dd>
      <dt>{words.show}</dt>
      <dd>{words.states[request.state]}</dd>
      <dt>{words.due}</dt>
      <dd>
        {format.instant(request.dueAt)} {closedAt === null ? <Due at={request.dueAt} soonMs={REQUEST_SOON_MS} /> : null}
      </dd>
      <dt>{words.column.source}</dt>
      <dd>{words.sources[request.source] ?? request.source}</dd>
      <dt>{words.opened}</dt>
      <dd>{words.by(openedBy.name, format.instant(request.receivedAt))}</dd>
      {heir === null ? null : (
        <>
          <dt>{heirWords.who}</dt>
          <dd>
            {heir.relation} {heir.name}
          </dd>
          <dt>{heirWords.evidence}</dt>
          <dd>{heir.evidence}</dd>
        </>
      )}
      {note === null ? null : (
        <>
          <dt>{words.note}</dt>
          <dd>{note}</dd>
        </>
      )}
      {closedAt === null || closedBy === null ? null : (
        <>
          <dt>{words.column.closed}</dt>
          <dd>{words.by(closedBy.name, format.instant(closedAt))}</dd>
          <dt>{words.answer}</dt>
          <dd>{answer}</dd>
        </>
      )}
      {proof === null ? null : (
        <>
          <dt>{words.proof}</dt>
          <dd>
            <code>{proof}</code>
          </dd>
        </>
      )}
    </dl>
  );
}
