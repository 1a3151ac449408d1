import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantsOf, periodOf, stepFor } from './period.ts';

const today = '2026-11-20';
const period = (query: string) => periodOf(new URLSearchParams(query), today);

test('a period in the URL is a preset or two days; nonsense is the last 30 days', () => {
  assert.deepEqual(period(''), { from: '2026-10-22', to: today, preset: '30d' });
  assert.deepEqual(period('period=7d'), { from: '2026-11-14', to: today, preset: '7d' });
  assert.deepEqual(period('period=month'), { from: '2026-11-01', to: today, preset: 'month' });
  assert.deepEqual(period('period=12m'), { from: '2025-12-01', to: today, preset: '12m' });
  assert.deepEqual(period('from=2010-12-01&to=2011-12-09'), { from: '2010-12-01', to: '2011-12-09', preset: null });
  assert.deepEqual(period('from=2011-12-09&to=2010-12-01'), period(''));
  assert.deepEqual(period('period=<script>'), period(''));
});

test('the API is asked for half-open instants of the business zone', () => {
  assert.deepEqual(instantsOf({ from: '2026-11-01', to: '2026-11-30' }, 'Asia/Shanghai'), {
    from: '2026-11-01T00:00:00+08:00',
    until: '2026-12-01T00:00:00+08:00',
  });
});

test('a longer period is shown in coarser steps', () => {
  assert.equal(stepFor({ from: '2026-11-01', to: '2026-11-30' }), 'day');
  assert.equal(stepFor({ from: '2026-08-23', to: '2026-11-20' }), 'week');
  assert.equal(stepFor({ from: '2025-11-21', to: '2026-11-20' }), 'month');
});
