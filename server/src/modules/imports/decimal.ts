/** Prices are kept in millionths of the currency's unit: exact integers, finer than any price list. */
const MICRO_DECIMALS = 6;

const symbols = /[\s\u00a0'’_¥￥$€£₩]|CNY|RMB|GBP|USD|EUR|元/gi;

/**
 * A number as people and spreadsheets write it, in millionths: `2.55`, `-1,234.50`, `¥12.50`, `12,5`, `(3.00)`, `1.2E+05`.
 * NaN when it is not a number, ±Infinity when it is too large to be exact. A single comma before three digits separates thousands.
 */
export function parseMicro(text: string): number {
  const plain = parsePlain(text);
  return Number.isNaN(plain) ? parseWritten(text) : plain;
}

/** A whole number written the same ways (`6`, `6.0`, `1,200`); NaN when it has a fraction. */
export function parseWhole(text: string): number {
  const micro = parseMicro(text);
  if (!Number.isFinite(micro)) return micro;
  return micro % 1_000_000 === 0 ? micro / 1_000_000 : Number.NaN;
}

/**
 * Quantity × price in minor units, rounded once, half away from zero. `digits` are the currency's decimals.
 * ±Infinity beyond what an exact integer holds.
 */
export function amountOf(quantity: number, priceMicro: number, digits: number): number {
  const size = roundedShare(Math.abs(quantity), Math.abs(priceMicro), 10 ** (MICRO_DECIMALS - digits));
  return quantity < 0 !== priceMicro < 0 ? 0 - size : size;
}

/** `part × whole / by` in integers, rounded half away from zero; all three not negative. */
export function roundedShare(part: number, whole: number, by: number): number {
  const product = part * whole;
  if (product <= Number.MAX_SAFE_INTEGER) return roundQuotient(product, by);
  if (!Number.isSafeInteger(part) || !Number.isSafeInteger(whole)) return Number.POSITIVE_INFINITY;
  const exact = Number((BigInt(part) * BigInt(whole) * 2n + BigInt(by)) / (BigInt(by) * 2n));
  return Number.isSafeInteger(exact) ? exact : Number.POSITIVE_INFINITY;
}

/** Minor units of one price, or undefined where the price is finer than the currency. */
export function exactMinor(priceMicro: number, digits: number): number | undefined {
  const scale = 10 ** (MICRO_DECIMALS - digits);
  return priceMicro % scale === 0 ? priceMicro / scale : undefined;
}

function roundQuotient(dividend: number, divisor: number): number {
  const rest = dividend % divisor;
  return (dividend - rest) / divisor + (rest * 2 >= divisor ? 1 : 0);
}

/** The common case without allocation: digits, at most one point, at most six decimals. */
function parsePlain(text: string): number {
  const { length } = text;
  if (length === 0 || length > 16) return Number.NaN;
  const isNegative = text.charCodeAt(0) === 45;
  let value = 0;
  let decimals = -1;
  let digits = 0;
  for (let at = isNegative ? 1 : 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46 && decimals < 0) decimals = 0;
    else if (code >= 48 && code <= 57) {
      value = value * 10 + (code - 48);
      digits++;
      if (decimals >= 0) decimals++;
    } else return Number.NaN;
  }
  if (digits === 0 || decimals > MICRO_DECIMALS) return Number.NaN;
  return signed(value * 10 ** (MICRO_DECIMALS - Math.max(0, decimals)), isNegative);
}

function parseWritten(text: string): number {
  let rest = text.normalize('NFKC').replace('−', '-').replace(symbols, '');
  let isNegative = false;
  if (/^\(.+\)$/.test(rest)) {
    isNegative = true;
    rest = rest.slice(1, -1);
  }
  const sign = /^[-+]/.exec(rest)?.[0];
  if (sign) rest = rest.slice(1);
  if (sign === '-') isNegative = !isNegative;
  if (/^\d+(\.\d+)?e[-+]?\d+$/i.test(rest)) rest = writtenOut(rest);
  const match = /^(\d*)(?:\.(\d*))?$/.exec(withPoint(rest));
  if (!match || !(match[1] || match[2])) return Number.NaN;
  return signed(scaled(match[1] ?? '', match[2] ?? ''), isNegative);
}

/** Leaves a point as the only separator. */
function withPoint(text: string): string {
  const comma = text.lastIndexOf(',');
  if (comma < 0) return text;
  const point = text.lastIndexOf('.');
  if (point > comma) return /^\d{1,3}(,\d{2,4})*(,\d{3})\.\d*$/.test(text) ? text.replaceAll(',', '') : text;
  if (point >= 0) return /^\d{1,3}(\.\d{3})+,\d*$/.test(text) ? text.replaceAll('.', '').replace(',', '.') : text;
  if (/^\d{1,3}(,\d{3})+$/.test(text)) return text.replaceAll(',', '');
  return text.replace(',', '.');
}

function writtenOut(text: string): string {
  const value = Number(text);
  return value < 1e21 ? value.toFixed(MICRO_DECIMALS) : '1'.padEnd(25, '0');
}

function scaled(whole: string, fraction: string): number {
  if (whole.length > 18) return Number.POSITIVE_INFINITY;
  const kept = BigInt((whole || '0') + fraction.slice(0, MICRO_DECIMALS).padEnd(MICRO_DECIMALS, '0'));
  return Number(kept + (fraction.charCodeAt(MICRO_DECIMALS) >= 53 ? 1n : 0n));
}

function signed(size: number, isNegative: boolean): number {
  const bounded = size > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : size;
  return isNegative ? 0 - bounded : bounded;
}
