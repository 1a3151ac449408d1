import { type KeyRing, type Renewal, type RowId, blindIndex, fieldCipher } from '../../platform/crypto/index.ts';
import { countOf, rowsOf } from '../../platform/postgres.ts';

/** Whom an identity provider means. */
export interface Account {
  readonly issuer: string;
  readonly subject: string;
}

const cipher = (ring: KeyRing) => fieldCipher(ring.source('field'), { table: 'access.identity', column: 'sealed' });

export const sealAccount = (ring: KeyRing, staff: RowId, { issuer, subject }: Account): Buffer =>
  cipher(ring).sealJson(staff, { issuer, subject });

/** Finds whose account it is; as it is stored now. */
export const accountToken = (ring: KeyRing, { issuer, subject }: Account, key = ring.current('index')): Buffer =>
  blindIndex(key, 'access.identity', 1).token('account', JSON.stringify([issuer, subject]));

/** The same under every version of the key that may still be stored. */
export const accountTokens = (ring: KeyRing, account: Account): Buffer[] =>
  ring.live('index').map((key) => accountToken(ring, account, key));

/** By which account at the identity provider somebody signs in. */
export const accountIndex: Renewal = {
  name: 'access.identity.token',
  countOld: (db) =>
    countOf(db, 'select count(*) from access.identity where index_version <> $1', [db.ring.current('index').version]),
  async renew(db, onDone) {
    const { version } = db.ring.current('index');
    const rows = await rowsOf<{ id: string; sealed: Buffer }>(
      db,
      'select staff_id as id, sealed from access.identity where index_version <> $1',
      [version],
    );
    for (const { id, sealed } of rows)
      await db.query('update access.identity set token = $2, index_version = $3 where staff_id = $1 and sealed = $4', [
        id,
        accountToken(db.ring, cipher(db.ring).openJson(id, sealed) as Account),
        version,
        sealed,
      ]);
    onDone(rows.length);
  },
};
