import { Readable } from 'node:stream';
import type { MemberRow, QueryOf, exportMembers } from '@shuke/contract';
import type { FastifyReply } from 'fastify';
import type pg from 'pg';
import writeXlsxFile from 'write-excel-file/node';
import { csvLine } from '../../platform/csv.ts';
import { minorDigits } from '../../platform/money.ts';
import { Problem } from '../../platform/problem.ts';
import { readMemberRows } from './list-members.ts';

const cells: Readonly<Record<keyof MemberRow, (row: MemberRow) => string | number | null>> = {
  id: (row) => row.id,
  name: (row) => row.name,
  phone: (row) => row.phone,
  email: (row) => row.email,
  gender: (row) => row.gender,
  birthday: (row) => row.birthday,
  region: (row) => row.region,
  channel: (row) => row.channel,
  store: (row) => row.store,
  joinedAt: (row) => row.joinedAt,
  tier: (row) => row.tier,
  points: (row) => row.points,
  orders: (row) => row.orders,
  spentMinor: (row) => (row.spentMinor / 10 ** minorDigits(row.currency)).toFixed(minorDigits(row.currency)),
  currency: (row) => row.currency,
  lastOrderAt: (row) => row.lastOrderAt,
};

const allColumns = Object.keys(cells) as (keyof MemberRow)[];
const PAGE = 2000;
const XLSX_LIMIT = 50_000;

/** The columns asked for, in their order; all of them where none is named. */
function columnsOf(asked: string | undefined): (keyof MemberRow)[] {
  const names = (asked ?? '').split(',').flatMap((name) => name.trim() || []);
  const unknown = names.find((name) => !Object.hasOwn(cells, name));
  if (unknown !== undefined) {
    const message = `must be names of columns with commas between them: ${allColumns.join(', ')}`;
    throw new Problem('request.invalid', `There is no column ${unknown.slice(0, 40)}: columns ${message}.`, {
      faults: [{ field: 'columns', message }],
    });
  }
  return names.length > 0 ? (names as (keyof MemberRow)[]) : allColumns;
}

async function* allRows(
  pool: pg.Pool,
  filter: Omit<QueryOf<typeof exportMembers>, 'format' | 'columns'>,
): AsyncGenerator<MemberRow> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await readMemberRows(pool, { ...filter, cursor, limit: PAGE });
    yield* items;
    cursor = nextCursor ?? undefined;
  } while (cursor);
}

type Filtered = Parameters<typeof allRows>[1];

/** A workbook of the members a filter matches; refused where they are more than it may hold, as half a list looks like a whole one. */
export async function workbookOf(
  pool: pg.Pool,
  shown: readonly (keyof MemberRow)[],
  filter: Filtered,
  limit = XLSX_LIMIT,
): Promise<Buffer> {
  const rows: { value: string | number | null }[][] = [shown.map((value) => ({ value }))];
  for await (const row of allRows(pool, filter)) {
    if (rows.length > limit) {
      throw new Problem(
        'request.invalid',
        `More than ${limit} members match, which is all that an XLSX file holds here. Choose format=csv, or narrow the filters.`,
        { faults: [{ field: 'format', message: `must be csv for more than ${limit} members` }] },
      );
    }
    rows.push(shown.map((name) => ({ value: cells[name](row) })));
  }
  return writeXlsxFile(rows as never, {}).toBuffer();
}

/** The members a filter matches, as a file: CSV (UTF-8 with BOM, so that Excel reads Chinese) streamed, or XLSX up to 50,000 rows. */
export async function sendMembers(
  pool: pg.Pool,
  { format, columns, ...filter }: QueryOf<typeof exportMembers>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const shown = columnsOf(columns);
  // What is refused is answered as a problem, not as a file: the name of the file comes after all that may be refused.
  const named = () => reply.header('content-disposition', `attachment; filename="members.${format}"`);
  if (format === 'xlsx') {
    const file = await workbookOf(pool, shown, filter);
    return named().type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(file);
  }
  const rows = allRows(pool, filter);
  const first = await rows.next();
  async function* lines() {
    yield `\uFEFF${csvLine(shown)}`;
    for (let next = first; !next.done; next = await rows.next())
      yield csvLine(shown.map((name) => cells[name](next.value)));
  }
  return named().type('text/csv; charset=utf-8').send(Readable.from(lines()));
}
