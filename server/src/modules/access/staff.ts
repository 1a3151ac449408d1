import { type FieldRights, coversFields } from '@shuke/contract';
import type pg from 'pg';
import type { KeyRing } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Queryable, rowsOf, transaction } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { hashPassword, isPassword, mustBeStrong } from './passwords.ts';
import {
  type Checked,
  type Place,
  type Staff,
  type StaffRow,
  hashToken,
  newToken,
  staffColumns,
  toStaff,
} from './person.ts';
import { emailToken, emailTokens, sealNamed } from './staff-sealing.ts';
import type { Rights } from './roles.ts';
import { openSessions } from './sessions.ts';
import { openThrottle } from './throttle.ts';

/** Failed sign-ins for one e-mail from one address, and from one address in all, within the window: more, and one has to wait. */
const FAILURES_LIMIT = { person: 10, address: 100 } as const;
const FAILURES_WINDOW_MS = 5 * 60_000;
const INVITATION_MS = 7 * 86_400_000;

/** How people prove who they are: passwords, invitations, sessions. What they may do is decided in turns. */
export function openStaff(pool: Database) {
  const throttle = openThrottle(FAILURES_WINDOW_MS);

  async function tried(email: string, password: string, from: string) {
    const passed = throttle(
      { who: `${email.toLowerCase()} ${from}`, limit: FAILURES_LIMIT.person },
      { who: from, limit: FAILURES_LIMIT.address },
    );
    const [found] = await rowsOf<StaffRow & { password_hash: string; hasJoined: boolean }>(
      pool,
      `select ${staffColumns}, c.password_hash, s.has_joined as "hasJoined" from access.staff s join access.credential c on c.staff_id = s.id
         left join access.role r on r.code = s.role where s.email_token = any($1) and not s.is_disabled`,
      [emailTokens(pool.ring, email)],
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
    const { found, known: somebody, passed } = await tried(email, password, from.address);
    if (!found) {
      if (somebody) onRefused?.(toStaff(pool.ring, somebody));
      throw new Problem('auth.failed', 'E-mail or password is wrong. Check both and try again.');
    }
    passed();
    return { staff: toStaff(pool.ring, found), passwordHash: found.password_hash, hasJoined: found.hasJoined };
  }

  /** Somebody by id who is not shut out. */
  async function known(id: number): Promise<Pick<Checked, 'staff' | 'hasJoined'>> {
    const [found] = await rowsOf<StaffRow & { hasJoined: boolean }>(
      pool,
      `select ${staffColumns}, s.has_joined as "hasJoined" from access.staff s left join access.role r on r.code = s.role
       where s.id = $1 and not s.is_disabled`,
      [id],
    );
    if (!found) throw new Problem('auth.failed', 'E-mail or password is wrong. Check both and try again.');
    return { staff: toStaff(pool.ring, found), hasJoined: found.hasJoined };
  }

  /** Refuses a password that is not the person's own. */
  async function mustKnow(staff: Staff, password: string, from: Place) {
    const { found, passed } = await tried(staff.email, password, from.address);
    if (!found)
      throw new Problem(
        'request.invalid',
        'The present password is wrong: give the one you sign in with. Nothing was changed.',
        { faults: [{ field: 'password', message: 'is not the present password' }] },
      );
    passed();
    return found;
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
          `insert into access.staff (id, sealed, email_token, role, has_joined) select 1, $1, $2, 'owner', true
           where not exists (select 1 from access.staff) on conflict do nothing returning id`,
          [sealNamed(pool.ring, 1, { email: email.toLowerCase(), name: '店主' }), emailToken(pool.ring, email)],
        );
        if (made) await putPassword(client, made.id, hash, '');
        return made !== undefined;
      });
    },
    /** Sets a new password and ends the sessions of that person; false when nobody has this e-mail. `tell` comes before. */
    async setPassword(email: string, password: string, tell = async (_id: string) => {}): Promise<boolean> {
      const hash = await hashPassword(password);
      return transaction(pool, async (client) => {
        const [found] = await rowsOf<{ id: string }>(
          client,
          'select id from access.staff where email_token = any($1)',
          [emailTokens(pool.ring, email)],
        );
        if (!found) return false;
        await tell(found.id);
        await putPassword(client, found.id, hash, '');
        return true;
      });
    },
    async idOf(email: string): Promise<number | undefined> {
      const [found] = await rowsOf<{ id: string }>(pool, 'select id from access.staff where email_token = any($1)', [
        emailTokens(pool.ring, email),
      ]);
      return found && Number(found.id);
    },
    async hasStaff(): Promise<boolean> {
      const { rows } = await pool.query('select 1 from access.staff limit 1');
      return rows.length > 0;
    },
    ...openSessions(pool),
    check,
    mustKnow,
    known,
    /** Another password for who knows the one before; all other sessions end. */
    async changePassword(
      staff: Staff,
      password: string,
      replacement: string,
      token: string,
      from: Place,
    ): Promise<void> {
      const found = await mustKnow(staff, password, from);
      await mustBeStrong('newPassword', replacement, staff);
      const hash = await hashPassword(replacement);
      await transaction(pool, (client) => putPassword(client, found.id, hash, hashToken(token)));
    },
    /** A link's token for choosing a password; those before it are void. `allowed` is what the person may do now. */
    async invite(id: number, allowed: Rights): Promise<{ token: string; expiresAt: string }> {
      const token = newToken();
      const expiresAt = new Date(Date.now() + INVITATION_MS);
      await pool.query(
        `insert into access.invitation (staff_id, token_hash, permissions, fields, expires_at) values ($1, $2, $3, $4, $5)
         on conflict (staff_id) do update set token_hash = excluded.token_hash, permissions = excluded.permissions, fields = excluded.fields, expires_at = excluded.expires_at`,
        [id, hashToken(token), allowed.permissions, JSON.stringify(allowed.fields), expiresAt],
      );
      return { token, expiresAt: expiresAt.toISOString() };
    },
    /** Who holds an invitation that is still good. */
    invited: (token: string) => invited(pool, pool.ring, token),
    /** The password of an invitation, which is used up by it; all sessions opened before end. */
    async accept(token: string, password: string): Promise<Checked> {
      const passwordHash = await hashPassword(password);
      return transaction(pool, async (client) => {
        const staff = await invited(client, pool.ring, token);
        await putPassword(client, String(staff.id), passwordHash, '');
        return { staff, passwordHash, hasJoined: false };
      });
    },
  };
}

/** Refuses a link that is void, and one made when the person was allowed less than now: whoever made it could not have made this one. */
async function invited(db: Queryable, ring: KeyRing, token: string): Promise<Staff> {
  const [found] = await rowsOf<StaffRow & { promised: string[]; promisedFields: FieldRights }>(
    db,
    `select ${staffColumns}, i.permissions as promised, i.fields as "promisedFields" from access.invitation i join access.staff s on s.id = i.staff_id and not s.is_disabled
       left join access.role r on r.code = s.role where i.token_hash = $1 and i.expires_at > now() for update of s, i`,
    [hashToken(token)],
  );
  const staff = found && toStaff(ring, found);
  const isWithin =
    staff?.permissions.every((one) => found!.promised.includes(one)) &&
    coversFields(found!.promisedFields, staff.fields, false);
  if (!staff || !isWithin) throw lostInvitation();
  return staff;
}

function lostInvitation(): Problem {
  return new Problem(
    'staff.invitation',
    'This link is not good any more: it was used, replaced by a newer one, made before your role changed, or is older than 7 days. Ask for a new one.',
  );
}

export type StaffDesk = ReturnType<typeof openStaff>;
