import { changePassword, listSessions, PASSWORD_MIN } from '@shuke/contract';
import { Button, Input } from 'antd';
import { useState, type SubmitEvent } from 'react';
import type { Problem } from '../../api/problem.ts';
import { useWrite } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { Field } from '../../components/Field.tsx';
import { useNotices } from '../../components/Notices.tsx';
import { useApart } from '../../languages/language.tsx';
import { accountWords } from '../../messages/apart.ts';
import { useStaff } from '../../session.tsx';

type Faults = Partial<Record<'password' | 'newPassword', string>>;

function faultsOf(problem: Problem | null, { fault }: (typeof accountWords)['en']['password']): Faults {
  const fields = new Set(problem?.faults.map(({ field }) => field));
  return {
    ...(fields.has('password') ? { password: fault.present } : {}),
    ...(fields.has('newPassword') ? { newPassword: fault.guessed } : {}),
  };
}

export function ChangePassword() {
  const words = useApart(accountWords).password;
  const { email } = useStaff();
  const notices = useNotices();
  const change = useWrite(changePassword, [listSessions]);
  const [draft, setDraft] = useState({ password: '', newPassword: '' });
  const [missing, setMissing] = useState<Faults>({});
  const set = (changes: Partial<typeof draft>) => {
    setDraft({ ...draft, ...changes });
    setMissing({});
    if (change.isError) change.reset();
  };
  const faults = { ...faultsOf(change.error, words), ...missing };

  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const left: Faults = {
      ...(draft.password === '' ? { password: words.fault.missing } : {}),
      ...(draft.newPassword.length < PASSWORD_MIN ? { newPassword: words.fault.short(String(PASSWORD_MIN)) } : {}),
    };
    setMissing(left);
    if (Object.keys(left).length > 0) return;
    change.mutate(
      { body: draft },
      {
        onSuccess: () => {
          setDraft({ password: '', newPassword: '' });
          notices.good(words.changed);
        },
      },
    );
  };

  return (
    <section className="card" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="faint">{words.effect}</p>
      <form className="fields" noValidate onSubmit={onSubmit}>
        {/* Tells the browser's store of passwords whose password this is. */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <Field label={words.present} fault={faults.password}>
          {(props) => (
            <Input
              {...props}
              type="password"
              autoComplete="current-password"
              maxLength={200}
              value={draft.password}
              onChange={(event) => set({ password: event.target.value })}
            />
          )}
        </Field>
        <Field label={words.next} hint={words.hint(String(PASSWORD_MIN))} fault={faults.newPassword}>
          {(props) => (
            <Input
              {...props}
              type="password"
              autoComplete="new-password"
              maxLength={200}
              value={draft.newPassword}
              onChange={(event) => set({ newPassword: event.target.value })}
            />
          )}
        </Field>
        {change.isError && Object.keys(faults).length === 0 ? <Failure error={change.error} /> : null}
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {words.submit}
        </Button>
      </form>
    </section>
  );
}
