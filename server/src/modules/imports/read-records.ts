import { pipeline } from 'node:stream/promises';
import { CsvError, type Parser, parse } from 'csv-parse';
import { because, Problem } from '../../platform/problem.ts';
import { type Encoding, type FileFormat, LINES_LIMIT, RECORD_BYTES_LIMIT, type TableFile } from './file-format.ts';
import { readBytes } from './read-bytes.ts';

type TableShape = Pick<FileFormat, 'delimiter' | 'hasCarriageReturns'>;

export interface ReadingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Awaited before each piece of the file, by who cannot take more yet. */
  readonly pace?: (() => Promise<void>) | undefined;
}

/**
 * Reads every record of a table, the header first, and hands on its cells. Records without any text are no lines. Reading
 * stops with a Problem where the file cannot be read on, so that nothing is decided about half a file.
 */
export async function readRecords(
  table: TableFile,
  onRecord: (cells: readonly string[]) => void,
  { signal, pace }: ReadingOptions = {},
): Promise<void> {
  let count = 0;
  const parser = recordParser(table.format, (cells) => {
    if (count++ > LINES_LIMIT)
      throw new Problem(
        'import.file',
        `The file has more than ${LINES_LIMIT} lines: split it into several files.`,
        because('file.tooManyLines', { limit: LINES_LIMIT }),
      );
    onRecord(cells);
  });
  try {
    await pipeline(paced(utf8Chunks(table), pace), parser, drain, { signal });
  } catch (error) {
    throw csvProblem(error) ?? error;
  }
}

/** The first records of a text of which more may follow; the last one counts only when it is complete. */
export function firstRecords(text: string, format: TableShape, isWhole: boolean, limit: number): string[][] {
  const records: string[][] = [];
  const parser = recordParser(format, (cells) => {
    if (records.length < limit) records.push([...cells]);
  });
  let failure: unknown;
  parser.on('error', (error) => (failure = error));
  parser.write(text);
  if (isWhole) parser.end();
  parser.destroy();
  if (failure !== undefined && records.length === 0) throw csvProblem(failure) ?? failure;
  return records;
}

async function* paced(chunks: AsyncGenerator<Buffer>, pace: (() => Promise<void>) | undefined): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    await pace?.();
    yield chunk;
  }
}

/** The text of a table as UTF-8 bytes, whatever its encoding. */
async function* utf8Chunks({ bytes: source, format }: TableFile): AsyncGenerator<Buffer> {
  const bytes = readBytes(source, format.kind === 'csv.gz');
  if (format.encoding === 'utf-8') return yield* bytes;
  const decoder = textDecoder(format);
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function textDecoder({ encoding }: { encoding: Encoding }): TextDecoder {
  return new TextDecoder(encoding);
}

function recordParser(
  { delimiter, hasCarriageReturns }: TableShape,
  onRecord: (cells: readonly string[]) => void,
): Parser {
  return parse({
    delimiter,
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: hasCarriageReturns ? ['\r\n', '\n', '\r'] : ['\n'],
    max_record_size: RECORD_BYTES_LIMIT,
    // Null keeps records out of the stream's queue, which would cost a third of the time.
    on_record: (cells: string[]) => {
      if (cells[0] !== '' || cells.some((cell) => cell !== '')) onRecord(cells);
      return null;
    },
  });
}

async function drain(records: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of records);
}

function csvProblem(error: unknown): Problem | undefined {
  if (!(error instanceof CsvError)) return undefined;
  const { lines } = error as { lines?: number };
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return new Problem(
      'import.file',
      'A quotation mark (") is opened and never closed before the end of the file. Close it, or export the file again.',
      because('file.quoteOpen', {}),
    );
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new Problem(
      'import.file',
      `The record that begins at line ${lines ?? '?'} is longer than ${RECORD_BYTES_LIMIT / 2 ** 20} MB. Most likely a quotation mark (") there is never closed.`,
      because('file.recordTooLong', { line: lines ?? '?', limitMegabytes: RECORD_BYTES_LIMIT / 2 ** 20 }),
    );
  return new Problem(
    'import.file',
    `The file cannot be read as a table near line ${lines ?? '?'}: ${error.message}. Mend that line, or export the file anew.`,
    because('file.unreadable', { line: lines ?? '?' }),
  );
}
