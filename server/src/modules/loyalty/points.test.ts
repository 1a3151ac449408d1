import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pointsFor, pointsKept } from './points.ts';

test('an order earns one point for each whole unit of its currency, fractions dropped once', () => {
  const cases: [totalMinor: number, currency: string, points: number][] = [
    [0, 'CNY', 0],
    [99, 'CNY', 0],
    [100, 'CNY', 1],
    [199, 'CNY', 1],
    [10_000, 'CNY', 100],
    [150, 'JPY', 150],
    [1999, 'KWD', 1],
    [10_000_000_000_000, 'CNY', 100_000_000_000],
  ];
  for (const [totalMinor, currency, points] of cases)
    assert.equal(pointsFor(totalMinor, currency), points, `${totalMinor} ${currency}`);
});

const orders = fc.integer({ min: 1, max: 10_000_000_000_000 }).chain((total) =>
  fc.record({
    total: fc.constant(total),
    one: fc.integer({ min: 0, max: total }),
    two: fc.integer({ min: 0, max: total }),
  }),
);

test('points kept never fall below nothing nor above what was earned, and a full refund keeps none', () => {
  fc.assert(
    fc.property(orders, ({ total, one }) => {
      const earned = pointsFor(total, 'CNY');
      const kept = pointsKept(earned, total, one);
      assert.ok(kept >= 0 && kept <= earned);
      assert.equal(pointsKept(earned, total, 0), earned);
      assert.equal(pointsKept(earned, total, total), 0);
    }),
  );
});

test('more money given back never keeps more points, and parts take back what the whole would', () => {
  fc.assert(
    fc.property(orders, ({ total, one, two }) => {
      const earned = pointsFor(total, 'CNY');
      const [first, both] = [Math.min(one, two), Math.max(one, two)];
      const takenFirst = earned - pointsKept(earned, total, first);
      const takenSecond = pointsKept(earned, total, first) - pointsKept(earned, total, both);
      assert.ok(takenFirst >= 0 && takenSecond >= 0);
      assert.equal(takenFirst + takenSecond, earned - pointsKept(earned, total, both));
    }),
  );
});

test('in proportion means to the point: kept is the largest whole number not above the exact share', () => {
  fc.assert(
    fc.property(orders, ({ total, one }) => {
      const earned = pointsFor(total, 'CNY');
      const kept = BigInt(pointsKept(earned, total, one));
      const exact = BigInt(earned) * BigInt(total - one);
      assert.ok(kept * BigInt(total) <= exact && exact < (kept + 1n) * BigInt(total));
    }),
  );
});

test('an order of nothing keeps nothing', () => assert.equal(pointsKept(0, 0, 0), 0));
