import { addPasskey, beginPasskey, getSession, listFactors } from '@shuke/contract';
import { startRegistration, type PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { Problem } from '../../api/problem.ts';
import { keyOf } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { Field } from '../../components/Field.tsx';
import { deviceOf } from '../../format/device.ts';
import { useApart, useMessages } from '../../languages/language.tsx';
import { factorWords } from '../../messages/apart.ts';

interface Props {
  onDone: (recoveryCodes: string[] | null) => void;
  /** It is only for who has just signed in. */
  onStale: (error: Problem) => void;
  onClose: () => void;
}

/** Names a new passkey, and has the browser make it. */
export function AddPasskey({ onDone, onStale, onClose }: Props) {
  const factors = useApart(factorWords);
  const { common } = useMessages();
  const words = factors.passkeys;
  const client = useQueryClient();
  const [name, setName] = useState(deviceOf(navigator.userAgent) ?? '');
  const [isMissing, setMissing] = useState(false);
  const add = useMutation({
    mutationFn: async () => {
      const asked = await call(beginPasskey, {});
      const response = await startRegistration({
        optionsJSON: asked.options as unknown as PublicKeyCredentialCreationOptionsJSON,
      });
      return call(addPasskey, {
        body: {
          challenge: asked.challenge,
          name: name.trim(),
          response: { ...response, response: { ...response.response } },
        },
      });
    },
    onSuccess: async ({ recoveryCodes }) => {
      for (const read of [listFactors, getSession]) await client.invalidateQueries({ queryKey: keyOf(read) });
      onDone(recoveryCodes);
    },
    onError: (error) => {
      if (error instanceof Problem && error.code === 'auth.stale') onStale(error);
    },
  });
  const submit = () => {
    setMissing(name.trim() === '');
    if (name.trim() !== '') add.mutate();
  };
  return (
    <Modal
      open
      width={440}
      title={words.add}
      okText={words.submit}
      cancelText={common.cancel}
      confirmLoading={add.isPending}
      onOk={submit}
      onCancel={onClose}
    >
      <div className="stack">
        <p>{words.hint}</p>
        <Field label={words.name} hint={words.nameHint} fault={isMissing ? words.nameMissing : undefined}>
          {(props) => (
            <Input
              {...props}
              autoFocus
              maxLength={60}
              value={name}
              onPressEnter={submit}
              onChange={(event) => {
                setName(event.target.value);
                setMissing(false);
              }}
            />
          )}
        </Field>
        {add.error === null ? null : add.error instanceof Problem ? (
          <Failure error={add.error} />
        ) : (
          <p className="trouble" role="alert">
            {words.failed}
          </p>
        )}
      </div>
    </Modal>
  );
}
