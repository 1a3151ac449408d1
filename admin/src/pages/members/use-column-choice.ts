import { useNarrow } from '../../components/use-narrow.ts';
import { useStored } from '../../components/use-stored.ts';
import { defaultColumns, memberColumns, narrowColumns, type MemberColumn } from './columns.tsx';

const accept = (stored: unknown): readonly MemberColumn[] | null => {
  if (!Array.isArray(stored)) return null;
  const known = memberColumns.filter((name) => stored.includes(name));
  return known.length > 0 ? known.toSorted((a, b) => stored.indexOf(a) - stored.indexOf(b)) : null;
};

/** Which columns the list shows, in their order. A phone has a choice of its own, since fewer fit. */
export function useColumnChoice() {
  const isNarrow = useNarrow();
  const wide = useStored('shuke.members.columns', defaultColumns, accept);
  const narrow = useStored('shuke.members.columns.narrow', narrowColumns, accept);
  const [chosen, choose] = isNarrow ? narrow : wide;
  return { chosen, choose, usual: isNarrow ? narrowColumns : defaultColumns };
}
