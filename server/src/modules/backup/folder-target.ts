import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import type { Target } from './target.ts';

/** Says what is wrong with the place itself, where the system tells only of a file in it. */
function explain(error: unknown, root: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new Error(`${root} is no folder (${code}): set SHUKE_BACKUP_TO to one.`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM')
    return new Error(
      `${root} may not be read and written by this user (${code}): change its rights, or SHUKE_BACKUP_TO.`,
      { cause: error },
    );
  return error;
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';
const UNFINISHED = '.unfinished';

/** A folder, on another disk or machine if it is to help against the loss of this one. */
export function folderTarget(path: string): Target {
  const root = resolve(path);
  const pathOf = (name: string) => join(root, name);
  return {
    name: root,
    async list(prefix) {
      const folder = pathOf(posix.dirname(`${prefix}x`));
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw explain(error, root);
      });
      const found = new Map<string, number>();
      for (const entry of entries) {
        if (!entry.isFile() || entry.name.endsWith(UNFINISHED)) continue;
        const file = join(entry.parentPath, entry.name);
        const name = relative(root, file).split(sep).join('/');
        if (name.startsWith(prefix)) found.set(name, (await stat(file)).size);
      }
      return found;
    },
    read: (name) =>
      readFile(pathOf(name)).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw explain(error, root);
      }),
    async write(name, bytes) {
      const file = pathOf(name);
      const folder = dirname(file);
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
        throw explain(error, root);
      });
      const unfinished = `${file}.${randomBytes(4).toString('hex')}${UNFINISHED}`;
      try {
        const handle = await open(unfinished, 'wx', 0o600);
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(unfinished, file);
        await syncFolder(folder);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    drop: (name) => rm(pathOf(name), { force: true }),
  };
}

/** A name is durable once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
