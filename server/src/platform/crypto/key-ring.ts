import { type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { type RootKey, RootKeyError } from './root-key.ts';
import { CannotOpen, type CipherKey, type Suite, type SuiteName, cipherKey, suites } from './suite.ts';

/** What a data key is for. Each purpose has keys of its own, so that one may be rotated or given away without the others. */
export const keyPurposes = ['field', 'log', 'fact', 'index', 'backup'] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** One data key as it is stored: (purpose, version) is its key. */
export interface KeyRow {
  readonly purpose: KeyPurpose;
  /** Counts from 1 within the purpose. */
  readonly version: number;
  readonly suite: SuiteName;
  /** Under the root key. */
  readonly wrapped: Uint8Array;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Since when nothing live is sealed with it; it is kept to open old backups. Epoch milliseconds. */
  readonly retiredAt: number | null;
}

/** A data key in use. */
export interface DataKey extends CipherKey {
  readonly purpose: KeyPurpose;
  readonly suite: Suite;
  readonly createdAt: number;
  readonly retiredAt: number | null;
}

/** Where a cipher gets its keys from: the ring for a purpose, or a subject's own secret. */
export interface KeySource {
  /** What to seal with now. */
  current(): { readonly suite: Suite; readonly key: CipherKey };
  /** What opens a value whose header says so. Throws `CannotOpen` if there is no such key. */
  toOpen(suite: SuiteName, version: number): CipherKey;
}

export interface KeyRing {
  /**
   * The latest version that is not retired and known to every process by now: what to seal and index with. Throws `RootKeyError`
   * if there is none.
   */
  current(purpose: KeyPurpose): DataKey;
  /** All that are not retired, latest first. While an index is built anew, it is asked under each of them. */
  live(purpose: KeyPurpose): readonly DataKey[];
  /** A version of a purpose, also a retired one; undefined if there is no such key. */
  find(purpose: KeyPurpose, version: number): DataKey | undefined;
  /** The same, but throws `CannotOpen` if there is no such key. */
  version(purpose: KeyPurpose, version: number): DataKey;
  source(purpose: KeyPurpose): KeySource;
  /** Purposes that have no current key of this suite: on the first start all, after a change of suite those that go on with the old one. */
  missing(suite: SuiteName): readonly KeyPurpose[];
  /**
   * The next version of a purpose. It does not count before it is stored and then given to `add`: what is sealed with a key
   * that a crash takes away could never be read. If two processes make the same version, the table refuses one of them.
   */
  make(purpose: KeyPurpose, suite: SuiteName, at: number): Promise<KeyRow>;
  /** Takes in a row that is stored: a new version, also one that another process made, or a known one that was retired. */
  add(row: KeyRow): Promise<void>;
  /** All rows, wrapped under another root key. Once they are stored, the old root key opens nothing any more. */
  rewrap(root: RootKey): Promise<KeyRow[]>;
}

/** How long a new version waits: by then every process has read it, and can open what others seal with it. */
export const SETTLING_MS = 30_000;

/** The ring of all stored data keys. Throws `RootKeyError` if the root key does not unwrap one of them. */
export async function openKeyRing(root: RootKey, rows: readonly KeyRow[]): Promise<KeyRing> {
  /** By purpose, latest version first. */
  const keys = new Map<KeyPurpose, readonly DataKey[]>();
  const ofPurpose = (purpose: KeyPurpose) => keys.get(purpose) ?? [];
  const live = (purpose: KeyPurpose) => ofPurpose(purpose).filter(({ retiredAt }) => retiredAt === null);

  const current = (purpose: KeyPurpose): DataKey => {
    const settled = Date.now() - SETTLING_MS;
    const key = live(purpose).find(({ createdAt, version }) => version === 1 || createdAt <= settled);
    if (!key) throw new RootKeyError(`There is no key for ${purpose} that is not retired. Make one first.`);
    return key;
  };

  const add = async (row: KeyRow): Promise<void> => {
    const key = await unwrapKey(root, row);
    const others = ofPurpose(row.purpose).filter(({ version }) => version !== row.version);
    keys.set(
      row.purpose,
      [...others, key].toSorted((a, b) => b.version - a.version),
    );
  };

  // One by one: a key management service may limit how many calls it takes at once.
  for (const row of rows) await add(row);

  return {
    current,
    live,
    add,
    find: (purpose, version) => ofPurpose(purpose).find((one) => one.version === version),
    version(purpose, version) {
      const key = ofPurpose(purpose).find((one) => one.version === version);
      if (!key) throw new CannotOpen('unknown-key', `There is no version ${version} of the key for ${purpose}.`);
      return key;
    },
    source: (purpose) => ({
      current: () => {
        const key = current(purpose);
        return { suite: key.suite, key };
      },
      toOpen: (suite, version) => {
        const key = ofPurpose(purpose).find((one) => one.version === version && one.suite.name === suite);
        if (!key)
          throw new CannotOpen(
            'unknown-key',
            `It was sealed with a key for ${purpose} that is not there: ${suite} ${version}.`,
          );
        return key;
      },
    }),
    missing: (suite) => keyPurposes.filter((purpose) => live(purpose)[0]?.suite.name !== suite),
    make: async (purpose, suite, at) => {
      const version = (ofPurpose(purpose)[0]?.version ?? 0) + 1;
      const bytes = randomBytes(suites[suite].keyBytes);
      return wrapKey(root, { purpose, version, suite, createdAt: at, retiredAt: null }, bytes);
    },
    rewrap: async (other) => {
      const wrapped: KeyRow[] = [];
      for (const key of [...keys.values()].flat()) {
        const { purpose, version, createdAt, retiredAt } = key;
        wrapped.push(
          await wrapKey(other, { purpose, version, suite: key.suite.name, createdAt, retiredAt }, bytesOf(key.secret)),
        );
      }
      return wrapped;
    },
  };
}

type Unwrapped = Omit<KeyRow, 'wrapped'>;

const bytesOf = (secret: KeyObject): Buffer => secret.export();

/** Stands before the key inside what is wrapped, so that a key put into another row is noticed under any root key. */
const labelOf = ({ purpose, version, suite }: Unwrapped): Buffer =>
  Buffer.from(`shuke/data-key\0${suite}\0${purpose}\0${version}\0`);

/** Unwraps what was just wrapped and compares: a key that could not be had back is never given out. */
async function wrapKey(root: RootKey, row: Unwrapped, bytes: Buffer): Promise<KeyRow> {
  const labelled = Buffer.concat([labelOf(row), bytes]);
  const wrapped = await root.wrap(labelled);
  const again = await root.unwrap(wrapped);
  if (again.length !== labelled.length || !timingSafeEqual(again, labelled))
    throw new RootKeyError(`The root key from ${root.from} did not unwrap what it had wrapped. No key was made.`);
  return { ...row, wrapped };
}

async function unwrapKey(root: RootKey, row: KeyRow): Promise<DataKey> {
  const { purpose, version, createdAt, retiredAt } = row;
  const labelled = await root.unwrap(row.wrapped);
  const label = labelOf(row);
  const suite = suites[row.suite];
  if (!labelled.subarray(0, label.length).equals(label) || labelled.length !== label.length + suite.keyBytes)
    throw new RootKeyError(
      `What the root key from ${root.from} unwrapped is not the key for ${purpose} ${version} of the suite ${row.suite}. Restore the keys from a backup.`,
    );
  return { ...cipherKey(suite, version, labelled.subarray(label.length)), purpose, suite, createdAt, retiredAt };
}
