import { minorDigits } from '../../platform/money.ts';

/** One point for each whole unit of currency paid; fractions are dropped once, on the order's total. */
export function pointsFor(totalMinor: number, currency: string): number {
  return Math.floor(totalMinor / 10 ** minorDigits(currency));
}

/**
 * Points an order keeps when `refundedMinor` of `totalMinor` was given back: in proportion, rounded down.
 * Computed from the whole each time, so that many partial refunds take back exactly what one would.
 */
export function pointsKept(earned: number, totalMinor: number, refundedMinor: number): number {
  if (totalMinor === 0) return 0;
  return Number((BigInt(earned) * BigInt(totalMinor - refundedMinor)) / BigInt(totalMinor));
}
