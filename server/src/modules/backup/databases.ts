import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A URL with a Unix socket may have no host, which URL alone does not take. */
const parse = (url: string): URL => URL.parse(url) ?? new URL(url.replace('@/', '@localhost/'));

const nameIn = (url: string): string => decodeURIComponent(parse(url).pathname.slice(1));

function withName(url: string, name: string): string {
  const other = parse(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** Runs on a connection to another database of the same cluster: none can be renamed or dropped from inside. */
async function besides<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: withName(url, 'postgres') });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const NO_PRIVILEGE = '42501';
const IN_USE = '55006';
const SCRATCH = 'shuke_scratch_';

/** An empty database beside that of `url`, which the caller drops or puts in its place. */
export async function makeScratch(url: string): Promise<string> {
  const name = `${SCRATCH}${randomBytes(6).toString('hex')}`;
  await besides(url, async (client) => {
    await client.query(`create database ${name} template template0 encoding 'UTF8'`).catch((error: unknown) => {
      if ((error as { code?: string }).code !== NO_PRIVILEGE) throw error;
      throw new Error(
        'The PostgreSQL role of Shuke may not create databases, which restoring and checking a backup need: ALTER ROLE … CREATEDB.',
        { cause: error },
      );
    });
  });
  return withName(url, name);
}

export const dropScratch = (url: string) =>
  besides(url, (client) => client.query(`drop database if exists ${nameIn(url)} with (force)`));

/** Databases of checks and restores that were killed in the middle. Only for whoever holds the lock of backups. */
export const dropLeftScratches = (url: string) =>
  besides(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [SCRATCH],
    );
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  });

/** Puts a database in the place of that of `url`, which stays beside it under the name that is answered; one that never was in use is dropped. */
export async function putInPlace(url: string, scratch: string, at: number): Promise<string | undefined> {
  const name = nameIn(url);
  const quoted = pg.escapeIdentifier(name);
  const isUsed = await hasTables(url);
  return besides(url, async (client) => {
    const former = `${name}_before_${new Date(at).toISOString().slice(0, 19).replaceAll(/\D/g, '')}`;
    try {
      if (isUsed) await client.query(`alter database ${quoted} rename to ${pg.escapeIdentifier(former)}`);
      else await client.query(`drop database ${quoted}`);
    } catch (error) {
      if ((error as { code?: string }).code !== IN_USE) throw error;
      throw new Error(`The database ${name} is in use: stop all processes of Shuke, then restore again.`, {
        cause: error,
      });
    }
    await client.query(`alter database ${nameIn(scratch)} rename to ${quoted}`);
    return isUsed ? former : undefined;
  });
}

async function hasTables(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select 1 from pg_tables where schemaname not in ('pg_catalog', 'information_schema') limit 1`,
    );
    return rows.length > 0;
  } finally {
    await client.end();
  }
}
