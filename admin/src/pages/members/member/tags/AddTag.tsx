import { putTag, type MemberTag } from '@shuke/contract';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../../api/use.ts';
import { Empty } from '../../../../components/Empty.tsx';
import { Field } from '../../../../components/Field.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useNotices } from '../../../../components/Notices.tsx';
import { useTags } from '../../../../components/use-tags.ts';
import { useApart } from '../../../../languages/language.tsx';
import { tagWords } from '../../../../messages/apart.ts';
import { shownByTags } from './shown-by-tags.ts';

interface Props {
  memberId: string;
  /** Those that the member has, or does not want. */
  stands: readonly MemberTag[];
  onClose: () => void;
}

export function AddTag({ memberId, stands, onClose }: Props) {
  const words = useApart(tagWords).member;
  const notices = useNotices();
  const { tags, tagName } = useTags();
  const put = useWrite(putTag, shownByTags, onClose);
  const [code, setCode] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [faults, setFaults] = useState<Partial<Record<'tag' | 'reason', string>>>({});
  const left = tags.filter((one) => stands.every((stand) => stand.code !== one.code));
  const chosen = left.find((one) => one.code === code);
  const onSubmit = () => {
    const wrong = {
      ...(chosen === undefined ? { tag: words.tagMissing } : {}),
      ...(reason.trim() === '' ? { reason: words.reasonMissing } : {}),
    };
    setFaults(wrong);
    if (chosen === undefined || Object.keys(wrong).length > 0) return;
    put.mutate(
      { params: { id: memberId, code: chosen.code }, body: { reason: reason.trim() } },
      {
        onSuccess: () => {
          notices.good(words.addDone(tagName(chosen.code)));
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title={words.addTitle}
      action={words.add}
      write={put}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      {left.length === 0 ? <Empty title={words.noTags} hint={words.noTagsHint} /> : null}
      <Field label={words.tag} fault={faults.tag}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.tag}
            autoFocus
            showSearch={{ optionFilterProp: 'label' }}
            options={left.map((one) => ({ value: one.code, label: tagName(one.code) }))}
            value={code}
            onChange={(value) => {
              setCode(value);
              setFaults({});
            }}
          />
        )}
      </Field>
      <Field
        label={words.reason}
        {...(chosen === undefined ? {} : { hint: chosen.isShown ? words.reasonShown : words.reasonHidden })}
        fault={faults.reason}
      >
        {(props) => (
          <Input
            {...props}
            maxLength={200}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              setFaults({});
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
