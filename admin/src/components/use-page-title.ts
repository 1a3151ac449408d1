import { useEffect } from 'react';
import { useMessages } from '../languages/language.tsx';

export function usePageTitle(title: string): void {
  const { common } = useMessages();
  useEffect(() => {
    document.title = `${title} · ${common.brand}`;
  }, [title, common]);
}
