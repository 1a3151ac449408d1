import {
  changeIncident,
  dataKinds,
  incidentLevels,
  listAudit,
  listIncidents,
  recordIncident,
  type Incident,
  type DataKind,
  type IncidentLevel,
} from '@shuke/contract';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { Field } from '../../../components/Field.tsx';
import { LongText } from '../../../components/LongText.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useNow } from '../../../components/use-now.ts';
import { instantAt, wallClock } from '../../../format/zone.ts';
import { wholeNumber } from '../../../format/whole-number.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';

const fields = ['title', 'foundAt', 'data', 'people', 'contact'] as const;
type Faults = Partial<Record<(typeof fields)[number], string>>;
const MOST_PEOPLE = 10_000_000_000;
const texts = ['cause', 'harm', 'measures'] as const;
const orNull = (value: string) => (value.trim() === '' ? null : value.trim());

/** Writes a breach down as far as it is known, or tells more of it. */
export function IncidentForm({ before, onClose }: { before: Incident | null; onClose: () => void }) {
  const { incidents: words } = useApart(centreWords);
  const { common } = useMessages();
  const notices = useNotices();
  const format = useFormat();
  const { zone } = format;
  const now = useNow();
  const record = useWrite(recordIncident, [listIncidents, listAudit], onClose);
  const change = useWrite(changeIncident, [listIncidents, listAudit], onClose);
  const write = before === null ? record : change;
  const begun = wallClock(before?.foundAt ?? now, zone);
  const level: IncidentLevel = before?.level ?? 'large';
  const [draft, setDraft] = useState({
    title: before?.title ?? '',
    level,
    foundAt: `${begun.day}T${begun.time.slice(0, 5)}`,
    data: [...(before?.data ?? [])] as DataKind[],
    people: before?.people?.toString() ?? '',
    cause: before?.cause ?? '',
    harm: before?.harm ?? '',
    measures: before?.measures ?? '',
    contact: before?.contact ?? '',
  });
  const [missing, setMissing] = useState<Faults>({});
  const set = (changes: Partial<typeof draft>) => {
    setDraft({ ...draft, ...changes });
    setMissing({});
    if (write.isError) write.reset();
  };

  const fault: Faults = { ...words.fault, people: common.wholeNumber('0', format.count(MOST_PEOPLE)) };
  const refused = fields.filter((one) => write.error?.faults.some(({ field }) => field.startsWith(one)));
  const faults: Faults = { ...Object.fromEntries(refused.map((one) => [one, fault[one]])), ...missing };

  const onSubmit = () => {
    const people = draft.people.trim() === '' ? null : wholeNumber(draft.people);
    const foundAt = instantAt(draft.foundAt, zone);
    const isWrong: Record<(typeof fields)[number], boolean> = {
      title: draft.title.trim() === '',
      foundAt: foundAt === null,
      data: draft.data.length === 0,
      people: people !== null && !(people <= MOST_PEOPLE),
      contact: draft.contact.trim() === '',
    };
    const wrong = fields.filter((one) => isWrong[one]);
    setMissing(Object.fromEntries(wrong.map((one) => [one, fault[one]])));
    if (foundAt === null || wrong.length > 0) return;
    const body = {
      ...draft,
      title: draft.title.trim(),
      contact: draft.contact.trim(),
      foundAt,
      people,
      cause: orNull(draft.cause),
      harm: orNull(draft.harm),
      measures: orNull(draft.measures),
    };
    const onSuccess = () => {
      notices.good(words.saved);
      onClose();
    };
    if (before === null) record.mutate({ body }, { onSuccess });
    else change.mutate({ params: { id: before.id }, body }, { onSuccess });
  };

  return (
    <FormDrawer
      title={before === null ? words.recordTitle : words.changeTitle}
      size={560}
      action={before === null ? words.record : words.save}
      write={write}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <Field label={words.field.title} fault={faults.title}>
        {(props) => (
          <Input
            {...props}
            maxLength={120}
            value={draft.title}
            onChange={(event) => set({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label={words.field.foundAt} fault={faults.foundAt}>
        {(props) => (
          <Input
            {...props}
            type="datetime-local"
            value={draft.foundAt}
            onChange={(event) => set({ foundAt: event.target.value })}
          />
        )}
      </Field>
      <Field label={words.field.level} hint={words.levelHint}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.field.level}
            options={incidentLevels.map((value) => ({ value, label: words.levels[value] }))}
            value={draft.level}
            onChange={(level: IncidentLevel) => set({ level })}
          />
        )}
      </Field>
      <Field label={words.field.data} fault={faults.data}>
        {(props) => (
          <Select
            {...props}
            mode="multiple"
            aria-label={words.field.data}
            options={dataKinds.map((value) => ({ value, label: words.data[value] }))}
            value={draft.data}
            onChange={(data: DataKind[]) => set({ data })}
          />
        )}
      </Field>
      <Field label={words.field.people} hint={words.peopleHint} fault={faults.people}>
        {(props) => (
          <Input
            {...props}
            inputMode="numeric"
            autoComplete="off"
            value={draft.people}
            onChange={(event) => set({ people: event.target.value })}
          />
        )}
      </Field>
      {texts.map((name) => (
        <Field key={name} label={words.field[name]}>
          {(props) => (
            <LongText
              {...props}
              rows={3}
              maxLength={4000}
              value={draft[name]}
              onChange={(event) => set({ [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <Field label={words.field.contact} fault={faults.contact}>
        {(props) => (
          <Input
            {...props}
            maxLength={200}
            value={draft.contact}
            onChange={(event) => set({ contact: event.target.value })}
          />
        )}
      </Field>
    </FormDrawer>
  );
}
