import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchContext } from './bench.ts';

/** A data folder that is gone when the benchmark ends. */
export function privateFolder(context: BenchContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'shuke-bench-'));
  context.onEnd(() => removeFolder(folder));
  return folder;
}

/** Removes a data folder, with the Postgres data that lie elsewhere where the server runs as root under a closed folder. */
export function removeFolder(folder: string): void {
  const marker = join(folder, 'postgres.location');
  const elsewhere = existsSync(marker) ? [readFileSync(marker, 'utf8').trim()] : [];
  for (const gone of [...elsewhere, folder]) rmSync(gone, { recursive: true, force: true, maxRetries: 10 });
}
