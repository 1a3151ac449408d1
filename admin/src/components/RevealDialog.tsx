import { Input } from 'antd';
import { type ComponentProps, useState } from 'react';
import { useMessages } from '../languages/language.tsx';
import { Field } from './Field.tsx';
import { FormDialog } from './FormDialog.tsx';

interface Props extends Pick<ComponentProps<typeof FormDialog>, 'write' | 'onClose'> {
  onReason: (reason: string) => void;
}

/** Asks why somebody wants to see in clear; the reason goes into the audit trail. */
export function RevealDialog({ write, onReason, onClose }: Props) {
  const words = useMessages().members.reveal;
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const onSubmit = () => {
    setMissing(reason.trim() === '');
    if (reason.trim() !== '') onReason(reason.trim());
  };
  return (
    <FormDialog title={words.title} action={words.action} write={write} onSubmit={onSubmit} onClose={onClose}>
      <Field label={words.reason} hint={words.hint} fault={isMissing ? words.missing : undefined}>
        {(props) => (
          <Input
            {...props}
            autoFocus
            maxLength={200}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              setMissing(false);
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
