import {
  countRequests,
  heirKinds,
  getMemberTimeline,
  listAudit,
  listRequests,
  openRequest,
  requestDays,
  requestKinds,
  type RequestKind,
} from '@shuke/contract';
import { Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../../api/use.ts';
import { Field } from '../../../../components/Field.tsx';
import { LongText } from '../../../../components/LongText.tsx';
import { FormDrawer } from '../../../../components/FormDrawer.tsx';
import { useNotices } from '../../../../components/Notices.tsx';
import { useApart } from '../../../../languages/language.tsx';
import { centreWords } from '../../../../messages/apart.ts';
import { TextField } from '../../../settings/privacy/TextField.tsx';

const heirFields = ['name', 'relation', 'evidence'] as const;
const nobody = { name: '', relation: '', evidence: '' };
type Faults = Partial<Record<'kind' | 'source' | (typeof heirFields)[number], string>>;

/** Takes down what a member asks for by law. */
export function OpenRequest({ memberId, onClose }: { memberId: string; onClose: () => void }) {
  const { requests: words, member } = useApart(centreWords);
  const notices = useNotices();
  const open = useWrite(openRequest, [listRequests, countRequests, getMemberTimeline, listAudit], onClose);
  const [kind, setKind] = useState<RequestKind | null>(null);
  const [source, setSource] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [heir, setHeir] = useState<typeof nobody | null>(null);
  const [faults, setFaults] = useState<Faults>({});
  const kinds = requestKinds.filter((one) => heir === null || heirKinds.includes(one));

  const onSubmit = () => {
    const lacks = heir === null ? [] : heirFields.filter((one) => heir[one].trim() === '');
    setFaults({
      ...(kind === null ? { kind: words.fault.kind } : {}),
      ...(source === null ? { source: words.fault.source } : {}),
      ...Object.fromEntries(lacks.map((one) => [one, member.heir.fault[one]])),
    });
    if (kind === null || source === null || lacks.length > 0) return;
    const said = note.trim();
    open.mutate(
      { params: { id: memberId }, body: { kind, source, note: said === '' ? null : said, heir } },
      {
        onSuccess: () => {
          notices.good(member.registered);
          onClose();
        },
      },
    );
  };

  return (
    <FormDrawer
      title={member.openTitle}
      action={member.open}
      write={open}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <Field label={words.kind} fault={faults.kind} hint={kind === null ? undefined : member.days(requestDays[kind])}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.kind}
            options={kinds.map((one) => ({ value: one, label: words.kinds[one] }))}
            value={kind}
            onChange={(one: RequestKind) => {
              setKind(one);
              setFaults({});
            }}
          />
        )}
      </Field>
      <Field label={member.source} fault={faults.source}>
        {(props) => (
          <Select
            {...props}
            aria-label={member.source}
            options={Object.entries(words.sources).map(([value, label]) => ({ value, label }))}
            value={source}
            onChange={(one: string) => {
              setSource(one);
              setFaults({});
            }}
          />
        )}
      </Field>
      <div>
        <Checkbox
          checked={heir !== null}
          onChange={({ target }) => {
            setHeir(target.checked ? nobody : null);
            if (target.checked && kind !== null && !heirKinds.includes(kind)) setKind(null);
            setFaults({});
          }}
        >
          {member.heir.asks}
        </Checkbox>
        <p className="faint">{member.heir.hint}</p>
      </div>
      {heir === null
        ? null
        : heirFields.map((one) => (
            <TextField
              key={one}
              label={member.heir[one]}
              hint={one === 'evidence' ? member.heir.evidenceHint : undefined}
              fault={faults[one]}
              maxLength={{ name: 100, relation: 40, evidence: 500 }[one]}
              value={heir[one]}
              onChange={(value) => {
                setHeir({ ...heir, [one]: value });
                setFaults({});
              }}
            />
          ))}
      <Field label={words.note} hint={words.noteHint}>
        {(props) => (
          <LongText
            {...props}
            rows={4}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
    </FormDrawer>
  );
}
