import { getMemberTags, getOwnTags, listAudit, listTags, saveTag, type Tag } from '@shuke/contract';
import { Input } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { Choice } from '../../../charts/Choice.tsx';
import { Field } from '../../../components/Field.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart } from '../../../languages/language.tsx';
import { tagWords } from '../../../messages/apart.ts';

const isCode = (text: string) => /^[a-z][a-z0-9-]{0,39}$/.test(text);

/** Names a tag and says who sees it; its code stays. */
export function TagForm({ before, onClose }: { before: Tag | null; onClose: () => void }) {
  const words = useApart(tagWords);
  const notices = useNotices();
  const save = useWrite(saveTag, [listTags, getMemberTags, getOwnTags, listAudit]);
  const [draft, setDraft] = useState({
    code: before?.code ?? '',
    name: before?.name ?? '',
    nameEn: before?.nameEn ?? '',
    isShown: before?.isShown ?? true,
  });
  const [faults, setFaults] = useState<Partial<Record<'code' | 'name', string>>>({});
  const set = (changes: Partial<typeof draft>) => {
    setDraft({ ...draft, ...changes });
    setFaults({});
    if (save.isError) save.reset();
  };
  const onSubmit = () => {
    const [code, name, nameEn] = [draft.code.trim(), draft.name.trim(), draft.nameEn.trim() || null];
    const left = {
      ...(isCode(code) ? {} : { code: words.fault.code }),
      ...(name === '' ? { name: words.fault.name } : {}),
    };
    setFaults(left);
    if (Object.keys(left).length > 0) return;
    save.mutate(
      { params: { code }, body: { name, nameEn, isShown: draft.isShown } },
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
      title={before === null ? words.make : words.editOne(before.name)}
      size={420}
      action={words.save}
      write={save}
      faults={faults}
      object={before === null ? undefined : `tag:${before.code}`}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <Field label={words.column.nameZh} hint={words.nameHint} fault={faults.name}>
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
      <Field label={words.column.code} hint={words.codeHint} fault={faults.code}>
        {(props) => (
          <Input
            {...props}
            maxLength={40}
            disabled={before !== null}
            value={draft.code}
            onChange={(event) => set({ code: event.target.value })}
          />
        )}
      </Field>
      <div className="field">
        <p>{words.column.shown}</p>
        <Choice
          label={words.column.shown}
          options={[
            { value: 'shown', title: words.shown },
            { value: 'hidden', title: words.hidden },
          ]}
          value={draft.isShown ? 'shown' : 'hidden'}
          onChange={(value) => set({ isShown: value === 'shown' })}
        />
        <p className="faint">{draft.isShown ? words.shownHint : words.hiddenHint}</p>
      </div>
    </FormDrawer>
  );
}
