import type { ReactNode } from 'react';
import './empty.css';

/** Says why nothing is here and offers the first step. */
export function Empty({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {hint === undefined ? null : <p className="soft">{hint}</p>}
      {action === undefined ? null : <div className="empty-action">{action}</div>}
    </div>
  );
}
