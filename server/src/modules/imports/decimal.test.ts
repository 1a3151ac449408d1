import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { amountOf, exactMinor, parseMicro, parseWhole, roundedShare } from './decimal.ts';

test('numbers are read as people and spreadsheets write them', () => {
  const cases: [string, number][] = [
    ['2.55', 2_550_000],
    ['-0.001', -1000],
    ['0', 0],
    ['0.0', 0],
    ['1,234.50', 1_234_500_000],
    ['¥12.50', 12_500_000],
    ['12,5', 12_500_000],
    ['1,234', 1_234_000_000],
    ['1.234,50', 1_234_500_000],
    ['(3.00)', -3_000_000],
    ['+7', 7_000_000],
    ['1.2E+05', 120_000_000_000],
    ['2.5500000000000003', 2_550_000],
    ['0.12345678', 123_457],
    ['－１２', -12_000_000],
    ['£ 1 000.10', 1_000_100_000],
    ['.5', 500_000],
    ['99元', 99_000_000],
    ['-£5', -5_000_000],
  ];
  for (const [text, micro] of cases) assert.equal(parseMicro(text), micro, text);
  for (const text of ['', 'abc', '1.2.3', '--1', '1,2,3', '-', '.', '=1+1', '12a', '1,23.4,5'])
    assert.equal(parseMicro(text), Number.NaN, text);
  for (const text of ['9'.repeat(16), '9'.repeat(400), '1e300'])
    assert.equal(parseMicro(text), Number.POSITIVE_INFINITY, text);
});

test('a quantity is a whole number, also where a spreadsheet added a decimal', () => {
  assert.equal(parseWhole('6'), 6);
  assert.equal(parseWhole('6.0'), 6);
  assert.equal(parseWhole('-12'), -12);
  assert.equal(parseWhole('1,200'), 1200);
  assert.equal(parseWhole('1.5'), Number.NaN);
});

test('an amount is quantity times price, rounded once, half away from zero', () => {
  assert.equal(amountOf(6, 2_550_000, 2), 1530);
  assert.equal(amountOf(3, 5000, 2), 2);
  assert.equal(amountOf(-3, 5000, 2), -2);
  assert.equal(amountOf(1, 1000, 2), 0);
  assert.equal(amountOf(1, -11_062_060_000, 2), -1_106_206);
  assert.equal(amountOf(2, 1_500_000, 0), 3);
  assert.equal(exactMinor(2_550_000, 2), 255);
  assert.equal(exactMinor(2_555_000, 2), undefined);
});

test('amounts are exact for any size: they agree with unlimited integers', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      fc.integer({ min: 0, max: 3 }),
      (quantity, micro, digits) => {
        const scale = 10n ** BigInt(6 - digits);
        const size = (BigInt(Math.abs(quantity)) * BigInt(micro) * 2n + scale) / (scale * 2n);
        const amount = amountOf(quantity, micro, digits);
        if (size > BigInt(Number.MAX_SAFE_INTEGER)) assert.equal(Math.abs(amount), Number.POSITIVE_INFINITY);
        else assert.equal(BigInt(Math.abs(amount)), size);
      },
    ),
  );
  assert.equal(roundedShare(1, 100, 3), 33);
});

test('a price written with up to six decimals is read exactly', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
      fc.integer({ min: 0, max: 6 }),
      (value, decimals) => {
        const size = String(Math.abs(value)).padStart(decimals + 1, '0');
        const text = `${value < 0 ? '-' : ''}${decimals === 0 ? size : `${size.slice(0, -decimals)}.${size.slice(-decimals)}`}`;
        assert.equal(parseMicro(text), value * 10 ** (6 - decimals) || 0);
      },
    ),
  );
});
