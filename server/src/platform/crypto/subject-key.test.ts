import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldCipher } from './field-cipher.ts';
import { openKeyRing } from './key-ring.ts';
import { heldRootKey } from './root-key.ts';
import { makeSubjectSecret, subjectKeys, unwrapSubjectSecret, wrapSubjectSecret } from './subject-key.ts';
import { CannotOpen, suites } from './suite.ts';

const ring = await openKeyRing(heldRootKey(Buffer.alloc(32, 1), suites.intl, 'the test'), []);
await ring.add(await ring.make('field', 'intl', 0));
const keys = ring.source('field');
const place = { table: 'person', column: 'name' };

test('every subject has a secret of its own, which comes back from its wrapping and does not show in it', () => {
  const [one, two] = [makeSubjectSecret(), makeSubjectSecret()];
  assert.notDeepEqual(one, two);
  const wrapped = wrapSubjectSecret(keys, 10_001, one);
  assert.ok(!wrapped.includes(one));
  assert.deepEqual(unwrapSubjectSecret(keys, 10_001, wrapped), one);
});

test('a wrapped secret put into the row of another subject is refused', () => {
  const wrapped = wrapSubjectSecret(keys, 10_001, makeSubjectSecret());
  assert.throws(() => unwrapSubjectSecret(keys, 10_002, wrapped), CannotOpen);
});

test('with the secret destroyed, what was sealed for the subject opens under no other key', () => {
  const secret = makeSubjectSecret();
  const sealed = fieldCipher(subjectKeys(secret, 'field', suites.intl), place).sealText(1, '王小明');
  const stored = wrapSubjectSecret(keys, 1, secret);
  const restored = fieldCipher(subjectKeys(unwrapSubjectSecret(keys, 1, stored), 'field', suites.intl), place);
  assert.equal(restored.openText(1, sealed), '王小明');
  // All that is left after an erasure: the ring, and the secrets of others.
  const others = [keys, subjectKeys(makeSubjectSecret(), 'field', suites.intl)];
  for (const other of others) assert.throws(() => fieldCipher(other, place).openText(1, sealed), CannotOpen);
});

test('the keys of one subject differ by purpose', () => {
  const secret = makeSubjectSecret();
  const sealed = fieldCipher(subjectKeys(secret, 'field', suites.intl), place).sealText(1, 'value');
  const facts = fieldCipher(subjectKeys(secret, 'fact', suites.intl), place);
  assert.throws(() => facts.openText(1, sealed), CannotOpen);
});

test('after a rotation and a change of suite the subject’s values still open, with the same secret', async () => {
  const secret = makeSubjectSecret();
  const sealed = fieldCipher(subjectKeys(secret, 'field', suites.intl), place).sealText(1, 'value');
  const wrapped = wrapSubjectSecret(keys, 1, secret);
  await ring.add(await ring.make('field', 'gm', 1));
  const cipher = fieldCipher(subjectKeys(unwrapSubjectSecret(keys, 1, wrapped), 'field', suites.gm), place);
  assert.equal(cipher.openText(1, sealed), 'value');
  assert.ok(!cipher.isCurrent(sealed), 'it is sealed anew with the new suite when its turn comes');
});
