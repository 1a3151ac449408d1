import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type KeyRow, keyPurposes, openKeyRing } from './key-ring.ts';
import { type RootKey, RootKeyError, heldRootKey } from './root-key.ts';
import { CannotOpen, suites } from './suite.ts';

const root = heldRootKey(Buffer.alloc(32, 1), suites.intl, 'the test');
const otherRoot = heldRootKey(Buffer.alloc(32, 2), suites.gm, 'another test');
const at = Date.UTC(2026, 10, 1);
const nothing = new Uint8Array();

/** A ring with one stored key for each purpose. */
async function freshRing(suite: 'intl' | 'gm' = 'intl') {
  const ring = await openKeyRing(root, []);
  const rows: KeyRow[] = [];
  for (const purpose of ring.missing(suite)) {
    const row = await ring.make(purpose, suite, at);
    rows.push(row);
    await ring.add(row);
  }
  return { ring, rows };
}

test('on the first start every purpose gets a key of its own, at version 1', async () => {
  const { ring, rows } = await freshRing();
  assert.deepEqual(
    rows.map(({ purpose, version, suite, createdAt, retiredAt }) => ({
      purpose,
      version,
      suite,
      createdAt,
      retiredAt,
    })),
    keyPurposes.map((purpose) => ({ purpose, version: 1, suite: 'intl', createdAt: at, retiredAt: null })),
  );
  assert.equal(new Set(keyPurposes.map((one) => ring.current(one).secret.export().toString('hex'))).size, 5);
  assert.deepEqual(ring.missing('intl'), []);
});

test('a ring opened again from its rows has the same keys, and the rows hold none of them in clear', async () => {
  for (const suite of ['intl', 'gm'] as const) {
    const { ring, rows } = await freshRing(suite);
    const again = await openKeyRing(root, rows);
    for (const { purpose, wrapped } of rows) {
      const secret = ring.current(purpose).secret;
      assert.ok(again.current(purpose).secret.equals(secret));
      assert.ok(!Buffer.from(wrapped).includes(secret.export()));
    }
  }
});

test('after a rotation new values are sealed with the new version, and old ones still open', async () => {
  const { ring } = await freshRing();
  const keys = ring.source('field');
  const seal = () => keys.current().suite.seal(keys.current().key, 'value', nothing);
  const before = seal();
  await ring.add(await ring.make('field', 'intl', at + 1));
  const after = seal();
  assert.equal(ring.current('field').version, 2);
  assert.deepEqual(
    ring.live('field').map(({ version }) => version),
    [2, 1],
  );
  assert.equal(ring.current('log').version, 1, 'the other purposes keep theirs');
  for (const [version, sealed] of [
    [1, before],
    [2, after],
  ] as const)
    assert.equal(suites.intl.open(keys.toOpen('intl', version), sealed, nothing).toString(), 'value');
});

test('a new version does not count before its row was stored and added', async () => {
  const { ring } = await freshRing();
  await ring.make('field', 'intl', at + 1);
  assert.equal(ring.current('field').version, 1);
  assert.throws(() => ring.source('field').toOpen('intl', 2), CannotOpen);
});

test('a retired version no longer seals and is no longer asked, but still opens', async () => {
  const { ring, rows } = await freshRing();
  const second = await ring.make('index', 'intl', at + 1);
  const [first] = rows.filter(({ purpose }) => purpose === 'index');
  assert.ok(first);
  await ring.add(second);
  await ring.add({ ...first, retiredAt: at + 2 });
  assert.deepEqual(
    ring.live('index').map(({ version }) => version),
    [2],
  );
  assert.equal(ring.source('index').toOpen('intl', 1).version, 1);
  await ring.add({ ...second, retiredAt: at + 3 });
  assert.throws(() => ring.current('index'), /no key for index that is not retired/);
  assert.equal((await ring.make('index', 'intl', at)).version, 3, 'versions are never used twice');
});

test('a change of the suite is a rotation: every purpose gets a key of the new suite, and the old values open', async () => {
  const { ring } = await freshRing('intl');
  const sealed = suites.intl.seal(ring.current('field'), 'value', nothing);
  assert.deepEqual(ring.missing('gm'), keyPurposes);
  for (const purpose of ring.missing('gm')) await ring.add(await ring.make(purpose, 'gm', at));
  assert.equal(ring.current('field').suite.name, 'gm');
  assert.equal(ring.current('field').secret.symmetricKeySize, 16);
  assert.equal(suites.intl.open(ring.source('field').toOpen('intl', 1), sealed, nothing).toString(), 'value');
  assert.throws(() => ring.source('field').toOpen('gm', 1), CannotOpen, 'version 1 is of the other suite');
});

test('wrapped under another root key, the ring opens with that one only', async () => {
  const { ring, rows } = await freshRing();
  const [first] = rows;
  assert.ok(first);
  await ring.add({ ...first, retiredAt: at + 5 });
  const rewrapped = await ring.rewrap(otherRoot);
  const again = await openKeyRing(otherRoot, rewrapped);
  assert.equal(rewrapped.length, rows.length);
  assert.equal(rewrapped.find(({ purpose }) => purpose === first.purpose)?.retiredAt, at + 5);
  for (const purpose of ['log', 'index'] as const)
    assert.ok(again.current(purpose).secret.equals(ring.current(purpose).secret));
  await assert.rejects(openKeyRing(root, rewrapped), /is not the one that the data keys were wrapped under/);
  await assert.rejects(openKeyRing(otherRoot, rows), RootKeyError);
});

test('a wrapped key that was changed, cut or put into another row is refused', async () => {
  const { rows } = await freshRing();
  const [one, two] = rows;
  assert.ok(one && two);
  const changed = Buffer.from(one.wrapped);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  await assert.rejects(openKeyRing(root, [{ ...one, wrapped: changed }]), /damaged/);
  await assert.rejects(openKeyRing(root, [{ ...one, wrapped: one.wrapped.subarray(0, 20) }]), /damaged/);
  await assert.rejects(openKeyRing(root, [{ ...one, wrapped: two.wrapped }]), /is not the key for field 1/);
  await assert.rejects(openKeyRing(root, [{ ...one, version: 2 }]), /is not the key for field 2/);
  await assert.rejects(openKeyRing(root, [{ ...one, suite: 'gm' }]), /is not the key for field 1 of the suite gm/);
});

test('a root key that does not give back what it wrapped makes no key', async () => {
  const forgetful: RootKey = {
    from: 'a broken service',
    wrap: async () => randomBytes(60),
    unwrap: async () => randomBytes(60),
  };
  const ring = await openKeyRing(forgetful, []);
  await assert.rejects(ring.make('field', 'intl', at), /a broken service did not unwrap what it had wrapped/);
  const { ring: good } = await freshRing();
  await assert.rejects(good.rewrap(forgetful), RootKeyError);
});
