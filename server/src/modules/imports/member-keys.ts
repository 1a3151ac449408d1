import { createHash } from 'node:crypto';
import type { Input, MadeKeys } from '../../engine/index.ts';
import { type DataKey, type KeyRing, blindIndex } from '../../platform/crypto/index.ts';

const PREFIX = 'import.member:';
/** The version of the key of indexes, which a rotation changes, and the token. */
const keyUnder = (key: DataKey, hash: string) =>
  `${PREFIX}${key.version}.${blindIndex(key, 'imports.member', 1).token('content', hash).toString('base64url')}`;

/** Under which keys the engine knows the members of files. */
export const memberKeys: MadeKeys = {
  prefix: PREFIX,
  current: (ring) => `${PREFIX}${ring.current('index').version}.`,
  keyOf: (ring, hash) => keyUnder(ring.current('index'), hash),
};

/** Keyed by all that is said: telling the same file again does not undo what staff have changed since. */
export function keyedByContent(ring: KeyRing, body: unknown): Pick<Input, 'key' | 'hash' | 'formerKeys'> {
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22);
  const [key, ...formerKeys] = new Set([
    memberKeys.keyOf(ring, hash),
    ...ring.live('index').map((one) => keyUnder(one, hash)),
  ]);
  return { key: key!, hash, ...(formerKeys.length === 0 ? {} : { formerKeys }) };
}
