import { Readable } from 'node:stream';
import {
  type exportMembers,
  inLanguage,
  type MemberColumn,
  type MemberFile,
  type MemberFileWords,
  type MemberRow,
  memberColumnTitles,
  maskOf,
  memberFile,
  memberRow,
  type QueryOf,
  type Words,
} from '@shuke/contract';
import type { FastifyReply } from 'fastify';
import writeXlsxFile from 'write-excel-file/node';
import type { Database } from '../../platform/database.ts';
import { csvLine } from '../../platform/csv.ts';
import { minorDigits } from '../../platform/money.ts';
import { Problem } from '../../platform/problem.ts';
import type { Zone } from '../../platform/zone.ts';
import type { Filter } from './filter-members.ts';
import { currenciesSpent, readMemberRows } from './list-members.ts';

/** What a file for people says that members do not know of themselves. */
export interface FileParts {
  readonly zone: Zone;
  tierWords(code: string): Words;
}

const allColumns = Object.keys(memberColumnTitles) as MemberColumn[];
const PAGE = 2000;
const XLSX_LIMIT = 50_000;

/** The columns asked for, in their order; all of them where none is named. */
function columnsOf(asked: string | undefined): MemberColumn[] {
  const names = (asked ?? '').split(',').flatMap((name) => name.trim() || []);
  const unknown = names.find((name) => !Object.hasOwn(memberColumnTitles, name));
  if (unknown !== undefined) {
    const message = `must be names of columns with commas between them: ${allColumns.join(', ')}`;
    throw new Problem('request.invalid', `There is no column ${unknown.slice(0, 40)}: columns ${message}.`, {
      faults: [{ field: 'columns', message }],
    });
  }
  return names.length > 0 ? (names as MemberColumn[]) : allColumns;
}

const tooMany = (limit: number): Problem =>
  new Problem(
    'request.invalid',
    `More than ${limit} members match, which is all that an XLSX file holds here. Choose format=csv, or narrow the filters.`,
    { faults: [{ field: 'format', message: `must be csv for more than ${limit} members` }] },
  );

/** Refuses a file that could not be made, before anybody has to approve it. */
export function mustBePossible({ format, columns }: { format: string; columns?: string | undefined }, rows: number) {
  columnsOf(columns);
  if (format === 'xlsx' && rows > XLSX_LIMIT) throw tooMany(XLSX_LIMIT);
}

/** A file as programs want it: the fields of the list, with their names and values. */
const plainFile = (columns: readonly MemberColumn[]): MemberFile => ({
  columns,
  titles: columns,
  cells: (row) => columns.map((column) => row[column]),
});

function fileWords(language: MemberFileWords['language'], { zone, tierWords }: FileParts): MemberFileWords {
  return {
    language,
    tierName: (code) => inLanguage(tierWords(code), language),
    clock: (at) => zone.wallClock(Date.parse(at)),
    units: (amountMinor, currency) => amountMinor / 10 ** minorDigits(currency),
  };
}

const mask = maskOf(memberRow)!;

/** What the list shows to the same caller, row by row. */
async function* allRows(pool: Database, filter: Filter): AsyncGenerator<MemberRow> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await readMemberRows(pool, { ...filter, cursor, limit: PAGE });
    yield* items.map((row) => mask(row, filter.lens) as MemberRow);
    cursor = nextCursor ?? undefined;
  } while (cursor);
}

const WALL_CLOCK = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

/** A spreadsheet's dates have no zone: they show what the clock on the wall showed. Texts stay texts, also those of digits. */
function workbookCell(column: MemberColumn, value: string | number | null) {
  const isClock = (column === 'joinedAt' || column === 'lastOrderAt') && WALL_CLOCK.test(String(value));
  return isClock ? { value: new Date(`${value}Z`), format: 'yyyy-mm-dd hh:mm:ss' } : { value };
}

/** A workbook of the members a filter matches; refused where they are more than it may hold, as half a list looks like a whole one. */
export async function workbookOf(
  pool: Database,
  file: MemberFile,
  filter: Filter,
  limit = XLSX_LIMIT,
): Promise<Buffer> {
  const rows: { value: string | number | Date | null; format?: string }[][] = [file.titles.map((value) => ({ value }))];
  for await (const row of allRows(pool, filter)) {
    if (rows.length > limit) throw tooMany(limit);
    rows.push(file.cells(row).map((value, at) => workbookCell(file.columns[at]!, value)));
  }
  return writeXlsxFile(rows as never, {}).toBuffer();
}

/** The members a filter matches, as a file: CSV (UTF-8 with BOM, so that Excel reads Chinese) streamed, or XLSX up to 50,000 rows. */
export async function sendMembers(
  pool: Database,
  parts: FileParts,
  { format, columns, language, ...filter }: Omit<QueryOf<typeof exportMembers>, 'export'> & Filter,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const chosen = columnsOf(columns);
  const file = language
    ? memberFile(chosen, await currenciesSpent(pool, filter), fileWords(language, parts))
    : plainFile(chosen);
  // What is refused is answered as a problem, not as a file: the name of the file comes after all that may be refused.
  const named = () => reply.header('content-disposition', `attachment; filename="members.${format}"`);
  if (format === 'xlsx') {
    const workbook = await workbookOf(pool, file, filter);
    return named().type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(workbook);
  }
  const rows = allRows(pool, filter);
  const first = await rows.next();
  async function* lines() {
    yield `\uFEFF${csvLine(file.titles)}`;
    for (let next = first; !next.done; next = await rows.next()) yield csvLine(file.cells(next.value));
  }
  return named().type('text/csv; charset=utf-8').send(Readable.from(lines()));
}
