import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Problem } from '../../platform/problem.ts';
import {
  identifierKey,
  memberRef,
  namesAPerson,
  normaliseIdentifier,
  normalisePhone,
  parseIdentifier,
} from './identifier.ts';

test('a phone number is known under one spelling, with country code; without one it is Chinese', () => {
  const cases: [written: string, known: string | undefined][] = [
    ['13800000001', '+8613800000001'],
    ['+8613800000001', '+8613800000001'],
    ['008613800000001', '+8613800000001'],
    ['138-0000-0001', '+8613800000001'],
    ['138 0000 0001', '+8613800000001'],
    ['(138) 0000.0001', '+8613800000001'],
    ['+852 5123 4567', '+85251234567'],
    ['+44 20 7946 0958', '+442079460958'],
    ['021-12345678', '+862112345678'],
    ['17400000001', '+8617400000001'],
    ['12', undefined],
    ['', undefined],
    ['phone', undefined],
    ['+', undefined],
    ['1'.repeat(30), undefined],
  ];
  for (const [written, known] of cases) assert.equal(normalisePhone(written), known, written);
});

test('the normal spelling of a normal spelling is itself', () => {
  const mobile = fc
    .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
    .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`);
  fc.assert(
    fc.property(mobile, (value) => {
      const once = normaliseIdentifier({ kind: 'phone', value });
      assert.equal(once.value, `+86${value}`);
      assert.deepEqual(normaliseIdentifier(once), once);
    }),
  );
  assert.deepEqual(normaliseIdentifier({ kind: 'email', value: ' Li@Example.COM ' }), {
    kind: 'email',
    value: 'li@example.com',
  });
  assert.deepEqual(normaliseIdentifier({ kind: 'openid', value: 'oXYZ' }), { kind: 'openid', value: 'oXYZ' });
});

test('what cannot be a phone or an e-mail is refused with the field and a remedy', () => {
  for (const [kind, value] of [
    ['phone', '12'],
    ['email', 'nobody'],
  ] as const) {
    assert.throws(
      () => normaliseIdentifier({ kind, value }),
      (error) =>
        error instanceof Problem && error.code === 'member.identifier-invalid' && error.faults?.[0]?.field === kind,
    );
  }
});

test('an identifier in a query is kind:value; the value may hold colons, and a lost plus sign is found again', () => {
  assert.deepEqual(parseIdentifier('external:a:b:c'), { kind: 'external', value: 'a:b:c' });
  assert.deepEqual(parseIdentifier('phone: 8613800000001'), { kind: 'phone', value: '+8613800000001' });
  for (const wrong of ['', ':', 'phone', 'fax:1', ':5', '__proto__:1', 'constructor:1'])
    assert.throws(() => parseIdentifier(wrong), Problem, wrong);
});

test('a reference holds every identifier given, and a device alone names nobody', () => {
  const ref = memberRef({ id: '12', phone: '13800000001', device: 'D' });
  assert.deepEqual([ref.id, ref.identifiers.map(identifierKey)], [12, ['phone:+8613800000001', 'device:D']]);
  assert.equal(namesAPerson(memberRef({ device: 'D' })), false);
  assert.equal(namesAPerson(memberRef({ anonymous: 'A', device: 'D' })), false);
  assert.equal(namesAPerson(memberRef({ openid: 'O', device: 'D' })), true);
  assert.equal(namesAPerson(memberRef({ id: '5' })), true);
});
