import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TOKEN_BYTES, blindIndex, phoneIndex } from './blind-index.ts';
import { type DataKey, openKeyRing } from './key-ring.ts';
import { heldRootKey } from './root-key.ts';
import { suites } from './suite.ts';

const ring = await openKeyRing(heldRootKey(Buffer.alloc(32, 1), suites.intl, 'the test'), []);
const keys: DataKey[] = [];
for (const suite of ['intl', 'gm', 'gm'] as const) {
  await ring.add(await ring.make('index', suite, 0));
  keys.push(ring.current('index'));
}
const key = ring.current('index');
const phones = phoneIndex(key, 'phone', 1);

interface Domain {
  readonly key: DataKey;
  readonly field: string;
  readonly kind: string;
  readonly normalisation: number;
}

const name = fc.string({ unit: fc.constantFrom('a', 'b', '1', ':', ' '), maxLength: 4 });
const domain: fc.Arbitrary<Domain> = fc.record({
  key: fc.constantFrom(...keys),
  field: name,
  kind: name,
  normalisation: fc.integer({ min: 1, max: 12 }),
});
const tokenOf = ({ key, field, kind, normalisation }: Domain, value: string) =>
  blindIndex(key, field, normalisation).token(kind, value);
const parts = ['key', 'field', 'kind', 'normalisation'] as const;

test('equal values of one domain have equal tokens of 16 bytes, and different ones never', () => {
  fc.assert(
    fc.property(domain, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (where, one, other) => {
      assert.equal(tokenOf(where, one).length, TOKEN_BYTES);
      assert.deepEqual(tokenOf(where, one), tokenOf({ ...where }, one));
      assert.equal(tokenOf(where, one).equals(tokenOf(where, other)), one === other);
    }),
  );
});

test('another key, field, kind or version of the normalisation always gives another token', () => {
  fc.assert(
    fc.property(
      domain,
      domain,
      fc.constantFrom(...parts),
      fc.constantFrom('', '1', '+8613800000001'),
      (one, next, part, value) => {
        const other = { ...one, [part]: next[part] };
        assert.equal(tokenOf(one, value).equals(tokenOf(other, value)), one[part] === next[part]);
      },
    ),
    { numRuns: 500 },
  );
});

test('what ends one part of a domain cannot pass for the beginning of the next', () => {
  const tokens = [
    blindIndex(key, 'a', 1).token('b', 'c'),
    blindIndex(key, 'ab', 1).token('', 'c'),
    blindIndex(key, '', 1).token('ab', 'c'),
    blindIndex(key, 'a', 11).token('b', 'c'),
    blindIndex(key, 'a', 1).token('b', '1\0c'),
    blindIndex(key, 'a', 1).token('b', '1c'),
  ].map((token) => token.toString('hex'));
  assert.equal(new Set(tokens).size, tokens.length);
  assert.throws(() => blindIndex(key, 'a\0b', 1), /holds no NUL/);
});

test('nothing of a value stands in its token', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 4, maxLength: 16 }), (value) => {
      const token = tokenOf({ key, field: 'name', kind: 'whole', normalisation: 1 }, value);
      const bytes = Buffer.from(value);
      for (let at = 0; at + 4 <= bytes.length; at++) assert.ok(!token.includes(bytes.subarray(at, at + 4)));
    }),
  );
});

test('only a key for indexes makes tokens, and says its version', async () => {
  await ring.add(await ring.make('field', 'intl', 0));
  assert.throws(() => blindIndex(ring.current('field'), 'phone', 1), /a key for indexes/);
  assert.equal(blindIndex(key, 'phone', 1).keyVersion, 3);
});

const has = (tokens: readonly Buffer[], token: Buffer | undefined) =>
  token !== undefined && tokens.some((one) => one.equals(token));

test('a phone is found by the whole number, and by its last eight and last four digits', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+[1-9]\d{7,14}$/), (phone) => {
      const stored = phones.stored(phone);
      assert.equal(stored.length, 3);
      for (const token of [phones.whole(phone), phones.tail(phone.slice(-8)), phones.tail(phone.slice(-4))])
        assert.ok(has(stored, token));
    }),
  );
});

test('a phone is not found by the tail of another, nor a tail by a whole number that reads the same', () => {
  const stored = phones.stored('+8613800001234');
  assert.ok(has(stored, phones.tail('0000 1234')) && has(stored, phones.tail('12-34')));
  for (const digits of ['1235', '10001234', '3800']) assert.ok(!has(stored, phones.tail(digits)), digits);
  assert.ok(!has(stored, phones.whole('1234')));
  assert.ok(!has(stored, phones.whole('00001234')));
});

test('tails of other lengths, and what is no number, are not asked at all', () => {
  for (const typed of ['', '123', '12345', '123456789', '12a4', '一二三四', '１２３４'])
    assert.equal(phones.tail(typed), undefined, typed);
  assert.equal(phones.stored('+12345').length, 2, 'a short number has the tail it is long enough for');
  assert.equal(phones.stored('110').length, 1);
});
