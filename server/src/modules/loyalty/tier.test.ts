import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openZone } from '../../platform/zone.ts';
import {
  type DaySpend,
  addSpend,
  ladder,
  nextTier,
  spendOf,
  tierEndsAt,
  tierFor,
  tierOf,
  tierProgress,
  withinWindow,
} from './tier.ts';

const zone = openZone('Asia/Shanghai');
const dayOf = (date: string) => zone.dayOf(Date.parse(`${date}T12:00:00+08:00`));

test('each tier begins at its threshold, to the fen', () => {
  const cases: [yuan: number, code: string][] = [
    [0, 'basic'],
    [999.99, 'basic'],
    [1000, 'silver'],
    [4999.99, 'silver'],
    [5000, 'gold'],
    [19_999.99, 'gold'],
    [20_000, 'diamond'],
    [1e9, 'diamond'],
    [-5, 'basic'],
  ];
  for (const [yuan, code] of cases) assert.equal(tierFor(Math.round(yuan * 100), 'CNY').code, code, `${yuan}`);
  assert.equal(tierFor(1000, 'JPY').code, 'silver', 'thresholds are in whole units of the currency');
  assert.equal(tierOf('no such tier').code, 'basic');
});

test('what is missing to the next tier is said in money', () => {
  assert.equal(tierProgress(480_000, 'CNY').sentence, '再消费 ¥200 升级金卡');
  assert.equal(tierProgress(479_950, 'CNY').sentence, '再消费 ¥200.50 升级金卡');
  assert.equal(tierProgress(480_000, 'CNY').sentenceEn, 'Spend ¥200 more to reach Gold');
  assert.equal(nextTier(2_000_000, 'CNY'), null);
});

test('a purchase counts until the same date twelve months later; at month ends until the last day that has passed twelve months', () => {
  const cases: [bought: string, lastDay: string][] = [
    ['2026-11-01', '2027-10-31'],
    ['2027-02-28', '2028-02-27'],
    ['2028-02-29', '2029-02-28'],
    ['2027-03-01', '2028-02-29'],
    ['2026-12-31', '2027-12-30'],
  ];
  for (const [bought, lastDay] of cases) {
    const days: DaySpend[] = [[dayOf(bought), 100_000]];
    assert.equal(withinWindow(days, dayOf(lastDay), zone).length, 1, `${bought} counts on ${lastDay}`);
    assert.equal(withinWindow(days, dayOf(lastDay) + 1, zone).length, 0, `${bought} is over after ${lastDay}`);
    assert.equal(tierEndsAt(days, tierOf('silver'), 'CNY', zone), zone.startOf(dayOf(lastDay) + 1), bought);
  }
});

const purchases = fc.array(
  fc.tuple(fc.integer({ min: dayOf('2026-01-01'), max: dayOf('2028-12-31') }), fc.integer({ min: 1, max: 900_000 })),
  { maxLength: 12 },
);
const collect = (list: readonly (readonly [number, number])[]) =>
  list.reduce<readonly DaySpend[]>((days, [day, minor]) => addSpend(days, day, minor), []);

test('spend by day stays in order, holds each day once, and adds up, in whatever order purchases come', () => {
  fc.assert(
    fc.property(purchases, (list) => {
      const days = collect(list);
      assert.equal(
        spendOf(days),
        list.reduce((sum, [, minor]) => sum + minor, 0),
      );
      assert.ok(days.every(([day], i) => i === 0 || days[i - 1]![0] < day));
      assert.deepEqual(days, collect(list.toReversed()));
      const undone = list.reduce((left, [day, minor]) => addSpend(left, day, -minor), days);
      assert.deepEqual(undone, []);
    }),
  );
});

test('the instant at which a tier ends is the first at which the window no longer carries it', () => {
  fc.assert(
    fc.property(purchases, fc.integer({ min: dayOf('2027-01-01'), max: dayOf('2028-12-31') }), (list, today) => {
      const days = withinWindow(collect(list.filter(([day]) => day <= today)), today, zone);
      const tier = tierFor(spendOf(days), 'CNY');
      const endsAt = tierEndsAt(days, tier, 'CNY', zone);
      if (tier.fromSpend === 0) return assert.equal(endsAt, null);
      const endDay = zone.dayOf(endsAt!);
      assert.equal(zone.startOf(endDay), endsAt);
      const on = (day: number) => ladder.indexOf(tierFor(spendOf(withinWindow(days, day, zone)), 'CNY'));
      assert.ok(on(endDay) < ladder.indexOf(tier), 'it has fallen');
      assert.equal(on(endDay - 1), ladder.indexOf(tier), 'and stood the day before');
    }),
    { numRuns: 300 },
  );
});
