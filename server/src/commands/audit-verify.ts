import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { checkTrail } from '../check-books.ts';
import { verifyTrailFile } from '../modules/access/index.ts';
import { openPool } from '../platform/postgres.ts';
import type { Command } from './command.ts';
import { reachDatabase } from './reach-database.ts';

export const auditVerify: Command = {
  usage: 'audit verify [--file FILE]',
  summary:
    'Check that the audit trail is whole: nothing altered, taken out or cut off. Changes nothing, and may run beside the server. With a file of exported JSON lines it checks that file, and needs no database.',
  async run(args) {
    const { file } = parseArgs({ args: [...args], options: { file: { type: 'string' } } }).values;
    return file === undefined ? verifyStored() : verifyFile(file);
  },
};

async function verifyStored(): Promise<number> {
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
}

async function verifyFile(file: string): Promise<number> {
  const { entries, first, last, hash, gaps, breach } = await verifyTrailFile(
    createInterface({ input: createReadStream(file), crlfDelay: Infinity }),
  );
  if (breach !== undefined) {
    console.log(`✖ ${file}: ${breach}. ${entries} entries before it are chained.`);
    return 1;
  }
  const whole =
    gaps === 0
      ? 'without a gap'
      : `with ${gaps} gaps, where filters left entries out: what stands between cannot be checked from this file`;
  console.log(
    `✔ ${file}: ${entries} entries, ${first} to ${last}, ${whole}. Entry ${last} has the hash ${hash || '(none)'}: compare it with what the shop's audit verify printed for that many entries, as who rewrites a whole file can chain it anew.`,
  );
  return 0;
}
