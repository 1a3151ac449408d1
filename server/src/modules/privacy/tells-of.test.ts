import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellsOf } from './tells-of.ts';

for (const count of [1, 50_000])
  test(`what tells of one of ${count} members is found, wherever and however it is written, in no time`, () => {
    const members = Array.from({ length: count }, (_, i) => String(10_001 + i));
    const traces = members.flatMap((id) => [`+86138${id.padStart(8, '0')}`, `m${id}@example.com`]);
    const tells = tellsOf(members, [...traces, 'D"1'], [{ number: 'N"1', channel: 'pos' }]);
    const told = [
      { ref: { id: 10_001, identifiers: [] } },
      { member: '10001' },
      { to: { subject: 10_001 }, last: true },
      { reason: 'call 13800010001 in the evening' },
      { ref: { identifiers: [{ kind: 'phone', value: '+8613800010001' }] } },
      { ref: { identifiers: [{ kind: 'email', value: 'm10001@example.com' }] } },
      { properties: { device: 'D"1' } },
      { number: 'N"1', channel: null, refund: 'R', reason: 'too large' },
      { body: { number: 'N"1', status: 'paid', channel: 'pos', payments: [{ method: 'card' }] }, error: '' },
    ];
    for (const body of told) assert.ok(tells(JSON.stringify(body)), JSON.stringify(body));
    const other = JSON.stringify({
      ref: { id: 100_010, identifiers: [{ kind: 'phone', value: '+8613900010001' }] },
      orders: [10_001],
      note: 'm10001@example.org',
    });
    for (const body of [
      { number: 'N"1', channel: 'mini', refund: 'R' },
      { id: '1', number: 'N"1', channel: 'pos', status: 'paid' },
    ])
      assert.ok(!tells(JSON.stringify(body)), 'an order of another channel, an answer');
    const startedAt = performance.now();
    for (let i = 0; i < 200; i++) assert.ok(!tells(other));
    assert.ok(performance.now() - startedAt < 1000, `${performance.now() - startedAt} ms`);
  });
