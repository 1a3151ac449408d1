import { acceptInvitation, PASSWORD_MIN, type Me } from '@shuke/contract';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useWrite } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { usePageTitle } from '../../components/use-page-title.ts';
import { useApart } from '../../languages/language.tsx';
import { accountWords } from '../../messages/apart.ts';
import { paths } from '../../paths.ts';
import { setSession } from '../../session.tsx';
import { DoorForm, DoorFrame } from '../sign-in/DoorFrame.tsx';
import { SecondStep, type Asked } from '../sign-in/SecondStep.tsx';

/** Whoever holds an invitation chooses a password here, and is signed in with it. */
export function AcceptPage() {
  const account = useApart(accountWords);
  const words = account.accept;
  usePageTitle(words.title);
  const [query] = useSearchParams();
  const token = query.get('token') ?? '';
  const navigate = useNavigate();
  const accept = useWrite(acceptInvitation);
  const [password, setPassword] = useState('');
  const [isShort, setShort] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const isGuessed = accept.error?.faults.some(({ field }) => field === 'password') === true;
  const fault = isShort
    ? account.password.fault.short(String(PASSWORD_MIN))
    : isGuessed
      ? account.password.fault.guessed
      : null;

  if (token === '') return <Refused title={words.missing} hint={words.missingHint} />;
  if (accept.error?.code === 'staff.invitation') return <Refused title={words.refused} hint={words.refusedHint} />;

  const onEntered = (staff: Me) => {
    setSession(staff);
    void navigate(paths.home(), { replace: true });
  };
  if (asked !== null) {
    const onBack = () => void navigate(paths.signIn(), { replace: true });
    return <SecondStep asked={asked} onEntered={onEntered} onBack={onBack} />;
  }

  const onSubmit = () => {
    setShort(password.length < PASSWORD_MIN);
    if (password.length < PASSWORD_MIN) return;
    accept.mutate(
      { body: { token, password } },
      {
        onSuccess: (answer) => ('challenge' in answer ? setAsked(answer) : onEntered(answer)),
      },
    );
  };

  return (
    <DoorForm
      label={words.title}
      subtitle={words.subtitle}
      action={words.submit}
      isPending={accept.isPending}
      onSubmit={onSubmit}
    >
      <label>
        {words.password}
        <input
          type="password"
          autoComplete="new-password"
          autoFocus
          maxLength={200}
          value={password}
          aria-invalid={fault !== null}
          aria-describedby="password-told"
          onChange={(event) => {
            setPassword(event.target.value);
            setShort(false);
            if (accept.isError) accept.reset();
          }}
        />
      </label>
      <p id="password-told" className={fault === null ? 'faint' : 'trouble'} role={fault === null ? 'note' : 'alert'}>
        {fault ?? account.password.hint(String(PASSWORD_MIN))}
      </p>
      {accept.isError && !isGuessed ? <Failure error={accept.error} /> : null}
    </DoorForm>
  );
}

function Refused({ title, hint }: { title: string; hint: string }) {
  const words = useApart(accountWords).accept;
  return (
    <DoorFrame>
      <section className="card sign-in-refused" role="alert">
        <h1>{title}</h1>
        <p className="soft">{hint}</p>
        <Link to={paths.signIn()}>{words.toSignIn}</Link>
      </section>
    </DoorFrame>
  );
}
