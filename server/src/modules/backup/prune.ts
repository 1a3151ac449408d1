import { type Manifest, type SecretList, names, piecesOf } from './manifest.ts';
import type { Vault } from './vault.ts';

/**
 * Drops the oldest backups beyond those that are kept, and then the pieces that no backup has any more. A backup that does not
 * open stops it: what belongs to it cannot be known.
 */
export async function prune(vault: Vault, keep: number): Promise<{ dropped: number }> {
  const { target } = vault;
  const all = [...(await target.list(names.backups)).keys()].toSorted();
  const over = all.slice(0, Math.max(0, all.length - keep));
  if (over.length === 0) return { dropped: 0 };
  const used = new Set<string>();
  const lines = new Set<string>();
  for (const name of all.slice(over.length)) {
    const manifest = await vault.readJson<Manifest>(name);
    for (const piece of piecesOf(manifest)) used.add(piece);
    lines.add(names.line(manifest.line));
  }
  for (const name of over) {
    await target.drop(name);
    await target.drop(names.check(name.slice(names.backups.length)));
  }
  for (const name of (await target.list(names.pieces)).keys()) if (!used.has(name)) await target.drop(name);
  for (const name of (await target.list(names.lines)).keys()) {
    if (lines.has(name)) continue;
    const { pieces } = await vault.readJson<SecretList>(name);
    await target.drop(name);
    for (const piece of pieces) await target.drop(piece);
  }
  return { dropped: over.length };
}
