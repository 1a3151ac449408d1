import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeNumber } from './whole-number.ts';

test('a whole number is understood as people type it, and nothing else is taken for one', () => {
  for (const [typed, number] of [
    ['12', 12],
    [' 1,200 ', 1200],
    ['１２', 12],
    ['0', 0],
    ['', Number.NaN],
    ['-3', Number.NaN],
    ['1.5', Number.NaN],
    ['1e3', Number.NaN],
    ['十', Number.NaN],
    ['9'.repeat(16), Number.NaN],
  ] as const)
    assert.equal(wholeNumber(typed), number, typed);
});
