import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { checkBooks } from '../check-books.ts';
import { readConfig } from '../platform/config.ts';
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import type { Command } from './command.ts';

export const check: Command = {
  usage: 'check',
  summary:
    'Check that the books balance: points, tiers, orders and the log. Reads whole tables, changes nothing, and may run beside the server.',
  async run() {
    const { url, close } = await reachDatabase();
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      // One snapshot: what the server commits meanwhile must not look like a breach.
      await client.query('begin isolation level repeatable read read only');
      const breaches = await checkBooks(client);
      for (const { rule, subject, detail } of breaches) console.log(`✖ ${rule}: ${subject} (${detail})`);
      console.log(
        breaches.length === 0
          ? '✔ The books balance.'
          : `${breaches.length} breaches (at most 20 of a kind are shown).`,
      );
      return breaches.length === 0 ? 0 : 1;
    } finally {
      await client.end();
      await close();
    }
  },
};

/** The database of the settings, that of the running server, or the embedded one started for this command. */
async function reachDatabase(): Promise<{ url: string; close(): Promise<void> }> {
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
