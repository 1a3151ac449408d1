import { Readable } from 'node:stream';
import {
  type AuditEntry,
  type Language,
  type Lens,
  type exportAudit,
  type QueryOf,
  auditSentence,
  fieldChange,
  maskOf,
} from '@shuke/contract';
import type { FastifyReply } from 'fastify';
import { csvLine } from '../../platform/csv.ts';
import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import type { MemberKeys } from './audit-sealing.ts';
import { MATCHES, type TrailFilter, type TrailRow, matched, openerOf } from './read-trail.ts';

/** What the caller may see of what was changed. */
interface Sight {
  readonly mayReadMembers: boolean;
  /** Null for who sees all in clear. */
  readonly lens: Lens | null;
}

interface ChainRow extends TrailRow {
  readonly digest: Buffer;
  readonly hash: Buffer;
  /** Null of the first entry. */
  readonly previous: Buffer | null;
}

/** One line of a file: what the explorer shows, and what its hash is made of. */
export interface ExportedEntry extends AuditEntry {
  readonly sentence: string;
  readonly previousHash: string;
  readonly digest: string;
  readonly hash: string;
}

const PIECE = 1000;
const maskChange = maskOf(fieldChange)!;

/** How many entries a filter matches. */
export async function countTrail(pool: Database, filter: TrailFilter): Promise<number> {
  const [row] = await rowsOf<{ count: string }>(
    pool,
    `select count(*) from access.audit a where ${MATCHES}`,
    matched(filter),
  );
  return Number(row!.count);
}

/** All entries that a filter matches and that were there when it began, oldest first. */
async function* allEntries(
  pool: Database,
  memberKeys: MemberKeys,
  filter: TrailFilter,
  { mayReadMembers, lens }: Sight,
  language: Language,
): AsyncGenerator<ExportedEntry> {
  const [head] = await rowsOf<{ id: string }>(pool, 'select id from access.audit_head');
  let after = 0;
  for (;;) {
    const rows = await rowsOf<ChainRow>(
      pool,
      `select a.id, a.at, a.by_id, a.action, a.objects, a.who, a.subject, a.changes, a.digest, a.hash, b.hash as previous
       from access.audit a left join access.audit b on b.id = a.id - 1
       where ${MATCHES} and a.id > $6 and a.id <= $7 order by a.id limit ${PIECE}`,
      [...matched(filter), after, head?.id ?? 0],
    );
    const open = await openerOf(pool, memberKeys, rows, mayReadMembers);
    for (const row of rows) {
      const entry = open(row);
      const seen = lens
        ? { ...entry, changes: entry.changes.map((one) => maskChange(one, lens) as typeof one) }
        : entry;
      yield {
        ...seen,
        sentence: auditSentence(seen, language),
        previousHash: row.previous?.toString('base64') ?? '',
        digest: row.digest.toString('base64'),
        hash: row.hash.toString('base64'),
      };
      after = Number(row.id);
    }
    if (rows.length < PIECE) return;
  }
}

const titles = [
  'number',
  'at',
  'sentence',
  'by',
  'byName',
  'address',
  'action',
  'objects',
  'changes',
  'reason',
  'previousHash',
  'digest',
  'hash',
];
const cells = ({ by, changes, ...one }: ExportedEntry): (string | null)[] => [
  one.id,
  one.at,
  one.sentence,
  by.id,
  by.name,
  by.address,
  one.action,
  one.objects.join(' '),
  JSON.stringify(changes),
  one.reason,
  one.previousHash,
  one.digest,
  one.hash,
];

/** What the explorer shows under the same filters as a file, streamed: CSV for people, or a JSON a line, which can be checked. */
export function sendTrail(
  { pool, memberKeys }: { readonly pool: Database; readonly memberKeys: MemberKeys },
  { format, language, ...filter }: Omit<QueryOf<typeof exportAudit>, 'export'>,
  sight: Sight,
  reply: FastifyReply,
): FastifyReply {
  async function* lines() {
    if (format === 'csv') yield `\uFEFF${csvLine(titles)}`;
    for await (const entry of allEntries(pool, memberKeys, filter, sight, language))
      yield format === 'csv' ? csvLine(cells(entry)) : `${JSON.stringify(entry)}\n`;
  }
  return reply
    .header('content-disposition', `attachment; filename="audit-trail.${format}"`)
    .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8')
    .send(Readable.from(lines()));
}
