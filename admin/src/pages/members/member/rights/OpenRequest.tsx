import {
  countRequests,
  getMemberTimeline,
  listAudit,
  listRequests,
  openRequest,
  requestDays,
  requestKinds,
  type RequestKind,
} from '@shuke/contract';
import { Select } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../../api/use.ts';
import { Field } from '../../../../components/Field.tsx';
import { LongText } from '../../../../components/LongText.tsx';
import { FormDrawer } from '../../../../components/FormDrawer.tsx';
import { useNotices } from '../../../../components/Notices.tsx';
import { useApart } from '../../../../languages/language.tsx';
import { centreWords } from '../../../../messages/apart.ts';

/** Takes down what a member asks for by law. */
export function OpenRequest({ memberId, onClose }: { memberId: string; onClose: () => void }) {
  const { requests: words, member } = useApart(centreWords);
  const notices = useNotices();
  const open = useWrite(openRequest, [listRequests, countRequests, getMemberTimeline, listAudit], onClose);
  const [kind, setKind] = useState<RequestKind | null>(null);
  const [source, setSource] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [faults, setFaults] = useState<Partial<Record<'kind' | 'source', string>>>({});

  const onSubmit = () => {
    setFaults({
      ...(kind === null ? { kind: words.fault.kind } : {}),
      ...(source === null ? { source: words.fault.source } : {}),
    });
    if (kind === null || source === null) return;
    const said = note.trim();
    open.mutate(
      { params: { id: memberId }, body: { kind, source, note: said === '' ? null : said } },
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
            options={requestKinds.map((one) => ({ value: one, label: words.kinds[one] }))}
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
