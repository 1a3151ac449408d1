import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../platform/problem.ts';
import { FILE_BYTES_LIMIT } from './file-format.ts';

const MAPPING_BYTES_LIMIT = 100_000;

/** Content types that a raw upload may have; the file itself tells what it is. */
const rawTypes = [
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'application/octet-stream',
  'application/gzip',
  'application/x-gzip',
  'application/zip',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
];

/** A Fastify plugin that lets a server take files: multipart forms, and raw bodies, which are handed on as a stream. */
export const acceptUploads = Object.assign(takeFiles, { [Symbol.for('skip-override')]: true });

async function takeFiles(app: FastifyInstance): Promise<void> {
  await app.register(multipart, {
    limits: { fileSize: FILE_BYTES_LIMIT + 1, files: 1, fields: 10, fieldSize: MAPPING_BYTES_LIMIT },
  });
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(rawTypes, (_request, payload, done) => done(null, payload));
}

export interface UploadedFile {
  readonly fileName: string;
  readonly content: Readable;
  /** The form's field `mapping`; known when the file has been read, as it may stand behind it. */
  mapping(): Promise<string | undefined>;
}

/** The file of a request: the part `file` of a form, or the whole body. */
export async function readUpload(request: FastifyRequest, fileName: string | undefined): Promise<UploadedFile> {
  if (!request.isMultipart()) {
    if (!(request.body instanceof Readable))
      throw new Problem(
        'request.malformed',
        'The file is missing: send it as the multipart field "file", or as the body with ?fileName= and content-type application/octet-stream.',
      );
    return { fileName: fileName ?? 'orders', content: request.body, mapping: async () => undefined };
  }
  const parts = request.parts();
  let mapping: string | undefined;
  const readFields = async (): Promise<UploadedFile | undefined> => {
    // Step by step: leaving a for-await loop would end the parts, and the mapping may stand behind the file.
    for (let next = await parts.next(); !next.done; next = await parts.next()) {
      const part = next.value;
      if (part.type === 'file' && part.fieldname === 'file')
        return { fileName: part.filename.slice(0, 300) || fileName || 'orders', content: part.file, mapping: restOf };
      if (part.type === 'file') part.file.resume();
      else if (part.fieldname === 'mapping') mapping = String(part.value);
    }
    return undefined;
  };
  const restOf = async () => {
    await readFields();
    return mapping;
  };
  const file = await readFields();
  if (!file)
    throw new Problem(
      'request.malformed',
      'The form has no field "file" with a file in it: send the file in that field.',
    );
  return file;
}
