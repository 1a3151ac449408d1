import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, test } from 'node:test';
import { fieldCipher } from './field-cipher.ts';
import { openKeyRing } from './key-ring.ts';
import { heldRootKey } from './root-key.ts';
import { openBytes, sealBytes } from './sealed-file.ts';
import { CannotOpen, suites } from './suite.ts';

const ring = await openKeyRing(heldRootKey(Buffer.alloc(32, 1), suites.intl, 'the test'), []);
await ring.add(await ring.make('log', 'intl', 0));
const cipher = fieldCipher(ring.source('log'), { table: 'file', column: 'upload' });
const folder = mkdtempSync(join(tmpdir(), 'shuke-sealed-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'file');

async function written(bytes: Buffer, chunk = 10_000): Promise<Buffer> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
    bytes.subarray(i * chunk, (i + 1) * chunk),
  );
  await pipeline(Readable.from(chunks, { objectMode: false }), sealBytes(cipher), createWriteStream(path));
  return readFileSync(path);
}
const read = async () => Buffer.concat(await Array.fromAsync(openBytes(path, cipher)));

test('a file of any length comes back as it was, and does not show in what is written', async () => {
  for (const length of [0, 1, 262_143, 262_144, 262_145, 524_288, 1_000_001]) {
    const bytes = randomBytes(length);
    const sealed = await written(bytes, length === 1_000_001 ? 999_999 : 10_000);
    assert.deepEqual(await read(), bytes, `${length} bytes`);
    if (length > 16) assert.ok(!sealed.includes(bytes.subarray(0, 16)));
  }
});

test('a file that was cut, even between two pieces, lengthened or put together anew does not open', async () => {
  const sealed = await written(randomBytes(600_000));
  const piece = 4 + sealed.readUInt32BE();
  const [first, second] = [sealed.subarray(0, piece), sealed.subarray(piece, 2 * piece)];
  for (const [what, other] of [
    ['cut between pieces', sealed.subarray(0, 2 * piece)],
    ['cut within a piece', sealed.subarray(0, sealed.length - 5)],
    ['empty', Buffer.alloc(0)],
    ['lengthened', Buffer.concat([sealed, Buffer.alloc(9)])],
    ['in another order', Buffer.concat([second, first, sealed.subarray(2 * piece)])],
  ] as const) {
    writeFileSync(path, other);
    await assert.rejects(read(), CannotOpen, what);
  }
});
