import { argon2, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type pg from 'pg';
import { Problem } from '../../platform/problem.ts';

const derive = promisify(argon2);

/** OWASP's second recommended setting for argon2id: 19 MiB, 2 passes, 1 lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

/** PHC string of a password: $argon2id$v=19$m=…,t=…,p=…$salt$hash. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive('argon2id', { message: password, nonce: salt, ...COST });
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${salt.toString('base64')}$${tag.toString('base64')}`;
}

async function isPassword(password: string, phc: string): Promise<boolean> {
  const [, , , cost, salt, hash] = phc.split('$');
  const [memory, passes, parallelism] = (cost ?? '').split(',').map((part) => Number(part.slice(2)));
  const expected = Buffer.from(hash!, 'base64');
  const tag = await derive('argon2id', {
    message: password,
    nonce: Buffer.from(salt!, 'base64'),
    memory: memory!,
    passes: passes!,
    parallelism: parallelism!,
    tagLength: expected.length,
  });
  return timingSafeEqual(tag, expected);
}

// Signing in with an unknown e-mail must take as long as with a known one.
const decoy = hashPassword(randomBytes(16).toString('hex'));

export interface Staff {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: string;
}

/** As the driver gives it: bigint as text. */
type StaffRow = Omit<Staff, 'id'> & { readonly id: string };

const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Failed sign-ins per e-mail and address; more than this in the window and one has to wait. */
const FAILURES_LIMIT = 10;
const FAILURES_WINDOW_MS = 5 * 60_000;

/** Sign-in, sessions and the first owner. */
export function openStaff(pool: pg.Pool) {
  const failures = new Map<string, { count: number; since: number }>();

  function checkThrottle(who: string): void {
    const seen = failures.get(who);
    if (!seen || Date.now() - seen.since > FAILURES_WINDOW_MS) {
      failures.delete(who);
      return;
    }
    if (seen.count >= FAILURES_LIMIT)
      throw new Problem('auth.throttled', 'Too many failed sign-ins. Wait five minutes and try again.', {
        retryAfterSeconds: 300,
      });
  }

  function noteFailure(who: string): void {
    if (failures.size > 10_000) failures.clear();
    const seen = failures.get(who);
    failures.set(who, { count: (seen?.count ?? 0) + 1, since: seen?.since ?? Date.now() });
  }

  /** False when the password was replaced since it was checked: whoever knows only the old one stays out. */
  async function openSession(token: string, checked: { id: string; password_hash: string }): Promise<boolean> {
    // Locked, so that a reset is over before this looks, or waits for the session and then finds it.
    const { rowCount } = await pool.query(
      `insert into access.session (token_hash, staff_id)
       select $1, id from access.staff where id = $2 and password_hash = $3 for share`,
      [hashToken(token), checked.id, checked.password_hash],
    );
    return rowCount === 1;
  }

  return {
    /** Makes the owner on the first run; later starts change nothing. True when it was made now. */
    async createOwner(email: string, password: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        `insert into access.staff (email, name, role, password_hash) select $1, '店主', 'owner', $2 where not exists (select 1 from access.staff)`,
        [email.toLowerCase(), await hashPassword(password)],
      );
      return rowCount === 1;
    },
    /** Sets a new password and ends the sessions of that person; false when nobody has this e-mail. */
    async setPassword(email: string, password: string): Promise<boolean> {
      const hash = await hashPassword(password);
      const client = await pool.connect();
      try {
        await client.query('begin');
        const { rows } = await client.query<{ id: string }>(
          'update access.staff set password_hash = $2 where email = $1 returning id',
          [email.toLowerCase(), hash],
        );
        // A statement of its own: it finds the sessions of sign-ins that the update had to wait for.
        await client.query('delete from access.session where staff_id = $1', [rows[0]?.id]);
        await client.query('commit');
        client.release();
        return rows.length === 1;
      } catch (error) {
        client.release(error as Error);
        throw error;
      }
    },
    async hasStaff(): Promise<boolean> {
      const { rows } = await pool.query('select 1 from access.staff limit 1');
      return rows.length > 0;
    },
    /** The token of a new session; refuses a wrong pair without telling which half is wrong. */
    async signIn(email: string, password: string, from: string): Promise<{ staff: Staff; token: string }> {
      const who = `${email.toLowerCase()} ${from}`;
      checkThrottle(who);
      // Counted before it is known to be wrong: guesses sent at once must not pass the check together.
      noteFailure(who);
      const { rows } = await pool.query<StaffRow & { password_hash: string }>(
        'select id, email, name, role, password_hash from access.staff where email = $1',
        [email.toLowerCase()],
      );
      const known = rows[0];
      const isRight = await isPassword(password, known?.password_hash ?? (await decoy));
      const token = randomBytes(32).toString('base64url');
      if (!known || !isRight || !(await openSession(token, known)))
        throw new Problem('auth.failed', 'E-mail or password is wrong. Check both and try again.');
      failures.delete(who);
      return { staff: { id: Number(known.id), email: known.email, name: known.name, role: known.role }, token };
    },
    /** Who holds a session; sessions end 30 days after the sign-in, or 7 days after they were last used. */
    async ofSession(token: string): Promise<Staff | undefined> {
      const { rows } = await pool.query<StaffRow>(
        `with seen as (
           update access.session set seen_at = now() where token_hash = $1 and seen_at < now() - interval '5 minutes'
             and seen_at > now() - interval '7 days' and created_at > now() - interval '30 days')
         select s.id, s.email, s.name, s.role from access.session t join access.staff s on s.id = t.staff_id
         where t.token_hash = $1 and t.created_at > now() - interval '30 days' and t.seen_at > now() - interval '7 days'`,
        [hashToken(token)],
      );
      return rows[0] && { ...rows[0], id: Number(rows[0].id) };
    },
    async signOut(token: string): Promise<void> {
      await pool.query('delete from access.session where token_hash = $1', [hashToken(token)]);
    },
  };
}

export type StaffDesk = ReturnType<typeof openStaff>;
