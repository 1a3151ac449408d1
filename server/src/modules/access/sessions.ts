import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import {
  type Checked,
  type Place,
  type Staff,
  type StaffRow,
  type Way,
  hashToken,
  newToken,
  staffColumns,
  toStaff,
} from './person.ts';
import { openPlace, sealPlace } from './staff-sealing.ts';

/** Of `access.session t`: neither unused for too long nor too long after the sign-in, as the rules say. */
export const IS_OPEN = `exists (select from access.sign_in_rules p where t.created_at > now() - p.absolute_minutes * interval '1 minute'
  and t.seen_at > now() - p.idle_minutes * interval '1 minute')`;

/** How long after they proved to be there people may change how they sign in. */
const FRESH = `interval '10 minutes'`;

/** The identity provider has asked for what it wants; anybody else may do nothing before there is a factor, where one is asked for. */
const NEEDS_FACTOR = `(t.via <> 'single-sign-on' and not exists (select from access.factor f where f.staff_id = s.id)
  and exists (select from access.sign_in_rules p where p.factor_for_all or s.role = any(p.factor_roles)))`;

/** Sign-ins, each with a cookie. */
export function openSessions(pool: Database) {
  /** False when the password was replaced since it was checked, or the person shut out: such a one stays out. */
  async function insert(token: string, { staff, passwordHash }: Checked, via: Way, { device, address }: Place) {
    const hash = hashToken(token);
    // Locked, so that a reset or a shutting out is over before this looks, or waits for the session and then finds it.
    const from =
      passwordHash === null
        ? 'access.staff s where s.id = $2 and $5::text is null and not s.is_disabled for share of s'
        : `access.credential c join access.staff s on s.id = c.staff_id and not s.is_disabled
           where c.staff_id = $2 and c.password_hash = $5 for share of c, s`;
    const { rowCount } = await pool.query(
      `insert into access.session (token_hash, staff_id, sealed, via) select $1, s.id, $3, $4 from ${from}`,
      [hash, staff.id, sealPlace(pool.ring, hash, { device: device.slice(0, 300), address }), via, passwordHash],
    );
    return rowCount === 1;
  }

  /** Who holds a session that is open; `isUse` keeps it from ending for want of use. */
  async function ofSession(token: string, isUse = false): Promise<(Staff & { readonly isFresh: boolean }) | undefined> {
    const [found] = await rowsOf<StaffRow & { isFresh: boolean }>(
      pool,
      `with seen as (
         update access.session t set seen_at = now() where token_hash = $1 and $2 and seen_at < now() - interval '5 minutes' and ${IS_OPEN})
       select ${staffColumns}, ${NEEDS_FACTOR} as "needsFactor", t.proved_at > now() - ${FRESH} as "isFresh"
       from access.session t join access.staff s on s.id = t.staff_id and not s.is_disabled
         left join access.role r on r.code = s.role
       where t.token_hash = $1 and ${IS_OPEN}`,
      [hashToken(token), isUse],
    );
    return found && { ...toStaff(pool.ring, found), isFresh: found.isFresh };
  }

  return {
    ofSession,
    /** The token of a new session for who was checked, if that still holds. */
    async open(checked: Checked, from: Place, via: Way = 'password'): Promise<string> {
      const token = newToken();
      if (!(await insert(token, checked, via, from)))
        throw new Problem('auth.failed', 'E-mail or password is wrong. Check both and try again.');
      await pool.query(`delete from access.session t where staff_id = $1 and not ${IS_OPEN}`, [checked.staff.id]);
      return token;
    },
    /** The person at this session has just given the password again. */
    async prove(token: string): Promise<void> {
      await pool.query('update access.session set proved_at = now() where token_hash = $1', [hashToken(token)]);
    },
    async sessionsOf({ id }: Staff, token: string) {
      const rows = await rowsOf<{
        id: string;
        hash: string;
        sealed: Buffer;
        isCurrent: boolean;
        createdAt: Date;
        seenAt: Date;
      }>(
        pool,
        `select id, token_hash as hash, token_hash = $2 as "isCurrent", sealed, created_at as "createdAt", seen_at as "seenAt" from access.session t
         where staff_id = $1 and ${IS_OPEN} order by seen_at desc, id`,
        [id, hashToken(token)],
      );
      return rows.map(({ hash, sealed, ...row }) => ({
        ...row,
        ...openPlace(pool.ring, hash, sealed),
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
