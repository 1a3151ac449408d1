import { CannotOpen, type Suite, readHeader, suites } from './suite.ts';

export const ROOT_KEY_BYTES = 32;

/** The key that all data keys are wrapped under. It never leaves its place: callers hand it what to wrap and unwrap. */
export interface RootKey {
  /** Where it is kept, for messages. */
  readonly from: string;
  /** Throws `RootKeyError`, as `unwrap` does. */
  wrap(secret: Uint8Array): Promise<Buffer>;
  unwrap(wrapped: Uint8Array): Promise<Buffer>;
}

/** The root key is missing, faulty or another one, or its command failed. The message says what to do and holds no key. */
export class RootKeyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RootKeyError';
  }
}

export const rootKeyRemedy =
  'must be 32 random bytes in base64 or hex, as `openssl rand -base64 32` or `openssl rand -hex 32` prints them';

/** The bytes of a root key written in base64, base64url or hex, or undefined for what is none. */
export function parseRootKey(written: string): Buffer | undefined {
  const text = written.trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[\w+/-]{43}=?$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === ROOT_KEY_BYTES ? bytes : undefined;
}

/** A root key whose bytes this process holds. Wraps with `suite`, and unwraps what either suite wrapped. */
export function heldRootKey(bytes: Uint8Array, suite: Suite, from: string): RootKey {
  const keyOf = (one: Suite) => {
    // Its own mark instead of a version, so that another root key is told from damage.
    const mark = one.mac(one.derive(bytes, 'root/mark', 0), '').readUInt32BE();
    return one.derive(bytes, 'root/wrap', mark);
  };
  const keys = { intl: keyOf(suites.intl), gm: keyOf(suites.gm) };
  const nothing = new Uint8Array();
  return {
    from,
    wrap: async (secret) => suite.seal(keys[suite.name], secret, nothing),
    unwrap: async (wrapped) => {
      try {
        const { suite: name } = readHeader(wrapped);
        return suites[name].open(keys[name], wrapped, nothing);
      } catch (error) {
        if (!(error instanceof CannotOpen)) throw error;
        throw new RootKeyError(
          error.reason === 'unknown-key'
            ? `The root key from ${from} is not the one that the data keys were wrapped under. Give the one that was used before.`
            : `A wrapped data key is damaged, the root key from ${from} cannot unwrap it. Restore the keys from a backup.`,
        );
      }
    },
  };
}
