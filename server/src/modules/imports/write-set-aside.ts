import { Readable } from 'node:stream';
import { setAsideReasons } from '@shuke/contract';
import type { TableFile } from './file-format.ts';
import { readRecords } from './read-records.ts';

type MaskCell = (header: string, cell: string) => string;

/**
 * The lines set aside as CSV (UTF-8 with BOM, so that Excel reads it): row and reason before the cells as they came. The
 * file is read again for it, so that nothing personal is stored twice; `mask` hides who bought from whoever sees no clear files.
 */
export function writeSetAside(table: TableFile, lines: ReadonlyMap<number, string>, mask: MaskCell | null): Readable {
  const stopping = new AbortController();
  let goOn = Promise.withResolvers<void>();
  const output = new Readable({
    read: () => goOn.resolve(),
    destroy(error, done) {
      stopping.abort();
      goOn.resolve();
      done(error);
    },
  });
  void pour();
  return output;

  async function pour(): Promise<void> {
    try {
      await readRecords(table, lineWriter(lines, push, mask), { signal: stopping.signal, pace: () => goOn.promise });
      output.push(null);
    } catch (error) {
      if (!stopping.signal.aborted) output.destroy(error as Error);
    }
  }

  function push(text: string): void {
    if (!output.push(text)) goOn = Promise.withResolvers<void>();
  }
}

function lineWriter(
  lines: ReadonlyMap<number, string>,
  push: (text: string) => void,
  mask: MaskCell | null,
): (cells: readonly string[]) => void {
  let line = -1;
  let headers: readonly string[] = [];
  const shown = (cells: readonly string[]) => (mask ? cells.map((cell, i) => mask(headers[i] ?? '', cell)) : cells);
  return (cells) => {
    const reason = lines.get(line);
    if (line < 0) {
      headers = cells;
      push(`\ufeff${csvLine(['row', 'reason', 'why', '原因', ...cells])}`);
    } else if (reason !== undefined) push(csvLine([String(line + 2), reason, ...sentences(reason), ...shown(cells)]));
    line++;
  };
}

export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(withoutFormula(cell))).join(',')}\r\n`;
}

/** A spreadsheet would run a cell that begins like a formula; numbers with a sign are none. */
function withoutFormula(cell: string): string {
  return /^[\s]*[=+\-@\t\r]/.test(cell) && !/^[-+]?\d+([.,]\d+)*$/.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function sentences(reason: string): [string, string] {
  const known = setAsideReasons[reason as keyof typeof setAsideReasons];
  return known
    ? [known.en, known.zh]
    : [`Refused: ${reason.replace('refused.', '')}`, `系统拒绝：${reason.replace('refused.', '')}`];
}
