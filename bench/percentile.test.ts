import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, percentile } from './percentile.ts';

test('percentiles are values that occurred, by nearest rank', () => {
  const values = [5, 1, 4, 2, 3];
  assert.equal(percentile(values, 0.5), 3);
  assert.equal(percentile(values, 0.95), 5);
  assert.equal(percentile(values, 0.2), 1);
  assert.equal(percentile(values, 0), 1);
  assert.equal(median([7]), 7);
  assert.deepEqual(values, [5, 1, 4, 2, 3], 'the values stay as they were');
});

test('of nothing there is no percentile', () => {
  assert.ok(Number.isNaN(percentile([], 0.5)));
});
