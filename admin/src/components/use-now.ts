import { useState } from 'react';
import { usePresent } from '../session.tsx';

/** The server's clock as last heard, which may be set by hand; the browser's for whoever may not see it. */
export function useNow(): number {
  const { health } = usePresent();
  const [opened] = useState(() => Date.now());
  return health === null ? opened : Date.parse(health.now);
}
