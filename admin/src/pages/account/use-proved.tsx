import { proveAgain } from '@shuke/contract';
import { Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import type { Problem } from '../../api/problem.ts';
import { useWrite } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { Field } from '../../components/Field.tsx';
import { useNotices } from '../../components/Notices.tsx';
import { useApart, useMessages } from '../../languages/language.tsx';
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
  const factors = useApart(factorWords);
  const { common } = useMessages();
  const words = factors.proof;
  const prove = useWrite(proveAgain);
  const [password, setPassword] = useState('');
  const [isMissing, setMissing] = useState(false);
  const isWrong = prove.error?.code === 'request.invalid';
  const submit = () => {
    setMissing(password === '');
    if (password !== '') prove.mutate({ body: { password } }, { onSuccess: onProved });
  };
  return (
    <Modal
      open
      width={440}
      title={words.title}
      okText={words.submit}
      cancelText={common.cancel}
      confirmLoading={prove.isPending}
      onOk={submit}
      onCancel={onClose}
    >
      <div className="stack">
        <p>{words.effect}</p>
        <Field label={words.password} fault={isMissing ? words.missing : isWrong ? words.wrong : undefined}>
          {(props) => (
            <Input
              {...props}
              type="password"
              autoComplete="current-password"
              autoFocus
              maxLength={200}
              value={password}
              onPressEnter={submit}
              onChange={(event) => {
                setPassword(event.target.value);
                setMissing(false);
                if (prove.isError) prove.reset();
              }}
            />
          )}
        </Field>
        {prove.isError && !isWrong ? <Failure error={prove.error} /> : null}
      </div>
    </Modal>
  );
}
