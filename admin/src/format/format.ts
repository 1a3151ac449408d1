import type { Language } from '@shuke/contract';
import { wallClock, type Day } from './zone.ts';

/** Writes figures, money and times as the language and the business zone want them. */
export interface Format {
  language: Language;
  zone: string;
  /** 12,345 */
  count: (value: number) => string;
  /** 1.2万 · 12.3k; exact below ten thousand. */
  short: (value: number) => string;
  /** ¥1,234.50 */
  money: (amountMinor: number, currency: string) => string;
  /** ¥123.4万 · £1.2M; exact below ten thousand. */
  shortMoney: (amountMinor: number, currency: string) => string;
  /** The number alone, for files and fields: 1234.50 */
  plainMoney: (amountMinor: number, currency: string) => string;
  /** 42.3% */
  percent: (share: number) => string;
  /** 2026-11-20 14:03 */
  instant: (at: string) => string;
  /** 2026-11-20 14:03:05 */
  exact: (at: string) => string;
  /** 2026-11-20 */
  day: (at: string) => string;
  /** 11月20日 · 20 Nov; with the year where it is not the present one. */
  spokenDay: (day: Day, presentYear: string) => string;
  clock: (at: string) => string;
  bytes: (value: number) => string;
  /** 2 分 5 秒 · 2m 5s */
  duration: (seconds: number) => string;
}

/** Digits behind the point that the currency has: 2 for CNY, 0 for JPY. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

function once<V>(make: (key: string) => V): (key: string) => V {
  const made = new Map<string, V>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) {
      value = make(key);
      made.set(key, value);
    }
    return value;
  };
}

const SHORT_FROM = 10_000;

export function makeFormat(language: Language, zone: string): Format {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1, useGrouping: true });
  const share = new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const moneyIn = once(
    (currency) => new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
  );
  const shortMoneyIn = once(
    (currency) =>
      new Intl.NumberFormat(language, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        notation: 'compact',
        useGrouping: true,
        minimumFractionDigits: 0,
        maximumFractionDigits: 1,
      }),
  );
  const unitOf = once((currency) => 10 ** minorDigits(currency));
  const major = (amountMinor: number, currency: string) => amountMinor / unitOf(currency);
  const lower = (text: string) => text.replace('K', 'k');

  return {
    language,
    zone,
    count: (value) => whole.format(value),
    short: (value) => lower(Math.abs(value) < SHORT_FROM ? whole.format(value) : compact.format(value)),
    money: (amountMinor, currency) => moneyIn(currency).format(major(amountMinor, currency)),
    shortMoney: (amountMinor, currency) => {
      const value = major(amountMinor, currency);
      return lower((Math.abs(value) < SHORT_FROM ? moneyIn(currency) : shortMoneyIn(currency)).format(value));
    },
    plainMoney: (amountMinor, currency) => major(amountMinor, currency).toFixed(minorDigits(currency)),
    percent: (value) => share.format(value),
    instant: (at) => {
      const { day, time } = wallClock(at, zone);
      return `${day} ${time.slice(0, 5)}`;
    },
    exact: (at) => {
      const { day, time } = wallClock(at, zone);
      return `${day} ${time}`;
    },
    day: (at) => wallClock(at, zone).day,
    spokenDay: (day, presentYear) => {
      const withYear = day.slice(0, 4) === presentYear ? {} : ({ year: 'numeric' } as const);
      const locale = language === 'en' ? 'en-GB' : language;
      return new Intl.DateTimeFormat(locale, {
        timeZone: 'UTC',
        month: language === 'en' ? 'short' : 'long',
        day: 'numeric',
        ...withYear,
      }).format(new Date(`${day}T00:00:00Z`));
    },
    clock: (at) => wallClock(at, zone).time.slice(0, 5),
    bytes: (value) => {
      if (value < 1024) return `${value} B`;
      return value < 1024 * 1024 ? `${(value / 1024).toFixed(0)} KB` : `${(value / 1024 / 1024).toFixed(1)} MB`;
    },
    duration: (seconds) => {
      const minutes = Math.floor(seconds / 60);
      const rest = Math.round(seconds % 60);
      const [minute, second] = language === 'zh-CN' ? [' 分', ' 秒'] : ['m', 's'];
      return minutes > 0 ? `${minutes}${minute} ${rest}${second}` : `${rest}${second}`;
    },
  };
}
