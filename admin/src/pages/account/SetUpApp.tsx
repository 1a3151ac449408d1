import { confirmTotp, getSession, listFactors } from '@shuke/contract';
import { Input, QRCode } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../api/use.ts';
import { CopyField } from '../../components/CopyField.tsx';
import { Field } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useApart } from '../../languages/language.tsx';
import { factorWords } from '../../messages/apart.ts';

interface Props {
  secret: string;
  uri: string;
  onDone: (recoveryCodes: string[] | null) => void;
  onClose: () => void;
}

/** Shows the secret of a new authenticator app, and takes its first code. */
export function SetUpApp({ secret, uri, onDone, onClose }: Props) {
  const factors = useApart(factorWords);
  const words = factors.app;
  const confirm = useWrite(confirmTotp, [listFactors, getSession]);
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const isWrong = confirm.error?.code === 'factor.wrong';
  const submit = () => {
    setMissing(code.trim() === '');
    if (code.trim() !== '')
      confirm.mutate({ body: { code } }, { onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes) });
  };
  const fault = isMissing ? factors.step.missing : isWrong ? factors.step.wrong : undefined;
  return (
    <FormDialog
      title={words.add}
      action={words.submit}
      write={confirm}
      faults={fault === undefined ? {} : { fault }}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{words.scan}</p>
      <figure className="qr" aria-label={words.qr}>
        <QRCode value={uri} type="svg" size={180} />
      </figure>
      <div>
        <p className="faint">{words.secret}</p>
        <CopyField label={words.secret} text={secret} />
      </div>
      <Field label={words.code} fault={fault}>
        {(props) => (
          <Input
            {...props}
            autoComplete="one-time-code"
            inputMode="numeric"
            autoFocus
            maxLength={10}
            value={code}
            onChange={(event) => {
              setCode(event.target.value);
              setMissing(false);
              if (confirm.isError) confirm.reset();
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
