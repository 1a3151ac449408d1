import { getSession, signIn } from '@shuke/contract';
import { Button } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { useAnswer, useWrite } from '../../api/use.ts';
import type { Problem } from '../../api/problem.ts';
import { Failure } from '../../components/Failure.tsx';
import { LanguageSwitch } from '../../components/LanguageSwitch.tsx';
import { usePageTitle } from '../../components/use-page-title.ts';
import { useMessages } from '../../languages/language.tsx';
import { paths } from '../../paths.ts';
import { setSession } from '../../session.tsx';
import './sign-in.css';

/** Only an address inside the admin may be gone to after signing in. */
function placeAfter(query: URLSearchParams): string {
  const next = query.get('next');
  return next !== null && /^\/(?![/\\])/.test(next) ? next : paths.home();
}

export function SignInPage() {
  const { shell, common } = useMessages();
  const words = shell.signIn;
  usePageTitle(words.title);
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const session = useAnswer(getSession, {});
  const enter = useWrite(signIn);
  const [missing, setMissing] = useState<{ email: boolean; password: boolean }>({ email: false, password: false });

  if (session.data?.staff) return <Navigate to={placeAfter(query)} replace />;

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
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
        onSuccess: (staff) => {
          setSession(staff);
          void navigate(placeAfter(query), { replace: true });
        },
      },
    );
  };

  return (
    <main className="sign-in">
      <div className="sign-in-top">
        <LanguageSwitch />
      </div>
      <form className="card" onSubmit={onSubmit} noValidate aria-label={words.title}>
        <div className="sign-in-brand">
          <img src="/favicon.svg" alt="" width="40" height="40" />
          <div>
            <h1>{common.brand}</h1>
            <p className="soft">{words.subtitle}</p>
          </div>
        </div>
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
        <Button type="primary" htmlType="submit" block size="large" loading={enter.isPending}>
          {words.submit}
        </Button>
        <p className="faint">{words.firstTime}</p>
        <p className="faint">
          {words.forgotten} <code>{words.resetCommand}</code>
        </p>
      </form>
    </main>
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
