import { type Hash, createHash, randomUUID } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Database } from '../../platform/database.ts';
import type { KeySource } from '../../platform/crypto/index.ts';
import { Problem } from '../../platform/problem.ts';
import { convertXlsx } from './convert-xlsx.ts';
import { FILE_BYTES_LIMIT } from './file-format.ts';
import { guessMapping } from './guess-mapping.ts';
import { type Inspection, fileKind, inspectFile } from './inspect-file.ts';
import type { Job } from './job.ts';
import { addJob, nextJobId } from './job-store.ts';
import { arrivingFolder, dropFolder, keepBytes, keepFolder, keptBytes } from './kept-file.ts';

const SAMPLES = 8;
const SAMPLE_CELL_LENGTH = 200;

export interface Received {
  readonly job: Job;
  /** SHA-256 of the file, hex. */
  readonly digest: string;
}

export interface Upload {
  readonly fileName: string;
  readonly content: Readable;
  readonly createdBy: string;
}

/**
 * Takes a file in: kept as it came, looked at from end to end, its mapping guessed. A file that cannot be a table leaves
 * nothing behind but the problem.
 */
export async function receiveFile(
  db: Database,
  dataFolder: string,
  { fileName, content, createdBy }: Upload,
): Promise<Received> {
  const digest = createHash('sha256');
  let folder = await arrivingFolder(dataFolder, randomUUID());
  try {
    const keys = db.ring.source('log');
    const counted = boundedBytes(FILE_BYTES_LIMIT, digest);
    await pipeline(content, counted.stream, ...keepBytes(keys, folder, 'upload'));
    const inspection = await inspectUpload(keys, folder);
    const id = await nextJobId(db);
    folder = await keepFolder(dataFolder, folder, id);
    const job = await addJob(db, id, {
      fileName,
      bytes: counted.bytes(),
      createdBy,
      format: inspection.format,
      headers: inspection.headers,
      samples: samplesOf(inspection),
      mapping: guessMapping(inspection.headers, inspection.records),
      total: Math.max(0, inspection.textLines - 1),
    });
    return { job, digest: digest.digest('hex') };
  } catch (error) {
    await dropFolder(folder);
    throw error;
  }
}

async function inspectUpload(keys: KeySource, folder: string): Promise<Inspection> {
  const upload = keptBytes(keys, folder, 'upload');
  const kind = await fileKind(upload);
  if (kind !== 'xlsx') return inspectFile(upload, kind);
  await convertXlsx(keys, folder);
  const inspection = await inspectFile(keptBytes(keys, folder, 'table.csv'), 'csv');
  return { ...inspection, format: { ...inspection.format, kind: 'xlsx' } };
}

function samplesOf({ headers, records }: Inspection): Record<string, string>[] {
  return records
    .slice(0, SAMPLES)
    .map((cells) => Object.fromEntries(headers.map((header, at) => [header, shown(cells[at] ?? '')])));
}

/** What the database can keep and a screen can show of a cell. */
function shown(cell: string): string {
  return cell.slice(0, SAMPLE_CELL_LENGTH).replaceAll('\u0000', '\ufffd').toWellFormed();
}

function boundedBytes(limit: number, digest: Hash): { readonly stream: Transform; bytes(): number } {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit)
        done(
          new Problem(
            'request.too-large',
            `The file is larger than ${limit / 2 ** 20} MB: compress it (.csv.gz) or split it.`,
          ),
        );
      else {
        digest.update(chunk);
        done(null, chunk);
      }
    },
  });
  return { stream, bytes: () => bytes };
}
