import { crc32 } from 'node:zlib';

const LEAST_BYTES = 256 * 1024;
const USUAL_BYTES = 1024 * 1024;
const MOST_BYTES = 4 * 1024 * 1024;
const NEW_LINE = 10;
const WHOLE_CRC = 2 ** 32;

/**
 * Cuts lines into pieces of about a megabyte, at lines that the content itself chooses: where lines were added, changed or taken
 * out, the pieces around it are others, and all further ones are the same as before.
 */
export async function* cutRows(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer = Buffer.alloc(0);
  let looked = 0;
  for await (const chunk of batches(source)) {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    for (;;) {
      const { cutAt, lookedAt } = findCut(waiting, looked);
      if (cutAt === undefined) {
        looked = lookedAt;
        break;
      }
      yield waiting.subarray(0, cutAt);
      waiting = waiting.subarray(cutAt);
      looked = 0;
    }
  }
  if (waiting.length > 0) yield waiting;
}

/** Rows come one by one: they are put together before they are looked at. */
async function* batches(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < LEAST_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

/** The end of a piece, or up to where whole lines have been looked at. A longer line is more likely to be chosen: pieces count bytes. */
function findCut(bytes: Buffer, from: number): { cutAt?: number; lookedAt: number } {
  let start = from;
  for (;;) {
    const end = bytes.indexOf(NEW_LINE, start) + 1;
    if (end === 0) return { lookedAt: start };
    const isChosen =
      end >= LEAST_BYTES && crc32(bytes.subarray(start, end)) < ((end - start) / USUAL_BYTES) * WHOLE_CRC;
    if (isChosen || end >= MOST_BYTES) return { cutAt: end, lookedAt: end };
    start = end;
  }
}
