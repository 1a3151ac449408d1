import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { sealSamples } from './job-store.ts';
import { dropFolder, keptFolder } from './kept-file.ts';

/** Drops uploaded files of imports that ended, or were last looked at, before an instant, and the rows shown of them. Their reports stay. Resolves with how many went. */
export async function dropUploadsBefore(db: Database, dataFolder: string, at: Date): Promise<number> {
  const rows = await rowsOf<{ id: string }>(
    db,
    `update imports.job set has_file = false where has_file and state not in ('checking', 'running')
       and coalesce(finished_at, created_at) < $1 returning id`,
    [at],
  );
  for (const { id } of rows) {
    await dropFolder(keptFolder(dataFolder, id));
    await db.query('update imports.job set samples = $2 where id = $1', [id, sealSamples(db.ring, id, [])]);
  }
  return rows.length;
}
