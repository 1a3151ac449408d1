import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shareOut } from './share-out.ts';

test('a refund is shared over its lines by what they were sold for', () => {
  assert.deepEqual(shareOut(4000, [6000, 2000]), [3000, 1000]);
  assert.deepEqual(shareOut(100, [1, 1, 1]), [34, 33, 33]);
  assert.deepEqual(shareOut(7, [0, 0]), [4, 3]);
  assert.deepEqual(shareOut(7, []), []);
});

test('shares always add up to the amount, and none is off by a whole unit', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e13 }), weights, (amountMinor, by) => {
      const shares = shareOut(amountMinor, by);
      assert.equal(
        shares.reduce((sum, share) => sum + share, 0),
        amountMinor,
      );
      const total = by.reduce((sum, weight) => sum + weight, 0);
      if (total > 0) shares.forEach((share, i) => assert.ok(Math.abs(share - (amountMinor * by[i]!) / total) < 1.01));
    }),
  );
});
