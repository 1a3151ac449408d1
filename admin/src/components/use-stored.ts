import { useState } from 'react';

/** A choice remembered on this machine. What is stored may be of an older version: `accept` decides what of it still holds. */
export function useStored<V>(key: string, fallback: V, accept: (stored: unknown) => V | null): [V, (value: V) => void] {
  const [value, setValue] = useState<V>(() => {
    try {
      return accept(JSON.parse(localStorage.getItem(key) ?? 'null')) ?? fallback;
    } catch {
      return fallback;
    }
  });
  const store = (next: V) => {
    localStorage.setItem(key, JSON.stringify(next));
    setValue(next);
  };
  return [value, store];
}
