import { Readable } from 'node:stream';
import type { MemberRow, QueryOf, exportMembers } from '@shuke/contract';
import type { FastifyReply } from 'fastify';
import type pg from 'pg';
import writeXlsxFile from 'write-excel-file/node';
import { csvLine } from '../../platform/csv.ts';
import { minorDigits } from '../../platform/money.ts';
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

/** The members a filter matches, as a file: CSV (UTF-8 with BOM, so that Excel reads Chinese) streamed, or XLSX up to 50,000 rows. */
export async function sendMembers(
  pool: pg.Pool,
  { format, columns, ...filter }: QueryOf<typeof exportMembers>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asked = columns?.split(',').filter((name): name is keyof MemberRow => name in cells) ?? [];
  const shown = asked.length > 0 ? asked : allColumns;
  reply.header('content-disposition', `attachment; filename="members.${format}"`);
  if (format === 'csv') {
    const rows = allRows(pool, filter);
    // Read before the answer begins: a filter that is refused can still be answered as a problem.
    const first = await rows.next();
    async function* lines() {
      yield `\uFEFF${csvLine(shown)}`;
      for (let next = first; !next.done; next = await rows.next())
        yield csvLine(shown.map((name) => cells[name](next.value)));
    }
    return reply.type('text/csv; charset=utf-8').send(Readable.from(lines()));
  }
  const rows: { value: string | number | null }[][] = [shown.map((value) => ({ value }))];
  for await (const row of allRows(pool, filter)) {
    rows.push(shown.map((name) => ({ value: cells[name](row) })));
    if (rows.length > XLSX_LIMIT) break;
  }
  const file = await writeXlsxFile(rows as never, {}).toBuffer();
  return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(file);
}
