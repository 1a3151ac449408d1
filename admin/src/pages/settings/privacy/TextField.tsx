import { Input } from 'antd';
import { Field } from '../../../components/Field.tsx';
import { LongText } from '../../../components/LongText.tsx';

interface Props {
  label: string;
  hint?: string | undefined;
  fault?: string | undefined;
  value: string;
  maxLength?: number;
  /** More than one line, where it is told how many. */
  rows?: number;
  type?: 'date';
  onChange: (value: string) => void;
}

/** A line of text, several lines, or a day. */
export function TextField({ label, hint, fault, value, maxLength = 200, rows, type, onChange }: Props) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(props) =>
        rows === undefined ? (
          <Input
            {...props}
            {...(type === undefined ? {} : { type })}
            autoComplete="off"
            maxLength={maxLength}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <LongText
            {...props}
            rows={rows}
            maxLength={maxLength}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
