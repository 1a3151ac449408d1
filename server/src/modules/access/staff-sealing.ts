import { type KeyRing, type RowId, type Renewal, blindIndex, fieldCipher } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import type { NameOf } from '../../platform/http.ts';
import { countOf, rowsOf, transaction } from '../../platform/postgres.ts';
import { type Account, accountToken, sealAccount } from './accounts.ts';
import { sealPasskeyName } from './passkeys.ts';
import type { Place } from './person.ts';

/** What tells who somebody of the staff is. */
export interface Named {
  readonly email: string;
  readonly name: string;
}

const staffCipher = (ring: KeyRing) => fieldCipher(ring.source('field'), { table: 'access.staff', column: 'sealed' });
const sessionCipher = (ring: KeyRing) =>
  fieldCipher(ring.source('field'), { table: 'access.session', column: 'sealed' });

export const sealNamed = (ring: KeyRing, id: RowId, { email, name }: Named): Buffer =>
  staffCipher(ring).sealJson(id, { email, name });
export const openNamed = (ring: KeyRing, id: RowId, sealed: Buffer): Named =>
  staffCipher(ring).openJson(id, sealed) as Named;

/** Finds who signs in with an e-mail, however it is written; as it is stored now. */
export const emailToken = (ring: KeyRing, email: string, key = ring.current('index')): Buffer =>
  blindIndex(key, 'access.staff', 1).token('email', email.toLowerCase());

/** The same under every version of the key that may still be stored. */
export const emailTokens = (ring: KeyRing, email: string): Buffer[] =>
  ring.live('index').map((key) => emailToken(ring, email, key));

/** By which e-mail somebody signs in. */
export const staffIndex: Renewal = {
  name: 'access.staff.email_token',
  countOld: (db) =>
    countOf(db, 'select count(*) from access.staff where index_version <> $1', [db.ring.current('index').version]),
  async renew(db, onDone) {
    const { version } = db.ring.current('index');
    const rows = await rowsOf<{ id: string; sealed: Buffer }>(
      db,
      'select id, sealed from access.staff where index_version <> $1',
      [version],
    );
    for (const { id, sealed } of rows)
      await db.query('update access.staff set email_token = $2, index_version = $3 where id = $1 and sealed = $4', [
        id,
        emailToken(db.ring, openNamed(db.ring, id, sealed).email),
        version,
        sealed,
      ]);
    onDone(rows.length);
  },
};

/** Of a session, which is known by the hash of its token. */
export const sealPlace = (ring: KeyRing, hash: string, { device, address }: Place): Buffer =>
  sessionCipher(ring).sealJson(hash, { device, address });
export const openPlace = (ring: KeyRing, hash: string, sealed: Buffer): Place =>
  sessionCipher(ring).openJson(hash, sealed) as Place;

/** Seals what a version before this one left in clear; does nothing ever after. One process at a time. */
export async function sealStaff(db: Database): Promise<void> {
  const hasSealed = await transaction(db, async (client) => {
    await client.query(
      `lock table access.staff, access.session, access.passkey, access.identity in share row exclusive mode`,
    );
    const staff = await rowsOf<Named & { id: string }>(
      client,
      'select id, email, name from access.staff where sealed is null',
    );
    for (const one of staff)
      await client.query(
        'update access.staff set sealed = $2, email_token = $3, index_version = $4, email = null, name = null where id = $1',
        [one.id, sealNamed(db.ring, one.id, one), emailToken(db.ring, one.email), db.ring.current('index').version],
      );
    const sessions = await rowsOf<Place & { hash: string }>(
      client,
      'select token_hash as hash, device, address from access.session where sealed is null',
    );
    for (const one of sessions)
      await client.query('update access.session set sealed = $2, device = null, address = null where token_hash = $1', [
        one.hash,
        sealPlace(db.ring, one.hash, one),
      ]);
    const passkeys = await rowsOf<{ id: string; name: string }>(
      client,
      'select id, name from access.passkey where sealed is null',
    );
    for (const { id, name } of passkeys)
      await client.query('update access.passkey set sealed = $2, name = null where id = $1', [
        id,
        sealPasskeyName(db.ring, id, name),
      ]);
    const accounts = await rowsOf<Account & { id: string }>(
      client,
      'select staff_id as id, issuer, subject from access.identity where sealed is null',
    );
    for (const { id, issuer, subject } of accounts)
      await client.query(
        'update access.identity set sealed = $2, token = $3, index_version = $4, issuer = null, subject = null where staff_id = $1',
        [
          id,
          sealAccount(db.ring, id, { issuer, subject }),
          accountToken(db.ring, { issuer, subject }),
          db.ring.current('index').version,
        ],
      );
    return staff.length + sessions.length + passkeys.length + accounts.length > 0;
  });
  // What a row was before lies in the file of its table until that is written anew.
  if (hasSealed) await db.query('vacuum (full) access.staff, access.session, access.passkey, access.identity');
}

/** Who is meant by what is kept of callers: people are told by their e-mail. */
export async function readNames(db: Database): Promise<NameOf> {
  const rows = await rowsOf<{ id: string; sealed: Buffer }>(db, 'select id, sealed from access.staff');
  const emails = new Map(rows.map(({ id, sealed }) => [`staff:${id}`, openNamed(db.ring, id, sealed).email]));
  return (kept) => emails.get(kept) ?? kept;
}
