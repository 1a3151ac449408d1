import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { type FieldCipher, type KeySource, fieldCipher, openBytes, sealBytes } from '../../platform/crypto/index.ts';
import type { ByteSource, FileFormat, TableFile } from './file-format.ts';

/** Where uploaded files are kept: `<data>/imports/<id>/upload`, and `table.csv` beside it where that was a workbook. */
export function keptFolder(dataFolder: string, id: string): string {
  return join(dataFolder, 'imports', id);
}

/** Files rest sealed. They are known by what they are in their folder, as that gets its name only once they are whole. */
type KeptName = 'upload' | 'table.csv';
const cipherOf = (keys: KeySource, name: KeptName): FieldCipher =>
  fieldCipher(keys, { table: 'imports.file', column: name });

/** What is written to it is sealed on its way to the file; resolves when that is whole. */
export function keepBytes(
  keys: KeySource,
  folder: string,
  name: KeptName,
): readonly [NodeJS.ReadWriteStream, Writable] {
  return [sealBytes(cipherOf(keys, name)), createWriteStream(join(folder, name), { mode: 0o600 })];
}

export const keptBytes =
  (keys: KeySource, folder: string, name: KeptName): ByteSource =>
  () =>
    Readable.from(openBytes(join(folder, name), cipherOf(keys, name)), { objectMode: false });

/** The table of a kept file; a workbook is read from its CSV. */
export function keptTable(keys: KeySource, dataFolder: string, id: string, format: FileFormat): TableFile {
  const name = format.kind === 'xlsx' ? 'table.csv' : 'upload';
  return { bytes: keptBytes(keys, keptFolder(dataFolder, id), name), format };
}

/** A place for a file that is still on its way in, on the same disk as its later place. */
export async function arrivingFolder(dataFolder: string, name: string): Promise<string> {
  const folder = join(dataFolder, 'imports', `arriving-${name}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Moves what has arrived to where it is kept; answers with that folder. */
export async function keepFolder(dataFolder: string, arriving: string, id: string): Promise<string> {
  const kept = keptFolder(dataFolder, id);
  await rename(arriving, kept);
  return kept;
}

export async function dropFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

const STALE_MS = 86_400_000;

/** Drops uploads that a killed process never finished. */
export async function dropStaleArrivals(dataFolder: string, now: number): Promise<void> {
  const folder = join(dataFolder, 'imports');
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.startsWith('arriving-'))) {
    const { mtimeMs } = await stat(join(folder, name));
    if (mtimeMs < now - STALE_MS) await dropFolder(join(folder, name));
  }
}
