const digits = new Map<string, number>();

/** Decimal places of a currency's minor unit (ISO 4217): CNY 2, JPY 0. */
export function minorDigits(currency: string): number {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  const found =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  digits.set(currency, found);
  return found;
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, locale: string, places: number): Intl.NumberFormat {
  const key = `${locale} ${currency} ${places}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: places,
  });
  formats.set(key, made);
  return made;
}

/** ¥200 or ¥199.50: without decimals where there are none. */
export function formatMoney(amountMinor: number, currency: string, locale: 'zh-CN' | 'en'): string {
  const places = minorDigits(currency);
  const isWhole = amountMinor % 10 ** places === 0;
  return formatOf(currency, locale, isWhole ? 0 : places).format(amountMinor / 10 ** places);
}
