import { signInWithCode, type Me, type SecondFactor } from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import type { Problem } from '../../api/problem.ts';
import { useWrite } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { useApart, useMessages } from '../../languages/language.tsx';
import { factorWords } from '../../messages/apart.ts';
import { DoorForm } from './DoorFrame.tsx';
import { usePasskey } from './use-passkey.ts';

/** What a right password is answered with where there is a second factor. */
export interface Asked {
  secondFactor: SecondFactor[];
  challenge: string;
}

interface Props {
  asked: Asked;
  onEntered: (staff: Me) => void;
  onBack: () => void;
}

/** The password was right: a code, or a passkey, lets in. */
export function SecondStep({ asked, onEntered, onBack }: Props) {
  const factors = useApart(factorWords);
  const words = factors.step;
  const enter = useWrite(signInWithCode);
  const passkey = usePasskey(onEntered);
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const takesCode = asked.secondFactor.some((one) => one !== 'passkey');
  const takesPasskey = asked.secondFactor.includes('passkey');
  const usePasskeyNow = () => passkey.mutate(asked.challenge);

  const onSubmit = () => {
    if (!takesCode) return usePasskeyNow();
    setMissing(code.trim() === '');
    if (code.trim() !== '') enter.mutate({ body: { challenge: asked.challenge, code } }, { onSuccess: onEntered });
  };
  const fault = isMissing ? words.missing : enter.error?.code === 'factor.wrong' ? words.wrong : null;

  return (
    <DoorForm
      label={words.title}
      subtitle={words.subtitle}
      action={takesCode ? words.submit : words.passkey}
      isPending={takesCode ? enter.isPending : passkey.isPending}
      onSubmit={onSubmit}
      after={
        <>
          {takesCode && takesPasskey ? (
            <Button block size="large" loading={passkey.isPending} onClick={usePasskeyNow}>
              {words.passkey}
            </Button>
          ) : null}
          <Button type="link" onClick={onBack}>
            {words.back}
          </Button>
          <p className="faint">{words.help}</p>
        </>
      }
    >
      <div className="soft">
        {asked.secondFactor.map((one) => (
          <p key={one}>{words.hints[one]}</p>
        ))}
      </div>
      {takesCode ? (
        <label>
          {words.code}
          <input
            autoComplete="one-time-code"
            autoFocus
            maxLength={40}
            value={code}
            aria-invalid={fault !== null}
            onChange={(event) => {
              setCode(event.target.value);
              setMissing(false);
              if (enter.isError) enter.reset();
            }}
          />
        </label>
      ) : null}
      {fault === null ? null : (
        <p className="trouble" role="alert">
          {fault}
        </p>
      )}
      {passkey.isError ? (
        <p className="trouble" role="alert">
          {factors.door.passkeyFailed}
        </p>
      ) : null}
      {enter.isError && fault === null ? <Lost error={enter.error} /> : null}
    </DoorForm>
  );
}

function Lost({ error }: { error: Problem }) {
  const factors = useApart(factorWords);
  const { shell } = useMessages();
  if (error.code === 'factor.challenge' || error.code === 'auth.throttled')
    return (
      <p className="trouble" role="alert">
        {error.code === 'factor.challenge' ? factors.step.lost : shell.signIn.throttled}
      </p>
    );
  return <Failure error={error} />;
}
