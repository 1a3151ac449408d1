import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { readConfig } from '../platform/config.ts';
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';

/** The database of the settings, that of the running server, or the embedded one started for this command. */
export async function reachDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const { databaseUrl, dataFolder } = readConfig();
  const close = async () => {};
  if (databaseUrl) return { url: databaseUrl, close };
  const ofServer = await readFile(join(dataFolder, 'server.json'), 'utf8').then(
    (text) => (JSON.parse(text) as { databaseUrl?: string }).databaseUrl,
    () => undefined,
  );
  if (ofServer && (await answers(ofServer))) return { url: ofServer, close };
  const postgres = await startEmbeddedPostgres({ dataFolder });
  return { url: postgres.url, close: () => postgres.stop() };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
