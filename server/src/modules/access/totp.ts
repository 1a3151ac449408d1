import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { type KeyRing, fieldCipher } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import type { Staff } from './person.ts';

/** RFC 6238 with what every app takes: SHA-1, six digits, 30 seconds. The secret has the 160 bits of RFC 4226. */
const SETTINGS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const SECRET_BYTES = 20;

const cipher = (ring: KeyRing) => fieldCipher(ring.source('field'), { table: 'access.totp', column: 'secret' });

const appOf = (secret: Buffer, label = '') =>
  new TOTP({ ...SETTINGS, issuer: 'Shuke', label, secret: new Secret({ buffer: new Uint8Array(secret).buffer }) });

/** Codes of authenticator apps. They go by real time, as the apps do. */
export function openTotp(pool: Database) {
  return {
    /** A secret that counts once it is confirmed; one that was begun before is void. */
    async begin({ id, email }: Staff): Promise<{ secret: string; uri: string }> {
      const secret = randomBytes(SECRET_BYTES);
      const { rowCount } = await pool.query(
        `insert into access.totp (staff_id, secret) values ($1, $2)
         on conflict (staff_id) do update set secret = excluded.secret, last_step = 0 where access.totp.confirmed_at is null`,
        [id, cipher(pool.ring).sealBytes(id, secret)],
      );
      if (rowCount === 0)
        throw new Problem(
          'factor.taken',
          'There is an authenticator app already. Remove it first, then set up another.',
        );
      const app = appOf(secret, email);
      return { secret: app.secret.base32, uri: app.toString() };
    },
    /** Whether the code is right now, half a minute early or late; each counts once. The first right one confirms, where asked to. */
    async isRight(id: number, code: string, confirms = false): Promise<boolean> {
      const [row] = await rowsOf<{ secret: Buffer }>(
        pool,
        'select secret from access.totp where staff_id = $1 and (confirmed_at is null) = $2',
        [id, confirms],
      );
      if (!row) return false;
      const app = appOf(cipher(pool.ring).openBytes(id, row.secret));
      const delta = app.validate({ token: code.replaceAll(/\s/g, ''), window: 1 });
      if (delta === null) return false;
      const { rowCount } = await pool.query(
        `update access.totp set last_step = $2, confirmed_at = coalesce(confirmed_at, now())
         where staff_id = $1 and last_step < $2 and secret = $3`,
        [id, app.counter() + delta, row.secret],
      );
      return rowCount === 1;
    },
    async remove(id: number): Promise<void> {
      await pool.query('delete from access.totp where staff_id = $1', [id]);
    },
  };
}
