import type { privacyCentre } from '../../../messages/zh/privacy-centre.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long until something is due, or since it was, in the largest unit of which there are two or more; days from one on. */
export function timeLeft(dueAt: string, now: number, words: typeof privacyCentre.clock): string {
  const left = Date.parse(dueAt) - now;
  const span = Math.abs(left);
  const isOver = left < 0;
  if (span >= DAY_MS) return words[isOver ? 'overDays' : 'days'](Math.floor(span / DAY_MS));
  if (span >= 2 * HOUR_MS) return words[isOver ? 'overHours' : 'hours'](Math.floor(span / HOUR_MS));
  return words[isOver ? 'overMinutes' : 'minutes'](Math.floor(span / MINUTE_MS));
}
