import { checkTrail } from '../check-books.ts';
import { openPool } from '../platform/postgres.ts';
import type { Command } from './command.ts';
import { reachDatabase } from './reach-database.ts';

export const auditVerify: Command = {
  usage: 'audit verify',
  summary:
    'Check that the audit trail is whole: nothing altered, taken out or cut off. Changes nothing, and may run beside the server.',
  async run() {
    const { url, ring, close } = await reachDatabase();
    const pool = openPool(url, 1);
    const client = await pool.connect();
    try {
      // One snapshot: what is added meanwhile must not look like a breach.
      await client.query('begin isolation level repeatable read read only');
      const { entries, hash, breach } = await checkTrail(Object.assign(client, { ring: await ring() }));
      console.log(
        breach
          ? `✖ ${breach.rule}: ${breach.subject} ${breach.detail}. ${entries} entries before it are as they were written.`
          : `✔ The audit trail is whole: ${entries} entries, the latest with the hash ${hash || '(none)'}. Keep number and hash elsewhere: a later check of that many entries must print the same.`,
      );
      return breach ? 1 : 0;
    } finally {
      client.release();
      await pool.end();
      await close();
    }
  },
};
