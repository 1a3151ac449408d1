import type { BackupTime } from '../../platform/config.ts';

const HOUR_MS = 3_600_000;

/** When the next backup is due, after one that began at `last`; the first one is due at once. */
export function nextRun(time: BackupTime, timeZone: string, last: number | undefined, now: number): number {
  if (last === undefined) return now;
  if ('everyHours' in time) return last + time.everyHours * HOUR_MS;
  const { hour, minute } = time;
  const begun = Temporal.Instant.fromEpochMilliseconds(last).toZonedDateTimeISO(timeZone);
  // A time that the clocks leave out on a day is taken as the hour after it.
  const onDay = (date: Temporal.PlainDate) =>
    date.toZonedDateTime({ timeZone, plainTime: { hour, minute } }).epochMilliseconds;
  const sameDay = onDay(begun.toPlainDate());
  return sameDay > last ? sameDay : onDay(begun.toPlainDate().add({ days: 1 }));
}
