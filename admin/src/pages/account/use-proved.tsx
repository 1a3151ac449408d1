import { proveAgain } from '@shuke/contract';
import { Input } from 'antd';
import { useState, type ReactNode } from 'react';
import type { Problem } from '../../api/problem.ts';
import { useWrite } from '../../api/use.ts';
import { Field } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotices } from '../../components/Notices.tsx';
import { useApart } from '../../languages/language.tsx';
import { factorWords } from '../../messages/apart.ts';

/** Asks for the password where a write is only for who has just signed in, and then does it again. */
export function useProved(): { onRefused: (again: () => void) => (error: Problem) => void; dialog: ReactNode } {
  const notices = useNotices();
  const [again, setAgain] = useState<(() => void) | null>(null);
  return {
    onRefused: (retry) => (error) => {
      if (error.code === 'auth.stale') setAgain(() => retry);
      else notices.problem(error);
    },
    dialog:
      again === null ? null : (
        <ProofDialog
          onProved={() => {
            setAgain(null);
            again();
          }}
          onClose={() => setAgain(null)}
        />
      ),
  };
}

function ProofDialog({ onProved, onClose }: { onProved: () => void; onClose: () => void }) {
  const words = useApart(factorWords).proof;
  const prove = useWrite(proveAgain);
  const [password, setPassword] = useState('');
  const [isMissing, setMissing] = useState(false);
  const isWrong = prove.error?.code === 'request.invalid';
  const submit = () => {
    setMissing(password === '');
    if (password !== '') prove.mutate({ body: { password } }, { onSuccess: onProved });
  };
  const fault = isMissing ? words.missing : isWrong ? words.wrong : undefined;
  return (
    <FormDialog
      title={words.title}
      action={words.submit}
      write={prove}
      faults={fault === undefined ? {} : { fault }}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{words.effect}</p>
      <Field label={words.password} fault={fault}>
        {(props) => (
          <Input
            {...props}
            type="password"
            autoComplete="current-password"
            autoFocus
            maxLength={200}
            value={password}
            onChange={(event) => {
              setPassword(event.target.value);
              setMissing(false);
              if (prove.isError) prove.reset();
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
