import { type Input, followEngine, input, readShard } from '../engine/index.ts';
import { manualClock, systemClock } from '../platform/clock.ts';
import { readConfig } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';

const by = { id: 'command-line', name: 'npm run shuke', address: '' };

/** Has the audit trail tell what was done from the command line. */
export const noteInTrail = (pool: Database, action: string, object: string): Promise<void> =>
  leaveToEngine(pool, input('audit.note', { action, object }));

/** Asks something from the command line: decided at once where a server runs, else when the next one starts. */
export async function leaveToEngine(pool: Database, asked: Input): Promise<void> {
  const clock = readConfig().clock === 'system' ? systemClock : manualClock((await readShard(pool)).now);
  const engine = await followEngine({ pool, clock });
  await engine.append('interactive', [{ ...asked, by }]);
  await engine.stop();
}
