import { addPasskey, beginPasskey, getSession, listFactors } from '@shuke/contract';
import { startRegistration, type PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { Problem } from '../../api/problem.ts';
import { keyOf, useSingly } from '../../api/use.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { deviceOf } from '../../format/device.ts';
import { useApart } from '../../languages/language.tsx';
import { factorWords } from '../../messages/apart.ts';
import { PasskeyName } from './PasskeyName.tsx';

interface Props {
  onDone: (recoveryCodes: string[] | null) => void;
  /** It is only for who has just signed in. */
  onStale: (error: Problem) => void;
  onClose: () => void;
}

/** Names a new passkey, and has the browser make it. */
export function AddPasskey({ onDone, onStale, onClose }: Props) {
  const words = useApart(factorWords).passkeys;
  const client = useQueryClient();
  const [name, setName] = useState(deviceOf(navigator.userAgent) ?? '');
  const [isMissing, setMissing] = useState(false);
  const add = useSingly({
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
    onSuccess: ({ recoveryCodes }) => {
      for (const read of [listFactors, getSession]) void client.invalidateQueries({ queryKey: keyOf(read) });
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
  const isOfBrowser = add.error !== null && !(add.error instanceof Problem);
  return (
    <FormDialog
      title={words.add}
      action={words.submit}
      write={add}
      faults={isOfBrowser ? { browser: words.failed } : {}}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{words.hint}</p>
      <PasskeyName
        value={name}
        isMissing={isMissing}
        onChange={(typed) => {
          setName(typed);
          setMissing(false);
        }}
      />
      {isOfBrowser ? (
        <p className="trouble" role="alert">
          {words.failed}
        </p>
      ) : null}
    </FormDialog>
  );
}
