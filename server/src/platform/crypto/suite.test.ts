import assert from 'node:assert/strict';
import { createSecretKey, hash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { CannotOpen, type CannotOpenReason, SEAL_OVERHEAD_BYTES, cipherKey, readHeader, suites } from './suite.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const bothSuites = Object.values(suites);
const someKey = (suite: (typeof bothSuites)[number], version = 1, byte = 7) =>
  cipherKey(suite, version, Buffer.alloc(suite.keyBytes, byte));
const place = Buffer.from('table\0column\x001');

function assertCannotOpen(open: () => unknown, reason: CannotOpenReason, what = ''): void {
  assert.throws(
    open,
    (error) => error instanceof CannotOpen && error.reason === reason,
    `${what} is refused as ${reason}`,
  );
}

interface GcmVector {
  readonly source: string;
  readonly suite: 'intl' | 'gm';
  readonly key: string;
  readonly nonce: string;
  readonly plaintext: string;
  readonly associated: string;
  readonly ciphertext: string;
  readonly tag: string;
}

const gcmVectors: readonly GcmVector[] = [
  {
    source: 'NIST CAVP gcmEncryptExtIV256.rsp, PTlen 0, AADlen 0, Taglen 128, Count 0',
    suite: 'intl',
    key: 'b52c505a37d78eda5dd34f20c22540ea1b58963cf8e5bf8ffa85f9f2492505b4',
    nonce: '516c33929df5a3284ff463d7',
    plaintext: '',
    associated: '',
    ciphertext: '',
    tag: 'bdc1ac884d332457a1d2664f168c76f0',
  },
  {
    source: 'NIST CAVP gcmEncryptExtIV256.rsp, PTlen 128, AADlen 0, Taglen 128, Count 0',
    suite: 'intl',
    key: '31bdadd96698c204aa9ce1448ea94ae1fb4a9a0b3c9d773b51bb1822666b8f22',
    nonce: '0d18e06c7c725ac9e362e1ce',
    plaintext: '2db5168e932556f8089a0622981d017d',
    associated: '',
    ciphertext: 'fa4362189661d163fcd6a56d8bf0405a',
    tag: 'd636ac1bbedd5cc3ee727dc2ab4a9489',
  },
  {
    source: 'McGrew and Viega, The Galois/Counter Mode of Operation (submitted to NIST), appendix B, test case 16',
    suite: 'intl',
    key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    plaintext: `d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
      1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39`,
    associated: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    ciphertext: `522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
      8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662`,
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
  {
    source: 'RFC 8998, appendix A.1, SM4-GCM',
    suite: 'gm',
    key: '0123456789abcdeffedcba9876543210',
    nonce: '00001234567800000000abcd',
    plaintext: `aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd
      eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa`,
    associated: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    ciphertext: `17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735
      d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d`,
    tag: '83de3541e4c2b58177e065a9bf7b62ec',
  },
];

// What `seal` gives is random; that it opens again, and that opening agrees with the standards, says that sealing does too.
for (const { source, suite, key, nonce, plaintext, associated, ciphertext, tag } of gcmVectors)
  test(`opening agrees with ${source}`, () => {
    const header = Buffer.from([suite === 'intl' ? 1 : 2, 0, 0, 0, 9]);
    const sealed = Buffer.concat([header, hex(nonce), hex(ciphertext), hex(tag)]);
    const opened = suites[suite].open(cipherKey(suites[suite], 9, hex(key)), sealed, hex(associated));
    assert.equal(opened.toString('hex'), hex(plaintext).toString('hex'));
  });

const macVectors: readonly { source: string; suite: 'intl' | 'gm'; key: string; data: string; mac: string }[] = [
  {
    source: 'RFC 4231, test case 1',
    suite: 'intl',
    key: '0b'.repeat(20),
    data: Buffer.from('Hi There').toString('hex'),
    mac: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    source: 'RFC 4231, test case 2',
    suite: 'intl',
    key: Buffer.from('Jefe').toString('hex'),
    data: Buffer.from('what do ya want for nothing?').toString('hex'),
    mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    source: 'RFC 4231, test case 6',
    suite: 'intl',
    key: 'aa'.repeat(131),
    data: Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First').toString('hex'),
    mac: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  },
  {
    source: 'GM/T 0042-2015, appendix D.3, example 1',
    suite: 'gm',
    key: '0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20',
    data: Buffer.from('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'.repeat(2)).toString('hex'),
    mac: 'ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a',
  },
  {
    source: 'GM/T 0042-2015, appendix D.3, example 2',
    suite: 'gm',
    key: '0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425',
    data: 'cd'.repeat(50),
    mac: '220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae',
  },
];

for (const { source, suite, key, data, mac } of macVectors)
  test(`the keyed digest agrees with ${source}`, () => {
    // The vectors have keys of any length, which `cipherKey` would refuse.
    const any = { version: 1, secret: createSecretKey(hex(key)) };
    assert.equal(suites[suite].mac(any, hex(data)).toString('hex'), mac);
  });

test('the digest that stands behind gm agrees with GM/T 0004-2012, appendix A', () => {
  assert.equal(hash('sm3', 'abc'), '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  assert.equal(hash('sm3', 'abcd'.repeat(16)), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
});

test('keys are derived as RFC 5869 says, with the digest of the suite', () => {
  const secret = Buffer.alloc(32, 1);
  const mac = (suite: (typeof bothSuites)[number], key: Uint8Array, data: Uint8Array) =>
    suite.mac({ version: 0, secret: createSecretKey(key) }, data);
  for (const suite of bothSuites) {
    // Section 2.2, without salt: 32 zero bytes. Section 2.3, the first block: it is as long as either key at least.
    const extracted = mac(suite, Buffer.alloc(32), secret);
    const expanded = mac(suite, extracted, Buffer.from('shuke/a use\x01')).subarray(0, suite.keyBytes);
    assert.deepEqual(suite.derive(secret, 'a use', 1).secret.export(), expanded);
  }
});

test('a derived key depends on the secret, the use and the suite, and on nothing else', () => {
  const secret = Buffer.alloc(32, 1);
  const bytes = bothSuites.flatMap((suite) =>
    [suite.derive(secret, 'a', 1), suite.derive(secret, 'b', 1), suite.derive(Buffer.alloc(32, 2), 'a', 1)].map((key) =>
      key.secret.export().toString('hex'),
    ),
  );
  assert.equal(new Set(bytes).size, bytes.length);
  for (const suite of bothSuites) {
    const [once, again] = [suite.derive(secret, 'a', 1), suite.derive(secret, 'a', 2)];
    assert.ok(once.secret.equals(again.secret));
    assert.equal(once.secret.symmetricKeySize, suite.keyBytes);
  }
});

test('whatever is sealed opens again, and says with which suite and version it was sealed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...bothSuites),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'grapheme' })),
      fc.uint8Array({ maxLength: 60 }),
      (suite, version, plaintext, associated) => {
        const sealed = suite.seal(someKey(suite, version), plaintext, associated);
        assert.equal(sealed.length, Buffer.from(plaintext).length + SEAL_OVERHEAD_BYTES);
        assert.deepEqual(readHeader(sealed), { suite: suite.name, version });
        assert.deepEqual(suite.open(someKey(suite, version), sealed, associated), Buffer.from(plaintext));
      },
    ),
  );
});

test('a change of any single bit is refused', () => {
  for (const suite of bothSuites) {
    const sealed = suite.seal(someKey(suite), '王小明', place);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.throws(() => suite.open(someKey(suite), changed, place), CannotOpen, `bit ${bit}`);
    }
  }
});

test('the wrong key, the wrong place, a cut and another suite are each refused for what they are', () => {
  for (const suite of bothSuites) {
    const sealed = suite.seal(someKey(suite), 'value', place);
    assertCannotOpen(() => suite.open(someKey(suite, 1, 8), sealed, place), 'not-authentic', 'another key');
    assertCannotOpen(() => suite.open(someKey(suite), sealed, Buffer.from('elsewhere')), 'not-authentic', 'a place');
    assertCannotOpen(() => suite.open(someKey(suite, 2), sealed, place), 'unknown-key', 'another version');
    assertCannotOpen(() => suite.open(someKey(suite), sealed.subarray(0, -1), place), 'not-authentic', 'a cut');
    for (let length = 0; length < SEAL_OVERHEAD_BYTES; length++)
      assertCannotOpen(() => suite.open(someKey(suite), sealed.subarray(0, length), place), 'truncated', `${length}`);
    const other = suite === suites.intl ? suites.gm : suites.intl;
    assertCannotOpen(() => other.open(someKey(other), sealed, place), 'unknown-key', 'another suite');
    assertCannotOpen(
      () => readHeader(Buffer.from('+8613800000001, not sealed at all')),
      'unknown-format',
      'clear text',
    );
  }
});

test('a value sealed many times never looks the same', () => {
  const nonces = new Set<string>();
  for (let i = 0; i < 5000; i++)
    nonces.add(suites.intl.seal(someKey(suites.intl), 'same', place).toString('hex', 5, 17));
  assert.equal(nonces.size, 5000, 'every nonce is used once, also after the pool was drawn anew');
});

test('a key of the wrong length is refused', () => {
  assert.throws(() => cipherKey(suites.gm, 1, Buffer.alloc(32)), /has 16 bytes/);
  assert.throws(() => cipherKey(suites.intl, 1, Buffer.alloc(16)), /has 32 bytes/);
});
