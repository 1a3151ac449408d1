import type { KeyRing } from '../../platform/crypto/index.ts';
import { KEY_FILE, mustBeOurs } from './key-file.ts';
import type { Progress } from './make-backup.ts';
import { names } from './manifest.ts';
import type { Target } from './target.ts';

/** In the order in which they are copied: a backup counts once its manifest is there, so what it needs comes before. */
const FOLDERS = [names.pieces, names.secrets, names.lines, names.erasures, names.backups, names.checks] as const;
/** What is replaced under its name. */
const REPLACED: ReadonlySet<string> = new Set([names.lines, names.erasures, names.checks]);

/**
 * Brings a second place to hold what the first has, sealed as it lies there. Nothing is dropped for being gone from the first, which may
 * have been lost, but secrets of members: what was erased is to be erased there too.
 */
export async function copyBackups(
  from: Target,
  to: Target,
  ring: KeyRing,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  await mustBeOurs(to, ring);
  const wanted: { name: string; size: number }[] = [];
  for (const folder of FOLDERS) {
    const there = await to.list(folder);
    for (const [name, size] of await from.list(folder))
      if (REPLACED.has(folder) || there.get(name) !== size) wanted.push({ name, size });
  }
  progress.total = wanted.reduce((sum, { size }) => sum + size, 0);
  const copy = async (name: string) => {
    signal.throwIfAborted();
    const bytes = await from.read(name);
    // Dropped from the first since it was listed.
    if (bytes) await to.write(name, bytes);
  };
  await copy(KEY_FILE);
  for (const { name, size } of wanted) {
    await copy(name);
    progress.done += size;
  }
  await dropSecrets(from, to);
}

/** Secrets of a line that both places have, and that the first has no more. */
async function dropSecrets(from: Target, to: Target): Promise<void> {
  for (const line of (await from.list(names.lines)).keys()) {
    const folder = `${names.secretsOf(line.slice(names.lines.length))}/`;
    const kept = await from.list(folder);
    for (const name of (await to.list(folder)).keys()) if (!kept.has(name)) await to.drop(name);
  }
}
