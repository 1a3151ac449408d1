const QUARTER_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** Calendar of the business zone. Days are counted from 1970-01-01 (day 0). */
export interface Zone {
  readonly name: string;
  dayOf(at: number): number;
  /** What calendar and clock show, `YYYY-MM-DD HH:mm:ss`. */
  wallClock(at: number): string;
  /** The first instant of a day. */
  startOf(day: number): number;
  addMonths(day: number, months: number): number;
}

const REMEMBERED_LIMIT = 20_000;

function remembered(compute: (day: number, months: number) => number): (day: number, months: number) => number {
  const byMonths = new Map<number, Map<number, number>>();
  return (day, months) => {
    const days = byMonths.get(months) ?? new Map<number, number>();
    byMonths.set(months, days);
    const known = days.get(day);
    if (known !== undefined) return known;
    if (days.size > REMEMBERED_LIMIT) days.clear();
    const found = compute(day, months);
    days.set(day, found);
    return found;
  };
}

export function openZone(name: string): Zone {
  // Zones change their offset only at quarters of an hour, so one lookup serves a quarter.
  const offsets = new Map<number, number>();
  const offsetAt = (at: number): number => {
    const quarter = Math.floor(at / QUARTER_MS);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    if (offsets.size > 100_000) offsets.clear();
    const offset =
      Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS).toZonedDateTimeISO(name).offsetNanoseconds / 1e6;
    offsets.set(quarter, offset);
    return offset;
  };
  const plain = (day: number) => new Temporal.PlainDate(1970, 1, 1).add({ days: day });
  const dayNumber = (date: Temporal.PlainDate) => Math.round(Date.UTC(date.year, date.month - 1, date.day) / DAY_MS);
  return {
    name,
    dayOf: (at) => Math.floor((at + offsetAt(at)) / DAY_MS),
    wallClock: (at) => new Date(at + offsetAt(at)).toISOString().slice(0, 19).replace('T', ' '),
    startOf: (day) => plain(day).toZonedDateTime(name).epochMilliseconds,
    // Asked of the same few days again and again: those of the orders of a year.
    addMonths: remembered((day, months) => dayNumber(plain(day).add({ months }))),
  };
}
