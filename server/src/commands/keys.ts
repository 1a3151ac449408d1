import { addKeyVersions, keyPurposes, retireUnused } from '../platform/crypto/index.ts';
import { readConfig } from '../platform/config.ts';
import { withRing } from '../platform/database.ts';
import { openPool } from '../platform/postgres.ts';
import { countAllOld, renewAll } from '../renew-all.ts';
import type { Command } from './command.ts';
import { reachDatabase } from './reach-database.ts';

export const rotateKeys: Command = {
  usage: 'keys rotate',
  summary:
    'Make new keys and seal and index with them what rests, while the server goes on. Takes up again what was interrupted; the root key stays.',
  async run(args) {
    if (args.length > 0) {
      console.error(`Usage: npm run shuke -- ${rotateKeys.usage}`);
      return 2;
    }
    const { url, ring, close } = await reachDatabase();
    const pool = withRing(openPool(url, 2), await ring());
    try {
      console.log('New keys are made; they count in half a minute, when every process knows them.');
      await addKeyVersions(pool, pool.ring, keyPurposes, readConfig().cryptoSuite);
      for await (const { column, done, total } of renewAll(pool))
        if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${column}: ${done} of ${total}`);
        else if (done === total) console.log(`${column}: ${total} made anew`);
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
      const left = await countAllOld(pool);
      if (left > 0) {
        console.error(
          `✖ ${left} values are still sealed with older keys, as they are written back again and again. Those keys stay in use, and nothing is lost. See that every process of Shuke was started after the last change of version, then run this again.`,
        );
        return 1;
      }
      const retired = await retireUnused(pool, pool.ring, keyPurposes);
      console.log(
        `✔ All that rests sealed with keys of the shop, and is found by them, was made anew. ${retired} older versions are retired; they still open backups.`,
      );
      return 0;
    } finally {
      await pool.end();
      await close();
    }
  },
};
