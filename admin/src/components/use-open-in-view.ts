import { useEffect, useRef } from 'react';

/** On a phone a row of parts is wider than the window: the one that is open comes in sight. */
export function useOpenInView(address: string) {
  const parts = useRef<HTMLElement>(null);
  const seen = useRef('');
  useEffect(() => {
    if (seen.current === address) return;
    seen.current = address;
    const open = parts.current?.querySelector('[aria-current="page"]');
    open?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [address]);
  return parts;
}
