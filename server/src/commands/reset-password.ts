import { randomBytes } from 'node:crypto';
import { openStaff } from '../modules/access/index.ts';
import { withRing } from '../platform/database.ts';
import { openPool } from '../platform/postgres.ts';
import type { Command } from './command.ts';
import { noteInTrail } from './note-in-trail.ts';
import { reachDatabase } from './reach-database.ts';

export const resetPassword: Command = {
  usage: 'reset password EMAIL',
  summary:
    'Give a person of the staff a new password, printed once, and end all sessions opened with the old one. May run beside the server.',
  async run([email, ...more]) {
    if (email === undefined || more.length > 0) {
      console.error(`Usage: npm run shuke -- ${resetPassword.usage}`);
      return 2;
    }
    const { url, ring, close } = await reachDatabase();
    const pool = withRing(openPool(url, 2), await ring());
    try {
      const password = randomBytes(12).toString('base64url');
      const tell = (id: string) => noteInTrail(pool, 'password.reset', `staff:${id}`);
      if (await openStaff(pool).setPassword(email, password, tell)) {
        console.log(
          `The password of ${email} is now ${password}\nWhoever was signed in with the old one has to sign in again.`,
        );
        return 0;
      }
      console.error(`Nobody signs in as ${email}. Check the spelling.`);
      return 1;
    } finally {
      await pool.end();
      await close();
    }
  },
};
