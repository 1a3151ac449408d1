import type { Readable } from 'node:stream';

/** The encodings that an order file may have; `TextDecoder` knows them by these names. */
export type Encoding = 'utf-8' | 'gb18030' | 'windows-1252' | 'utf-16le' | 'utf-16be';

export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** How a stored file is read. Stored with its import, so that a resumed one reads it the same way. */
export interface FileFormat {
  readonly kind: 'csv' | 'csv.gz' | 'xlsx';
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** False where lines end with a line feed alone: reading is then a quarter faster. */
  readonly hasCarriageReturns: boolean;
}

/** The bytes of a file from its beginning, each time it is asked for. */
export type ByteSource = () => Readable;

/** Where a table is, and how it is read. */
export interface TableFile {
  readonly bytes: ByteSource;
  readonly format: FileFormat;
}

export const FILE_BYTES_LIMIT = 512 * 2 ** 20;
/** What a compressed file may unfold to: a few megabytes can hold a disk full of zeros. */
export const TEXT_BYTES_LIMIT = 2 * 2 ** 30;
/** One record; larger ones come from a quote that is never closed. */
export const RECORD_BYTES_LIMIT = 16 * 2 ** 20;
export const LINES_LIMIT = 5_000_000;
