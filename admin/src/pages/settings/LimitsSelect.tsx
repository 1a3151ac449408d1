import { Select } from 'antd';
import type { FieldProps } from '../../components/Field.tsx';
import { useLimits } from './use-limits.ts';

interface Props extends FieldProps {
  label: string;
  placeholder: string;
  limits: readonly string[];
  onChange: (limits: string[]) => void;
}

/** The stores, regions and brands that a person or a key is limited to, to choose. */
export function LimitsSelect({ label, placeholder, limits, onChange, ...props }: Props) {
  const { known, limitText } = useLimits();
  return (
    <Select<string[]>
      {...props}
      mode="multiple"
      aria-label={label}
      placeholder={placeholder}
      options={[...new Set([...known, ...limits])].map((limit) => ({ value: limit, label: limitText(limit) }))}
      value={[...limits]}
      onChange={onChange}
    />
  );
}
