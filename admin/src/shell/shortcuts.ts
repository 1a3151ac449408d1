import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { placesFor } from '../places.ts';
import { useOpens } from '../session.tsx';

/** The second key of `g m` must follow within this time. */
const SECOND_KEY_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** The page's own search first, where it has one; else the one in the top bar. */
function focusSearch(): void {
  const fields = document.querySelectorAll<HTMLInputElement>('main input[type="search"], header input[type="search"]');
  const field = [...fields].find((found) => found.closest('main') !== null) ?? fields[0];
  field?.focus();
  field?.select();
}

/** `/` searches, `g` and a letter go to a page that may be opened. Inert while somebody types. */
export function useShortcuts(): void {
  const navigate = useNavigate();
  const opens = useOpens();
  useEffect(() => {
    let goneAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '/') {
        event.preventDefault();
        focusSearch();
        return;
      }
      const place = placesFor(opens).find(({ key }) => key === event.key);
      if (place !== undefined && event.timeStamp - goneAt < SECOND_KEY_MS) void navigate(place.to);
      goneAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, opens]);
}
