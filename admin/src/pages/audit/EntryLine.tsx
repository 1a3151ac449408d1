import type { AuditEntry } from '@shuke/contract';
import { Button } from 'antd';
import { useId, useState } from 'react';
import { useFormat, useMessages } from '../../languages/language.tsx';
import { eachChange, fieldName, isHidden, valueText } from './changes.ts';
import { sentenceOf } from './sentence.ts';
import { subjectOf } from './subject.ts';
import { Filled, SubjectLink } from './SubjectLink.tsx';
import { useSpeech, useSubjectName } from './use-speech.ts';

/** What the entry itself calls an object: the new name, or the last one of what is gone. */
function nameIn({ changes }: AuditEntry, object: string): string | null {
  const change = changes.find((one) => one.object === object && one.field === 'name');
  const name = change?.after ?? change?.before;
  return typeof name === 'string' ? name : null;
}

/** One thing that was done, as a sentence; unfolded, each field before and after. */
export function EntryLine({ entry }: { entry: AuditEntry }) {
  const { audit } = useMessages();
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
              what: <SubjectLink object={object} toldName={nameIn(entry, object)} />,
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
  const { audit } = useMessages();
  const format = useFormat();
  const speech = useSpeech();
  const changes = eachChange(entry.changes);
  return (
    <>
      {changes.length === 0 ? null : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{audit.field}</th>
              <th scope="col">{audit.before}</th>
              <th scope="col">{audit.after}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={`${change.object} ${change.field}`}>
                <td>
                  <span className="entry-field">{fieldName(change, speech.messages)}</span>
                  {entry.objects.length > 1 ? (
                    <div className="faint">
                      <SubjectLink object={change.object} toldName={nameIn(entry, change.object)} />
                    </div>
                  ) : null}
                </td>
                <td className="soft">
                  {isHidden(change) ? audit.hidden : valueText(change.field, change.before, speech)}
                </td>
                <td>{isHidden(change) ? audit.hidden : valueText(change.field, change.after, speech)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
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
