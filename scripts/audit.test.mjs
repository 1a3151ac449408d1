import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { judge } from './audit.mjs';

const advisory = (id, severity) => ({
  name: 'some-package',
  severity,
  range: '<1.2.3',
  title: 'Prototype pollution',
  url: `https://github.com/advisories/${id}`,
});
const answer = (...via) => ({ vulnerabilities: { 'some-package': { via }, 'its-user': { via: ['some-package'] } } });
const today = '2026-11-22';

test('a high or critical vulnerability fails the run and says what to do; a lesser one does not', () => {
  for (const [severity, faults] of [
    ['low', 0],
    ['moderate', 0],
    ['high', 1],
    ['critical', 1],
  ]) {
    const judged = judge(answer(advisory('GHSA-aaaa-bbbb-cccc', severity)), [], today);
    assert.equal(judged.faults.length, faults, severity);
    if (faults)
      assert.match(judged.faults[0], /GHSA-aaaa-bbbb-cccc: some-package <1\.2\.3 .*Take a version without it/);
  }
});

test('one that was accepted passes until its day, and only that one', () => {
  const accepted = [{ id: 'GHSA-aaaa-bbbb-cccc', reason: 'we never parse such input', until: today }];
  const both = answer(advisory('GHSA-aaaa-bbbb-cccc', 'high'), advisory('GHSA-dddd-eeee-ffff', 'high'));
  assert.deepEqual(
    judge(both, accepted, today).faults.map((line) => line.slice(0, 19)),
    ['GHSA-dddd-eeee-ffff'],
  );
  assert.equal(judge(both, accepted, '2026-11-23').faults.length, 2);
  assert.match(judge(answer(), accepted, today).notes[0], /not known any more/);
});

test('without the registry nothing fails, and nothing is called good', () => {
  for (const nothing of [undefined, {}, { message: '405 Method Not Allowed' }]) {
    const { isAnswered, faults, notes } = judge(nothing, [], today);
    assert.deepEqual([isAnswered, faults], [false, []]);
    assert.match(notes[0], /^Not audited/);
  }
});

test('whatever is accepted has an advisory, a reason and a day within half a year', () => {
  const accepted = JSON.parse(readFileSync(new URL('audit-accepted.json', import.meta.url), 'utf8'));
  for (const { id, reason, until } of accepted) {
    assert.match(id, /^GHSA-/);
    assert.ok(reason.length > 20, `${id} has a reason`);
    assert.ok(Date.parse(until) - Date.now() < 183 * 24 * 60 * 60 * 1000, `${id} is looked at again soon`);
  }
});
