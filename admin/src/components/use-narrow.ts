import { useSyncExternalStore } from 'react';

/** A phone, or a window as small. */
const narrow = window.matchMedia('(max-width: 767px)');

const watch = (onChange: () => void) => {
  narrow.addEventListener('change', onChange);
  return () => narrow.removeEventListener('change', onChange);
};

export const useNarrow = (): boolean => useSyncExternalStore(watch, () => narrow.matches);
