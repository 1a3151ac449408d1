import type { Desk, Look } from './desk.ts';
import type { Period } from './period.ts';
import { type ChannelSales, readSales } from './read-figures.ts';

const DEFAULT_CURRENCY = 'CNY';

export function salesOf(desk: Desk, seen: Look, period: Period): Promise<ChannelSales[]> {
  return seen.recall(`sales ${period.from} ${period.until}`, period.until, () => readSales(desk, period));
}

/** The currency of most orders; CNY where there are none. Equal numbers: the first of the alphabet. */
export function currencyOf(sales: readonly ChannelSales[]): string {
  const orders = new Map<string, number>();
  for (const row of sales) orders.set(row.currency, (orders.get(row.currency) ?? 0) + row.orders);
  const [most] = [...orders].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return most?.[0] ?? DEFAULT_CURRENCY;
}

/** The currency asked for, or that of most orders in the period. */
export async function chooseCurrency(
  desk: Desk,
  seen: Look,
  period: Period,
  asked: string | undefined,
): Promise<string> {
  return asked ?? currencyOf(await salesOf(desk, seen, period));
}
