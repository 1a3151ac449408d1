import { listStores, type Granted } from '@shuke/contract';
import { useAnswer } from '../../api/use.ts';
import { limitsOf, limitText } from '../../format/limits.ts';
import { useApart } from '../../languages/language.tsx';
import { storeWords } from '../../messages/apart.ts';
import { useMay } from '../../session.tsx';

/** What people can be limited to, and how it is called. */
export function useLimits() {
  const { limit } = useApart(storeWords);
  const mayList = useMay()(listStores.permission as Granted);
  const stores = useAnswer(listStores, {}, { enabled: mayList }).data?.items ?? [];
  const known = limitsOf({
    stores: stores.map(({ name }) => name),
    regions: stores.flatMap(({ region }) => region ?? []),
    brands: stores.flatMap(({ brand }) => brand ?? []),
  });
  return { known, limitText: (one: string) => limitText(one, limit) };
}
