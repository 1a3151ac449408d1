import type { DemoInput, DemoOptions } from './demo-input.ts';
import { FOUNDING_SHARE } from './member-model.ts';
import { Random } from './random.ts';

/**
 * Fits the shop into the bound on inputs. The figures are what the model gives, measured over seeds, sizes and lengths
 * from 1 to 36 months: inputs per member that no report can do without (record, orders, returns), and events of one
 * member whose behaviour is recorded. Both grow more slowly than time, as members drop out.
 */
const essentialPerMember = (days: number): number => 2.95 + 0.00945 * days - 0.0000024 * days ** 2;
const eventsPerRecordedMember = (days: number): number => 2.2 + 0.038 * days - 0.0000113 * days ** 2;
const MONTHS_LIMIT = 36;
/** Where the plan aims, as a share of the bound. */
const AIM = 0.965;
/** Events stop short of the bound, so that orders of the last days fit even when there are more than expected. */
const SAFE = 0.985;

export interface Plan {
  readonly members: number;
  /** Members who are there when the history begins. */
  readonly founding: number;
  /** Share of members whose behaviour is recorded; whole members, so that their funnels hold together. */
  readonly recordedShare: number;
  /** What of a day's inputs still fits; orders, returns and members do too, unless there are many more than the model gives. */
  within(due: readonly DemoInput[], count: number, elapsed: number): readonly DemoInput[];
}

export function planFor(options: DemoOptions, days: number): Plan {
  const { members, months, inputs = 300_000 } = options;
  assertWhole('members', members, 6_000_000);
  assertWhole('months', months, MONTHS_LIMIT);
  const essential = members * essentialPerMember(days);
  // A small shop varies by chance: room for that is kept besides.
  const needed = Math.ceil(essential * 1.03 + 15 * Math.sqrt(essential));
  if (needed > inputs)
    throw new RangeError(
      `${members} members over ${days} days need up to ${needed} inputs: raise inputs above ${inputs} or take fewer members`,
    );
  const room = Math.max(0, inputs * AIM - essential);
  const founding = Math.round(members * FOUNDING_SHARE);
  return {
    members,
    founding,
    recordedShare: Math.min(1, room / (members * eventsPerRecordedMember(days))),
    within: (due, count, elapsed) => {
      // The shop grows: more than half of what is essential comes in the second half.
      const reserved = (needed - founding) * Math.min(1, (1 - elapsed) * 1.35);
      const left = inputs * SAFE - count - reserved;
      const kept = due.length <= left ? due : thinned(due, left);
      return kept.slice(0, Math.max(0, inputs - count));
    },
  };
}

function assertWhole(name: string, value: number, limit: number): void {
  if (!Number.isSafeInteger(value) || value < 1 || value > limit)
    throw new RangeError(`${name} must be a whole number from 1 to ${limit}`);
}

/** Drops events, spread over the day, until the rest fits. */
function thinned(due: readonly DemoInput[], left: number): readonly DemoInput[] {
  const events = due.reduce((sum, input) => sum + (input.kind === 'event' ? 1 : 0), 0);
  const keep = events === 0 ? 0 : Math.max(0, 1 - (due.length - left) / events - 0.02);
  const random = new Random(events, due.length);
  return due.filter((input) => input.kind !== 'event' || random.chance(keep));
}
