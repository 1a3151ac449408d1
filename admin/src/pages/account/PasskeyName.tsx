import { Input } from 'antd';
import { Field } from '../../components/Field.tsx';
import { useApart } from '../../languages/language.tsx';
import { factorWords } from '../../messages/apart.ts';

interface Props {
  value: string;
  isMissing: boolean;
  onChange: (name: string) => void;
}

/** What somebody calls a passkey, to tell it from others. */
export function PasskeyName({ value, isMissing, onChange }: Props) {
  const words = useApart(factorWords).passkeys;
  return (
    <Field label={words.name} hint={words.nameHint} fault={isMissing ? words.nameMissing : undefined}>
      {(props) => (
        <Input {...props} autoFocus maxLength={60} value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}
