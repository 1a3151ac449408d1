import { listTags, type Tag } from '@shuke/contract';
import { useAnswer } from '../api/use.ts';
import { useFormat } from '../languages/language.tsx';
import { useMay } from '../session.tsx';

/** Tags change rarely. */
const RARELY_MS = 60_000;

/** What tags are called in the language of the screen. */
export function useTagName(): (tag: Pick<Tag, 'name' | 'nameEn'>) => string {
  const { language } = useFormat();
  return ({ name, nameEn }) => (language === 'en' ? (nameEn ?? name) : name);
}

/** The tags there are, and what a code of one is called. */
export function useTags(isWanted = true) {
  const may = useMay();
  const nameOf = useTagName();
  const answer = useAnswer(listTags, {}, { staleTime: RARELY_MS, enabled: isWanted && may('members.read') });
  const tags = answer.data?.items ?? [];
  const tagName = (code: string): string => {
    const found = tags.find((one) => one.code === code);
    return found === undefined ? code : nameOf(found);
  };
  return { tags, tagName };
}
