import { Button } from 'antd';
import type { ReactNode, SubmitEvent } from 'react';
import { LanguageSwitch } from '../../components/LanguageSwitch.tsx';
import { useMessages } from '../../languages/language.tsx';
import './sign-in.css';

/** What whoever is not signed in sees: a card, and the other language. */
export function DoorFrame({ children }: { children: ReactNode }) {
  return (
    <main className="sign-in">
      <div className="sign-in-top">
        <LanguageSwitch />
      </div>
      {children}
    </main>
  );
}

interface Props {
  label: string;
  /** What stands beside or beneath the name of the product. */
  subtitle: string;
  action: string;
  isPending: boolean;
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
  children: ReactNode;
  /** What stands beneath the button. */
  after?: ReactNode;
}

/** The form that lets somebody in. */
export function DoorForm({ label, subtitle, action, isPending, onSubmit, children, after }: Props) {
  const { common } = useMessages();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(event);
  };
  return (
    <DoorFrame>
      <form className="card" onSubmit={submit} noValidate aria-label={label}>
        <div className="sign-in-brand">
          <img src="/favicon.svg" alt="" width="40" height="40" />
          <div>
            <h1>{common.brand}</h1>
            <p className="soft">{subtitle}</p>
          </div>
        </div>
        {children}
        <Button type="primary" htmlType="submit" block size="large" loading={isPending}>
          {action}
        </Button>
        {after}
      </form>
    </DoorFrame>
  );
}
