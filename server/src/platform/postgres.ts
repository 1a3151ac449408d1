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
