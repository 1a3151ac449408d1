import type { ApiKey } from '@shuke/contract';

/** How long a new key is good for, in days. */
export const lifetimes = ['30', '90', '365', 'never'] as const;
export type Lifetime = (typeof lifetimes)[number];

const DAY_MS = 86_400_000;

/** The instant a key that is issued now expires at, or null. */
export const expiryOf = (lifetime: Lifetime, now: number): string | null =>
  lifetime === 'never' ? null : new Date(now + Number(lifetime) * DAY_MS).toISOString();

export type KeyState = 'good' | 'expired' | 'revoked';

export function stateOf(key: Pick<ApiKey, 'expiresAt' | 'revokedAt'>, now: number): KeyState {
  if (key.revokedAt !== null) return 'revoked';
  return key.expiresAt !== null && Date.parse(key.expiresAt) <= now ? 'expired' : 'good';
}
