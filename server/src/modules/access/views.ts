import type { ApiKey, Role, StaffMember } from '@shuke/contract';
import { permissions, readyRoles } from '@shuke/contract';
import type pg from 'pg';
import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { allowedBy, fieldsBy } from './roles.ts';
import { openNamed, readNames } from './staff-sealing.ts';
import { IS_OPEN } from './sessions.ts';

interface StaffViewRow extends Omit<StaffMember, 'email' | 'name' | 'state' | 'createdAt' | 'seenAt'> {
  readonly sealed: Buffer;
  readonly isDisabled: boolean;
  readonly hasJoined: boolean;
  readonly createdAt: Date;
  readonly seenAt: Date | null;
}

/** Everybody, or one person, in the order in which they came. */
export async function readStaff(pool: Database, id?: number): Promise<StaffMember[]> {
  const rows = await rowsOf<StaffViewRow>(
    pool,
    `select s.id, s.sealed, s.role, s.stores, s.regions, s.brands, r.name as "roleName", s.is_disabled as "isDisabled", s.has_joined as "hasJoined",
       s.created_at as "createdAt", max(t.seen_at) as "seenAt", count(t.id)::int as sessions,
       array(select distinct kind from access.factor f where f.staff_id = s.id
         union all select 'single-sign-on' from access.identity i where i.staff_id = s.id) as factors
     from access.staff s left join access.role r on r.code = s.role
       left join access.session t on t.staff_id = s.id and ${IS_OPEN}
     where $1::bigint is null or s.id = $1 group by s.id, r.name order by s.id`,
    [id ?? null],
  );
  return rows.map(({ sealed, isDisabled, hasJoined, createdAt, seenAt, ...row }) => ({
    ...row,
    ...openNamed(pool.ring, row.id, sealed),
    state: isDisabled ? 'disabled' : hasJoined ? 'active' : 'invited',
    createdAt: createdAt.toISOString(),
    seenAt: seenAt?.toISOString() ?? null,
  }));
}

/** Ready roles first, then those that staff made. */
export async function readRoles(pool: pg.Pool): Promise<Role[]> {
  const [own, holders] = await Promise.all([
    rowsOf<Pick<Role, 'code' | 'name' | 'permissions' | 'fields'>>(
      pool,
      'select code, name, permissions, fields from access.role order by code',
    ),
    rowsOf<{ role: string; count: number }>(
      pool,
      'select role, count(*)::int as count from access.staff group by role',
    ),
  ]);
  const staff = new Map(holders.map(({ role, count }) => [role, count]));
  const ready = Object.keys(readyRoles).map((code) => ({
    code,
    name: null,
    isReady: true,
    permissions: null,
    fields: null,
  }));
  return [...ready, ...own.map((one) => ({ ...one, isReady: false }))].map((one) => ({
    ...one,
    permissions: [...allowedBy(one.code, one.permissions)],
    fields: fieldsBy(one.code, one.fields),
    staff: staff.get(one.code) ?? 0,
  }));
}

interface KeyViewRow extends Omit<ApiKey, 'createdAt' | 'expiresAt' | 'revokedAt' | 'lastUsedAt'> {
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** All API keys, or one, newest first. */
export async function readKeys(pool: Database, id?: number): Promise<ApiKey[]> {
  const rows = await rowsOf<KeyViewRow>(
    pool,
    `select id, name, prefix, permissions, stores, regions, brands, created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt",
       revoked_at as "revokedAt", last_used_at as "lastUsedAt"
     from access.api_key where $1::bigint is null or id = $1 order by id desc`,
    [id ?? null],
  );
  const nameOf = await readNames(pool);
  return rows.map(({ createdAt, expiresAt, revokedAt, lastUsedAt, ...row }) => ({
    ...row,
    createdBy: nameOf(row.createdBy),
    permissions: permissions.filter((one) => row.permissions.includes(one)),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
}
