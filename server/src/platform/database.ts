import type pg from 'pg';
import type { KeyRing } from './crypto/index.ts';
import type { Queryable } from './postgres.ts';

/** What reads need where rows hold something sealed. */
export interface Source extends Queryable {
  readonly ring: KeyRing;
}

/** The database, together with the keys that open what is sealed in it. */
export type Database = pg.Pool & { readonly ring: KeyRing };

export const withRing = (pool: pg.Pool, ring: KeyRing): Database => Object.assign(pool, { ring });
