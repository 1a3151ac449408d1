import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { asProblem } from '../api/problem.ts';
import { useMessages } from '../languages/language.tsx';
import { reasonText } from '../messages/reasons.ts';
import { paths } from '../paths.ts';
import './notices.css';

interface Notice {
  id: number;
  kind: 'good' | 'bad' | 'deferred';
  title: string;
  detail?: string;
  /** Where it goes on. */
  way?: { to: string; text: string };
}

interface Notices {
  good: (title: string) => void;
  /** A change waits for approval instead of being made. */
  deferred: (approval: string) => void;
  /** The one way a failed action is told. */
  problem: (error: unknown) => void;
}

const NoticesContext = createContext<Notices | null>(null);

const SHOWN_MS = { good: 3000, bad: 8000, deferred: 8000 };

export function NoticeProvider({ children }: { children: ReactNode }) {
  const { problems, common, shell } = useMessages();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const lastId = useRef(0);

  const drop = useCallback((id: number) => setNotices((shown) => shown.filter((notice) => notice.id !== id)), []);
  const value = useMemo<Notices>(() => {
    const add = (notice: Omit<Notice, 'id'>) => {
      const id = ++lastId.current;
      setNotices((shown) => [...shown.slice(-3), { ...notice, id }]);
      setTimeout(() => drop(id), SHOWN_MS[notice.kind]);
    };
    return {
      good: (title) => add({ kind: 'good', title }),
      deferred: (approval) => {
        const { title, remedy } = problems.text['client.deferred'];
        add({
          kind: 'deferred',
          title,
          detail: remedy,
          way: { to: paths.approval(approval), text: shell.seeApproval },
        });
      },
      problem: (error) => {
        const { code, detail: said, why } = asProblem(error);
        const { title, remedy } = problems.text[code];
        const detail = reasonText(problems.reasons, why) ?? said;
        add({ kind: 'bad', title, detail: detail === '' ? remedy : `${remedy} ${detail}` });
      },
    };
  }, [drop, problems, shell]);

  return (
    <NoticesContext value={value}>
      {children}
      <output className="notices" aria-live="polite">
        {notices.map((notice) => (
          <div key={notice.id} className={`notice notice-${notice.kind}`}>
            <div>
              <p>{notice.title}</p>
              {notice.detail === undefined ? null : <p className="faint">{notice.detail}</p>}
              {notice.way === undefined ? null : <a href={notice.way.to}>{notice.way.text}</a>}
            </div>
            <button type="button" className="plain" aria-label={common.close} onClick={() => drop(notice.id)}>
              ×
            </button>
          </div>
        ))}
      </output>
    </NoticesContext>
  );
}

export function useNotices(): Notices {
  const notices = use(NoticesContext);
  if (notices === null) throw new Error('useNotices outside NoticeProvider');
  return notices;
}
