import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { readConfig, rootKeySettings } from '../platform/config.ts';
import { type KeyRing, type RootKeySettings, dataKeyTable, openStoredRing } from '../platform/crypto/index.ts';
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { openPool, rowsOf } from '../platform/postgres.ts';

export interface ReachedDatabase {
  readonly url: string;
  /** The keys that open what is sealed in it. */
  ring(): Promise<KeyRing>;
  close(): Promise<void>;
}

async function storedRing(url: string, settings: RootKeySettings): Promise<KeyRing> {
  const pool = openPool(url, 1);
  try {
    const [row] = await rowsOf<{ there: string | null }>(pool, `select to_regclass('${dataKeyTable}')::text as there`);
    if (!row?.there)
      throw new Error(
        'The database that was reached holds no shop: check DATABASE_URL, or SHUKE_DATA where it is not set.',
      );
    return await openStoredRing(pool, settings);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ECONNREFUSED') throw error;
    throw new Error(`No PostgreSQL answers at ${new URL(url).host}: start it, or check DATABASE_URL.`, {
      cause: error,
    });
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
    ring: () =>
      storedRing(url, rootKeySettings(config)).catch(async (error: unknown) => {
        // Whoever cannot open it has nothing to end: the command would wait for its own PostgreSQL.
        await close();
        throw error;
      }),
    close,
  });
  const close = async () => {};
  if (databaseUrl) return open(databaseUrl, close);
  const ofServer = await readFile(join(dataFolder, 'server.json'), 'utf8').then(
    (text) => (JSON.parse(text) as { databaseUrl?: string }).databaseUrl,
    () => undefined,
  );
  if (ofServer && (await answers(ofServer))) return open(ofServer, close);
  if (!['postgres', 'postgres.location'].some((name) => existsSync(join(dataFolder, name))))
    throw new Error(
      `There is no database in ${dataFolder}: set SHUKE_DATA to the data folder of the shop, or DATABASE_URL to its database.`,
    );
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
