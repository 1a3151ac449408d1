import type { Database } from '../../platform/database.ts';
import { type Queryable, rowsOf, transaction } from '../../platform/postgres.ts';
import { sealSamples } from './job-store.ts';
import { dropFolder, keptFolder } from './kept-file.ts';

const isDue = `has_file and state not in ('checking', 'running') and coalesce(finished_at, created_at) < $1`;

/** Drops uploaded files of imports that ended, or were last looked at, before an instant, and the rows shown of them. Their reports stay. Resolves with how many went. */
export async function dropUploadsBefore(db: Database, dataFolder: string, at: Date): Promise<number> {
  const jobs = await rowsOf<{ id: string }>(db, `select id from imports.job where ${isDue} order by id`, [at]);
  let dropped = 0;
  for (const { id } of jobs)
    await transaction(db, async (client) => {
      const locked = await rowsOf(client, `select 1 from imports.job where ${isDue} and id = $2 for update`, [at, id]);
      if (locked.length === 0) return;
      // The file first: what is cut short in between is done again, and no file is left that nobody looks for.
      await dropFolder(keptFolder(dataFolder, id));
      const none = sealSamples(db.ring, id, []);
      await client.query('update imports.job set has_file = false, samples = $2 where id = $1', [id, none]);
      dropped++;
    });
  return dropped;
}

/** Whether a file is being told to the engine, or is about to be. */
export async function isImporting(db: Queryable): Promise<boolean> {
  return (await rowsOf(db, `select 1 from imports.job where state = 'running' limit 1`)).length > 0;
}
