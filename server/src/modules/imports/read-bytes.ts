import { createGunzip } from 'node:zlib';
import { because, Problem } from '../../platform/problem.ts';
import { type ByteSource, TEXT_BYTES_LIMIT } from './file-format.ts';

const CHUNK_BYTES = 2 ** 18;

/** The bytes of a file, unfolded where it is gzip. A damaged or truncated file is refused with what to do about it. */
export async function* readBytes(
  source: ByteSource,
  isGzip: boolean,
  limit = TEXT_BYTES_LIMIT,
): AsyncGenerator<Buffer> {
  const file = source();
  const stream = isGzip ? file.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : file;
  file.on('error', (error) => stream.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limit)
        throw new Problem(
          'import.file',
          `The file unfolds to more than ${Math.floor(limit / 2 ** 20)} MB: split it into several files.`,
          because('file.tooLargeUnfolded', { limitMegabytes: Math.floor(limit / 2 ** 20) }),
        );
      yield chunk;
    }
  } catch (error) {
    throw gzipProblem(error) ?? error;
  } finally {
    file.destroy();
    stream.destroy();
  }
}

function gzipProblem(error: unknown): Problem | undefined {
  const { code } = error as { code?: string };
  if (code === 'Z_BUF_ERROR')
    return new Problem(
      'import.file',
      'The compressed file ends too early: it was cut off while it was written or sent. Export or upload it again.',
      because('file.gzipCutOff', {}),
    );
  if (code?.startsWith('Z_'))
    return new Problem(
      'import.file',
      'The compressed file is damaged and cannot be unfolded. Export or upload it again.',
      because('file.gzipDamaged', {}),
    );
  return undefined;
}
