import {
  countRenewals,
  hasDraftMark,
  listPolicies,
  policyCodes,
  publishPolicy,
  type PolicyCode,
  type PolicyVersion,
} from '@shuke/contract';
import { Checkbox, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useAnswer, useWrite } from '../../../api/use.ts';
import { Field } from '../../../components/Field.tsx';
import { LongText } from '../../../components/LongText.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { policyWords } from '../../../messages/apart.ts';
import type { WithText } from './PolicyText.tsx';

interface Props {
  /** What the new version begins as. */
  basedOn: Pick<WithText, 'code' | 'text' | 'textEn'> | null;
  title?: string;
  /** What stands above the form. */
  above?: ReactNode;
  all: readonly PolicyVersion[];
  onClose: () => void;
}

type Faults = Partial<Record<'code' | 'text' | 'textEn', string>>;

/** Publishes the next version of a policy; it is not changed afterwards. */
export function PublishPolicy({ basedOn, all, title, above, onClose }: Props) {
  const { privacy } = useMessages();
  const words = useApart(policyWords);
  const notices = useNotices();
  const publish = useWrite(publishPolicy, [listPolicies, countRenewals]);
  const [code, setCode] = useState<PolicyCode | null>(basedOn?.code ?? null);
  const [text, setText] = useState(basedOn?.text ?? '');
  const [textEn, setTextEn] = useState(basedOn?.textEn ?? '');
  const format = useFormat();
  const [asksAgain, setAsksAgain] = useState(false);
  const counted = useAnswer(countRenewals, {}, { enabled: asksAgain });
  const asked = counted.data?.policies.find((one) => one.code === code)?.members;
  const [faults, setFaults] = useState<Faults>({});
  const touch = () => {
    setFaults({});
    if (publish.isError) publish.reset();
  };

  const onSubmit = () => {
    const left: Faults = {
      ...(code === null ? { code: words.fault.code } : {}),
      ...(text.trim() === '' ? { text: words.fault.text } : {}),
      ...(hasDraftMark(text) ? { text: words.fault.mark } : {}),
      ...(hasDraftMark(textEn) ? { textEn: words.fault.mark } : {}),
    };
    setFaults(left);
    if (code === null || Object.keys(left).length > 0) return;
    const english = textEn.trim();
    publish.mutate(
      { body: { code, text: text.trim(), textEn: english === '' ? null : english, asksAgain } },
      {
        onSuccess: ({ version }) => {
          const isNew = !all.some((one) => one.code === code && one.version === version);
          notices.good(isNew ? words.published(privacy.version(code, version)) : words.unchanged);
          onClose();
        },
      },
    );
  };

  return (
    <FormDrawer
      title={title ?? words.publishTitle}
      size={560}
      action={words.publish}
      write={publish}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      {above}
      <Field label={words.column.policy} fault={faults.code}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.column.policy}
            placeholder={words.choosePolicy}
            options={policyCodes.map((one) => ({ value: one, label: privacy.policies[one] }))}
            value={code}
            onChange={(one: PolicyCode) => {
              setCode(one);
              touch();
            }}
          />
        )}
      </Field>
      <Field label={words.chinese} fault={faults.text}>
        {(props) => (
          <LongText
            {...props}
            rows={10}
            maxLength={50_000}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              touch();
            }}
          />
        )}
      </Field>
      <Field label={words.english} hint={words.englishHint} fault={faults.textEn}>
        {(props) => (
          <LongText
            {...props}
            rows={6}
            maxLength={50_000}
            value={textEn}
            onChange={(event) => {
              setTextEn(event.target.value);
              touch();
            }}
          />
        )}
      </Field>
      <div>
        <Checkbox checked={asksAgain} onChange={(event) => setAsksAgain(event.target.checked)}>
          {words.askAgain}
        </Checkbox>
        <p className="faint">{words.askAgainHint}</p>
        {asksAgain && asked !== undefined ? <output>{words.wouldAsk(format.count(asked))}</output> : null}
      </div>
    </FormDrawer>
  );
}
