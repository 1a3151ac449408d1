import { useId, useRef, useState, type ReactNode } from 'react';
import { useMessages } from '../languages/language.tsx';
import './hint.css';

const WIDTH = 264;

/** A question mark that says, on hover, focus or touch, what a figure means. */
export function Hint({ title, children }: { title: string; children: ReactNode }) {
  const { common } = useMessages();
  const id = useId();
  const mark = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);

  const show = () => {
    const box = mark.current?.getBoundingClientRect();
    if (box === undefined) return;
    const left = Math.max(8, Math.min(box.left + box.width / 2 - WIDTH / 2, window.innerWidth - WIDTH - 8));
    setPlace({ left, top: box.bottom + 6 });
  };
  const hide = () => setPlace(null);

  return (
    <>
      <button
        ref={mark}
        type="button"
        className="plain hint-mark"
        aria-label={common.whatItMeans(title)}
        aria-describedby={place === null ? undefined : id}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={(event) => event.key === 'Escape' && hide()}
      >
        ?
      </button>
      {place === null ? null : (
        <span role="tooltip" id={id} className="hint" style={{ ...place, width: WIDTH }}>
          {children}
        </span>
      )}
    </>
  );
}
