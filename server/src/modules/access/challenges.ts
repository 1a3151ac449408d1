import type pg from 'pg';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { hashToken, newToken } from './person.ts';

/** `second-factor`: the password was right. `passkey`: somebody unknown signs in with one. `register`: somebody makes one. */
export type ChallengeKind = 'second-factor' | 'passkey' | 'register' | 'single-sign-on';

export interface Challenge {
  readonly kind: ChallengeKind;
  readonly staffId: number | null;
  readonly passwordHash: string | null;
  readonly content: string | null;
}

const MINUTES = { 'second-factor': 5, passkey: 5, register: 5, 'single-sign-on': 15 } as const;
const TRIES_LIMIT = 5;

const lost = () =>
  new Problem('factor.challenge', 'This took too long, was done already or failed too often. Start again.');

/** What was begun and waits for its second step: in the database, as the next step may reach another process. */
export function openChallenges(pool: pg.Pool) {
  return {
    async make(
      kind: ChallengeKind,
      { staffId = null, passwordHash = null, content = null }: Partial<Omit<Challenge, 'kind'>> = {},
    ): Promise<string> {
      const token = newToken();
      await pool.query('delete from access.challenge where expires_at < now()');
      await pool.query(
        `insert into access.challenge (token_hash, kind, staff_id, password_hash, content, expires_at)
         values ($1, $2, $3, $4, $5, now() + $6 * interval '1 minute')`,
        [hashToken(token), kind, staffId, passwordHash, content, MINUTES[kind]],
      );
      return token;
    },
    /** A try to answer it; its content is good for this try only, and so many tries may fail. */
    async attempt(token: string, kinds: readonly ChallengeKind[]): Promise<Challenge> {
      const [found] = await rowsOf<Challenge & { staffId: string | null }>(
        pool,
        `with held as (select * from access.challenge
           where token_hash = $1 and kind = any($2::text[]) and expires_at > now() and tries < ${TRIES_LIMIT} for update)
         update access.challenge c set tries = c.tries + 1, content = null from held where c.token_hash = held.token_hash
         returning held.kind, held.staff_id as "staffId", held.password_hash as "passwordHash", held.content`,
        [hashToken(token), kinds],
      );
      if (!found) throw lost();
      return { ...found, staffId: found.staffId === null ? null : Number(found.staffId) };
    },
    /** Whose second step it is. */
    async ownerOf(token: string): Promise<number> {
      const [found] = await rowsOf<{ id: string }>(
        pool,
        `select staff_id as id from access.challenge where token_hash = $1 and kind = 'second-factor' and expires_at > now()`,
        [hashToken(token)],
      );
      if (!found) throw lost();
      return Number(found.id);
    },
    /** Gives a second step something to sign. */
    async fill(token: string, content: string): Promise<void> {
      await pool.query('update access.challenge set content = $2 where token_hash = $1', [hashToken(token), content]);
    },
    /** It was answered: nobody answers it again. False where somebody else was first. */
    async end(token: string): Promise<void> {
      const { rowCount } = await pool.query('delete from access.challenge where token_hash = $1', [hashToken(token)]);
      if (rowCount === 0) throw lost();
    },
  };
}

export type Challenges = ReturnType<typeof openChallenges>;
