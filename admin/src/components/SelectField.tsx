import { Select } from 'antd';
import { useMessages } from '../languages/language.tsx';

interface Props {
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

/** One of many, or any: searchable, with its label above. */
export function SelectField({ label, value, options, onChange }: Props) {
  const { common } = useMessages();
  return (
    <label>
      {label}
      <Select
        virtual={false}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={label}
        placeholder={common.all}
        options={[...options]}
        value={value ?? null}
        onChange={(chosen: string | null | undefined) => onChange(chosen ?? undefined)}
      />
    </label>
  );
}
