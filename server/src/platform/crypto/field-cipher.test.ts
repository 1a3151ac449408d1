import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fieldCipher } from './field-cipher.ts';
import { openKeyRing } from './key-ring.ts';
import { heldRootKey } from './root-key.ts';
import { CannotOpen, suites } from './suite.ts';

async function ringFor(suite: 'intl' | 'gm') {
  const ring = await openKeyRing(heldRootKey(Buffer.alloc(32, 1), suites[suite], 'the test'), []);
  await ring.add(await ring.make('field', suite, 0));
  return ring;
}

const ring = await ringFor('intl');
const gmRing = await ringFor('gm');
const phone = fieldCipher(ring.source('field'), { table: 'person', column: 'phone' });
const isRefused = (reason: CannotOpen['reason']) => (error: unknown) =>
  error instanceof CannotOpen && error.reason === reason;

test('text, JSON and bytes come back as they were, under both suites', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(ring, gmRing),
      fc.string({ unit: 'grapheme' }),
      fc.json(),
      fc.uint8Array(),
      fc.bigInt({ min: 0n, max: 2n ** 63n }),
      (of, text, json, bytes, row) => {
        const cipher = fieldCipher(of.source('field'), { table: 'person', column: 'note' });
        assert.equal(cipher.openText(row, cipher.sealText(row, text)), text);
        const value: unknown = JSON.parse(json);
        assert.deepEqual(cipher.openJson(row, cipher.sealJson(row, value)), JSON.parse(JSON.stringify(value)));
        assert.deepEqual(cipher.openBytes(row, cipher.sealBytes(row, bytes)), Buffer.from(bytes));
      },
    ),
  );
});

test('a row is the same as number, bigint and text', () => {
  assert.equal(phone.openText('10001', phone.sealText(10_001, '+8613800000001')), '+8613800000001');
  assert.equal(phone.openText(10_001n, phone.sealText('10001', '+8613800000001')), '+8613800000001');
});

test('two rows whose sealed values were swapped are noticed', () => {
  const [first, second] = [phone.sealText(1, '+8613800000001'), phone.sealText(2, '+8613800000002')];
  assert.throws(() => phone.openText(1, second), isRefused('not-authentic'));
  assert.throws(() => phone.openText(2, first), isRefused('not-authentic'));
});

test('a value put into another column or table is noticed, however the names run together', () => {
  const sealed = phone.sealText(1, '+8613800000001');
  const elsewhere: [table: string, column: string, row: string][] = [
    ['person', 'email', '1'],
    ['order', 'phone', '1'],
    ['personphone', '', '1'],
    ['person', 'phone1', ''],
    ['person', '', 'phone\x001'],
  ];
  for (const [table, column, row] of elsewhere)
    assert.throws(
      () => fieldCipher(ring.source('field'), { table, column }).openText(row, sealed),
      isRefused('not-authentic'),
      [table, column, row].join('|'),
    );
  assert.throws(() => fieldCipher(ring.source('field'), { table: 'a\0b', column: 'c' }), /hold no NUL/);
});

test('nothing of a value stands in what is sealed, and equal values look different', () => {
  const [once, again] = [phone.sealText(1, '+8613800000001'), phone.sealText(1, '+8613800000001')];
  assert.ok(!once.includes('138'));
  assert.notDeepEqual(once, again);
});

test('a rotation counts at once: what is sealed with an older version opens, and says that it is not current', async () => {
  const own = await ringFor('intl');
  const cipher = fieldCipher(own.source('field'), { table: 'person', column: 'phone' });
  const old = cipher.sealText(1, 'value');
  assert.ok(cipher.isCurrent(old));
  await own.add(await own.make('field', 'gm', 1));
  assert.equal(cipher.openText(1, old), 'value');
  assert.ok(!cipher.isCurrent(old));
  assert.ok(cipher.isCurrent(cipher.sealText(1, 'value')));
});

test('a value sealed for one purpose does not open under another', async () => {
  await ring.add(await ring.make('fact', 'intl', 0));
  const facts = fieldCipher(ring.source('fact'), { table: 'person', column: 'phone' });
  assert.throws(() => facts.openText(1, phone.sealText(1, 'value')), isRefused('not-authentic'));
});

test('without its key a value is refused as such', async () => {
  const other = await openKeyRing(heldRootKey(Buffer.alloc(32, 1), suites.intl, 'the test'), []);
  const cipher = fieldCipher(other.source('field'), { table: 'person', column: 'phone' });
  assert.throws(() => cipher.openText(1, phone.sealText(1, 'value')), isRefused('unknown-key'));
});
