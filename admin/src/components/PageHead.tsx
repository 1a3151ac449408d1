import type { ReactNode } from 'react';

/** The head of a page: its title, what it is for, and what can be done there. */
export function PageHead({ title, hint, actions }: { title: string; hint: string; actions?: ReactNode }) {
  return (
    <header>
      <div>
        <h1>{title}</h1>
        <p className="soft">{hint}</p>
      </div>
      {actions === undefined || actions === null ? null : <div className="actions">{actions}</div>}
    </header>
  );
}
