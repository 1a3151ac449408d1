import type { ImportMapping, ImportReport, ImportState, SetAsideReason } from '@shuke/contract';
import { type KeyRing, fieldCipher } from '../../platform/crypto/index.ts';
import type { Database, Source } from '../../platform/database.ts';
import { rowsOf, transaction } from '../../platform/postgres.ts';
import type { FileFormat } from './file-format.ts';
import { type Job, type JobFault, allowedStates } from './job.ts';

interface JobRow {
  id: string;
  file_name: string;
  bytes: string;
  format: FileFormat;
  headers: string[];
  samples: Buffer;
  mapping: ImportMapping;
  state: ImportState;
  is_dry_run: boolean;
  is_cancelling: boolean;
  done: number;
  total: number;
  lines_per_second: number;
  first_id: string | null;
  report: ImportReport | null;
  error: string | null;
  created_by: string;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

const columns = `id, file_name, bytes, format, headers, samples, mapping, state, is_dry_run, is_cancelling, done, total, lines_per_second, first_id, report, error, created_by, created_at, started_at, finished_at`;

/** The first rows of a file name people. */
const sampleCipher = (ring: KeyRing) => fieldCipher(ring.source('log'), { table: 'imports.job', column: 'samples' });

export const sealSamples = (ring: KeyRing, id: string, samples: Job['samples']): Buffer =>
  sampleCipher(ring).sealJson(id, samples);

function toJob(ring: KeyRing, row: JobRow): Job {
  return {
    id: row.id,
    fileName: row.file_name,
    bytes: Number(row.bytes),
    format: row.format,
    headers: row.headers,
    samples: sampleCipher(ring).openJson(row.id, row.samples) as Job['samples'],
    mapping: row.mapping,
    state: row.state,
    isDryRun: row.is_dry_run,
    isCancelling: row.is_cancelling,
    done: row.done,
    total: row.total,
    linesPerSecond: row.lines_per_second,
    firstId: row.first_id === null ? null : Number(row.first_id),
    report: row.report,
    error: row.error === null ? null : faultOf(row.error),
    createdBy: row.created_by,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** Kept as JSON; once it was the message alone. */
function faultOf(text: string): JobFault {
  return text.startsWith('{') ? (JSON.parse(text) as JobFault) : { message: text };
}

async function oneJob(db: Source, text: string, values: readonly unknown[]): Promise<Job | undefined> {
  const [row] = await rowsOf<JobRow>(db, text, values);
  return row && toJob(db.ring, row);
}

export type NewJob = Pick<
  Job,
  'fileName' | 'bytes' | 'format' | 'headers' | 'samples' | 'mapping' | 'total' | 'createdBy'
>;

/** The id comes first: it names the folder that keeps the file, and the row follows when the file is there. */
export async function nextJobId(db: Source): Promise<string> {
  const [row] = await rowsOf<{ id: string }>(db, `select nextval(pg_get_serial_sequence('imports.job', 'id')) as id`);
  return row!.id;
}

export async function addJob(db: Source, id: string, job: NewJob): Promise<Job> {
  const values = [
    id,
    job.fileName,
    job.bytes,
    JSON.stringify(job.format),
    JSON.stringify(job.headers),
    sealSamples(db.ring, id, job.samples),
    JSON.stringify(job.mapping),
    job.total,
    job.createdBy,
  ];
  const added = await oneJob(
    db,
    `insert into imports.job (id, file_name, bytes, format, headers, samples, mapping, total, created_by, state) overriding system value
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'mapping') returning ${columns}`,
    values,
  );
  return added!;
}

export async function dropJob(db: Source, id: string): Promise<void> {
  await rowsOf(db, 'delete from imports.job where id = $1', [id]);
}

export function findJob(db: Source, id: string): Promise<Job | undefined> {
  return oneJob(db, `select ${columns} from imports.job where id = $1`, [id]);
}

export async function listJobs(db: Source, before: string | null, limit: number): Promise<Job[]> {
  const rows = await rowsOf<JobRow>(
    db,
    `select ${columns} from imports.job where $1::bigint is null or id < $1 order by id desc limit $2`,
    [before, limit],
  );
  return rows.map((row) => toJob(db.ring, row));
}

/** The next job that wants to run: one that was interrupted, or the one that was asked for first. */
export function nextJob(db: Source): Promise<Job | undefined> {
  return oneJob(
    db,
    `select ${columns} from imports.job where state in ('checking', 'running') order by started_at, id limit 1`,
    [],
  );
}

/** Changes of state happen only from the states that allow them; undefined when the job was in another. */
export function setMapping(db: Source, id: string, mapping: ImportMapping): Promise<Job | undefined> {
  return oneJob(
    db,
    `update imports.job set mapping = $2, state = 'mapping', report = null, error = null, done = 0, started_at = null, finished_at = null
     where id = $1 and state = any($3::text[]) returning ${columns}`,
    [id, JSON.stringify(mapping), allowedStates.map],
  );
}

export function startJob(db: Source, id: string, isDryRun: boolean, now: Date): Promise<Job | undefined> {
  return oneJob(
    db,
    `update imports.job set state = $2, is_dry_run = $3, is_cancelling = false, started_at = $4, finished_at = null, report = null, error = null, done = 0, lines_per_second = 0, first_id = null
     where id = $1 and state = any($5::text[]) returning ${columns}`,
    [id, isDryRun ? 'checking' : 'running', isDryRun, now.toISOString(), allowedStates.run],
  );
}

/** What runs is only asked to stop: the run itself ends the job, when all that it told the engine has been answered. */
export function cancelJob(db: Source, id: string, now: Date): Promise<Job | undefined> {
  return oneJob(
    db,
    `update imports.job set
       is_cancelling = true,
       finished_at = case when state in ('checking', 'running') then finished_at else $2 end,
       state = case when state in ('checking', 'running') then state else 'cancelled' end
     where id = $1 and state = any($3::text[]) returning ${columns}`,
    [id, now.toISOString(), allowedStates.cancel],
  );
}

/** Remembers where the engine's ids stood when the run began; a resumed run keeps the first answer. */
export async function keepFirstId(db: Source, id: string, firstId: number): Promise<number> {
  const [row] = await rowsOf<{ first_id: string }>(
    db,
    `update imports.job set first_id = coalesce(first_id, $2) where id = $1 returning first_id`,
    [id, firstId],
  );
  return Number(row?.first_id ?? firstId);
}

/** Saves how far a job came; true when it is to stop. */
export async function saveProgress(
  db: Source,
  id: string,
  progress: { done: number; total: number; linesPerSecond: number },
): Promise<boolean> {
  const [row] = await rowsOf<{ is_cancelling: boolean }>(
    db,
    `update imports.job set done = $2, total = $3, lines_per_second = $4 where id = $1 and state in ('checking', 'running') returning is_cancelling`,
    [id, progress.done, progress.total, progress.linesPerSecond],
  );
  return row?.is_cancelling ?? false;
}

export interface Ending {
  readonly state: Extract<ImportState, 'checked' | 'done' | 'failed' | 'cancelled'>;
  readonly report: ImportReport | null;
  readonly error: JobFault | null;
  readonly done: number;
  readonly total: number;
  readonly linesPerSecond: number;
  readonly setAside: ReadonlyMap<SetAsideReason, readonly number[]>;
}

/**
 * Ends a job with its report and the lines it set aside, in one transaction. A trial that was asked to stop has been
 * stopped, even where it came to its end meanwhile: whoever was told so must not find a result.
 */
export async function endJob(pool: Database, id: string, found: Ending, now: Date): Promise<void> {
  await transaction(pool, async (client) => {
    const [row] = await rowsOf<{ stopped: boolean }>(
      client,
      'select is_dry_run and is_cancelling as stopped from imports.job where id = $1 for update',
      [id],
    );
    const ending: Ending = row?.stopped ? { ...found, state: 'cancelled', report: null, setAside: new Map() } : found;
    await client.query(
      `update imports.job set state = $2, report = $3, error = $4, done = $5, total = $6, lines_per_second = $7, finished_at = $8 where id = $1`,
      [
        id,
        ending.state,
        ending.report && JSON.stringify(ending.report),
        ending.error && JSON.stringify(ending.error),
        ending.done,
        ending.total,
        ending.linesPerSecond,
        now.toISOString(),
      ],
    );
    await client.query('delete from imports.set_aside where job = $1', [id]);
    for (const [reason, lines] of ending.setAside)
      await client.query('insert into imports.set_aside (job, reason, lines) values ($1, $2, $3::int[])', [
        id,
        reason,
        `{${lines.join(',')}}`,
      ]);
  });
}

/** The lines a job set aside, each with its reason, by their number. */
export async function setAsideLines(db: Source, id: string, reason: string | undefined): Promise<Map<number, string>> {
  const rows = await rowsOf<{ line: number; reason: string }>(
    db,
    `select unnest(lines) as line, reason from imports.set_aside where job = $1 and ($2::text is null or reason = $2) order by line`,
    [id, reason ?? null],
  );
  return new Map(rows.map(({ line, reason: why }) => [line, why]));
}
