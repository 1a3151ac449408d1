import { Link } from 'react-router';
import { useMessages } from '../languages/language.tsx';
import { paths } from '../paths.ts';
import { useOpens } from '../session.tsx';

/** The way from a thing to what was done to it; `object` as the trail names it. Nothing for whoever may not read the trail. */
export function TrailLink({ object }: { object: string }) {
  const { common } = useMessages();
  const opens = useOpens();
  const trail = paths.audit({ object });
  return opens(trail) ? <Link to={trail}>{common.trail}</Link> : null;
}
