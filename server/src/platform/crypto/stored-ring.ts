import type pg from 'pg';
import { type Queryable, rowsOf, transaction } from '../postgres.ts';
import { type KeyPurpose, type KeyRing, type KeyRow, SETTLING_MS, openKeyRing } from './key-ring.ts';
import { type RootKeySettings, openRootKey } from './open-root-key.ts';
import type { SuiteName } from './suite.ts';

/** Any constant that no other lock of the database uses. */
const MAKING_LOCK = 7_080_011;

/** Where data keys are kept. */
export const dataKeyTable = 'platform.data_key';

interface Row {
  purpose: KeyPurpose;
  version: number;
  suite: SuiteName;
  wrapped: Buffer;
  created_at: Date;
  retired_at: Date | null;
}

/**
 * The ring of the keys in `platform.data_key`. Makes what is missing: on the first start a key for each purpose, after a change of
 * suite the next version of each. Throws `RootKeyError` where the root key is not the one they were wrapped under.
 */
export async function openStoredRing(pool: pg.Pool, settings: RootKeySettings, now = Date.now()): Promise<KeyRing> {
  return transaction(pool, async (client) => {
    // Two processes that start at once must not make two keys for the same.
    await client.query('select pg_advisory_xact_lock($1)', [MAKING_LOCK]);
    const rows = await readKeyRows(client);
    const root = openRootKey(settings, { mayMake: rows.length === 0 });
    const ring = await openKeyRing(root, rows);
    await makeVersions(client, ring, ring.missing(settings.suite), settings.suite, now);
    return ring;
  });
}

async function makeVersions(
  client: Queryable,
  ring: KeyRing,
  purposes: readonly KeyPurpose[],
  suite: SuiteName,
  now: number,
): Promise<void> {
  for (const purpose of purposes) {
    const row = await ring.make(purpose, suite, now);
    await storeKeyRow(client, row);
    await ring.add(row);
  }
}

/** Makes the next version for each purpose, and resolves when they count. */
export async function addKeyVersions(
  pool: pg.Pool,
  ring: KeyRing,
  purposes: readonly KeyPurpose[],
  suite: SuiteName,
  settlingMs = SETTLING_MS,
): Promise<void> {
  await transaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [MAKING_LOCK]);
    await refreshRing(client, ring);
    await makeVersions(client, ring, purposes, suite, Date.now() - SETTLING_MS + settlingMs);
  });
  await new Promise((resolve) => setTimeout(resolve, settlingMs + 1));
}

/**
 * Retires all versions before the one that is current: they open what is old, and seal nothing any more. A later version that
 * another rotation has just made waits, and without the current one nothing could be sealed. Resolves with how many there were.
 */
export async function retireUnused(pool: pg.Pool, ring: KeyRing, purposes: readonly KeyPurpose[]): Promise<number> {
  const rows = await rowsOf<Row>(
    pool,
    `update platform.data_key k set retired_at = now() where purpose = any($1::text[]) and retired_at is null
       and version < (select max(version) from platform.data_key l where l.purpose = k.purpose and created_at <= $2) returning *`,
    [purposes, new Date(Date.now() - SETTLING_MS)],
  );
  for (const row of rows) await ring.add(toKeyRow(row));
  return rows.length;
}

/** Takes in what other processes made or retired. */
export async function refreshRing(db: Queryable, ring: KeyRing): Promise<void> {
  for (const row of await rowsOf<Row>(db, 'select * from platform.data_key order by purpose, version')) {
    const known = ring.find(row.purpose, row.version);
    if (!known || (known.retiredAt === null) !== (row.retired_at === null)) await ring.add(toKeyRow(row));
  }
}

const WATCH_MS = 10_000;

/** Keeps a ring up to date with what other processes make; a third of the time that a new version waits. */
export function watchRing(pool: pg.Pool, ring: KeyRing): () => void {
  const timer = setInterval(() => void refreshRing(pool, ring).catch(() => {}), WATCH_MS).unref();
  return () => clearInterval(timer);
}

/** All data keys as they are stored, wrapped. */
export async function readKeyRows(db: Queryable): Promise<KeyRow[]> {
  return (await rowsOf<Row>(db, 'select * from platform.data_key order by purpose, version')).map(toKeyRow);
}

export async function storeKeyRow(db: Queryable, row: KeyRow): Promise<void> {
  await rowsOf(
    db,
    'insert into platform.data_key (purpose, version, suite, wrapped, created_at, retired_at) values ($1, $2, $3, $4, $5, $6)',
    [
      row.purpose,
      row.version,
      row.suite,
      row.wrapped,
      new Date(row.createdAt),
      row.retiredAt === null ? null : new Date(row.retiredAt),
    ],
  );
}

const toKeyRow = (row: Row): KeyRow => ({
  purpose: row.purpose,
  version: row.version,
  suite: row.suite,
  wrapped: row.wrapped,
  createdAt: row.created_at.getTime(),
  retiredAt: row.retired_at?.getTime() ?? null,
});
