import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openZone } from './zone.ts';

const names = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
  'Pacific/Apia',
];
const instants = fc
  .date({ min: new Date('1975-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.getTime());

test('an instant lies in its day: not before its start, and before the start of the next', () => {
  for (const name of names) {
    const zone = openZone(name);
    fc.assert(
      fc.property(instants, (at) => {
        const day = zone.dayOf(at);
        assert.ok(zone.startOf(day) <= at && at < zone.startOf(day + 1), `${name} ${new Date(at).toISOString()}`);
        assert.equal(zone.dayOf(zone.startOf(day)), day);
        assert.equal(zone.dayOf(zone.startOf(day + 1) - 1), day);
      }),
      { numRuns: 200, seed: 20_261_101 },
    );
  }
});

test('the day is that of the calendar on the wall, also where clocks change', () => {
  const cases: [zone: string, at: string, date: string][] = [
    ['Asia/Shanghai', '2026-11-01T15:59:59.999Z', '2026-11-01'],
    ['Asia/Shanghai', '2026-11-01T16:00:00Z', '2026-11-02'],
    ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['Asia/Kathmandu', '2026-06-01T18:14:59Z', '2026-06-01'],
    ['Asia/Kathmandu', '2026-06-01T18:15:00Z', '2026-06-02'],
  ];
  for (const [name, at, date] of cases) {
    const zone = openZone(name);
    assert.equal(zone.dayOf(Date.parse(at)), Date.parse(`${date}T00:00:00Z`) / 86_400_000, `${name} ${at}`);
    assert.equal(zone.wallClock(Date.parse(at)).slice(0, 10), date, `${name} ${at}`);
  }
  assert.equal(openZone('Asia/Kathmandu').wallClock(Date.parse('2026-06-01T18:15:07.9Z')), '2026-06-02 00:00:07');
});

test('months are added as people do: the last day of a shorter month, and back again no further', () => {
  const zone = openZone('Asia/Shanghai');
  const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
  const cases: [from: string, months: number, to: string][] = [
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2029-02-28', -12, '2028-02-28'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-05-31', -1, '2026-04-30'],
  ];
  for (const [from, months, to] of cases)
    assert.equal(zone.addMonths(day(from), months), day(to), `${from} and ${months} months`);
});
