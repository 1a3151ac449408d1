import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type CellValue, readSheet } from 'read-excel-file/node';
import { type KeySource, suites } from '../../platform/crypto/index.ts';
import type { WorkbookWork } from './convert-xlsx.ts';
import { keepBytes, keptBytes } from './kept-file.ts';

// A port between threads has no origin to name.
const tell = (message: string) => parentPort?.postMessage(message, []);
const { folder, suite, key } = workerData as WorkbookWork;
const keys: KeySource = { current: () => ({ suite: suites[suite], key }), toOpen: () => key };

try {
  const workbook = Buffer.concat(await Array.fromAsync(keptBytes(keys, folder, 'upload')() as AsyncIterable<Buffer>));
  const rows = await readSheet(workbook);
  await pipeline(Readable.from(utf8(csvLines(rows))), ...keepBytes(keys, folder, 'table.csv'));
  tell('done');
} catch (error) {
  tell((error as Error).message.slice(0, 200));
}

function* utf8(texts: Iterable<string>): Generator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

function* csvLines(rows: readonly (readonly (CellValue | null)[])[]): Generator<string> {
  for (const row of rows) yield `${row.map((cell) => quoted(cellText(cell))).join(',')}\r\n`;
}

/** Dates come as the sheet shows them, without a zone; the reader gives them the mapping's. */
function cellText(cell: CellValue | null): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime())
      ? ''
      : new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return String(cell);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
