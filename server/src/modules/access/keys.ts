import { hash, randomBytes } from 'node:crypto';
import { type Granted, keyPermissions } from '@shuke/contract';
import type pg from 'pg';
import { rowsOf } from '../../platform/postgres.ts';
import { STORES } from './person.ts';

/** A secret as callers send it, what is kept of it, and what is shown of it. */
export interface Secret {
  readonly secret: string;
  /** SHA-256, base64url: a secret of 256 random bits needs no slow hash. */
  readonly hash: string;
  readonly prefix: string;
}

const hashSecret = (secret: string): string => hash('sha256', secret, 'base64url');

export function newSecret(): Secret {
  const secret = `shuke_${randomBytes(32).toString('base64url')}`;
  return { secret, hash: hashSecret(secret), prefix: secret.slice(0, 11) };
}

/** An API key that is good now. */
export interface KnownKey {
  readonly id: number;
  readonly name: string;
  readonly permissions: readonly Granted[];
  /** What it is limited to now; empty: all stores. */
  readonly stores: readonly string[];
  /** Epoch milliseconds; infinite for a key without an end. */
  readonly until: number;
}

/** Other processes hear of a change by asking again, so late at most. */
const KNOWN_MS = 1000;
const KNOWN_LIMIT = 1000;
const isGranted = (one: string): one is Granted => (keyPermissions as readonly string[]).includes(one);

/** Looks keys up by their secrets. */
export function openKeys(pool: pg.Pool) {
  const known = new Map<string, { readonly key: KnownKey; readonly until: number }>();
  /** Counts changes, so that what was looked up before one is not remembered after it. */
  let changes = 0;

  async function look(secret: string): Promise<KnownKey | undefined> {
    const [row] = await rowsOf<{
      id: string;
      name: string;
      permissions: string[];
      stores: string[];
      until: Date | null;
      moves: boolean;
    }>(
      pool,
      `with used as (
         update access.api_key set last_used_at = now()
         where (hash = $1 or (previous_hash = $1 and previous_until > now())) and (last_used_at is null or last_used_at < now() - interval '1 minute'))
       select id, name, permissions, ${STORES} as stores, cardinality(regions) + cardinality(brands) > 0 as moves,
         least(expires_at, case when hash = $1 then null else previous_until end) as until from access.api_key s
       where (hash = $1 or (previous_hash = $1 and previous_until > now())) and revoked_at is null and (expires_at is null or expires_at > now())`,
      [hashSecret(secret)],
    );
    return (
      row && {
        id: Number(row.id),
        name: row.name,
        permissions: row.permissions.filter(isGranted),
        stores: row.stores,
        // Which stores a region has is looked up with each request.
        until: row.moves ? 0 : (row.until?.getTime() ?? Number.POSITIVE_INFINITY),
      }
    );
  }

  return {
    /** The key of a secret; undefined where there is none, or it is revoked or expired. */
    async find(secret: string): Promise<KnownKey | undefined> {
      const seen = known.get(secret);
      if (seen && seen.until > Date.now()) return seen.key;
      const before = changes;
      const key = await look(secret);
      if (known.size >= KNOWN_LIMIT) known.clear();
      if (key && before === changes) known.set(secret, { key, until: Math.min(Date.now() + KNOWN_MS, key.until) });
      else known.delete(secret);
      return key;
    },
    /** A key was changed here: it holds from the next call on. */
    forget() {
      changes++;
      known.clear();
    },
  };
}

export type KeyDesk = ReturnType<typeof openKeys>;
