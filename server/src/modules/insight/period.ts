import { Problem } from '../../platform/problem.ts';
import type { Zone } from '../../platform/zone.ts';

/** Half-open, epoch milliseconds. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const STEPS_LIMIT = 2000;

/** The period asked for; by default the last 30 business days, all of today included. */
export function periodOf(
  asked: { from?: string | undefined; until?: string | undefined },
  now: number,
  zone: Zone,
): Period {
  const until = asked.until === undefined ? zone.startOf(zone.dayOf(now) + 1) : Date.parse(asked.until);
  const from =
    asked.from === undefined ? zone.startOf(zone.dayOf(until - 1) + 1 - DEFAULT_DAYS) : Date.parse(asked.from);
  if (from < until) return { from, until };
  throw new Problem(
    'request.invalid',
    'The period is empty: `from` must lie before `until`, which is not part of it.',
    {
      faults: [{ field: 'from', message: 'must lie before `until`' }],
    },
  );
}

/** The period of equal length just before. */
export function previousOf({ from, until }: Period): Period {
  return { from: from - (until - from), until: from };
}

export const steps = ['day', 'week', 'month'] as const;
export type Step = (typeof steps)[number];

/** First days (1970-01-01 is 0) of all steps that touch the period, by the calendar of the business zone. */
export function stepsOf({ from, until }: Period, step: Step, zone: Zone): number[] {
  const last = zone.dayOf(until - 1);
  const days: number[] = [];
  for (let day = firstDayOf(zone.dayOf(from), step); day <= last; day = nextStep(day, step, zone)) {
    if (days.length === STEPS_LIMIT) {
      throw new Problem(
        'request.invalid',
        `The period has more than ${STEPS_LIMIT} steps: choose a shorter period or a longer step.`,
        {
          faults: [{ field: 'step', message: 'is too short for this period' }],
        },
      );
    }
    days.push(day);
  }
  return days;
}

/** The first day of the step that a day lies in. */
export function firstDayOf(day: number, step: Step): number {
  if (step === 'day') return day;
  // 1970-01-01 was a Thursday.
  if (step === 'week') return day - ((((day + 3) % 7) + 7) % 7);
  return day - (dateOf(day).getUTCDate() - 1);
}

function nextStep(day: number, step: Step, zone: Zone): number {
  if (step === 'day') return day + 1;
  return step === 'week' ? day + 7 : zone.addMonths(day, 1);
}

const dateOf = (day: number) => new Date(day * DAY_MS);

/** 2026-11-01 */
export const writeDay = (day: number) => dateOf(day).toISOString().slice(0, 10);
