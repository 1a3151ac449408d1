import { listStores, type StaffMember } from '@shuke/contract';
import { useAnswer } from '../../../api/use.ts';
import { useApart } from '../../../languages/language.tsx';
import { storeWords } from '../../../messages/apart.ts';

type Limits = Pick<StaffMember, 'stores' | 'regions' | 'brands'>;

const kinds = { region: 'regions', brand: 'brands', store: 'stores' } as const;
type Kind = keyof typeof kinds;
const all = Object.keys(kinds) as Kind[];

/** What somebody is limited to, each with what it is: `region:华东`. */
export const limitsOf = (of: Limits): string[] => all.flatMap((kind) => of[kinds[kind]].map((one) => `${kind}:${one}`));

const named = (limits: readonly string[], kind: Kind): string[] =>
  limits.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));

export const partsOf = (limits: readonly string[]): Limits => ({
  stores: named(limits, 'store'),
  regions: named(limits, 'region'),
  brands: named(limits, 'brand'),
});

/** What people can be limited to, and how it is called. */
export function useLimits() {
  const { limit } = useApart(storeWords);
  const stores = useAnswer(listStores, {}).data?.items ?? [];
  const known = limitsOf({
    stores: stores.map(({ name }) => name),
    regions: stores.flatMap(({ region }) => region ?? []),
    brands: stores.flatMap(({ brand }) => brand ?? []),
  });
  const limitText = (one: string): string => {
    const kind = all.find((each) => one.startsWith(`${each}:`));
    return kind === undefined ? one : limit[kind](one.slice(kind.length + 1));
  };
  return { known, limitText };
}
