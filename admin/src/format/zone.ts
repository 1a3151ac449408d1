/** A calendar day as `YYYY-MM-DD`. Days are counted in the business zone, never in the browser's. */
export type Day = string;

const partsOf = new Map<string, Intl.DateTimeFormat>();

function formatIn(zone: string): Intl.DateTimeFormat {
  let format = partsOf.get(zone);
  if (format === undefined) {
    const digits = '2-digit' as const;
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
      timeZoneName: 'longOffset',
    });
    partsOf.set(zone, format);
  }
  return format;
}

export interface WallClock {
  day: Day;
  /** `HH:mm:ss` */
  time: string;
  /** `+08:00` */
  offset: string;
}

/** What calendar and clock of the zone show at an instant. */
export function wallClock(at: string | number, zone: string): WallClock {
  const parts = new Map(
    formatIn(zone)
      .formatToParts(new Date(at))
      .map((part) => [part.type, part.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}:${part('second')}`,
    offset: part('timeZoneName').replace('GMT', '') || '+00:00',
  };
}

/** The instant a day begins in the zone, with the offset that holds then. */
export const startOfDay = (day: Day, zone: string): string => withOffset(`${day}T00:00:00`, zone);

/** The instant at which clocks of the zone show `YYYY-MM-DDTHH:mm`; null where that is no time, or one before 1970. */
export function instantAt(local: string, zone: string): string | null {
  const isTime = /^(19[7-9]\d|[2-9]\d{3})-\d\d-\d\dT\d\d:\d\d$/.test(local) && isReal(`${local}:00.000Z`);
  return isTime ? withOffset(`${local}:00`, zone) : null;
}

/** Not 30 February, which `Date` takes for a day in March. */
function isReal(instant: string): boolean {
  const at = Date.parse(instant);
  return !Number.isNaN(at) && new Date(at).toISOString() === instant;
}

function withOffset(local: string, zone: string): string {
  // The offset is looked up near the wanted instant first, then at it: around a clock change the two differ.
  const near = wallClock(Date.parse(`${local}Z`), zone).offset;
  return `${local}${wallClock(Date.parse(`${local}${near}`), zone).offset}`;
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** The same day of the month `count` months on; the last of the month where it has no such day. */
export function addMonths(day: Day, count: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + count, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10);
}

/** Days from one to another, both counted. */
export function daysIn(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

export const isDay = (value: unknown): value is Day =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
