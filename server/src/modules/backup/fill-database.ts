import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type KeyRow, storeKeyRow } from '../../platform/crypto/index.ts';
import { migrate, readMigrations } from '../../platform/migrate.ts';
import type { Progress } from './make-backup.ts';
import { type Manifest, type SecretList, names } from './manifest.ts';
import type { Vault } from './vault.ts';

export interface FillParts {
  readonly vault: Vault;
  readonly manifest: Manifest;
  readonly keys: readonly KeyRow[];
  readonly secretTable: string;
  /** Takes out secrets of members that the backup does not have. */
  dropStraySecrets(client: pg.Client): Promise<unknown>;
}

/** Refuses a backup that this version cannot bring forward. */
export function mustKnowMigrations({ version, migrations }: Manifest): void {
  const ours = new Map(readMigrations().map(({ name, checksum }) => [name, checksum]));
  const unknown = migrations.filter(({ name, checksum }) => ours.get(name) !== checksum);
  if (unknown.length > 0)
    throw new Error(
      `The backup was made by Shuke ${version}, which has ${unknown.map(({ name }) => name).join(', ')}: restore it with that version or a newer one.`,
    );
}

/** Makes an empty database what a backup holds, in the schema of that time, and then brings it forward. Throws `Damaged`. */
export async function fillDatabase(
  url: string,
  { vault, manifest, keys, secretTable, dropStraySecrets }: FillParts,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  mustKnowMigrations(manifest);
  await migrate(url, { only: manifest.migrations.map(({ name }) => name) });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin');
    const copy = async (table: string, columns: readonly string[], pieces: readonly string[]): Promise<number> => {
      const rows = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
      await pipeline(Readable.from(contentOf(vault, pieces, progress, signal)), rows);
      return rows.rowCount;
    };
    // What migrations have put in is in the backup too, as it has become since.
    await client.query(`truncate ${manifest.tables.map(({ name }) => name).join(', ')}`);
    for (const { name, columns, rows, pieces } of manifest.tables) {
      const filled = await copy(name, columns, pieces);
      if (filled !== rows) throw new Error(`${name} has ${filled} rows instead of ${rows}: the backup is not whole.`);
    }
    for (const row of keys) await storeKeyRow(client, row);
    const secrets = await vault.readJson<SecretList>(names.line(manifest.line));
    await copy(secretTable, secrets.columns, secrets.pieces);
    await dropStraySecrets(client);
    for (const { name, value } of manifest.sequences)
      await client.query('select setval($1::regclass, $2)', [name, value]);
    await client.query('commit');
    await client.query('analyze');
  } finally {
    await client.end();
  }
  await migrate(url);
}

async function* contentOf(
  vault: Vault,
  pieces: readonly string[],
  progress: Progress,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  for (const name of pieces) {
    signal.throwIfAborted();
    const content = await vault.read(name);
    progress.done += content.length;
    yield content;
  }
}
