import assert from 'node:assert/strict';
import { test } from 'node:test';
import { privacyCentre } from '../../../messages/zh/privacy-centre.ts';
import { timeLeft } from './time-left.ts';

test('a clock tells what is left, never more than there is, and what is overdue', () => {
  const due = '2026-11-20T12:00:00Z';
  for (const [now, said] of [
    ['2026-11-17T11:00:00Z', '还剩 3 天'],
    ['2026-11-17T13:00:00Z', '还剩 2 天'],
    ['2026-11-20T00:30:00Z', '还剩 11 小时'],
    ['2026-11-20T10:30:00Z', '还剩 90 分钟'],
    ['2026-11-20T12:05:00Z', '逾期 5 分钟'],
    ['2026-11-22T12:00:00Z', '逾期 2 天'],
  ] as const)
    assert.equal(timeLeft(due, Date.parse(now), privacyCentre.clock), said);
});
