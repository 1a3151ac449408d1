import { languages, type Language } from '@shuke/contract';
import type { ConfigProviderProps } from 'antd';
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { makeFormat, type Format } from '../format/format.ts';
import type { Messages } from '../messages/messages.ts';

interface Words {
  language: Language;
  messages: Messages;
  locale: ConfigProviderProps['locale'];
}

/** Only the language in use is loaded. */
const load = { 'zh-CN': () => import('./zh-CN.ts'), en: () => import('./en.ts') } satisfies Record<Language, unknown>;

const LANGUAGE_KEY = 'shuke.language';

/** The language chosen last on this machine; Chinese before any choice. */
export function chosenLanguage(): Language {
  const stored = localStorage.getItem(LANGUAGE_KEY);
  return languages.find((language) => language === stored) ?? 'zh-CN';
}

export async function loadWords(language: Language): Promise<Words> {
  const { messages, locale } = await load[language]();
  return { language, messages, locale };
}

const WordsContext = createContext<(Words & { choose: (language: Language) => void }) | null>(null);

export function LanguageProvider({ first, children }: { first: Words; children: ReactNode }) {
  const [words, setWords] = useState(first);
  const value = useMemo(() => {
    const choose = (language: Language) => {
      localStorage.setItem(LANGUAGE_KEY, language);
      void loadWords(language).then(setWords);
    };
    return { ...words, choose };
  }, [words]);
  useEffect(() => {
    document.documentElement.lang = words.language;
  }, [words.language]);
  return <WordsContext value={value}>{children}</WordsContext>;
}

export function useWords() {
  const words = use(WordsContext);
  if (words === null) throw new Error('useWords outside LanguageProvider');
  return words;
}

/** Words that are apart from the messages of the first load. */
export const useApart = <W,>(words: Readonly<Record<Language, W>>): W => words[useWords().language];

export const useMessages = (): Messages => useWords().messages;

const ZoneContext = createContext('Asia/Shanghai');
export const ZoneProvider = ZoneContext;

export function useFormat(): Format {
  const { language } = useWords();
  const zone = use(ZoneContext);
  return useMemo(() => makeFormat(language, zone), [language, zone]);
}
