import { input, startEngine } from './engine/index.ts';
import { orderNames } from './modules/activity/index.ts';
import { identifiersOf, livingOf } from './modules/members/index.ts';
import { startEraser } from './modules/privacy/index.ts';
import { systemClock } from './platform/clock.ts';
import type { KeyRing } from './platform/crypto/index.ts';
import { withRing } from './platform/database.ts';
import { openPool } from './platform/postgres.ts';
import { openZone } from './platform/zone.ts';
import { turnModules } from './wire.ts';

const AT_ONCE = 200;
const by = { id: 'engine', name: 'Shuke', address: '' } as const;

/** Erases members in a database that nobody else works on, by turns as the first time, and what its log tells of them. Resolves with how many there were. */
export async function eraseAgain(
  url: string,
  ring: KeyRing,
  members: readonly number[],
  timeZone: string,
): Promise<number> {
  const pool = withRing(openPool(url, 4), ring);
  const log = (message: string) => console.error(message);
  try {
    const living = await livingOf(pool, members);
    if (living.length === 0) return 0;
    const modules = turnModules(openZone(timeZone), ring);
    const engine = await startEngine({ pool, url, clock: systemClock, modules, log });
    try {
      for (let from = 0; from < living.length; from += AT_ONCE) {
        const asked = living.slice(from, from + AT_ONCE).map(async (member) => {
          // Where the secret is gone already they open no more; the eraser finds them by their tokens.
          const identifiers = await identifiersOf(pool, member);
          const who = { id: by.id, name: by.name };
          return input('member.erase', { member, identifiers, reason: 'erased after the backup', who }, { by });
        });
        const answers = await engine.ask('interactive', await Promise.all(asked));
        const refused = answers.find(({ status }) => status !== 'ok');
        if (refused)
          throw new Error(
            `A member who was erased after the backup could not be erased again: ${JSON.stringify(refused)}`,
          );
      }
      const eraser = startEraser({ pool, ordersOf: (ids) => orderNames(pool, ids), log });
      await eraser.idle();
      await eraser.stop();
    } finally {
      await engine.stop();
    }
    return living.length;
  } finally {
    await pool.end();
  }
}
