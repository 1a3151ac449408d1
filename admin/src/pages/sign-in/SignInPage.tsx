import { beginSingleSignOn, getSession, signIn, signInWays, type Me } from '@shuke/contract';
import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { Button } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { addressOf } from '../../api/call.ts';
import { useAnswer, useWrite } from '../../api/use.ts';
import type { Problem } from '../../api/problem.ts';
import { Failure } from '../../components/Failure.tsx';
import { usePageTitle } from '../../components/use-page-title.ts';
import { useApart, useMessages } from '../../languages/language.tsx';
import { factorWords } from '../../messages/apart.ts';
import { paths } from '../../paths.ts';
import { setSession } from '../../session.tsx';
import { DoorForm } from './DoorFrame.tsx';
import { SecondStep, type Asked } from './SecondStep.tsx';
import { usePasskey } from './use-passkey.ts';

/** Only an address inside the admin may be gone to after signing in. */
function placeAfter(query: URLSearchParams): string {
  const next = query.get('next');
  return next !== null && /^\/(?![/\\])/.test(next) ? next : paths.home();
}

export function SignInPage() {
  const factors = useApart(factorWords);
  const { shell } = useMessages();
  const words = shell.signIn;
  usePageTitle(words.title);
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const session = useAnswer(getSession, {});
  const enter = useWrite(signIn);
  const [missing, setMissing] = useState<{ email: boolean; password: boolean }>({ email: false, password: false });

  const ways = useAnswer(signInWays, {});
  const [asked, setAsked] = useState<Asked | null>(null);
  const onEntered = (staff: Me) => {
    setSession(staff);
    void navigate(placeAfter(query), { replace: true });
  };
  const passkey = usePasskey(onEntered);
  const refused = factors.door.refused[query.get('refused') ?? ''];

  if (session.data?.staff) return <Navigate to={placeAfter(query)} replace />;

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    const form = new FormData(event.currentTarget);
    const textOf = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    const email = textOf('email').trim();
    const password = textOf('password');
    setMissing({ email: email === '', password: password === '' });
    if (email === '' || password === '') return;
    enter.mutate(
      { body: { email, password } },
      {
        onSuccess: (answer) => ('challenge' in answer ? setAsked(answer) : onEntered(answer)),
      },
    );
  };

  if (asked !== null) {
    const onBack = () => setAsked(null);
    return <SecondStep asked={asked} onEntered={onEntered} onBack={onBack} />;
  }
  return (
    <DoorForm
      label={words.title}
      subtitle={words.subtitle}
      action={words.submit}
      isPending={enter.isPending}
      onSubmit={onSubmit}
      after={
        <>
          {browserSupportsWebAuthn() ? (
            <Button block size="large" loading={passkey.isPending} onClick={() => passkey.mutate(undefined)}>
              {factors.door.passkey}
            </Button>
          ) : null}
          {ways.data?.singleSignOn === true ? (
            <Button block size="large" href={addressOf(beginSingleSignOn, { query: { next: placeAfter(query) } })}>
              {factors.door.singleSignOn}
            </Button>
          ) : null}
          {passkey.isError ? (
            <p className="trouble" role="alert">
              {factors.door.passkeyFailed}
            </p>
          ) : null}
          <p className="faint">{words.firstTime}</p>
          <p className="faint">
            {words.forgotten} <code>{words.resetCommand}</code>
          </p>
        </>
      }
    >
      {refused === undefined ? null : (
        <p className="trouble" role="alert">
          {refused}
        </p>
      )}
      <label>
        {words.email}
        <input name="email" type="email" autoComplete="username" autoFocus aria-invalid={missing.email} />
      </label>
      {missing.email ? <p className="trouble">{words.missingEmail}</p> : null}
      <label>
        {words.password}
        <input name="password" type="password" autoComplete="current-password" aria-invalid={missing.password} />
      </label>
      {missing.password ? <p className="trouble">{words.missingPassword}</p> : null}
      {enter.isError ? <SignInFailure error={enter.error} /> : null}
    </DoorForm>
  );
}

function SignInFailure({ error }: { error: Problem }) {
  const { signIn: words } = useMessages().shell;
  if (error.code === 'auth.failed' || error.code === 'auth.throttled') {
    return (
      <p className="trouble" role="alert">
        {error.code === 'auth.failed' ? words.failed : words.throttled}
      </p>
    );
  }
  return <Failure error={error} />;
}
