import type { RetentionClass } from '@shuke/contract';
import { type Engine, dropInputsBefore, input } from './engine/index.ts';
import { inactiveSince } from './modules/activity/index.ts';
import { dropUploadsBefore } from './modules/imports/index.ts';
import { identifiersOf } from './modules/members/index.ts';
import { type Drop, type Eraser } from './modules/privacy/index.ts';
import type { Database } from './platform/database.ts';

const AT_ONCE = 200;
const by = { id: 'engine', name: 'Shuke', address: '' } as const;

/** What is dropped of each class, by whoever owns it. */
export const retentionDrops = (
  pool: Database,
  engine: Pick<Engine, 'ask'>,
  eraser: Pick<Eraser, 'wake'>,
  dataFolder: string,
): Readonly<Record<RetentionClass, Drop>> => ({
  inputs: (before) => dropInputsBefore(pool, before),
  uploads: (before) => dropUploadsBefore(pool, dataFolder, before),
  async members(before) {
    let erased = 0;
    // Each is asked once: one who cannot be erased keeps no others waiting.
    for (let members: readonly number[], after = 0; ; after = members.at(-1)!) {
      members = await inactiveSince(pool, before, after, AT_ONCE);
      if (members.length === 0) break;
      const asked = members.map(async (member) =>
        input(
          'member.erase',
          {
            member,
            identifiers: await identifiersOf(pool, member),
            reason: 'retention',
            who: { id: by.id, name: by.name },
          },
          { by },
        ),
      );
      // Behind an import in the bulk lane they would be erased hours later, and may be customers again by then.
      const answers = await engine.ask('interactive', await Promise.all(asked));
      erased += answers.filter(({ status }) => status === 'ok').length;
    }
    if (erased > 0) eraser.wake();
    return erased;
  },
});
