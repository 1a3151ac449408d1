import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeFormat } from './format.ts';

const zh = makeFormat('zh-CN', 'Asia/Shanghai');
const en = makeFormat('en', 'Asia/Shanghai');

test('money is written with its own sign and its own digits', () => {
  assert.equal(zh.money(123450, 'CNY'), '¥1,234.50');
  assert.equal(en.money(123450, 'GBP'), '£1,234.50');
  assert.equal(zh.money(1234, 'JPY'), '¥1,234');
  assert.equal(zh.money(-500, 'CNY'), '-¥5.00');
});

test('large figures are shortened by 万 and 亿 in Chinese, k and M in English', () => {
  assert.equal(zh.shortMoney(123_456_700, 'CNY'), '¥123.5万');
  assert.equal(zh.shortMoney(12_345_678_900, 'CNY'), '¥1.2亿');
  assert.equal(en.shortMoney(123_456_700, 'GBP'), '£1.2M');
  assert.equal(en.short(45_678), '45.7k');
  assert.equal(zh.short(9_999), '9,999');
  assert.equal(zh.shortMoney(2_236_900_000, 'CNY'), '¥2,236.9万');
});

test('instants are shown in the business zone', () => {
  assert.equal(zh.instant('2026-10-31T16:30:05Z'), '2026-11-01 00:30');
  assert.equal(en.spokenDay('2026-11-01', '2026'), '1 Nov');
  assert.equal(zh.spokenDay('2025-11-01', '2026'), '2025年11月1日');
});
