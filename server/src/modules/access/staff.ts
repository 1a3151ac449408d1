import { createHash, randomBytes } from 'node:crypto';
import type { Granted } from '@shuke/contract';
import type pg from 'pg';
import { type Queryable, rowsOf, transaction } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { hashPassword, isPassword, mustBeStrong } from './passwords.ts';
import { allowedBy } from './roles.ts';

/** Who is signed in, and all that the role allows. */
export interface Staff {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  /** Of a role that staff made. */
  readonly roleName: string | null;
  readonly permissions: readonly Granted[];
}

/** Where a session was opened. */
export interface Place {
  readonly address: string;
  readonly device: string;
}

/** Somebody whose password was right a moment ago. */
export interface Checked {
  readonly staff: Staff;
  readonly passwordHash: string;
  /** Turns know that a password was chosen. */
  readonly hasJoined: boolean;
}

interface StaffRow extends Omit<Staff, 'id' | 'permissions'> {
  readonly id: string;
  readonly given: readonly string[] | null;
}

const staffColumns = `s.id, s.email, s.name, s.role, r.name as "roleName", r.permissions as given`;

const toStaff = ({ id, given, email, name, role, roleName }: StaffRow): Staff => ({
  id: Number(id),
  email,
  name,
  role,
  roleName,
  permissions: allowedBy(role, given),
});

const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');
const newToken = (): string => randomBytes(32).toString('base64url');

/** Failed sign-ins for one e-mail from one address, and from one address in all, within the window: more, and one has to wait. */
const FAILURES_LIMIT = { person: 10, address: 100 } as const;
const FAILURES_WINDOW_MS = 5 * 60_000;
/** So many counts are kept; the oldest go first. */
const COUNTS_LIMIT = 10_000;

const INVITATION_MS = 7 * 86_400_000;

/** Sessions end 30 days after the sign-in, or 7 days after they were last used. */
const IS_OPEN = `(t.created_at > now() - interval '30 days' and t.seen_at > now() - interval '7 days')`;

/** How people prove who they are: passwords, invitations, sessions. What they may do is decided in turns. */
export function openStaff(pool: pg.Pool) {
  const failures = new Map<string, { count: number; readonly since: number }>();

  /** Counted before a password is known to be wrong: guesses sent at once must not pass the check together. */
  function countTry(email: string, address: string): () => void {
    const counted = [
      [`${email.toLowerCase()} ${address}`, FAILURES_LIMIT.person],
      [address, FAILURES_LIMIT.address],
    ] as const;
    const now = Date.now();
    for (const [who, limit] of counted) {
      const seen = failures.get(who);
      if (seen && now - seen.since <= FAILURES_WINDOW_MS && seen.count >= limit)
        throw new Problem('auth.throttled', 'Too many failed sign-ins. Wait five minutes and try again.', {
          retryAfterSeconds: 300,
        });
    }
    for (const [who] of counted) {
      const seen = failures.get(who);
      if (seen && now - seen.since <= FAILURES_WINDOW_MS) seen.count++;
      else {
        failures.delete(who);
        failures.set(who, { count: 1, since: now });
      }
    }
    for (const who of failures.keys()) if (failures.size > COUNTS_LIMIT) failures.delete(who);
    return () => {
      failures.delete(counted[0][0]);
      const all = failures.get(address);
      if (all) all.count--;
    };
  }

  /** False when the password was replaced since it was checked, or the person shut out: such a one stays out. */
  async function openSession(
    token: string,
    checked: { id: string; password_hash: string },
    { device, address }: Place,
  ): Promise<boolean> {
    // Locked, so that a reset or a shutting out is over before this looks, or waits for the session and then finds it.
    const { rowCount } = await pool.query(
      `insert into access.session (token_hash, staff_id, device, address)
       select $1, c.staff_id, $4, $5 from access.credential c join access.staff s on s.id = c.staff_id and not s.is_disabled
       where c.staff_id = $2 and c.password_hash = $3 for share of c, s`,
      [hashToken(token), checked.id, checked.password_hash, device.slice(0, 300), address],
    );
    return rowCount === 1;
  }

  async function tried(email: string, password: string, from: string) {
    const passed = countTry(email, from);
    const [found] = await rowsOf<StaffRow & { password_hash: string; hasJoined: boolean }>(
      pool,
      `select ${staffColumns}, c.password_hash, s.has_joined as "hasJoined" from access.staff s join access.credential c on c.staff_id = s.id
         left join access.role r on r.code = s.role where s.email = $1 and not s.is_disabled`,
      [email.toLowerCase()],
    );
    const isRight = await isPassword(password, found?.password_hash);
    return { found: isRight ? found : undefined, known: found, passed };
  }

  /** Who signs in with this password; refuses a wrong pair without telling which half is wrong. */
  async function check(
    email: string,
    password: string,
    from: Place,
    onRefused?: (staff: Staff) => void,
  ): Promise<Checked> {
    const { found, known, passed } = await tried(email, password, from.address);
    if (!found) {
      if (known) onRefused?.(toStaff(known));
      throw new Problem('auth.failed', 'E-mail or password is wrong. Check both and try again.');
    }
    passed();
    return { staff: toStaff(found), passwordHash: found.password_hash, hasJoined: found.hasJoined };
  }

  /** The token of a new session for who was checked, if that still holds. */
  async function open({ staff, passwordHash }: Checked, from: Place): Promise<string> {
    const token = newToken();
    if (!(await openSession(token, { id: String(staff.id), password_hash: passwordHash }, from)))
      throw new Problem('auth.failed', 'E-mail or password is wrong. Check both and try again.');
    await pool.query(`delete from access.session t where staff_id = $1 and not ${IS_OPEN}`, [staff.id]);
    return token;
  }

  /** Sets a password; links to choose one are void, and sessions of that person end, all but `except`. */
  async function putPassword(client: pg.PoolClient, id: string, hash: string, except: string): Promise<void> {
    await client.query(
      `insert into access.credential (staff_id, password_hash) values ($1, $2)
       on conflict (staff_id) do update set password_hash = excluded.password_hash`,
      [id, hash],
    );
    await client.query('delete from access.invitation where staff_id = $1', [id]);
    // A statement of its own: it finds the sessions of sign-ins that the one before had to wait for.
    await client.query('delete from access.session where staff_id = $1 and token_hash <> $2', [id, except]);
  }

  return {
    /** Makes the owner on the first run; later starts change nothing. True when it was made now. */
    async createOwner(email: string, password: string): Promise<boolean> {
      const hash = await hashPassword(password);
      return transaction(pool, async (client) => {
        const [made] = await rowsOf<{ id: string }>(
          client,
          `insert into access.staff (id, email, name, role, has_joined) select 1, $1, '店主', 'owner', true
           where not exists (select 1 from access.staff) on conflict do nothing returning id`,
          [email.toLowerCase()],
        );
        if (made) await putPassword(client, made.id, hash, '');
        return made !== undefined;
      });
    },
    /** Sets a new password and ends the sessions of that person; false when nobody has this e-mail. `tell` comes before. */
    async setPassword(email: string, password: string, tell = async (_id: string) => {}): Promise<boolean> {
      const hash = await hashPassword(password);
      return transaction(pool, async (client) => {
        const [found] = await rowsOf<{ id: string }>(client, 'select id from access.staff where email = $1', [
          email.toLowerCase(),
        ]);
        if (!found) return false;
        await tell(found.id);
        await putPassword(client, found.id, hash, '');
        return true;
      });
    },
    async hasStaff(): Promise<boolean> {
      const { rows } = await pool.query('select 1 from access.staff limit 1');
      return rows.length > 0;
    },
    check,
    open,
    /** Another password for who knows the one before; all other sessions end. */
    async changePassword(
      staff: Staff,
      password: string,
      replacement: string,
      token: string,
      from: Place,
    ): Promise<void> {
      const { found, passed } = await tried(staff.email, password, from.address);
      if (!found)
        throw new Problem(
          'request.invalid',
          'The present password is wrong: give the one you sign in with. Nothing was changed.',
          {
            faults: [{ field: 'password', message: 'is not the present password' }],
          },
        );
      passed();
      mustBeStrong('newPassword', replacement, staff);
      const hash = await hashPassword(replacement);
      await transaction(pool, (client) => putPassword(client, found.id, hash, hashToken(token)));
    },
    /** A link's token for choosing a password; those before it are void. `allowed` is what the person may do now. */
    async invite(id: number, allowed: readonly Granted[]): Promise<{ token: string; expiresAt: string }> {
      const token = newToken();
      const expiresAt = new Date(Date.now() + INVITATION_MS);
      await pool.query(
        `insert into access.invitation (staff_id, token_hash, permissions, expires_at) values ($1, $2, $3, $4)
         on conflict (staff_id) do update set token_hash = excluded.token_hash, permissions = excluded.permissions, expires_at = excluded.expires_at`,
        [id, hashToken(token), allowed, expiresAt],
      );
      return { token, expiresAt: expiresAt.toISOString() };
    },
    /** Who holds an invitation that is still good. */
    invited: (token: string) => invited(pool, token),
    /** The password of an invitation, which is used up by it; all sessions opened before end. */
    async accept(token: string, password: string): Promise<Checked> {
      const passwordHash = await hashPassword(password);
      return transaction(pool, async (client) => {
        const staff = await invited(client, token);
        await putPassword(client, String(staff.id), passwordHash, '');
        return { staff, passwordHash, hasJoined: false };
      });
    },
    /** Who holds a session that is open. */
    async ofSession(token: string): Promise<Staff | undefined> {
      const [found] = await rowsOf<StaffRow>(
        pool,
        `with seen as (
           update access.session t set seen_at = now() where token_hash = $1 and seen_at < now() - interval '5 minutes' and ${IS_OPEN})
         select ${staffColumns} from access.session t join access.staff s on s.id = t.staff_id and not s.is_disabled
           left join access.role r on r.code = s.role
         where t.token_hash = $1 and ${IS_OPEN}`,
        [hashToken(token)],
      );
      return found && toStaff(found);
    },
    async sessionsOf({ id }: Staff, token: string) {
      const rows = await rowsOf<Place & { id: string; isCurrent: boolean; createdAt: Date; seenAt: Date }>(
        pool,
        `select id, token_hash = $2 as "isCurrent", device, address, created_at as "createdAt", seen_at as "seenAt" from access.session t
         where staff_id = $1 and ${IS_OPEN} order by seen_at desc, id`,
        [id, hashToken(token)],
      );
      return rows.map((row) => ({
        ...row,
        createdAt: row.createdAt.toISOString(),
        seenAt: row.seenAt.toISOString(),
      }));
    },
    async endSession({ id }: Pick<Staff, 'id'>, session: string): Promise<void> {
      await pool.query('delete from access.session where staff_id = $1 and id = $2', [id, session]);
    },
    /** Ends all, and any link to choose a password; answers how many sessions were open. */
    async endSessions(id: number): Promise<number> {
      await pool.query('delete from access.invitation where staff_id = $1', [id]);
      const { rowCount } = await pool.query('delete from access.session where staff_id = $1', [id]);
      return rowCount ?? 0;
    },
    async signOut(token: string): Promise<void> {
      await pool.query('delete from access.session where token_hash = $1', [hashToken(token)]);
    },
  };
}

/** Refuses a link that is void, and one made when the person was allowed less than now: whoever made it could not have made this one. */
async function invited(db: Queryable, token: string): Promise<Staff> {
  const [found] = await rowsOf<StaffRow & { promised: string[] }>(
    db,
    `select ${staffColumns}, i.permissions as promised from access.invitation i join access.staff s on s.id = i.staff_id and not s.is_disabled
       left join access.role r on r.code = s.role where i.token_hash = $1 and i.expires_at > now() for update of s, i`,
    [hashToken(token)],
  );
  const staff = found && toStaff(found);
  if (!staff || staff.permissions.some((one) => !found.promised.includes(one))) throw lostInvitation();
  return staff;
}

function lostInvitation(): Problem {
  return new Problem(
    'staff.invitation',
    'This link is not good any more: it was used, replaced by a newer one, made before your role changed, or is older than 7 days. Ask for a new one.',
  );
}

export type StaffDesk = ReturnType<typeof openStaff>;
