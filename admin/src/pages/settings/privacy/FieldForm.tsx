import {
  attributeClasses,
  attributeTypes,
  getMember,
  listAttributes,
  listAudit,
  saveAttribute,
  type Attribute,
  type AttributeType,
} from '@shuke/contract';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { Choice } from '../../../charts/Choice.tsx';
import { Field } from '../../../components/Field.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart } from '../../../languages/language.tsx';
import { fieldWords } from '../../../messages/apart.ts';

type Faults = Partial<Record<'code' | 'name', string>>;

const isCode = (text: string) => /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/.test(text);

/** Names and classes a field; code and type stay as they were chosen first. */
export function FieldForm({ before, onClose }: { before: Attribute | null; onClose: () => void }) {
  const words = useApart(fieldWords);
  const notices = useNotices();
  const save = useWrite(saveAttribute, [listAttributes, getMember, listAudit]);
  const [draft, setDraft] = useState({
    code: before?.code ?? '',
    name: before?.name ?? '',
    nameEn: before?.nameEn ?? '',
    type: before?.type ?? ('text' satisfies AttributeType),
    class: before?.class ?? ('personal' satisfies Attribute['class']),
  });
  const [faults, setFaults] = useState<Faults>({});
  const set = (changes: Partial<typeof draft>) => {
    setDraft({ ...draft, ...changes });
    setFaults({});
    if (save.isError) save.reset();
  };
  const onSubmit = () => {
    const code = draft.code.trim();
    const name = draft.name.trim();
    const left: Faults = {
      ...(isCode(code) ? {} : { code: words.fault.code }),
      ...(name === '' ? { name: words.fault.name } : {}),
    };
    setFaults(left);
    if (Object.keys(left).length > 0) return;
    const nameEn = draft.nameEn.trim() === '' ? null : draft.nameEn.trim();
    save.mutate(
      { params: { code }, body: { name, nameEn, type: draft.type, class: draft.class } },
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
      title={before === null ? words.add : words.editOne(before.name)}
      size={420}
      action={words.save}
      write={save}
      faults={faults}
      object={before === null ? undefined : `attribute:${before.code}`}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <Field label={words.column.code} hint={words.codeHint} fault={faults.code}>
        {(props) => (
          <Input
            {...props}
            maxLength={64}
            disabled={before !== null}
            value={draft.code}
            onChange={(event) => set({ code: event.target.value })}
          />
        )}
      </Field>
      <Field label={words.column.nameZh} fault={faults.name}>
        {(props) => (
          <Input {...props} maxLength={40} value={draft.name} onChange={(event) => set({ name: event.target.value })} />
        )}
      </Field>
      <Field label={words.column.nameEn} hint={words.nameEnHint}>
        {(props) => (
          <Input
            {...props}
            maxLength={60}
            value={draft.nameEn}
            onChange={(event) => set({ nameEn: event.target.value })}
          />
        )}
      </Field>
      <Field label={words.column.type}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.column.type}
            disabled={before !== null}
            options={attributeTypes.map((value) => ({ value, label: words.types[value] }))}
            value={draft.type}
            onChange={(type: AttributeType) => set({ type })}
          />
        )}
      </Field>
      <div className="field">
        <p>{words.column.class}</p>
        <Choice
          label={words.column.class}
          options={attributeClasses.map((value) => ({ value, title: words.classes[value].name }))}
          value={draft.class}
          onChange={(value) => set({ class: value })}
        />
        <p className="faint">{words.classes[draft.class].hint}</p>
      </div>
    </FormDrawer>
  );
}
