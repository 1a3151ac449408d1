import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import type { FieldCipher } from './field-cipher.ts';
import { CannotOpen } from './suite.ts';

/** What is sealed at once: small enough to be read as a stream, large enough to cost little. */
const PIECE_BYTES = 256 * 1024;
const LENGTH_BYTES = 4;

/** Each piece stands at its own place, and the last one says so: a file that was cut or put together anew does not open. */
const placeOf = (index: number, isLast: boolean) => `${index}${isLast ? ' last' : ''}`;

/** Seals a stream of bytes for a file: pieces with their lengths before them. `cipher` is that of the file's kind. */
export function sealBytes(cipher: FieldCipher): Transform {
  let index = 0;
  let waiting: Buffer[] = [];
  let bytes = 0;
  const sealed = (piece: Buffer, isLast: boolean): Buffer => {
    const body = cipher.sealBytes(placeOf(index++, isLast), piece);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, body]);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      waiting.push(chunk);
      bytes += chunk.length;
      if (bytes > PIECE_BYTES) {
        const whole = Buffer.concat(waiting);
        let at = 0;
        // Something is always kept back: only the end tells which piece is the last.
        for (; whole.length - at > PIECE_BYTES; at += PIECE_BYTES)
          this.push(sealed(whole.subarray(at, at + PIECE_BYTES), false));
        waiting = [whole.subarray(at)];
        bytes = whole.length - at;
      }
      done();
    },
    flush(done) {
      done(null, sealed(Buffer.concat(waiting), true));
    },
  });
}

/** The bytes of a file that `sealBytes` wrote. Throws `CannotOpen` where it is damaged, cut, or sealed with another key. */
export async function* openBytes(path: string, cipher: FieldCipher): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Buffer.alloc(LENGTH_BYTES);
    let at = 0;
    for (let index = 0; at < size || index === 0; index++) {
      await file.read(length, 0, LENGTH_BYTES, at);
      const body = Buffer.alloc(Math.min(length.readUInt32BE(), size));
      at += LENGTH_BYTES;
      const { bytesRead } = await file.read(body, 0, body.length, at);
      if (bytesRead < body.length || body.length === 0)
        throw new CannotOpen('truncated', 'The file ends in the middle of a piece.');
      at += body.length;
      yield cipher.openBytes(placeOf(index, at >= size), body);
    }
  } finally {
    await file.close();
  }
}
