import { followEngine, input, readShard } from '../engine/index.ts';
import { manualClock, systemClock } from '../platform/clock.ts';
import { readConfig } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';

/** Has the audit trail tell what was done from the command line: at once where a server runs, else when the next one starts. */
export async function noteInTrail(pool: Database, action: string, object: string): Promise<void> {
  const clock = readConfig().clock === 'system' ? systemClock : manualClock((await readShard(pool)).now);
  const engine = await followEngine({ pool, clock });
  const by = { id: 'command-line', name: 'npm run shuke', address: '' };
  await engine.append('interactive', [input('audit.note', { action, object }, { by })]);
  await engine.stop();
}
