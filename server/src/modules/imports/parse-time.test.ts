import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DateOrder, timeReader } from './parse-time.ts';

function read(text: string, timezone = 'Asia/Shanghai', order: DateOrder = 'monthFirst'): string {
  const at = timeReader(timezone, order)(text);
  return Number.isNaN(at) ? 'unreadable' : new Date(at).toISOString();
}

test('times are read in the forms that shops export', () => {
  const cases: [string, string][] = [
    ['2010-12-01 08:26:00', '2010-12-01T00:26:00.000Z'],
    ['2010-12-01T08:26:00+01:00', '2010-12-01T07:26:00.000Z'],
    ['2010-12-01T08:26:00.125Z', '2010-12-01T08:26:00.125Z'],
    ['2010/12/1', '2010-11-30T16:00:00.000Z'],
    ['2010/12/1 8:26', '2010-12-01T00:26:00.000Z'],
    ['12/1/2010 8:26', '2010-12-01T00:26:00.000Z'],
    ['12/1/10 8:26 PM', '2010-12-01T12:26:00.000Z'],
    ['2010年12月1日 8时26分', '2010-12-01T00:26:00.000Z'],
    ['2010年12月1日 下午 8:26:05', '2010-12-01T12:26:05.000Z'],
    ['1.12.2010 08:26', '2010-12-01T00:26:00.000Z'],
    ['20101201', '2010-11-30T16:00:00.000Z'],
    ['20101201082600', '2010-12-01T00:26:00.000Z'],
    ['40513.351388888885', '2010-12-01T00:26:00.000Z'],
    ['40513', '2010-11-30T16:00:00.000Z'],
    ['1291163160', '2010-12-01T00:26:00.000Z'],
    ['1291163160000', '2010-12-01T00:26:00.000Z'],
  ];
  for (const [text, expected] of cases) assert.equal(read(text), expected, text);
  assert.equal(read('1/12/2010 8:26', 'Europe/London', 'dayFirst'), '2010-12-01T08:26:00.000Z');
});

test('a time that does not exist is unreadable, never moved to another day', () => {
  for (const text of [
    '',
    'yesterday',
    '2010-02-30',
    '2010-13-01',
    '13/13/2010',
    '2010-12-01 25:00',
    '2010-12-01 08:61',
    '2010-12-01 13:00 PM',
    '12',
    '99999',
    '31/12/2010',
  ])
    assert.equal(read(text), 'unreadable', text);
});

test('summer time: a skipped hour counts as the hour after, a repeated one as the first', () => {
  assert.equal(read('2011-03-27 01:30', 'Europe/London'), '2011-03-27T01:30:00.000Z');
  assert.equal(read('2011-03-27 02:30', 'Europe/London'), '2011-03-27T01:30:00.000Z');
  assert.equal(read('2011-10-30 01:30', 'Europe/London'), '2011-10-30T00:30:00.000Z');
  assert.equal(read('2011-10-30 02:30', 'Europe/London'), '2011-10-30T02:30:00.000Z');
  assert.equal(read('2011-07-01 12:00', 'Europe/London'), '2011-07-01T11:00:00.000Z');
});
