import pg from 'pg';

/** One statement to send; `name` makes it a prepared statement of the connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What reads need of a pool or a client. */
export interface Queryable {
  query<Row extends object>(statement: { name?: string; text: string; values?: unknown[] }): Promise<{ rows: Row[] }>;
}

export function openPool(url: string, max = 8): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, idleTimeoutMillis: 30_000, keepAlive: true });
  // An idle connection that breaks is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => {});
  return pool;
}

export async function rowsOf<Row extends object>(
  db: Queryable,
  text: string,
  values: readonly unknown[] = [],
  name?: string,
): Promise<Row[]> {
  const answer = await db.query<Row>({ text, values: values as unknown[], ...(name ? { name } : {}) });
  return answer.rows;
}

/** Runs `work` in a transaction on one connection; whatever it throws takes all of it back. */
/** The one number that a query answers. */
export async function countOf(db: Queryable, text: string, values: readonly unknown[] = []): Promise<number> {
  const [row] = await rowsOf<{ count: string }>(db, text, values);
  return Number(row!.count);
}

export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const done = await work(client);
    await client.query('commit');
    client.release();
    return done;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}

/** Runs `work` in one process of those on this database at a time; undefined where another is at it. The lock is a session's, on `client`. */
export async function underLock<T>(
  pool: pg.Pool,
  lock: number,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T | undefined> {
  const client = await pool.connect();
  // While the work goes over other connections, this one may be cut off: its next query tells, and the lock is gone with it.
  const ignore = () => {};
  client.on('error', ignore);
  let failure: Error | undefined;
  try {
    const [row] = await rowsOf<{ ok: boolean }>(client, 'select pg_try_advisory_lock($1) as ok', [lock]);
    if (!row!.ok) return undefined;
    const done = await work(client);
    await client.query('select pg_advisory_unlock($1)', [lock]);
    return done;
  } catch (error) {
    // Its connection goes, and the lock with it.
    failure = error as Error;
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(failure);
  }
}

/** Whether the store itself was out of reach, as opposed to refusing what it was given. */
export function isStoreDown(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  if (code && /^(08|57P|53)/.test(code)) return true;
  if (code && /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH)/.test(code)) return true;
  return (
    error instanceof Error &&
    /Connection terminated|Client has encountered|timeout exceeded|Client was closed/i.test(error.message)
  );
}

/** Whether the store refuses this very data (SQLSTATE classes 22 data exception and 23 integrity). */
export function isDataRefused(error: unknown): boolean {
  return /^2[23]/.test((error as { code?: string }).code ?? '');
}
