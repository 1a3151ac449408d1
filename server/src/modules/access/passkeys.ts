import type { Passkey } from '@shuke/contract';
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type RegistrationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { type KeyRing, fieldCipher } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import type { Staff } from './person.ts';

/** The site as the browser knows it: `shop.example.com`, and with scheme and port. */
export interface Site {
  readonly name: string;
  readonly origin: string;
}

interface Row {
  readonly id: string;
  readonly staffId: string;
  readonly publicKey: Buffer;
  readonly counter: string;
  readonly site: string;
}

interface Kept {
  readonly id: string;
  readonly sealed: Buffer;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

const KEPT = 'id, sealed, created_at as "createdAt", last_used_at as "lastUsedAt"';

const cipher = (ring: KeyRing) => fieldCipher(ring.source('field'), { table: 'access.passkey', column: 'sealed' });

/** People name their passkeys after themselves and what they carry. */
export const sealPasskeyName = (ring: KeyRing, id: string, name: string): Buffer => cipher(ring).sealText(id, name);

const toPasskey = (ring: KeyRing, { id, sealed, createdAt, lastUsedAt }: Kept): Passkey => ({
  id,
  name: cipher(ring).openText(id, sealed),
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});

/** Of COSE, in the order of preference: EdDSA, ES256, RS256. What authenticators of today make. */
const ALGORITHMS = [-8, -7, -257];

const asked = (options: object & { challenge: string }) => ({ challenge: options.challenge, options: { ...options } });

const unfit = () => new Problem('factor.wrong', 'This passkey does not fit this site or person. Start again.');

/** What the library throws at says what did not fit; the person at the browser can only begin anew. */
async function fitting<T extends { verified: boolean }>(verify: () => Promise<T>): Promise<T & { verified: true }> {
  const found = await verify().catch(() => undefined);
  if (!found?.verified) throw unfit();
  return found as T & { verified: true };
}

/**
 * Passkeys (WebAuthn). All are discoverable and ask for the person's finger, face or PIN, so that one is enough to sign in.
 * A key works only on the site it was made for: nothing that a caller claims about the site can change that.
 */
export function openPasskeys(pool: Database) {
  return {
    async beginNew({ id, email, name }: Staff, site: Site) {
      const known = await rowsOf<{ id: string }>(pool, 'select id from access.passkey where staff_id = $1', [id]);
      return asked(
        await generateRegistrationOptions({
          rpName: 'Shuke 熟客',
          rpID: site.name,
          userID: new Uint8Array(Buffer.from(`staff:${id}`)),
          userName: email,
          userDisplayName: name,
          supportedAlgorithmIDs: ALGORITHMS,
          excludeCredentials: known,
          authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        }),
      );
    },
    async add({ id }: Staff, name: string, challenge: string, response: object, site: Site): Promise<Passkey> {
      const { registrationInfo } = await fitting(() =>
        verifyRegistrationResponse({
          response: response as RegistrationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: site.origin,
          expectedRPID: site.name,
          supportedAlgorithmIDs: ALGORITHMS,
        }),
      );
      const { credential } = registrationInfo;
      const [row] = await rowsOf<{ createdAt: Date }>(
        pool,
        `insert into access.passkey (id, staff_id, sealed, public_key, counter, transports, site) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict do nothing returning created_at as "createdAt"`,
        [
          credential.id,
          id,
          sealPasskeyName(pool.ring, credential.id, name),
          Buffer.from(credential.publicKey),
          credential.counter,
          credential.transports ?? [],
          site.name,
        ],
      );
      if (!row) throw new Problem('factor.taken', 'This passkey is kept already. Remove it first, then add it again.');
      return { id: credential.id, name, createdAt: row.createdAt.toISOString(), lastUsedAt: null };
    },
    /** What has to be signed: by any passkey of this site, or by one of somebody's. */
    async beginSignIn(site: Site, staff?: number) {
      const allowed =
        staff === undefined
          ? []
          : await rowsOf<{ id: string; transports: AuthenticatorTransport[] }>(
              pool,
              'select id, transports from access.passkey where staff_id = $1',
              [staff],
            );
      return asked(
        await generateAuthenticationOptions({
          rpID: site.name,
          userVerification: 'required',
          ...(allowed.length > 0 ? { allowCredentials: allowed } : {}),
        }),
      );
    },
    /** Whose passkey has signed this; refuses what does not fit, and anybody but `staff`, where it is known who signs in. */
    async whoSigned(
      challenge: string,
      response: { readonly id: string },
      site: Site,
      staff: number | null,
    ): Promise<number> {
      const [row] = await rowsOf<Row>(
        pool,
        `select id, staff_id as "staffId", public_key as "publicKey", counter, site from access.passkey where id = $1`,
        [response.id],
      );
      if (!row || row.site !== site.name || (staff !== null && Number(row.staffId) !== staff)) throw unfit();
      const { authenticationInfo } = await fitting(() =>
        verifyAuthenticationResponse({
          response: response as AuthenticationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: site.origin,
          expectedRPID: row.site,
          credential: { id: row.id, publicKey: new Uint8Array(row.publicKey), counter: Number(row.counter) },
        }),
      );
      const { rowCount } = await pool.query(
        'update access.passkey set counter = $2, last_used_at = now() where id = $1 and counter = $3',
        [row.id, authenticationInfo.newCounter, row.counter],
      );
      if (rowCount === 0) throw unfit();
      return Number(row.staffId);
    },
    async of(id: number): Promise<Passkey[]> {
      const rows = await rowsOf<Kept>(
        pool,
        `select ${KEPT} from access.passkey where staff_id = $1 order by created_at, id`,
        [id],
      );
      return rows.map((row) => toPasskey(pool.ring, row));
    },
    async rename(id: number, passkey: string, name: string): Promise<Passkey> {
      const [row] = await rowsOf<Kept>(
        pool,
        `update access.passkey set sealed = $3 where staff_id = $1 and id = $2 returning ${KEPT}`,
        [id, passkey, sealPasskeyName(pool.ring, passkey, name)],
      );
      if (!row) throw new Problem('factor.unknown', 'This passkey is not among your own. GET /api/factors lists them.');
      return toPasskey(pool.ring, row);
    },
    async remove(id: number, passkey: string): Promise<void> {
      await pool.query('delete from access.passkey where staff_id = $1 and id = $2', [id, passkey]);
    },
  };
}
