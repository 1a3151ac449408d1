import pg from 'pg';
import { checkBooks } from '../check-books.ts';
import type { Command } from './command.ts';
import { reachDatabase } from './reach-database.ts';

export const check: Command = {
  usage: 'check',
  summary:
    'Check that the books balance: points, tiers, orders and the log. Reads whole tables, changes nothing, and may run beside the server.',
  async run() {
    const { url, ring, close } = await reachDatabase();
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      // One snapshot: what the server commits meanwhile must not look like a breach.
      await client.query('begin isolation level repeatable read read only');
      const breaches = await checkBooks(Object.assign(client, { ring: await ring() }));
      for (const { rule, subject, detail } of breaches) console.log(`✖ ${rule}: ${subject} (${detail})`);
      console.log(
        breaches.length === 0
          ? '✔ The books balance.'
          : `${breaches.length} breaches (at most 20 of a kind are shown).`,
      );
      return breaches.length === 0 ? 0 : 1;
    } finally {
      await client.end();
      await close();
    }
  },
};
