import type { FieldRights, Granted, SignInRules } from '@shuke/contract';
import { type Change, collection, fieldChanges } from '../../engine/index.ts';
import {
  booleanArray,
  bytesArray,
  instantArray,
  jsonArray,
  numberArray,
  textArray,
} from '../../platform/binary-arrays.ts';
import type { Source } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { emailToken, openNamed, sealNamed } from './staff-sealing.ts';

/** What somebody is limited to, taken together; all empty: all stores. */
export interface Limits {
  readonly stores: readonly string[];
  /** And to the stores of these, whichever they are when somebody looks. */
  readonly regions: readonly string[];
  readonly brands: readonly string[];
}

/** One person of the staff, as far as what they may do is concerned. */
export interface Person extends Limits {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly isDisabled: boolean;
  /** A password was chosen at some time. */
  readonly hasJoined: boolean;
  readonly createdAt: number;
}

/** A role that staff made. */
export interface OwnRole {
  readonly code: string;
  readonly name: string;
  readonly permissions: readonly Granted[];
  /** Fields of members that are not seen and edited as usual. */
  readonly fields: FieldRights;
}

/** Instants in epoch milliseconds. The secret is known by its SHA-256 only. */
export interface Key extends Limits {
  readonly id: number;
  readonly name: string;
  readonly permissions: readonly Granted[];
  readonly hash: string;
  readonly prefix: string;
  readonly previousHash: string | null;
  readonly previousUntil: number | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

/** Who may do what: small enough to be read and written as one, so that rules over all of it hold under any race. */
export interface Book {
  readonly staff: readonly Person[];
  readonly roles: readonly OwnRole[];
  readonly keys: readonly Key[];
  readonly rules: SignInRules;
}

/** As the migration makes it. */
export const firstRules: SignInRules = {
  factorForAll: false,
  factorRoles: [],
  idleMinutes: 7 * 1440,
  absoluteMinutes: 30 * 1440,
};

export const emptyBook: Book = { staff: [], roles: [], keys: [], rules: firstRules };

/** There is one book. */
export const BOOK = 1;

export const book = collection<typeof BOOK, Book>({
  name: 'access.book',
  keep: 0,
  load: async (db) => [[BOOK, await readBook(db)]],
  audited: (_, before, after) => [
    ...told('staff', before?.staff, after.staff, (one) => one.id, [
      'email',
      'name',
      'role',
      'stores',
      'regions',
      'brands',
      'isDisabled',
      'hasJoined',
    ]),
    ...told('role', before?.roles.map(toldRole), after.roles.map(toldRole), (one) => one.code, [
      'name',
      'permissions',
      'fields',
    ]),
    ...told('key', before?.keys, after.keys, (one) => one.id, [
      'name',
      'permissions',
      'stores',
      'regions',
      'brands',
      'prefix',
      'expiresAt',
      'revokedAt',
    ]),
    ...fieldChanges('rules:sign-in', before?.rules, after.rules, [
      'factorForAll',
      'factorRoles',
      'idleMinutes',
      'absoluteMinutes',
    ]),
  ],
  save: ([[, { staff, roles, keys, rules }] = [BOOK, emptyBook]], ring) => [
    {
      name: 'save access.sign_in_rules',
      text: `update access.sign_in_rules set factor_for_all = $1, factor_roles = string_to_array($2, ' '), idle_minutes = $3, absolute_minutes = $4`,
      values: [rules.factorForAll, rules.factorRoles.join(' '), rules.idleMinutes, rules.absoluteMinutes],
    },
    {
      name: 'save access.staff',
      text: `insert into access.staff (id, sealed, email_token, role, is_disabled, has_joined, created_at, stores, index_version, regions, brands)
        select i, e, n, r, d, j, c, array(select json_array_elements_text(s)), $9,
          array(select json_array_elements_text(g)), array(select json_array_elements_text(b))
        from unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::text[], $5::boolean[], $6::boolean[], $7::timestamptz[], $8::json[], $10::json[], $11::json[])
          as p(i, e, n, r, d, j, c, s, g, b)
        on conflict (id) do update set sealed = excluded.sealed, email_token = excluded.email_token, role = excluded.role,
          stores = excluded.stores, regions = excluded.regions, brands = excluded.brands,
          is_disabled = excluded.is_disabled, has_joined = excluded.has_joined, index_version = excluded.index_version`,
      values: [
        numberArray(staff.map((one) => one.id)),
        bytesArray(staff.map((one) => sealNamed(ring, one.id, one))),
        bytesArray(staff.map((one) => emailToken(ring, one.email))),
        textArray(staff.map((one) => one.role)),
        booleanArray(staff.map((one) => one.isDisabled)),
        booleanArray(staff.map((one) => one.hasJoined)),
        instantArray(staff.map((one) => one.createdAt)),
        jsonArray(staff.map((one) => one.stores)),
        ring.current('index').version,
        jsonArray(staff.map((one) => one.regions)),
        jsonArray(staff.map((one) => one.brands)),
      ],
    },
    // In the turn that shuts somebody out, so that what was open does not live again when they are let in.
    ...['session', 'invitation'].map((table) => ({
      name: `drop access.${table}`,
      text: `delete from access.${table} where staff_id = any($1::bigint[])`,
      values: [numberArray(staff.filter((one) => one.isDisabled).map((one) => one.id))],
    })),
    {
      name: 'drop access.role',
      text: 'delete from access.role where code <> all($1::text[])',
      values: [textArray(roles.map((one) => one.code))],
    },
    {
      name: 'save access.role',
      text: `insert into access.role (code, name, permissions, fields)
        select code, name, string_to_array(permissions, ' '), fields
        from unnest($1::text[], $2::text[], $3::text[], $4::json[]) as r(code, name, permissions, fields)
        on conflict (code) do update set name = excluded.name, permissions = excluded.permissions, fields = excluded.fields`,
      values: [
        textArray(roles.map((one) => one.code)),
        textArray(roles.map((one) => one.name)),
        textArray(roles.map((one) => one.permissions.join(' '))),
        jsonArray(roles.map((one) => one.fields)),
      ],
    },
    {
      name: 'save access.api_key',
      text: `insert into access.api_key (id, name, permissions, hash, prefix, previous_hash, previous_until, created_at, created_by, expires_at, revoked_at,
          stores, regions, brands)
        select i, n, string_to_array(p, ' '), h, x, ph, pu, ca, cb, ea, ra, array(select json_array_elements_text(s)),
          array(select json_array_elements_text(g)), array(select json_array_elements_text(b))
        from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::text[], $10::timestamptz[], $11::timestamptz[],
          $12::json[], $13::json[], $14::json[])
          as k(i, n, p, h, x, ph, pu, ca, cb, ea, ra, s, g, b)
        on conflict (id) do update set name = excluded.name, permissions = excluded.permissions, hash = excluded.hash, prefix = excluded.prefix,
          previous_hash = excluded.previous_hash, previous_until = excluded.previous_until, expires_at = excluded.expires_at, revoked_at = excluded.revoked_at`,
      values: [
        numberArray(keys.map((one) => one.id)),
        textArray(keys.map((one) => one.name)),
        textArray(keys.map((one) => one.permissions.join(' '))),
        textArray(keys.map((one) => one.hash)),
        textArray(keys.map((one) => one.prefix)),
        textArray(keys.map((one) => one.previousHash)),
        instantArray(keys.map((one) => one.previousUntil)),
        instantArray(keys.map((one) => one.createdAt)),
        textArray(keys.map((one) => one.createdBy)),
        instantArray(keys.map((one) => one.expiresAt)),
        instantArray(keys.map((one) => one.revokedAt)),
        jsonArray(keys.map((one) => one.stores)),
        jsonArray(keys.map((one) => one.regions)),
        jsonArray(keys.map((one) => one.brands)),
      ],
    },
  ],
});

/** A role that sees all fields as is usual has nothing to tell of them. */
const toldRole = (role: OwnRole) => ({ ...role, fields: Object.keys(role.fields).length > 0 ? role.fields : null });

/** What differs between two lists of named things; secrets, even hashed, are not told. */
function told<T extends object>(
  kind: string,
  before: readonly T[] = [],
  after: readonly T[],
  nameOf: (one: T) => string | number,
  fields: readonly (keyof T & string)[],
): Change[] {
  const was = new Map(before.map((one) => [nameOf(one), one]));
  const is = new Map(after.map((one) => [nameOf(one), one]));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) =>
    fieldChanges(`${kind}:${name}`, was.get(name), is.get(name), fields),
  );
}

const instantOf = (at: Date | null): number | null => at?.getTime() ?? null;

export const rulesText = `select factor_for_all as "factorForAll", factor_roles as "factorRoles", idle_minutes as "idleMinutes",
  absolute_minutes as "absoluteMinutes" from access.sign_in_rules`;

async function readBook(db: Source): Promise<Book> {
  const [staff, roles, keys, [rules = firstRules]] = await Promise.all([
    rowsOf<Omit<Person, 'id' | 'email' | 'name' | 'createdAt'> & { id: string; sealed: Buffer; createdAt: Date }>(
      db,
      `select id, sealed, role, stores, regions, brands, is_disabled as "isDisabled", has_joined as "hasJoined", created_at as "createdAt"
       from access.staff order by id`,
    ),
    rowsOf<OwnRole>(db, 'select code, name, permissions, fields from access.role order by code'),
    rowsOf<KeyRow>(
      db,
      `select id, name, permissions, stores, regions, brands, hash, prefix, previous_hash as "previousHash", previous_until as "previousUntil",
         created_at as "createdAt", created_by as "createdBy", expires_at as "expiresAt", revoked_at as "revokedAt"
       from access.api_key order by id`,
    ),
    rowsOf<SignInRules>(db, rulesText),
  ]);
  return {
    rules,
    staff: staff.map(({ sealed, ...one }) => ({
      ...one,
      ...openNamed(db.ring, one.id, sealed),
      id: Number(one.id),
      createdAt: one.createdAt.getTime(),
    })),
    roles,
    keys: keys.map((one) => ({
      ...one,
      id: Number(one.id),
      previousUntil: instantOf(one.previousUntil),
      createdAt: one.createdAt.getTime(),
      expiresAt: instantOf(one.expiresAt),
      revokedAt: instantOf(one.revokedAt),
    })),
  };
}

interface KeyRow extends Omit<Key, 'id' | 'previousUntil' | 'createdAt' | 'expiresAt' | 'revokedAt'> {
  readonly id: string;
  readonly previousUntil: Date | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}
