import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { asProblem } from '../api/problem.ts';
import { useMessages } from '../languages/language.tsx';
import { reasonText } from '../messages/reasons.ts';
import './notices.css';

interface Notice {
  id: number;
  kind: 'good' | 'bad';
  title: string;
  detail?: string;
}

interface Notices {
  good: (title: string) => void;
  /** The one way a failed action is told. */
  problem: (error: unknown) => void;
}

const NoticesContext = createContext<Notices | null>(null);

const SHOWN_MS = { good: 3000, bad: 8000 };

export function NoticeProvider({ children }: { children: ReactNode }) {
  const { problems, common } = useMessages();
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
      problem: (error) => {
        const { code, detail: said, why } = asProblem(error);
        const { title, remedy } = problems.text[code];
        const detail = reasonText(problems.reasons, why) ?? said;
        add({ kind: 'bad', title, detail: detail === '' ? remedy : `${remedy} ${detail}` });
      },
    };
  }, [drop, problems]);

  return (
    <NoticesContext value={value}>
      {children}
      <output className="notices" aria-live="polite">
        {notices.map((notice) => (
          <div key={notice.id} className={`notice notice-${notice.kind}`}>
            <div>
              <p>{notice.title}</p>
              {notice.detail === undefined ? null : <p className="faint">{notice.detail}</p>}
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
