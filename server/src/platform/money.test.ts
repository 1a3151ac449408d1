import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMoney, minorDigits } from './money.ts';

test('a currency has the minor digits of ISO 4217', () => {
  for (const [currency, digits] of [
    ['CNY', 2],
    ['EUR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['BHD', 3],
  ] as const)
    assert.equal(minorDigits(currency), digits, currency);
});

test('money reads without decimals where there are none', () => {
  const cases: [minor: number, currency: string, locale: 'zh-CN' | 'en', text: string][] = [
    [20_000, 'CNY', 'zh-CN', '¥200'],
    [19_950, 'CNY', 'zh-CN', '¥199.50'],
    [1, 'CNY', 'zh-CN', '¥0.01'],
    [0, 'CNY', 'zh-CN', '¥0'],
    [-4000, 'CNY', 'zh-CN', '-¥40'],
    [123_456_700, 'CNY', 'en', '¥1,234,567'],
    [150, 'JPY', 'en', '¥150'],
    [1500, 'KWD', 'en', 'KWD\u00a01.500'],
    [100, 'EUR', 'en', '€1'],
  ];
  for (const [minor, currency, locale, text] of cases) assert.equal(formatMoney(minor, currency, locale), text);
});
