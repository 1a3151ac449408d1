import { type Channel, channels } from './places.ts';
import { firstAbove, type Random, runningTotals } from './random.ts';

/** When people buy: days of China Standard Time (+08:00 all year), sales peaks, paydays, weekdays and hours. */

export const DAY = 86_400_000;
const OFFSET = 8 * 3_600_000;

export type Promotion = '618' | '双11' | '双12' | '38节' | '年货节' | '会员日';

export interface Day {
  /** Position in the generated window. */
  readonly index: number;
  /** Epoch milliseconds of its first moment. */
  readonly startsAt: number;
  /** 2026-11-01 */
  readonly date: string;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 0 is January. */
  readonly month: number;
  readonly promotion: Promotion | null;
  /** Demand online, in stores, and of those who wait for promotions; 1 is an ordinary day. */
  readonly online: number;
  readonly store: number;
  readonly bargain: number;
}

/** New year's day of the lunar calendar (Hong Kong Observatory tables); the weeks around it are quiet. */
const springFestivals = [
  '2020-01-25',
  '2021-02-12',
  '2022-02-01',
  '2023-01-22',
  '2024-02-10',
  '2025-01-29',
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
  '2029-02-13',
  '2030-02-03',
  '2031-01-23',
  '2032-02-11',
  '2033-01-31',
  '2034-02-19',
  '2035-02-08',
  '2036-01-28',
  '2037-02-15',
  '2038-02-04',
  '2039-01-24',
].map((date) => Date.parse(date) / DAY);

/** Month × 100 + day of month, from and to included, factor on demand and the promotion that runs. */
const peaks: readonly (readonly [from: number, to: number, factor: number, promotion: Promotion | null])[] = [
  [103, 112, 1.35, '年货节'],
  [301, 304, 0.85, null],
  [305, 308, 2, '38节'],
  [309, 312, 0.8, null],
  [520, 520, 1.4, null],
  [523, 530, 0.62, null],
  [531, 603, 2.3, '618'],
  [604, 607, 0.95, '618'],
  [608, 614, 0.7, '618'],
  [615, 617, 2.4, '618'],
  [618, 618, 5.2, '618'],
  [619, 620, 1.3, '618'],
  [621, 630, 0.72, null],
  [1001, 1007, 0.9, null],
  [1018, 1030, 0.62, null],
  [1031, 1103, 2.6, '双11'],
  [1104, 1107, 0.85, '双11'],
  [1108, 1110, 1.9, '双11'],
  [1111, 1111, 7.5, '双11'],
  [1112, 1113, 1.1, null],
  [1114, 1125, 0.66, null],
  [1210, 1211, 1.2, '双12'],
  [1212, 1212, 2.6, '双12'],
  [1223, 1225, 1.25, null],
];

/** Sunday to Saturday. Tuesday is the trough of the week. */
const onlineWeekdays = [1.1, 0.97, 0.86, 0.95, 0.99, 1.08, 1.05];
const storeWeekdays = [1.6, 0.74, 0.6, 0.74, 0.8, 1.06, 1.66];

function peakOf(month: number, dayOfMonth: number): { factor: number; promotion: Promotion | null } {
  const key = (month + 1) * 100 + dayOfMonth;
  const peak = peaks.find(([from, to]) => key >= from && key <= to);
  return { factor: peak?.[2] ?? 1, promotion: peak?.[3] ?? null };
}

function springFactor(epochDay: number): number {
  const distance = springFestivals.map((first) => epochDay - first).find((days) => days >= -9 && days <= 7);
  if (distance === undefined) return 1;
  return distance < -3 ? 0.75 : 0.42;
}

/** Wages come on the 10th, the 15th and the last days of the month; the days before are lean. */
function payday(dayOfMonth: number): number {
  if (dayOfMonth === 10 || dayOfMonth === 15) return 1.22;
  if (dayOfMonth === 11 || dayOfMonth === 16 || dayOfMonth >= 28) return 1.1;
  return dayOfMonth >= 20 && dayOfMonth <= 26 ? 0.92 : 1;
}

/** The third Tuesday of a month is the members' day in the stores. */
const isMembersDay = (weekday: number, dayOfMonth: number): boolean =>
  weekday === 2 && dayOfMonth >= 15 && dayOfMonth <= 21;

function describe(epochDay: number, index: number): Day {
  const date = new Date(epochDay * DAY);
  const weekday = date.getUTCDay();
  const month = date.getUTCMonth();
  const dayOfMonth = date.getUTCDate();
  const peak = peakOf(month, dayOfMonth);
  const ordinary = springFactor(epochDay) * payday(dayOfMonth);
  const storePeak = 1 + (peak.factor - 1) * 0.18;
  return {
    index,
    startsAt: epochDay * DAY - OFFSET,
    date: date.toISOString().slice(0, 10),
    weekday,
    month,
    promotion: peak.promotion ?? (isMembersDay(weekday, dayOfMonth) ? '会员日' : null),
    online: ordinary * peak.factor * (onlineWeekdays[weekday] as number),
    store: ordinary * storePeak * (storeWeekdays[weekday] as number),
    bargain: ordinary * (peak.promotion ? peak.factor ** 1.45 : 0.5) * (onlineWeekdays[weekday] as number),
  };
}

/** The days of a window of whole months that ends with the day before `now`. */
export function daysUntil(now: Date, months: number): Day[] {
  const end = Math.floor((now.getTime() + OFFSET) / DAY);
  const date = new Date(end * DAY);
  const monthStart = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1);
  const monthLength = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months + 1, 0)).getUTCDate();
  const start = monthStart / DAY + Math.min(date.getUTCDate(), monthLength) - 1;
  return Array.from({ length: end - start }, (_, index) => describe(start + index, index));
}

/** 2026-11-01, from days since 1970. */
export function dateOf(epochDay: number): string {
  const known = dates.get(epochDay);
  if (known) return known;
  const date = new Date(epochDay * DAY).toISOString().slice(0, 10);
  dates.set(epochDay, date);
  return date;
}
/** At most the days of a lifetime: birthdays and history. */
const dates = new Map<number, string>();
export const epochDayOf = (day: Day): number => (day.startsAt + OFFSET) / DAY;

const two = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));

/** The instant with seconds and +08:00. */
export function instantOf(at: number): string {
  const local = at + OFFSET;
  const epochDay = Math.floor(local / DAY);
  const seconds = Math.floor((local - epochDay * DAY) / 1000);
  return `${dateOf(epochDay)}T${two[Math.floor(seconds / 3600)]}:${two[Math.floor(seconds / 60) % 60]}:${two[seconds % 60]}+08:00`;
}

/** The same moment, or nine hours later where it falls before nine in the morning: parcels and clerks keep office hours. */
export const inDaytime = (at: number): number => (hourOf(at) < 9 ? at + 9 * 3_600_000 : at);

export const hourOf = (at: number): number => Math.floor((at + OFFSET) / 3_600_000) % 24;

const onlineHours = runningTotals([
  0.1, 0.04, 0.03, 0.03, 0.04, 0.1, 0.3, 0.6, 0.9, 1.1, 1.3, 1.2, 1.3, 1.2, 1, 1, 1.05, 1, 1.1, 1.4, 1.9, 2.1, 1.8, 0.8,
]);
const peakHours = runningTotals([
  0.15, 0.04, 0.03, 0.03, 0.04, 0.1, 0.3, 0.6, 1, 1.3, 1.4, 1.1, 1.1, 1, 0.9, 0.9, 1, 0.9, 1, 1.8, 4.4, 2.9, 2, 1.2,
]);
const owlHours = runningTotals([
  5, 4.2, 0.6, 0.3, 0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 0.9, 1.1, 1.4, 1.9,
]);
const storeHours = runningTotals([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.8, 1.1, 1, 0.9, 1.2, 1.4, 1.5, 1.3, 1.2, 1.5, 1.4, 0.7, 0, 0,
]);
const shareHours = runningTotals([
  0.1, 0.05, 0, 0, 0, 0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 0.9, 1, 1.9, 4.2, 1.8, 1, 0.9, 1.2, 1.1, 0.7, 0.3,
]);

export type Rhythm = 'online' | 'owl' | 'store' | 'share';

/** A moment of the day, by the hours at which people of this rhythm buy (or share). */
export function momentOf(random: Random, day: Day, rhythm: Rhythm): number {
  const isPeak = day.online > 2 && rhythm === 'online';
  const hours = isPeak
    ? peakHours
    : { online: onlineHours, owl: owlHours, store: storeHours, share: shareHours }[rhythm];
  return day.startsAt + Math.floor((random.index(hours) + random.unit()) * 3_600_000);
}

/**
 * Turns a steady rate into one that follows the calendar: a Poisson process keeps its law when its clock runs with
 * the cumulative demand (time-rescaling; Brown et al., "The time-rescaling theorem", 2002).
 */
export class Demand {
  private readonly totals: Float64Array;

  constructor(days: readonly Day[], weight: (day: Day) => number) {
    this.totals = runningTotals(days.map(weight));
  }

  /** Sum of the weights of all days before `index`. */
  before(index: number): number {
    return index === 0 ? 0 : (this.totals[index - 1] as number);
  }

  get total(): number {
    return this.totals.at(-1) ?? 0;
  }

  /** The day on which `work` units of demand after the end of day `index` are reached; the window's length when never. */
  reach(index: number, work: number): number {
    return firstAbove(this.totals, this.before(index + 1) + work);
  }
}

/** Running number per channel and day, for order numbers. */
export class OrderNumbers {
  private date = '';
  private readonly next = new Map<Channel, number>();
  private static readonly letters: Record<Channel, string> = {
    miniprogram: 'M',
    tmall: 'T',
    douyin: 'D',
    pos: 'P',
    h5: 'H',
  };

  take(day: Day, channel: Channel): string {
    if (day.date !== this.date) {
      this.date = day.date;
      for (const name of channels) this.next.set(name, 0);
    }
    const count = (this.next.get(channel) ?? 0) + 1;
    this.next.set(channel, count);
    return `${OrderNumbers.letters[channel]}${day.date.replaceAll('-', '')}${String(count).padStart(6, '0')}`;
  }
}
