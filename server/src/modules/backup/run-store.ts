import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';

export type RunKind = 'backup' | 'verify' | 'copy';

/** One backup, check or copy that was begun from this database. */
export interface Run {
  readonly id: number;
  readonly kind: RunKind;
  readonly backup: string | null;
  readonly state: 'running' | 'done' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly error: string | null;
  readonly startedBy: string;
  readonly startedAt: number;
  readonly finishedAt: number | null;
}

interface Row {
  id: string;
  kind: RunKind;
  backup: string | null;
  state: Run['state'];
  done: string;
  total: string;
  error: string | null;
  started_by: string;
  started_at: Date;
  finished_at: Date | null;
}

const toRun = (row: Row): Run => ({
  id: Number(row.id),
  kind: row.kind,
  backup: row.backup,
  state: row.state,
  done: Number(row.done),
  total: Number(row.total),
  error: row.error,
  startedBy: row.started_by,
  startedAt: row.started_at.getTime(),
  finishedAt: row.finished_at?.getTime() ?? null,
});

/** Begins a run; whoever holds the lock of backups knows that one left running was killed. */
export async function beginRun(
  pool: Database,
  run: Pick<Run, 'kind' | 'backup' | 'startedBy' | 'startedAt'>,
): Promise<number> {
  await pool.query(
    `update backup.run set state = 'failed', error = 'The process ended in the middle.', finished_at = $1 where state = 'running'`,
    [new Date(run.startedAt)],
  );
  const [row] = await rowsOf<{ id: string }>(
    pool,
    `insert into backup.run (kind, backup, state, started_by, started_at) values ($1, $2, 'running', $3, $4) returning id`,
    [run.kind, run.backup, run.startedBy, new Date(run.startedAt)],
  );
  return Number(row?.id);
}

export const saveRunProgress = (pool: Database, id: number, { done, total }: Pick<Run, 'done' | 'total'>) =>
  pool.query('update backup.run set done = $2, total = $3 where id = $1', [id, done, total]);

export const endRun = (pool: Database, id: number, end: { backup: string | null; error: string | null; at: number }) =>
  pool.query(
    'update backup.run set state = $2, backup = coalesce($3, backup), error = $4, finished_at = $5 where id = $1',
    [id, end.error === null ? 'done' : 'failed', end.backup, end.error, new Date(end.at)],
  );

/** The latest run of a kind, or of any; `state`: that ended so. */
export async function latestRun(pool: Database, kind?: RunKind, state?: Run['state']): Promise<Run | undefined> {
  const [row] = await rowsOf<Row>(
    pool,
    'select * from backup.run where ($1::text is null or kind = $1) and ($2::text is null or state = $2) order by id desc limit 1',
    [kind ?? null, state ?? null],
  );
  return row && toRun(row);
}
