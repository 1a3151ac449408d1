import type pg from 'pg';
import { rowsOf, transaction } from '../postgres.ts';
import { type KeyPurpose, type KeyRing, type KeyRow, openKeyRing } from './key-ring.ts';
import { type RootKeySettings, openRootKey } from './open-root-key.ts';
import type { SuiteName } from './suite.ts';

/** Any constant that no other lock of the database uses. */
const MAKING_LOCK = 7_080_011;

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
    const rows = await rowsOf<Row>(client, 'select * from platform.data_key order by purpose, version');
    const root = openRootKey(settings, { mayMake: rows.length === 0 });
    const ring = await openKeyRing(root, rows.map(toKeyRow));
    for (const purpose of ring.missing(settings.suite)) {
      const row = await ring.make(purpose, settings.suite, now);
      await client.query(
        'insert into platform.data_key (purpose, version, suite, wrapped, created_at) values ($1, $2, $3, $4, $5)',
        [row.purpose, row.version, row.suite, row.wrapped, new Date(row.createdAt)],
      );
      await ring.add(row);
    }
    return ring;
  });
}

const toKeyRow = (row: Row): KeyRow => ({
  purpose: row.purpose,
  version: row.version,
  suite: row.suite,
  wrapped: row.wrapped,
  createdAt: row.created_at.getTime(),
  retiredAt: row.retired_at?.getTime() ?? null,
});
