import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandRootKey } from './key-command.ts';
import { ROOT_KEY_BYTES, type RootKey, RootKeyError, heldRootKey, parseRootKey, rootKeyRemedy } from './root-key.ts';
import { type SuiteName, suites } from './suite.ts';

export interface RootKeySettings {
  readonly dataFolder: string;
  /** Value of SHUKE_ROOT_KEY. */
  readonly rootKey: string | undefined;
  /** Value of SHUKE_KEY_COMMAND. */
  readonly keyCommand: string | undefined;
  readonly suite: SuiteName;
}

/**
 * The root key of this instance: from the command, else from the environment, else from `keys/root.key` in the data folder.
 * That file is made if it is missing and `mayMake`, which is to be true only while no data key exists: a new root key opens
 * nothing that was sealed before. Throws `RootKeyError`.
 */
export function openRootKey(
  { dataFolder, rootKey, keyCommand, suite }: RootKeySettings,
  { mayMake }: { mayMake: boolean },
): RootKey {
  if (keyCommand !== undefined) return commandRootKey(keyCommand);
  if (rootKey !== undefined) {
    const bytes = parseRootKey(rootKey);
    if (!bytes) throw new RootKeyError(`SHUKE_ROOT_KEY ${rootKeyRemedy}.`);
    return heldRootKey(bytes, suites[suite], 'SHUKE_ROOT_KEY');
  }
  const file = join(dataFolder, 'keys', 'root.key');
  return heldRootKey(rootKeyFile(file, mayMake), suites[suite], file);
}

/** The key in a file that nobody else may read. Made at most once, durable before it is used, never overwritten. */
function rootKeyFile(file: string, mayMake: boolean): Buffer {
  if (!existsSync(file)) {
    if (!mayMake)
      throw new RootKeyError(
        `The root key ${file} is missing. Put it back from where you keep its copy: without it nothing that was sealed can be read.`,
      );
    makeRootKeyFile(file);
  }
  if ((statSync(file).mode & 0o077) !== 0)
    throw new RootKeyError(`The root key ${file} is open to other users of this machine: chmod 600 it.`);
  const bytes = parseRootKey(readFileSync(file, 'utf8'));
  if (!bytes)
    throw new RootKeyError(
      `The root key ${file} is damaged. Put it back from where you keep its copy; it ${rootKeyRemedy}.`,
    );
  return bytes;
}

/** Written under another name first, then linked: the link fails if the file has come to be, and then that one counts. */
function makeRootKeyFile(file: string): void {
  const folder = dirname(file);
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(ROOT_KEY_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  for (const one of [folder, dirname(folder)]) syncFolder(one);
}

/** A name is durable once its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
