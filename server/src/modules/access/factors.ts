import { createHash, randomBytes } from 'node:crypto';
import type { SecondFactor } from '@shuke/contract';
import type pg from 'pg';
import type { Database } from '../../platform/database.ts';
import { rowsOf, transaction } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import type { Way } from './person.ts';
import { openPasskeys } from './passkeys.ts';
import { openThrottle } from './throttle.ts';
import { openTotp } from './totp.ts';

const RECOVERY_CODES = 10;
/** Without the letters that are taken for others; 16 of 32 are 80 bits, which need no slow hash. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz0';

const newRecoveryCode = (): string =>
  [...randomBytes(16)].map((byte, at) => (at > 0 && at % 4 === 0 ? '-' : '') + LETTERS[byte % 32]!).join('');

const hashOf = (id: number, code: string): string =>
  createHash('sha256')
    .update(`${id} ${code.toLowerCase().replaceAll(/[\s-]/g, '')}`)
    .digest('base64url');

/** Wrong codes of one person, wherever they come from: who guesses knows the password already. */
const CODES_LIMIT = 10;
const CODES_WINDOW_MS = 60 * 60_000;

/** What people prove who they are with beside the password. */
export function openFactors(pool: Database) {
  const throttle = openThrottle(CODES_WINDOW_MS);
  const totp = openTotp(pool);
  const passkeys = openPasskeys(pool);

  async function kindsOf(id: number): Promise<('totp' | 'passkey')[]> {
    const rows = await rowsOf<{ kind: 'totp' | 'passkey' }>(
      pool,
      'select distinct kind from access.factor where staff_id = $1 order by kind desc',
      [id],
    );
    return rows.map(({ kind }) => kind);
  }

  async function recoveryCodesLeft(id: number): Promise<number> {
    const { rows } = await pool.query('select 1 from access.recovery_code where staff_id = $1', [id]);
    return rows.length;
  }

  /** Ten new codes, told this once; those before are void. */
  async function renewRecoveryCodes(id: number): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await transaction(pool, async (client) => {
      await client.query('select from access.staff where id = $1 for update', [id]);
      await client.query('delete from access.recovery_code where staff_id = $1', [id]);
      await client.query('insert into access.recovery_code (staff_id, code_hash) select $1, unnest($2::text[])', [
        id,
        codes.map((code) => hashOf(id, code)),
      ]);
    });
    return codes;
  }

  async function isRecoveryCode(id: number, code: string): Promise<boolean> {
    const { rowCount } = await pool.query('delete from access.recovery_code where staff_id = $1 and code_hash = $2', [
      id,
      hashOf(id, code),
    ]);
    return rowCount === 1;
  }

  return {
    totp,
    passkeys,
    recoveryCodesLeft,
    renewRecoveryCodes,
    /** What the next sign-in asks for beside the password; nothing where nothing was set up. */
    async askedOf(id: number): Promise<SecondFactor[]> {
      const kinds = await kindsOf(id);
      if (kinds.length === 0) return [];
      return [...kinds, ...((await recoveryCodesLeft(id)) > 0 ? (['recovery-code'] as const) : [])];
    },
    /** Which kind of code it is; refuses one that is wrong or was used, and after ten of them for a while all. */
    async mustBeCode(id: number, code: string): Promise<Extract<Way, 'totp' | 'recovery-code'>> {
      const passed = throttle({ who: String(id), limit: CODES_LIMIT });
      const isTotp = /^[\d\s]+$/.test(code);
      if (!(await (isTotp ? totp.isRight(id, code) : isRecoveryCode(id, code)))) throw wrongCode();
      passed();
      return isTotp ? 'totp' : 'recovery-code';
    },
    /** The first code of a new app. */
    async mustConfirmTotp(id: number, code: string): Promise<void> {
      const passed = throttle({ who: `new ${id}`, limit: CODES_LIMIT });
      if (!(await totp.isRight(id, code, true))) throw wrongCode();
      passed();
    },
    /** Recovery codes with the first factor; null where there are some already. */
    firstRecoveryCodes: async (id: number): Promise<string[] | null> =>
      (await recoveryCodesLeft(id)) > 0 ? null : renewRecoveryCodes(id),
    /** Without a factor there is nothing to recover. */
    async forgetIdleCodes(id: number): Promise<void> {
      if ((await kindsOf(id)).length === 0)
        await pool.query('delete from access.recovery_code where staff_id = $1', [id]);
    },
  };
}

/** Takes away all that somebody signs in with, but the password, and ends their sessions. */
export async function dropFactors(pool: pg.Pool, id: number): Promise<void> {
  await transaction(pool, async (client) => {
    for (const table of ['totp', 'passkey', 'recovery_code', 'identity', 'challenge', 'session'])
      await client.query(`delete from access.${table} where staff_id = $1`, [id]);
  });
}

const wrongCode = () =>
  new Problem(
    'factor.wrong',
    'This code is wrong or was used already. Wait for the next one, or use a recovery code.',
    {
      faults: [{ field: 'code', message: 'is wrong or was used already: wait for the next one' }],
    },
  );

export type Factors = ReturnType<typeof openFactors>;
