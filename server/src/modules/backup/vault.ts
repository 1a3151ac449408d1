import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { CannotOpen, type KeyRing, fieldCipher, suites } from '../../platform/crypto/index.ts';
import type { Target } from './target.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** An object that is missing from the target, or is not as it was written. */
export class Damaged extends Error {
  override name = 'Damaged';
  readonly object: string;

  constructor(object: string, what: string) {
    super(`${object} ${what}. This backup cannot be restored as a whole: take another one ("backup list" names them).`);
    this.object = object;
  }
}

/** The target, sealed: what is written is compressed and opens only under its own name, with the keys of the ring. */
export interface Vault {
  readonly target: Target;
  readonly ring: KeyRing;
  /** Name under a folder for some content: the same content has the same name as long as the key is the same. */
  nameOf(folder: string, content: Uint8Array): string;
  /** Answers how many bytes it takes in the target. */
  write(name: string, content: Uint8Array): Promise<number>;
  /** Throws `Damaged`. */
  read(name: string): Promise<Buffer>;
  writeJson(name: string, value: unknown): Promise<number>;
  readJson<T>(name: string): Promise<T>;
}

export function openVault(target: Target, ring: KeyRing): Vault {
  const cipher = fieldCipher(ring.source('backup'), { table: 'backup', column: 'object' });
  const key = ring.current('backup');
  const naming = suites[key.suite.name].derive(key.secret, 'backup/name', key.version);

  const write = async (name: string, content: Uint8Array) => {
    const sealed = cipher.sealBytes(name, await compress(content));
    await target.write(name, sealed);
    return sealed.length;
  };
  const read = async (name: string) => {
    const sealed = await target.read(name);
    if (!sealed) throw new Damaged(name, `is missing from ${target.name}`);
    try {
      return await decompress(cipher.openBytes(name, sealed));
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      throw new Damaged(name, 'was changed or cut, or does not belong where it lies');
    }
  };
  return {
    target,
    ring,
    // A keyed digest: who has no key cannot try what was backed up.
    nameOf: (folder, content) => {
      const digest = key.suite.mac(naming, content).toString('hex');
      return `${folder}/${digest.slice(0, 2)}/${key.version}-${digest}`;
    },
    write,
    read,
    writeJson: (name, value) => write(name, Buffer.from(JSON.stringify(value))),
    readJson: async <T>(name: string) => JSON.parse((await read(name)).toString()) as T,
  };
}
