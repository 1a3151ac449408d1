import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { rowsOf } from './postgres.ts';

/** Any constant that no other pair of locks has. */
const NAMED_LOCKS = 7_080_078;
const LOOK_MS = 50;

/** Does some work while no other process of this database does what has the same name. */
export type UnderName = <T>(name: string, work: () => Promise<T>) => Promise<T>;

interface Holder {
  readonly client: Promise<pg.PoolClient>;
  users: number;
  /** A connection takes one question at a time. */
  last: Promise<unknown>;
}

/**
 * One connection holds all locks of a process, and goes with the last of them. Where it is cut off, or the process dies, they are
 * free. Names whose digests (32 bits) meet wait for each other.
 */
export function openLocks(pool: pg.Pool): UnderName {
  let holder: Holder | undefined;

  async function connect(): Promise<pg.PoolClient> {
    const client = await pool.connect();
    client.on('error', () => (holder = undefined));
    return client;
  }

  return async (name, work) => {
    holder ??= { client: connect(), users: 0, last: Promise.resolve() };
    const own = holder;
    own.users++;
    const ask = async (what: 'pg_try_advisory_lock' | 'pg_advisory_unlock') => {
      const text = `select ${what}($1, hashtext($2)) as ok`;
      const rows = own.last.then(async () => rowsOf<{ ok: boolean }>(await own.client, text, [NAMED_LOCKS, name]));
      own.last = rows.catch(() => {});
      return (await rows)[0]!.ok;
    };
    try {
      while (!(await ask('pg_try_advisory_lock'))) await sleep(LOOK_MS);
      try {
        return await work();
      } finally {
        await ask('pg_advisory_unlock').catch(() => {});
      }
    } finally {
      own.users--;
      if (own.users === 0) {
        if (holder === own) holder = undefined;
        await own.client.then(
          (client) => client.release(true),
          () => {},
        );
      }
    }
  };
}
