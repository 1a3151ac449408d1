import type { Overview } from '@shuke/contract';
import { Hint } from '../../components/Hint.tsx';
import { useApart } from '../../languages/language.tsx';
import { figureStoreWords } from '../../messages/apart.ts';
import { useStaff } from '../../session.tsx';

const NAMED = 6;

/** Says which stores the figures are of, where they are not of all. */
export function StoresLine({ stores }: { stores: NonNullable<Overview['stores']> }) {
  const words = useApart(figureStoreWords);
  const isLimited = useStaff().stores.length > 0;
  const names = stores.slice(0, NAMED).join(words.and);
  const text =
    stores.length === 0
      ? words.none
      : (isLimited ? words.own : words.of)(stores.length > NAMED ? words.more(names, String(stores.length)) : names);
  return (
    <p className="stores-line" title={stores.length > NAMED ? stores.join(words.and) : undefined}>
      {text} <Hint title={words.title}>{words.hint}</Hint>
    </p>
  );
}
