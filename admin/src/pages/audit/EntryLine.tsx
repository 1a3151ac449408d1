import type { AuditEntry } from '@shuke/contract';
import { Button } from 'antd';
import { useId, useState } from 'react';
import { useApart, useFormat } from '../../languages/language.tsx';
import { auditWords } from '../../messages/apart.ts';
import { ChangesTable, nameIn } from './ChangesTable.tsx';
import { sentenceOf } from './sentence.ts';
import { subjectOf } from './subject.ts';
import { Filled, SubjectLink } from './SubjectLink.tsx';
import { useSpeech, useSubjectName } from './use-speech.ts';

/** One thing that was done, as a sentence; unfolded, each field before and after. */
export function EntryLine({ entry }: { entry: AuditEntry }) {
  const audit = useApart(auditWords);
  const format = useFormat();
  const speech = useSpeech();
  const who = useSubjectName(subjectOf(entry.by.id)) ?? entry.by.name;
  const [isOpen, setOpen] = useState(false);
  const detailId = useId();
  const { template, values } = sentenceOf(entry, speech);
  const [object = ''] = entry.objects;
  return (
    <li className="entry">
      <time className="soft nowrap" dateTime={entry.at} title={format.exact(entry.at)}>
        {format.instant(entry.at)}
      </time>
      <div className="entry-said">
        <p>
          <Filled
            template={template}
            places={{
              ...values,
              who: <strong>{who}</strong>,
              what: <SubjectLink object={object} toldName={nameIn(entry.changes, object)} />,
            }}
          />
          {entry.reason === null ? null : <span className="soft">{` — ${entry.reason}`}</span>}
        </p>
        <p className="faint">{audit.from(entry.by.address)}</p>
      </div>
      <Button
        type="link"
        size="small"
        aria-expanded={isOpen}
        aria-controls={detailId}
        aria-label={audit.detailOf(format.exact(entry.at))}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? audit.fold : audit.detail}
      </Button>
      {isOpen ? (
        <div className="entry-detail" id={detailId}>
          <EntryDetail entry={entry} />
        </div>
      ) : null}
    </li>
  );
}

function EntryDetail({ entry }: { entry: AuditEntry }) {
  const audit = useApart(auditWords);
  const format = useFormat();
  return (
    <>
      {entry.changes.length === 0 ? null : <ChangesTable changes={entry.changes} />}
      <dl className="pairs faint">
        <dt>{audit.at}</dt>
        <dd>{format.exact(entry.at)}</dd>
        <dt>{audit.by}</dt>
        <dd>{`${entry.by.name} · ${entry.by.id}`}</dd>
        <dt>{audit.action}</dt>
        <dd>{entry.action}</dd>
        <dt>{audit.object}</dt>
        <dd>{entry.objects.join(' ')}</dd>
        <dt>{audit.number}</dt>
        <dd>{entry.id}</dd>
      </dl>
    </>
  );
}
