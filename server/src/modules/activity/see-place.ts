import type { Scope } from '../../engine/index.ts';
import { places } from './store.ts';

/** Remembers a channel or store when it is first heard of. */
export function seePlace(scope: Scope, kind: 'channel' | 'store', name: string): void {
  const key = `${kind}:${name}`;
  if (scope.get(places, key) === undefined)
    scope.set(places, key, { kind, name, seenAt: scope.now, region: null, brand: null });
}
