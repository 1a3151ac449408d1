import {
  incidentMarks,
  listAudit,
  listIncidents,
  markIncident,
  type Incident,
  type IncidentMark,
} from '@shuke/contract';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { TrailLink } from '../../../components/TrailLink.tsx';
import { Field } from '../../../components/Field.tsx';
import { LongText } from '../../../components/LongText.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';
import './centre.css';
import { ReportState } from './ReportState.tsx';
import { reportText } from './report-text.ts';

interface Props {
  incident: Incident;
  onChange: () => void;
  onClose: () => void;
}

/** All of one breach: its clock, what is known, what was done, and the text of its report. */
export function IncidentDrawer({ incident, onChange, onClose }: Props) {
  const { incidents: words } = useApart(centreWords);
  const { zone } = useFormat();
  const notices = useNotices();
  const [mark, setMark] = useState<IncidentMark | null>(null);
  const isOpen = incident.closedAt === null;
  const report = reportText(incident, zone);
  const copy = () =>
    void navigator.clipboard.writeText(report).then(
      () => notices.good(words.copied),
      (error: unknown) => notices.problem(error),
    );
  return (
    <Drawer open title={incident.title} onClose={onClose} size={600} styles={{ wrapper: { maxWidth: '100vw' } }}>
      <div className="stack">
        <Told incident={incident} />
        {isOpen ? (
          <div className="list-tools">
            <Button onClick={onChange}>{words.change}</Button>
            {incidentMarks
              .filter((one) => incident[`${one}At`] === null)
              .map((one) => (
                <Button key={one} onClick={() => setMark(one)}>
                  {words.mark[one]}
                </Button>
              ))}
          </div>
        ) : null}
        <Steps incident={incident} />
        <TrailLink object={`incident:${incident.id}`} />
        <div className="stack">
          <h3>{words.template}</h3>
          <p className="faint">{words.templateHint}</p>
          <pre className="report-text" lang="zh-CN">
            {report}
          </pre>
          <div>
            <Button onClick={copy}>{words.copy}</Button>
          </div>
        </div>
      </div>
      {mark === null ? null : <Mark incident={incident} mark={mark} onClose={() => setMark(null)} />}
    </Drawer>
  );
}

function Told({ incident }: { incident: Incident }) {
  const { incidents: words } = useApart(centreWords);
  const { access } = useMessages();
  const format = useFormat();
  const { field } = words;
  const told = [
    [field.level, words.levels[incident.level]],
    [field.foundAt, format.instant(incident.foundAt)],
    [words.column.due, <ReportState key="due" incident={incident} />],
    [field.data, access.list(incident.data.map((kind) => words.data[kind]))],
    [field.people, incident.people === null ? words.unknown : words.people(format.count(incident.people))],
    [field.cause, incident.cause ?? words.unknown],
    [field.harm, incident.harm ?? words.unknown],
    [field.measures, incident.measures ?? words.unknown],
    [field.contact, incident.contact],
    [field.recorded, `${incident.recordedBy.name} · ${format.instant(incident.recordedAt)}`],
  ] as const;
  return (
    <dl className="facts-of">
      {told.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Steps({ incident }: { incident: Incident }) {
  const { incidents: words } = useApart(centreWords);
  const format = useFormat();
  if (incident.notes.length === 0) return null;
  return (
    <div>
      <h3>{words.steps}</h3>
      <ol className="goes-stays">
        {incident.notes.map(({ at, mark, note, by }) => (
          <li key={`${at} ${mark}`}>
            {words.marks[mark]} <span className="faint">{`${format.instant(at)} · ${by.name}`}</span>
            {note === null ? null : <p>{note}</p>}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Notes a step, with a word on it. */
function Mark({ incident, mark, onClose }: { incident: Incident; mark: IncidentMark; onClose: () => void }) {
  const { incidents: words } = useApart(centreWords);
  const notices = useNotices();
  const write = useWrite(markIncident, [listIncidents, listAudit], onClose);
  const [note, setNote] = useState('');
  const [isMissing, setMissing] = useState(false);
  const isReported = incident.reportedAt !== null || incident.dueAt === null;
  const needsNote = mark === 'closed' && (incident.toldAt === null || !isReported);
  const onConfirm = () => {
    const said = note.trim();
    setMissing(needsNote && said === '');
    if (needsNote && said === '') return;
    write.mutate(
      { params: { id: incident.id }, body: { mark, note: said === '' ? null : said } },
      {
        onSuccess: () => {
          notices.good(words.saved);
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title={words.marks[mark]}
      action={words.mark[mark]}
      write={write}
      onSubmit={onConfirm}
      onClose={onClose}
    >
      <Field label={words.markNote} hint={words.markNoteHint} fault={isMissing ? words.fault.note : undefined}>
        {(props) => (
          <LongText
            {...props}
            rows={3}
            maxLength={1000}
            value={note}
            onChange={(event) => {
              setNote(event.target.value);
              setMissing(false);
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
