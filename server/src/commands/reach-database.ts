import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { readConfig, rootKeySettings } from '../platform/config.ts';
import { type KeyRing, type RootKeySettings, openStoredRing } from '../platform/crypto/index.ts';
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { openPool } from '../platform/postgres.ts';

export interface ReachedDatabase {
  readonly url: string;
  /** The keys that open what is sealed in it. */
  ring(): Promise<KeyRing>;
  close(): Promise<void>;
}

async function storedRing(url: string, settings: RootKeySettings): Promise<KeyRing> {
  const pool = openPool(url, 1);
  try {
    return await openStoredRing(pool, settings);
  } finally {
    await pool.end();
  }
}

/** The database of the settings, that of the running server, or the embedded one started for this command. */
export async function reachDatabase(): Promise<ReachedDatabase> {
  const config = readConfig();
  const { databaseUrl, dataFolder } = config;
  const open = (url: string, close: () => Promise<void>): ReachedDatabase => ({
    url,
    ring: () => storedRing(url, rootKeySettings(config)),
    close,
  });
  const close = async () => {};
  if (databaseUrl) return open(databaseUrl, close);
  const ofServer = await readFile(join(dataFolder, 'server.json'), 'utf8').then(
    (text) => (JSON.parse(text) as { databaseUrl?: string }).databaseUrl,
    () => undefined,
  );
  if (ofServer && (await answers(ofServer))) return open(ofServer, close);
  const postgres = await startEmbeddedPostgres({ dataFolder });
  return open(postgres.url, () => postgres.stop());
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
