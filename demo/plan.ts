import type { DemoInput, DemoOptions } from './demo-input.ts';
import { Random } from './random.ts';

/**
 * Fits the shop into the bound on inputs. The figures are what the model gives, measured over seeds and sizes: inputs
 * per member that no report can do without (record, orders, returns), and events of one member whose behaviour is recorded.
 */
const ESSENTIAL_PER_MEMBER = 1.1;
const ESSENTIAL_PER_MEMBER_DAY = 0.0095;
const EVENTS_PER_RECORDED_MEMBER_DAY = 0.036;
/** Where the plan aims, as a share of the bound. */
const AIM = 0.96;

export interface Plan {
  readonly members: number;
  /** Share of members whose behaviour is recorded; whole members, so that their funnels hold together. */
  readonly recordedShare: number;
  /** What of a day's inputs still fits; orders, returns and members always do. */
  within(due: readonly DemoInput[], count: number, elapsed: number): readonly DemoInput[];
}

export function planFor(options: DemoOptions, days: number): Plan {
  const { members, inputs = 300_000 } = options;
  if (!Number.isSafeInteger(members) || members < 1 || members > 6_000_000) throw new RangeError('members must be a whole number from 1 to 6,000,000');
  const essential = members * (ESSENTIAL_PER_MEMBER + ESSENTIAL_PER_MEMBER_DAY * days);
  // A small shop varies by chance: room for that is kept besides.
  const needed = Math.ceil(essential * 1.02 + 12 * Math.sqrt(essential));
  if (needed > inputs) throw new RangeError(`${members} members over ${days} days need up to ${needed} inputs: raise inputs above ${inputs} or take fewer members`);
  const room = Math.max(0, inputs * AIM - essential);
  const recordedShare = Math.min(1, room / (members * EVENTS_PER_RECORDED_MEMBER_DAY * days));
  return {
    members,
    recordedShare,
    within: (due, count, elapsed) => {
      const reserved = (needed - members * 0.35) * (1 - elapsed);
      const left = inputs - count - reserved;
      return due.length <= left ? due : thinned(due, left);
    },
  };
}

/** Drops events, spread over the day, until the rest fits. */
function thinned(due: readonly DemoInput[], left: number): readonly DemoInput[] {
  const events = due.reduce((sum, input) => sum + (input.kind === 'event' ? 1 : 0), 0);
  const keep = events === 0 ? 0 : Math.max(0, 1 - (due.length - left) / events - 0.02);
  const random = new Random(events, due.length);
  return due.filter((input) => input.kind !== 'event' || random.chance(keep));
}
