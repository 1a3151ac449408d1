import { type KeptReason, type RetentionClass, keptReasons } from '@shuke/contract';
import {
  type Engine,
  decidedUntilNow,
  dropInputsBefore,
  heardOfSince,
  input,
  isHistoryTold,
  readShard,
} from './engine/index.ts';
import { inactiveSince } from './modules/activity/index.ts';
import { dropUploadsBefore, isImporting } from './modules/imports/index.ts';
import { changedSince, identifiersOf } from './modules/members/index.ts';
import {
  type Drop,
  type Dropped,
  type Eraser,
  contactFacts,
  dropContactsBefore,
  inTouchSince,
} from './modules/privacy/index.ts';
import type { Database } from './platform/database.ts';

const AT_ONCE = 200;
/** So many of those who were kept are named. */
const TOLD = 20;
const WAIT_MS = 10_000;
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
  contacts: (before) => dropContactsBefore(pool, before),
  async members(before) {
    const waitsFor = await waitsForWhat(pool);
    if (waitsFor) return { dropped: 0, kept: [], waitsFor };
    let erased = 0;
    const kept = new Map<KeptReason, number[]>();
    const keep = (why: KeptReason, ids: readonly number[]) => kept.set(why, [...(kept.get(why) ?? []), ...ids]);
    // Each is asked once: one who cannot be erased keeps no others waiting.
    for (let silent: readonly number[], after = 0; ; after = silent.at(-1)!) {
      // Who comes back between this look and the turn stays.
      const { nextId: unlessHeardFrom } = await readShard(pool);
      silent = await inactiveSince(pool, before, after, AT_ONCE);
      if (silent.length === 0) break;
      let members = silent;
      for (const [why, ids] of await signsOfLife(pool, silent, before)) {
        keep(
          why,
          members.filter((id) => ids.has(id)),
        );
        members = members.filter((id) => !ids.has(id));
      }
      const asked = members.map(async (member) =>
        input(
          'member.erase',
          {
            member,
            identifiers: await identifiersOf(pool, member),
            reason: 'retention',
            who: { id: by.id, name: by.name },
            unlessHeardFrom,
          },
          { by },
        ),
      );
      // Behind an import in the bulk lane they would be erased hours later, and may be customers again by then.
      const answers = members.length === 0 ? [] : await engine.ask('interactive', await Promise.all(asked));
      for (const [i, answer] of answers.entries())
        if (answer.status === 'ok') erased++;
        else
          keep(answer.status === 'refused' && answer.problem.code === 'member.heard' ? 'other' : 'refused', [
            members[i]!,
          ]);
    }
    if (erased > 0) eraser.wake();
    const told = keptReasons.map((why) => ({ why, ids: kept.get(why) ?? [] })).filter(({ ids }) => ids.length > 0);
    return {
      dropped: erased,
      kept: told.map(({ why, ids }) => ({ why, members: ids.length, some: ids.slice(0, TOLD).map(String) })),
      waitsFor: null,
    };
  },
});

/** Past business that is being told, or inputs that wait, may be of those who would go: they are heard first. */
async function waitsForWhat(pool: Database): Promise<Dropped['waitsFor']> {
  if ((await isHistoryTold(pool)) || (await isImporting(pool))) return 'import';
  const until = performance.now() + WAIT_MS;
  return (await decidedUntilNow(pool, () => performance.now() > until)) ? null : 'inputs';
}

/** What else was heard of members since an instant, than orders and visits. */
async function signsOfLife(
  pool: Database,
  ids: readonly number[],
  at: Date,
): Promise<(readonly [KeptReason, Set<number>])[]> {
  const { request, consent } = await inTouchSince(pool, ids, at);
  const profile = await changedSince(pool, ids, at);
  const other = await heardOfSince(pool, ids, at, contactFacts);
  const signs = { request, consent, profile, other } as const;
  return Object.entries(signs).map(([why, found]) => [why as KeptReason, new Set(found)] as const);
}
