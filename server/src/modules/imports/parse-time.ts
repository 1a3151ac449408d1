export type DateOrder = 'dayFirst' | 'monthFirst';

export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** Minutes east of UTC, where the text says so. */
  readonly offsetMinutes: number | undefined;
}

const REMEMBERED_LIMIT = 50_000;
const DAY_MS = 86_400_000;

/**
 * Reads the times of one file into epoch milliseconds; NaN when the text is not a time that exists. Understands dates that
 * begin with the year (`2010-12-01 08:26:00`, `2010/12/1`, `2010年12月1日 8时26分`, `20101201082600`), dates that end with
 * it in the file's order (`12/1/2010 8:26`), offsets (`+08:00`, `Z`), Excel's day numbers (`40513.3514`) and epoch seconds.
 */
export function timeReader(timezone: string, dateOrder: DateOrder): (text: string) => number {
  const remembered = new Map<string, number>();
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const at = readTime(text, timezone, dateOrder);
    if (remembered.size >= REMEMBERED_LIMIT) remembered.clear();
    remembered.set(text, at);
    return at;
  };
}

function readTime(text: string, timezone: string, dateOrder: DateOrder): number {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const wall = parseWallTime(text, dateOrder);
  return wall ? toEpoch(wall, timezone) : Number.NaN;
}

/** What the text says, before any zone; undefined when it is not a time that exists. */
export function parseWallTime(text: string, dateOrder: DateOrder): WallTime | undefined {
  const trimmed = text.trim();
  if (/^\d{5}(\.\d+)?$/.test(trimmed)) return ofExcelDay(Number(trimmed));
  const compact = /^((?:19|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/.exec(trimmed);
  if (compact) return existing(parts(compact[1], compact[2], compact[3]), clockOf(compact[4], compact[5], compact[6]));
  const yearFirst = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(.*))?$/.exec(trimmed);
  if (yearFirst) return existing(parts(yearFirst[1], yearFirst[2], yearFirst[3]), parseClock(yearFirst[4]));
  const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T\s]+(.*))?$/.exec(trimmed);
  if (!yearLast) return undefined;
  const [, first, separator, second, year] = yearLast;
  // Dates with points are written day first everywhere.
  const isDayFirst = separator === '.' || dateOrder === 'dayFirst';
  const fullYear = year!.length === 2 ? `20${year}` : year;
  return existing(
    isDayFirst ? parts(fullYear, second, first) : parts(fullYear, first, second),
    parseClock(yearLast[5]),
  );
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}
type ClockTime = Omit<WallTime, keyof Day>;

function parts(year: string | undefined, month: string | undefined, day: string | undefined): Day {
  return { year: Number(year), month: Number(month), day: Number(day) };
}

function clockOf(
  hour?: string,
  minute?: string,
  second?: string,
  fraction?: string,
  offsetMinutes?: number,
): ClockTime {
  return {
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    millisecond: Number((fraction ?? '').slice(0, 3).padEnd(3, '0')),
    offsetMinutes,
  };
}

function parseClock(text: string | undefined): ClockTime | undefined {
  if (!text) return clockOf();
  const match =
    /^(上午|下午)?\s*(\d{1,2})[:时点](\d{1,2})分?(?::?(\d{1,2})(?:[.,](\d{1,9}))?秒?)?\s*([AP]M)?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text,
    );
  if (!match) return undefined;
  const half = match[6]?.toUpperCase() ?? (match[1] === '下午' ? 'PM' : match[1] && 'AM');
  let hour = Number(match[2]);
  if (half && (hour < 1 || hour > 12)) return undefined;
  if (half) hour = (hour % 12) + (half === 'PM' ? 12 : 0);
  return clockOf(String(hour), match[3], match[4], match[5], offsetOf(match[7]));
}

function offsetOf(text: string | undefined): number | undefined {
  if (!text) return undefined;
  if (text.toUpperCase() === 'Z') return 0;
  const size = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return text.startsWith('-') ? -size : size;
}

function existing(day: Day, clock: ClockTime | undefined): WallTime | undefined {
  if (!clock || clock.hour > 23 || clock.minute > 59 || clock.second > 59) return undefined;
  if (day.month < 1 || day.month > 12 || day.day < 1) return undefined;
  if (day.day > new Date(Date.UTC(day.year, day.month, 0)).getUTCDate()) return undefined;
  return { ...day, ...clock };
}

/** Excel counts days from 1899-12-30; the fraction is the time, exact to the second. */
function ofExcelDay(days: number): WallTime | undefined {
  if (days < 20_000 || days >= 80_000) return undefined;
  const date = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: 0,
    offsetMinutes: undefined,
  };
}

/** An hour that summer time skips counts as the hour after; one that it repeats counts as the first. */
function toEpoch(wall: WallTime, timezone: string): number {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second, wall.millisecond);
  if (wall.offsetMinutes !== undefined) return asUtc - wall.offsetMinutes * 60_000;
  const before = offsetAt(asUtc - DAY_MS, timezone);
  const after = offsetAt(asUtc + DAY_MS, timezone);
  const early = asUtc - before;
  if (before === after || offsetAt(early, timezone) === before) return early;
  const late = asUtc - after;
  return offsetAt(late, timezone) === after ? late : early;
}

const offsets = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds east of UTC, remembered by the quarter of an hour, within which no zone changes. */
function offsetAt(epoch: number, timezone: string): number {
  const quarter = Math.floor(epoch / 900_000);
  const key = `${timezone}@${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = measureOffset(quarter * 900_000, timezone);
  if (offsets.size >= REMEMBERED_LIMIT) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

function measureOffset(epoch: number, timezone: string): number {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timezone, format);
  }
  const seen = Object.fromEntries(format.formatToParts(epoch).map((part) => [part.type, Number(part.value)]));
  return Date.UTC(seen['year']!, seen['month']! - 1, seen['day'], seen['hour'], seen['minute'], seen['second']) - epoch;
}
