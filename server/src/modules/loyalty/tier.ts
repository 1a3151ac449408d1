import type { Words } from '@shuke/contract';
import { formatMoney, minorDigits } from '../../platform/money.ts';
import type { Zone } from '../../platform/zone.ts';

/** A rung of the ladder, reached by the spend of the last 12 months, in units of currency (yuan). */
export interface Tier {
  readonly code: 'basic' | 'silver' | 'gold' | 'diamond';
  readonly name: string;
  readonly nameEn: string;
  readonly fromSpend: number;
}

/** Lowest first. Thresholds of the retail guide: 银卡 from 1000, 金卡 from 5000 (高价值会员), 钻石卡 from 20000 a year. */
export const ladder: readonly [Tier, ...Tier[]] = [
  { code: 'basic', name: '普通', nameEn: 'Basic', fromSpend: 0 },
  { code: 'silver', name: '银卡', nameEn: 'Silver', fromSpend: 1000 },
  { code: 'gold', name: '金卡', nameEn: 'Gold', fromSpend: 5000 },
  { code: 'diamond', name: '钻石卡', nameEn: 'Diamond', fromSpend: 20_000 },
];

export const WINDOW_MONTHS = 12;

/** Spend of one business day. */
export type DaySpend = readonly [day: number, minor: number];

const thresholdMinor = (tier: Tier, currency: string): number => tier.fromSpend * 10 ** minorDigits(currency);

export function tierFor(spendMinor: number, currency: string): Tier {
  return ladder.findLast((tier) => spendMinor >= thresholdMinor(tier, currency)) ?? ladder[0];
}

export function tierOf(code: string): Tier {
  return ladder.find((tier) => tier.code === code) ?? ladder[0];
}

/** What a tier is called; one that is no longer on the ladder by its code. */
export function tierWords(code: string): Words {
  const tier = ladder.find((one) => one.code === code);
  return tier ? { zh: tier.name, en: tier.nameEn } : { zh: code, en: code };
}

/** Days that still count on `today`: a purchase counts until the same date 12 months later, that day not included. */
export function withinWindow(days: readonly DaySpend[], today: number, zone: Zone): readonly DaySpend[] {
  const cutoff = zone.addMonths(today, -WINDOW_MONTHS);
  const first = days.findIndex(([day]) => day > cutoff);
  return first <= 0 ? (first < 0 ? [] : days) : days.slice(first);
}

export function addSpend(days: readonly DaySpend[], day: number, minor: number): readonly DaySpend[] {
  const last = days.at(-1);
  if (!last || last[0] < day) return [...days, [day, minor]];
  const at = days.findIndex(([other]) => other >= day);
  const own = days[at]!;
  if (own[0] !== day) return [...days.slice(0, at), [day, minor], ...days.slice(at)];
  const sum = own[1] + minor;
  return sum === 0
    ? [...days.slice(0, at), ...days.slice(at + 1)]
    : [...days.slice(0, at), [day, sum], ...days.slice(at + 1)];
}

export const spendOf = (days: readonly DaySpend[]): number => days.reduce((sum, [, minor]) => sum + minor, 0);

/** The first instant at which the tier would fall if nothing more were bought; null on the lowest. */
export function tierEndsAt(days: readonly DaySpend[], tier: Tier, currency: string, zone: Zone): number | null {
  if (tier.fromSpend === 0) return null;
  const needed = thresholdMinor(tier, currency);
  let left = spendOf(days);
  for (const [day, minor] of days) {
    left -= minor;
    if (left < needed) return zone.startOf(lastCountingDay(day, zone) + 1);
  }
  return null;
}

/** The last day on which a purchase of `day` counts; month ends are where adding and taking 12 months differ. */
function lastCountingDay(day: number, zone: Zone): number {
  let end = zone.addMonths(day, WINDOW_MONTHS);
  while (zone.addMonths(end, -WINDOW_MONTHS) < day) end++;
  return end - 1;
}

/** The next tier and what is missing to it; null on the highest. */
export function nextTier(spendMinor: number, currency: string): { tier: Tier; missingMinor: number } | null {
  const tier = ladder[ladder.indexOf(tierFor(spendMinor, currency)) + 1];
  return tier ? { tier, missingMinor: thresholdMinor(tier, currency) - spendMinor } : null;
}

/** How far it is to the next tier, in figures and in words. */
export function tierProgress(spendMinor: number, currency: string) {
  const next = nextTier(spendMinor, currency);
  if (!next) return { spendMinor, currency, next: null, sentence: '已是最高等级', sentenceEn: 'Highest tier reached' };
  const { tier, missingMinor } = next;
  return {
    spendMinor,
    currency,
    next: { code: tier.code, name: tier.name, missingMinor },
    sentence: `再消费 ${formatMoney(missingMinor, currency, 'zh-CN')} 升级${tier.name}`,
    sentenceEn: `Spend ${formatMoney(missingMinor, currency, 'en')} more to reach ${tier.nameEn}`,
  };
}
