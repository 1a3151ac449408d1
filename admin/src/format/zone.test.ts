import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, addMonths, daysIn, instantAt, isDay, startOfDay, wallClock } from './zone.ts';

test('a day begins at the offset of the business zone', () => {
  assert.equal(startOfDay('2026-11-01', 'Asia/Shanghai'), '2026-11-01T00:00:00+08:00');
  assert.equal(startOfDay('2026-11-01', 'UTC'), '2026-11-01T00:00:00+00:00');
});

test('a day of the clock change begins at the offset that holds at midnight', () => {
  assert.equal(startOfDay('2011-03-27', 'Europe/London'), '2011-03-27T00:00:00+00:00');
  assert.equal(startOfDay('2011-03-28', 'Europe/London'), '2011-03-28T00:00:00+01:00');
  assert.equal(startOfDay('2026-11-01', 'America/New_York'), '2026-11-01T00:00:00-04:00');
});

test('the wall clock shows day, time and offset of the zone', () => {
  assert.deepEqual(wallClock('2026-10-31T16:30:05Z', 'Asia/Shanghai'), {
    day: '2026-11-01',
    time: '00:30:05',
    offset: '+08:00',
  });
});

test('days and months are counted by the calendar', () => {
  assert.equal(addDays('2026-03-01', -1), '2026-02-28');
  assert.equal(addMonths('2026-03-31', -1), '2026-02-28');
  assert.equal(addMonths('2026-01-15', -12), '2025-01-15');
  assert.equal(daysIn('2026-11-01', '2026-11-30'), 30);
});

test('only a date that can be written as one is a day', () => {
  assert.equal(isDay('2026-11-01'), true);
  assert.equal(isDay('2026-13-01'), false);
  assert.equal(isDay('yesterday'), false);
});

test('a time that clocks show is an instant of the zone, and what is no time is none', () => {
  assert.equal(instantAt('2026-11-01T09:30', 'Asia/Shanghai'), '2026-11-01T09:30:00+08:00');
  for (const typed of ['', '2026-02-30T10:00', '2026-11-01T25:00', '0001-01-01T10:00', '275760-01-01T00:00', 'soon'])
    assert.equal(instantAt(typed, 'Asia/Shanghai'), null, typed);
});
