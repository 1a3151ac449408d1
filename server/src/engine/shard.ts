import assert from 'node:assert';
import type { Socket } from 'node:net';
import pg from 'pg';
import { type Statement, rowsOf } from '../platform/postgres.ts';
import type { Lane } from './input.ts';
import type { LogRow } from './log.ts';
import type { Cursors } from './save.ts';

export const SHARD = 1;

/** The shard as the store has it. */
export interface ShardRow {
  readonly epoch: number;
  readonly turn: number;
  readonly now: number;
  readonly nextId: number;
  readonly cursors: Cursors;
}

/** Another process took the shard over; this one must not decide any more. */
export class ShardLost extends Error {}

/** Whether the commit happened cannot be told from here: read the shard to know. */
export class OutcomeUnknown extends Error {}

interface Row {
  epoch: string;
  turn: string;
  now: Date;
  next_id: string;
  interactive_position: string;
  interactive_index: number;
  bulk_position: string;
  bulk_index: number;
}

function toShard(row: Row): ShardRow {
  return {
    epoch: Number(row.epoch),
    turn: Number(row.turn),
    now: row.now.getTime(),
    nextId: Number(row.next_id),
    cursors: {
      interactive: { position: Number(row.interactive_position), index: row.interactive_index },
      bulk: { position: Number(row.bulk_position), index: row.bulk_index },
    },
  };
}

export async function readShard(db: { query: pg.Pool['query'] }): Promise<ShardRow> {
  const { rows } = await db.query<Row>('select * from engine.shard where shard = $1', [SHARD]);
  return toShard(rows[0]!);
}

/** The connection on which turns are saved. It owns the shard by a session lock, and by its epoch where the lock was lost unnoticed. */
export interface Writer {
  readonly epoch: number;
  readonly shard: ShardRow;
  /** All statements in one transaction; resolves only when COMMIT was answered with COMMIT. */
  commit(statements: readonly Statement[]): Promise<void>;
  close(): Promise<void>;
}

/** Any constant that no other lock of the database uses. */
const OWNER_LOCK = 7_080_010;

export interface TakeShard {
  readonly url: string;
  readonly signal: AbortSignal;
  readonly onWaiting: () => void;
  /** Another process appended to the log. */
  readonly onForeignRow: (lane: Lane, position: number, count: number) => void;
  readonly retryMs?: number;
}

/** Channel on which processes that do not own the shard tell of rows they appended. */
const LOG_CHANNEL = 'shuke_log';
const ROW_TOLD = /^(interactive|bulk):(\d+):(\d+)$/;

/** The process that decides learns of the row and reads it from the log; should it not hear, it will when it next looks. */
export function tellOwner(pool: pg.Pool, row: LogRow): void {
  const payload = `${row.lane}:${row.position}:${row.inputs.length}`;
  void pool.query('select pg_notify($1, $2)', [LOG_CHANNEL, payload]).catch(() => {});
}

/** Waits until no other process holds the shard, then takes it with a new epoch. Undefined when `signal` aborts first. */
export async function takeShard({
  url,
  signal,
  onWaiting,
  onForeignRow,
  retryMs = 200,
}: TakeShard): Promise<Writer | undefined> {
  const client = new pg.Client({ connectionString: url, pipeline: true });
  let lost: Error | undefined;
  client.on('error', (error) => (lost = error));
  client.on('notification', ({ payload }) => {
    const [, lane, position, count] = ROW_TOLD.exec(payload ?? '') ?? [];
    if (lane) onForeignRow(lane as Lane, Number(position), Number(count));
  });

  async function take(): Promise<ShardRow | undefined> {
    await client.connect();
    for (let tries = 0; ; tries++) {
      const { rows } = await client.query<{ ok: boolean }>('select pg_try_advisory_lock($1) as ok', [OWNER_LOCK]);
      if (rows[0]!.ok) break;
      if (tries === 0) onWaiting();
      await new Promise((resolve) => setTimeout(resolve, retryMs));
      if (signal.aborted) return undefined;
    }
    await client.query(`listen ${LOG_CHANNEL}`);
    const own = 'update engine.shard set epoch = epoch + 1 where shard = $1 returning *';
    return toShard((await rowsOf<Row>(client, own, [SHARD]))[0]!);
  }

  // The lock is the connection's: one that is left open after a failure would keep this very process waiting for itself.
  const shard = await take().catch(async (error: unknown) => {
    await client.end();
    throw error;
  });
  if (!shard) {
    await client.end();
    return undefined;
  }
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;

  return {
    epoch: shard.epoch,
    shard,
    async commit(statements) {
      if (lost) throw new OutcomeUnknown(lost.message);
      // One write to the socket for the whole transaction instead of one per statement.
      stream.cork();
      const sent = [
        client.query('begin'),
        ...statements.map((statement) =>
          client.query({ name: statement.name, text: statement.text, values: statement.values as unknown[] }),
        ),
        client.query('commit'),
      ];
      stream.uncork();
      const results = await Promise.allSettled(sent);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw asFailure(failed.reason, lost);
      const last = results.at(-1) as PromiseFulfilledResult<pg.QueryResult>;
      // A commit of a failed transaction resolves too, but its tag says ROLLBACK.
      assert.equal(last.value.command, 'COMMIT');
    },
    async close() {
      await client.end().catch(() => {});
    },
  };
}

function asFailure(reason: unknown, lost: Error | undefined): unknown {
  const code = (reason as { code?: string }).code;
  if (code === 'SK001') return new ShardLost((reason as Error).message);
  // An error with an SQLSTATE came from a living server: the transaction is rolled back, the outcome known.
  if (code && /^[0-9A-Z]{5}$/.test(code) && !/^(08|57P)/.test(code) && !lost) return reason;
  return new OutcomeUnknown((reason as Error).message);
}
