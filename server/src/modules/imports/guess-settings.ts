import type { ImportMapping } from '@shuke/contract';
import type { DateOrder } from './parse-time.ts';

/** Countries that order files name, with what they pay in and the zone of most of their people. */
const places = [
  { names: ['united kingdom', 'uk', 'great britain', 'england'], currency: 'GBP', timezone: 'Europe/London' },
  { names: ['germany', 'deutschland'], currency: 'EUR', timezone: 'Europe/Berlin' },
  { names: ['france'], currency: 'EUR', timezone: 'Europe/Paris' },
  { names: ['united states', 'usa', 'us'], currency: 'USD', timezone: 'America/New_York' },
  { names: ['japan', '日本'], currency: 'JPY', timezone: 'Asia/Tokyo' },
  { names: ['hong kong', '香港'], currency: 'HKD', timezone: 'Asia/Hong_Kong' },
  { names: ['singapore', '新加坡'], currency: 'SGD', timezone: 'Asia/Singapore' },
] as const;

const symbols = [
  { symbol: /^[¥￥]|元$/, currency: 'CNY' },
  { symbol: /^£/, currency: 'GBP' },
  { symbol: /^€|€$/, currency: 'EUR' },
  { symbol: /^\$/, currency: 'USD' },
] as const;

/** Currency and zone from where most orders come from, else from the sign before the prices; else the defaults hold. */
export function guessPlace(
  regions: readonly string[],
  prices: readonly string[],
): Partial<Pick<ImportMapping, 'currency' | 'timezone'>> {
  const most = mostFrequent(regions.filter((text) => text !== ''))?.toLowerCase();
  const place = places.find(({ names }) => names.some((name) => name === most));
  const sign = symbols.find(({ symbol }) => prices.some((price) => symbol.test(price)));
  return {
    ...(place ? { currency: place.currency, timezone: place.timezone } : {}),
    ...(sign ? { currency: sign.currency } : {}),
  };
}

/** Whether dates like 12/1/2010 put the day first: told by the first that can only be one of the two. */
export function guessDateOrder(times: readonly string[]): DateOrder {
  for (const text of times) {
    const [, first, second] = /^(\d{1,2})[-/](\d{1,2})[-/]\d{2,4}/.exec(text) ?? [];
    if (Number(first) > 12) return 'dayFirst';
    if (Number(second) > 12) return 'monthFirst';
  }
  return 'monthFirst';
}

type CodeKind = 'shippingSkus' | 'feeSkus' | 'creditSkus';
type Codes = Pick<ImportMapping, CodeKind>;

/** The codes of one widespread shop system. They come together: a file that uses one of them may use any further down. */
const shopCodes: readonly { sku: string; name: RegExp; kind: CodeKind }[] = [
  { sku: 'POST', name: /^postage/i, kind: 'shippingSkus' },
  { sku: 'DOT', name: /^dotcom postage/i, kind: 'shippingSkus' },
  { sku: 'C2', name: /^carriage/i, kind: 'shippingSkus' },
  { sku: 'AMAZONFEE', name: /^amazon fee/i, kind: 'feeSkus' },
  { sku: 'BANK CHARGES', name: /^bank charges/i, kind: 'feeSkus' },
  { sku: 'CRUK', name: /^cruk commission/i, kind: 'feeSkus' },
  { sku: 'B', name: /^adjust bad debt/i, kind: 'feeSkus' },
  { sku: 'S', name: /^samples/i, kind: 'feeSkus' },
  { sku: 'M', name: /^manual/i, kind: 'creditSkus' },
  { sku: 'D', name: /^discount/i, kind: 'creditSkus' },
];

const shippingName =
  /^(运费|邮费|快递费|配送费|postage|shipping|carriage|delivery)( ?(fee|charge|cost|补差价?|差价))?$/i;
const feeName = /^(手续费|服务费|平台服务费|佣金|bank charges?|commission|service fee)$/i;
const creditName = /^(补偿|退差价|优惠返还|manual credit|discount)$/i;

/** Codes that are no goods: by the name beside them, so that a size M or S is never taken for one. */
export function guessCodes(skus: readonly string[], names: readonly string[]): Codes {
  const nameOf = new Map(skus.map((sku, at) => [sku, names[at] ?? ''] as const).filter(([, name]) => name !== ''));
  const isThatShop = shopCodes.some(({ sku, name }) => name.test(nameOf.get(sku) ?? ''));
  const codes: Codes = { shippingSkus: [], feeSkus: [], creditSkus: [] };
  if (isThatShop) for (const { sku, kind } of shopCodes) codes[kind].push(sku);
  for (const [sku, name] of nameOf) {
    if (isThatShop && shopCodes.some((code) => code.sku === sku)) continue;
    if (sku.length > 100) continue;
    if (shippingName.test(name)) codes.shippingSkus.push(sku);
    else if (feeName.test(name)) codes.feeSkus.push(sku);
    else if (creditName.test(name)) codes.creditSkus.push(sku);
  }
  return {
    shippingSkus: codes.shippingSkus.slice(0, 100),
    feeSkus: codes.feeSkus.slice(0, 100),
    creditSkus: codes.creditSkus.slice(0, 100),
  };
}

function mostFrequent(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}
