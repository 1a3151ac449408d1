import { randomBytes } from 'node:crypto';
import { dropFactors, openStaff } from '../modules/access/index.ts';
import { type Database, withRing } from '../platform/database.ts';
import { openPool } from '../platform/postgres.ts';
import type { Command } from './command.ts';
import { noteInTrail } from './note-in-trail.ts';
import { reachDatabase } from './reach-database.ts';

/** Does something to whoever has the e-mail that stands behind the command. */
async function resetOf(
  args: readonly string[],
  usage: string,
  reset: (email: string, pool: Database) => Promise<string | undefined>,
): Promise<number> {
  const [email, ...more] = args;
  if (email === undefined || more.length > 0) {
    console.error(`Usage: npm run shuke -- ${usage}`);
    return 2;
  }
  const { url, ring, close } = await reachDatabase();
  const pool = withRing(openPool(url, 2), await ring());
  try {
    const said = await reset(email, pool);
    if (said === undefined) console.error(`Nobody signs in as ${email}. Check the spelling.`);
    else console.log(said);
    return said === undefined ? 1 : 0;
  } finally {
    await pool.end();
    await close();
  }
}

export const resetPassword: Command = {
  usage: 'reset password EMAIL',
  summary:
    'Give a person of the staff a new password, printed once, and end all sessions opened with the old one. May run beside the server.',
  run: (args) =>
    resetOf(args, resetPassword.usage, async (email, pool) => {
      const password = randomBytes(12).toString('base64url');
      const tell = (id: string) => noteInTrail(pool, 'password.reset', `staff:${id}`);
      if (!(await openStaff(pool).setPassword(email, password, tell))) return undefined;
      return `The password of ${email} is now ${password}\nWhoever was signed in with the old one has to sign in again.`;
    }),
};

export const resetFactors: Command = {
  usage: 'reset factors EMAIL',
  summary:
    'Take all second factors of a person of the staff away, so that the password is enough, and end all sessions. May run beside the server.',
  run: (args) =>
    resetOf(args, resetFactors.usage, async (email, pool) => {
      const id = await openStaff(pool).idOf(email);
      if (id === undefined) return undefined;
      await noteInTrail(pool, 'factors.reset', `staff:${id}`);
      await dropFactors(pool, id);
      return `${email} signs in with the password alone now. Whoever was signed in has to sign in again.`;
    }),
};
