import { useNavigate, useSearchParams } from 'react-router';

/** The filters of a page as they stand in its URL, and a way to change some of them; an empty value removes one. */
export function useView<View extends object>(
  linkTo: (view: View) => string,
): { view: View; change: (changes: Partial<View>) => void; replace: (view: View) => void } {
  const [query] = useSearchParams();
  const navigate = useNavigate();
  // The URL is written by hand too: what it holds is text, and whoever reads a field checks what it may be.
  const view = { ...Object.fromEntries(query), ...(query.has('of') ? { of: query.getAll('of') } : {}) } as View;
  const replace = (next: View) => void navigate(linkTo(next), { preventScrollReset: true });
  return { view, replace, change: (changes) => replace({ ...view, ...changes }) };
}
