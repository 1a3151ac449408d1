import {
  assessmentAbout,
  assessmentResults,
  listAssessments,
  listAttributes,
  listAudit,
  listRecipients,
  recordAssessment,
  type AssessmentAbout,
  type AssessmentResult,
} from '@shuke/contract';
import { Select } from 'antd';
import { useState } from 'react';
import { useAnswer, useWrite } from '../../../api/use.ts';
import { Choice } from '../../../charts/Choice.tsx';
import { Field } from '../../../components/Field.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useNow } from '../../../components/use-now.ts';
import { wallClock } from '../../../format/zone.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { handlingWords } from '../../../messages/apart.ts';
import { TextField } from './TextField.tsx';

const texts = ['necessity', 'risk', 'measures'] as const;
const isCode = (text: string) => /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/.test(text);

/** Keeps an assessment that was made; it is not changed afterwards. */
export function AssessmentForm({ onClose }: { onClose: () => void }) {
  const { assessments: words } = useApart(handlingWords);
  const notices = useNotices();
  const { zone } = useFormat();
  const today = wallClock(useNow(), zone).day;
  const known = useAnswer(listAttributes, {}).data?.items ?? [];
  const recipients = useAnswer(listRecipients, {}).data?.items ?? [];
  const save = useWrite(recordAssessment, [listAssessments, listRecipients, listAudit]);
  const [draft, setDraft] = useState({
    title: '',
    about: 'sensitive' as AssessmentAbout,
    fields: [] as string[],
    recipients: [] as string[],
    necessity: '',
    risk: '',
    measures: '',
    result: 'acceptable' as AssessmentResult,
    assessor: '',
    madeOn: today,
  });
  type Fault = keyof typeof words.fault;
  const [faults, setFaults] = useState<Partial<Record<Fault, string>>>({});
  const set = (changes: Partial<typeof draft>) => {
    setDraft({ ...draft, ...changes });
    setFaults({});
    if (save.isError) save.reset();
  };
  const { about } = draft;
  const onSubmit = () => {
    const isWrong: Record<Fault, boolean> = {
      title: draft.title.trim() === '',
      fields: about === 'sensitive' && (draft.fields.length === 0 || !draft.fields.every(isCode)),
      recipients: about === 'recipients' && draft.recipients.length === 0,
      necessity: draft.necessity.trim() === '',
      risk: draft.risk.trim() === '',
      measures: draft.measures.trim() === '',
      assessor: draft.assessor.trim() === '',
      madeOn: draft.madeOn === '' || draft.madeOn > today,
    };
    const wrong = (Object.keys(isWrong) as Fault[]).filter((one) => isWrong[one]);
    setFaults(Object.fromEntries(wrong.map((one) => [one, words.fault[one]])));
    if (wrong.length > 0) return;
    const body = {
      ...draft,
      fields: about === 'sensitive' ? draft.fields : [],
      recipients: about === 'recipients' || about === 'abroad' ? draft.recipients : [],
    };
    save.mutate(
      { body },
      {
        onSuccess: () => {
          notices.good(words.saved);
          onClose();
        },
      },
    );
  };
  return (
    <FormDrawer
      title={words.record}
      size={560}
      action={words.save}
      write={save}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <TextField
        label={words.what}
        hint={words.whatHint}
        fault={faults.title}
        maxLength={120}
        value={draft.title}
        onChange={(title) => set({ title })}
      />
      <Field label={words.about}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.about}
            options={assessmentAbout.map((value) => ({ value, label: words.abouts[value] }))}
            value={about}
            onChange={(value: AssessmentAbout) => set({ about: value })}
          />
        )}
      </Field>
      {about === 'sensitive' ? (
        <Field label={words.fields} hint={words.fieldsHint} fault={faults.fields}>
          {(props) => (
            <Select
              {...props}
              mode="tags"
              aria-label={words.fields}
              options={known.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))}
              optionLabelProp="value"
              value={draft.fields}
              onChange={(fields: string[]) => set({ fields })}
            />
          )}
        </Field>
      ) : null}
      {about === 'recipients' || about === 'abroad' ? (
        <Field label={words.recipients} fault={faults.recipients}>
          {(props) => (
            <Select
              {...props}
              mode="multiple"
              aria-label={words.recipients}
              options={recipients.map(({ id, name }) => ({ value: id, label: name }))}
              value={draft.recipients}
              onChange={(chosen: string[]) => set({ recipients: chosen })}
            />
          )}
        </Field>
      ) : null}
      {texts.map((name) => (
        <TextField
          key={name}
          label={words[name]}
          hint={words[`${name}Hint`]}
          fault={faults[name]}
          rows={3}
          maxLength={4000}
          value={draft[name]}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
      <div className="field">
        <p>{words.result}</p>
        <Choice
          label={words.result}
          options={assessmentResults.map((value) => ({ value, title: words.results[value] }))}
          value={draft.result}
          onChange={(result) => set({ result })}
        />
      </div>
      <TextField
        label={words.assessor}
        fault={faults.assessor}
        maxLength={100}
        value={draft.assessor}
        onChange={(assessor) => set({ assessor })}
      />
      <TextField
        label={words.madeOn}
        fault={faults.madeOn}
        type="date"
        value={draft.madeOn}
        onChange={(madeOn) => set({ madeOn })}
      />
    </FormDrawer>
  );
}
