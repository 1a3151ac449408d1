import { Input, InputNumber, Select } from 'antd';
import { Field, type FieldProps } from '../../../components/Field.tsx';
import { useMessages, useWords, useApart } from '../../../languages/language.tsx';
import { memberFormWords } from '../../../messages/apart.ts';
import type { EditedAttribute, Value } from './draft.ts';

interface Props {
  attribute: EditedAttribute;
  value: Value;
  isLocked: boolean;
  hint: string | undefined;
  fault: string | undefined;
  onChange: (value: Value) => void;
}

/** A custom field, entered by its type. */
export function AttributeInput({ attribute, value, isLocked, hint, fault, onChange }: Props) {
  const { members } = useMessages();
  const { language } = useWords();
  const words = useApart(memberFormWords);
  const { code, type, name, nameEn } = attribute;
  const label = (language === 'en' ? (nameEn ?? name) : name) ?? members.attributes[code] ?? code;
  const input = (props: FieldProps) => {
    if (type === 'number')
      return (
        <InputNumber
          {...props}
          className="wide-number"
          disabled={isLocked}
          value={typeof value === 'number' ? value : null}
          onChange={(entered) => onChange(entered)}
        />
      );
    if (type === 'boolean')
      return (
        <Select
          {...props}
          allowClear
          aria-label={label}
          disabled={isLocked}
          options={[
            { value: 'yes', label: words.yes },
            { value: 'no', label: words.no },
          ]}
          value={typeof value === 'boolean' ? (value ? 'yes' : 'no') : null}
          onChange={(chosen?: 'yes' | 'no') => onChange(chosen === undefined ? null : chosen === 'yes')}
        />
      );
    return (
      <Input
        {...props}
        maxLength={1000}
        disabled={isLocked}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  };
  return (
    <Field label={label} hint={hint} fault={fault}>
      {input}
    </Field>
  );
}
