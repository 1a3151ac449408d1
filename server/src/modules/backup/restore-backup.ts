import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { KeyRing, RootKeySettings } from '../../platform/crypto/index.ts';
import type { Source } from '../../platform/database.ts';
import type { Breach } from '../../platform/find-breaches.ts';
import { type Queryable, openPool, rowsOf } from '../../platform/postgres.ts';
import { dropScratch, makeScratch, putInPlace } from './databases.ts';
import { type Line, noteErasures, notedErasures, readLine } from './erasure-list.ts';
import { type FillParts, fillDatabase, mustKnowMigrations } from './fill-database.ts';
import { openKeyFile } from './key-file.ts';
import { KEPT_FOLDERS, type Progress } from './make-backup.ts';
import { type CheckResult, type Manifest, isBackupId, names, piecesOf } from './manifest.ts';
import type { Target } from './target.ts';
import { Damaged, openVault } from './vault.ts';

/** What restoring needs to know of the modules whose data it is. */
export interface RestoreParts extends Pick<FillParts, 'secretTable' | 'dropStraySecrets'> {
  /** Whatever breaks a rule that must always hold. */
  checkBooks(db: Source): Promise<Breach[]>;
  /** Which of the members are there and not erased. */
  livingOf(db: Queryable, members: readonly number[]): Promise<readonly number[]>;
  /** Erases members in a database that nobody else works on. Resolves with how many of them were not erased yet. */
  eraseAgain(url: string, ring: KeyRing, members: readonly number[], timeZone: string): Promise<number>;
}

export interface OpenedBackup extends Pick<FillParts, 'vault' | 'manifest' | 'keys'> {}

/** A backup of a target, the latest if none is named, opened with the root key of the settings alone. */
export async function openBackup(target: Target, rootKey: RootKeySettings, id?: string): Promise<OpenedBackup> {
  const { ring, rows } = await openKeyFile(target, rootKey);
  const vault = openVault(target, ring);
  const all = [...(await target.list(names.backups)).keys()].toSorted();
  const name = id === undefined ? all.at(-1) : all.find((one) => isBackupId(id) && one === names.backup(id));
  if (name === undefined)
    throw new Error(
      id === undefined
        ? `There is no backup in ${target.name}.`
        : `There is no backup ${id} in ${target.name}: "backup list" names those that are there.`,
    );
  return { vault, manifest: await vault.readJson<Manifest>(name), keys: rows };
}

/** Whatever breaks a rule in a filled database. */
async function check(url: string, { vault }: OpenedBackup, { checkBooks }: RestoreParts): Promise<Breach[]> {
  const pool = openPool(url, 1);
  try {
    return await checkBooks(Object.assign(pool, { ring: vault.ring }));
  } finally {
    await pool.end();
  }
}

/** Restores a backup into a database beside the real one, checks the books there and that its files open, and drops it again. */
export async function verifyBackup(
  url: string,
  backup: OpenedBackup,
  parts: RestoreParts,
  progress: Progress,
  signal: AbortSignal,
): Promise<CheckResult> {
  const { vault, manifest } = backup;
  const startedAt = performance.now();
  progress.total = manifest.bytesRead;
  const end = async (isGood: boolean, detail: string, damaged: readonly string[], erased = 0): Promise<CheckResult> => {
    const tookMs = Math.round(performance.now() - startedAt);
    const result = { at: new Date().toISOString(), isGood, detail, damaged, erasedLater: erased, tookMs };
    await vault.writeJson(names.check(manifest.id), result);
    return result;
  };
  const scratch = await makeScratch(url);
  try {
    await fillDatabase(scratch, { ...backup, ...parts }, progress, signal);
    for (const { pieces } of manifest.files) for (const name of pieces) await vault.read(name);
    const breaches = await check(scratch, backup, parts);
    const detail = breaches.map(({ rule, subject, detail: what }) => `${rule}: ${subject} (${what})`).join('\n');
    return await end(breaches.length === 0, detail, [], await countErasedLater(scratch, backup, parts));
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    return await end(false, error.message, await findDamaged(backup, signal));
  } finally {
    await dropScratch(scratch);
  }
}

async function countErasedLater(url: string, { vault, manifest }: OpenedBackup, parts: RestoreParts): Promise<number> {
  const pool = openPool(url, 1);
  try {
    return (await parts.livingOf(pool, (await notedErasures(vault, manifest)).members)).length;
  } finally {
    await pool.end();
  }
}

/** All pieces of a backup that do not open. */
async function findDamaged({ vault, manifest }: OpenedBackup, signal: AbortSignal): Promise<string[]> {
  const damaged: string[] = [];
  const list = await vault.readJson<{ pieces: string[] }>(names.line(manifest.line)).catch(() => ({ pieces: [] }));
  for (const name of [...piecesOf(manifest), ...list.pieces]) {
    signal.throwIfAborted();
    await vault.read(name).catch((error: unknown) => {
      if (!(error instanceof Damaged)) throw error;
      damaged.push(name);
    });
  }
  return damaged;
}

export interface Restored {
  /** Where the database and the files that were there before are now. */
  readonly formerDatabase: string | undefined;
  readonly formerFiles: string | undefined;
  readonly breaches: readonly Breach[];
  /** How many were erased after the backup was made, and are again. */
  readonly erasedAgain: number;
  /** Lists of such erasures that do not open. */
  readonly unknownErasures: readonly string[];
}

/**
 * Makes the database of `url` and the files of the data folder what a backup holds. Everything is restored beside them first: where
 * something is wrong with the backup, nothing has changed. What was there before is kept under another name. Who was erased since the backup is
 * erased again before anybody can see them.
 */
export async function restoreBackup(
  { url, dataFolder, timeZone }: { readonly url: string; readonly dataFolder: string; readonly timeZone: string },
  backup: OpenedBackup,
  parts: RestoreParts,
  progress: Progress,
  signal: AbortSignal,
): Promise<Restored> {
  const { vault, manifest } = backup;
  mustKnowMigrations(manifest);
  progress.total = manifest.bytesRead;
  const at = Date.now();
  const arriving = join(dataFolder, `restoring-${manifest.id}`);
  const scratch = await makeScratch(url);
  let isInPlace = false;
  try {
    await fillDatabase(scratch, { ...backup, ...parts }, progress, signal);
    const line = await beginLine(scratch, parts.secretTable, manifest.line);
    const { members, damaged } = await notedErasures(vault, manifest);
    const erasedAgain = await parts.eraseAgain(scratch, vault.ring, members, timeZone);
    // Where nothing can be written, the next backup does it.
    await noteErasures(vault, line, []).catch(() => {});
    await restoreFiles(arriving, backup, progress);
    const breaches = await check(scratch, backup, parts);
    const formerDatabase = await putInPlace(url, scratch, at);
    isInPlace = true;
    const formerFiles = await placeFiles(dataFolder, arriving, at);
    return { formerDatabase, formerFiles, breaches, erasedAgain, unknownErasures: damaged };
  } finally {
    if (!isInPlace) await dropScratch(scratch);
    await rm(arriving, { recursive: true, force: true });
  }
}

/** What is decided from now on belongs to other people than the same ids of later backups. */
async function beginLine(url: string, secretTable: string, parent: string): Promise<Line> {
  const pool = openPool(url, 1);
  try {
    await rowsOf(
      pool,
      `insert into backup.line (id, same_until, parent) select gen_random_uuid()::text, coalesce(max(member_id), 0), $1 from ${secretTable}`,
      [parent],
    );
    return (await readLine(pool))!;
  } finally {
    await pool.end();
  }
}

async function restoreFiles(folder: string, { vault, manifest }: OpenedBackup, progress: Progress): Promise<void> {
  for (const { path, pieces, size } of manifest.files) {
    const file = join(folder, normalize(path));
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const content = async function* (): AsyncGenerator<Buffer> {
      for (const name of pieces) {
        const piece = await vault.read(name);
        progress.done += piece.length;
        yield piece;
      }
    };
    await pipeline(Readable.from(content()), createWriteStream(file, { mode: 0o600, flush: true }));
    if ((await stat(file)).size !== size)
      throw new Error(`${path} has another size than it had: the backup is not whole.`);
  }
}

/** Puts restored files in their place; those before, if any, stay beside them. Answers the folder they are in. */
async function placeFiles(dataFolder: string, arriving: string, at: number): Promise<string | undefined> {
  let former: string | undefined;
  for (const folder of KEPT_FOLDERS) {
    const place = join(dataFolder, folder);
    const before = await readdir(place).catch(() => []);
    if (before.length > 0) {
      former = join(dataFolder, `before-${new Date(at).toISOString().slice(0, 19).replaceAll(/\D/g, '')}`);
      await mkdir(former, { recursive: true, mode: 0o700 });
      await rename(place, join(former, folder));
    }
    await mkdir(join(arriving, folder), { recursive: true, mode: 0o700 });
    await rm(place, { recursive: true, force: true });
    await rename(join(arriving, folder), place);
  }
  return former;
}
