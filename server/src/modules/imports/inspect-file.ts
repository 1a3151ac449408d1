import { because, Problem } from '../../platform/problem.ts';
import { encodingProbe } from './detect-encoding.ts';
import { type ByteSource, type Delimiter, type FileFormat, delimiters } from './file-format.ts';
import { readBytes } from './read-bytes.ts';
import { firstRecords } from './read-records.ts';

const HEAD_BYTES = 2 ** 20;
const SAMPLE_RECORDS = 5000;
const COLUMNS_LIMIT = 200;

/** What a look at a whole file tells: how to read it, and its beginning. */
export interface Inspection {
  readonly format: FileFormat;
  readonly headers: readonly string[];
  /** The first records below the header, as many as the first megabyte holds. */
  readonly records: readonly (readonly string[])[];
  /** Line breaks of the text: how long reading will take, not how many records there are. */
  readonly textLines: number;
}

export type FileKind = FileFormat['kind'];

/** Which kind of file it is by its first bytes, whatever its name says. Files that hold no table are refused. */
export async function fileKind(source: ByteSource): Promise<FileKind> {
  const buffer = Buffer.alloc(8);
  const size = await readBeginning(source, buffer);
  if (size === 0)
    throw new Problem('import.file', 'The file is empty. Export it anew and upload that.', because('file.empty', {}));
  if (buffer[0] === 0x1f && buffer[1] === 0x8b) return 'csv.gz';
  if (buffer.toString('latin1', 0, 4) === 'PK\u0003\u0004') return 'xlsx';
  if (buffer.readUInt32BE(0) === 0xd0cf11e0)
    throw new Problem(
      'import.file',
      'This is an old Excel file (.xls). Open it in Excel and save it as .xlsx or as CSV UTF-8.',
      because('file.oldExcel', {}),
    );
  if (buffer.toString('latin1', 0, 4) === '%PDF')
    throw new Problem(
      'import.file',
      'This is a PDF. Export the orders as CSV or Excel (.xlsx).',
      because('file.pdf', {}),
    );
  return 'csv';
}

/** Fills the buffer as far as the file goes; answers how many bytes that were. */
async function readBeginning(source: ByteSource, into: Buffer): Promise<number> {
  let at = 0;
  for await (const chunk of source() as AsyncIterable<Buffer>) {
    at += chunk.copy(into, at);
    if (at === into.length) break;
  }
  return at;
}

/** Reads a CSV file once from end to end: encoding, delimiter, header and samples; damage anywhere is found here. */
export async function inspectFile(source: ByteSource, kind: FileKind): Promise<Inspection> {
  const probe = encodingProbe();
  const head: Buffer[] = [];
  let headBytes = 0;
  let bytes = 0;
  let textLines = 0;
  let hasCarriageReturns = false;
  for await (const chunk of readBytes(source, kind === 'csv.gz')) {
    if (bytes === 0) refuseBinary(chunk);
    probe.take(chunk);
    if (headBytes < HEAD_BYTES) headBytes += head.push(chunk) && chunk.length;
    bytes += chunk.length;
    textLines += countLineBreaks(chunk);
    hasCarriageReturns ||= chunk.includes(13);
  }
  const encoding = probe.answer();
  const text = new TextDecoder(encoding).decode(Buffer.concat(head), { stream: bytes > headBytes });
  const delimiter = guessDelimiter(text);
  const [header, ...records] = firstRecords(
    text,
    { delimiter, hasCarriageReturns },
    bytes === headBytes,
    SAMPLE_RECORDS + 1,
  );
  if (!header)
    throw new Problem(
      'import.file',
      'The file has no text: its first row must name the columns.',
      because('file.noText', {}),
    );
  if (header.length > COLUMNS_LIMIT)
    throw new Problem(
      'import.file',
      `The file has ${header.length} columns; at most ${COLUMNS_LIMIT} can be read.`,
      because('file.tooManyColumns', { columns: header.length, limit: COLUMNS_LIMIT }),
    );
  if (records.length === 0 && bytes === headBytes)
    throw new Problem(
      'import.file',
      'The file has a header and no rows below it. Export it with its rows and upload that.',
      because('file.noRows', {}),
    );
  return {
    format: { kind, encoding, delimiter, hasCarriageReturns },
    headers: distinctHeaders(header),
    records,
    textLines,
  };
}

/** Column names as they are shown and mapped: trimmed, none empty, none twice. */
export function distinctHeaders(header: readonly string[]): string[] {
  const used = new Set<string>();
  return header.map((cell, at) => {
    const name = cell.trim().slice(0, 190) || `Column ${at + 1}`;
    let distinct = name;
    for (let nth = 2; used.has(distinct); nth++) distinct = `${name} (${nth})`;
    used.add(distinct);
    return distinct;
  });
}

/** The delimiter that the first line has most of, outside quotes. */
export function guessDelimiter(text: string): Delimiter {
  const line = firstLine(text.replace(/^\ufeff?(\s*\n)*/, ''));
  const counts = delimiters.map((delimiter) => line.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))]!;
}

function firstLine(text: string): string {
  let isQuoted = false;
  let outside = '';
  for (const character of text.slice(0, 65_536)) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === '\n' || character === '\r')) break;
    else if (!isQuoted) outside += character;
  }
  return outside;
}

function refuseBinary(chunk: Buffer): void {
  const isUtf16 = (chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff);
  if (isUtf16) return;
  const start = chunk.subarray(0, 4096);
  const zeros = start.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (zeros > start.length / 100)
    throw new Problem(
      'import.file',
      'This is no text file. Export the orders as CSV, CSV.gz or Excel (.xlsx).',
      because('file.noTable', {}),
    );
}

function countLineBreaks(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count++;
  return count;
}
