import { createHash, randomBytes } from 'node:crypto';
import type { FieldRights, Granted } from '@shuke/contract';
import type { KeyRing } from '../../platform/crypto/index.ts';
import { allowedBy, fieldsBy } from './roles.ts';
import { openNamed } from './staff-sealing.ts';

/** Who signs in, and all that the role allows. */
export interface Staff {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  /** Of a role that staff made. */
  readonly roleName: string | null;
  readonly permissions: readonly Granted[];
  /** What is seen and edited of members, field by field, where it is not as usual. */
  readonly fields: FieldRights;
  /** The stores that the person is limited to; empty where they see all. */
  readonly stores: readonly string[];
  /** The shop asks for a second factor and there is none: nothing else is allowed before. */
  readonly needsFactor: boolean;
}

/** Where a session was opened. */
export interface Place {
  readonly address: string;
  readonly device: string;
}

/** What a sign-in is made with. */
export type Way = 'password' | 'totp' | 'recovery-code' | 'passkey' | 'single-sign-on';

/** Somebody who has shown a moment ago who they are. */
export interface Checked {
  readonly staff: Staff;
  /** The password's that was right; null where none was asked for. */
  readonly passwordHash: string | null;
  /** Turns know that this person has come in before. */
  readonly hasJoined: boolean;
}

export interface StaffRow extends Omit<Staff, 'id' | 'email' | 'name' | 'permissions' | 'fields' | 'needsFactor'> {
  readonly id: string;
  readonly sealed: Buffer;
  readonly given: readonly string[] | null;
  readonly givenFields: FieldRights | null;
  readonly needsFactor?: boolean;
}

/**
 * Of `access.staff s`, and of `access.api_key s`: the stores that one is limited to now, those of their regions and brands among them. No store is called
 * '', which stands for whatever a region or a brand may come to have: as long as it has none, the one sees nothing, and not everything.
 */
export const STORES = `case when cardinality(s.regions) + cardinality(s.brands) = 0 then s.stores else array(
  select unnest(s.stores) union select '' union
  select t.name from activity.store_view t where t.region = any(s.regions) or t.brand = any(s.brands)) end`;

/** Of `access.staff s` and, where staff made the role, `access.role r`. */
export const staffColumns = `s.id, s.sealed, s.role, ${STORES} as stores, r.name as "roleName", r.permissions as given, r.fields as "givenFields"`;

export const toStaff = (
  ring: KeyRing,
  { id, sealed, given, givenFields, role, stores, roleName, needsFactor = false }: StaffRow,
): Staff => ({
  id: Number(id),
  ...openNamed(ring, id, sealed),
  role,
  roleName,
  stores,
  permissions: needsFactor ? [] : allowedBy(role, given),
  fields: fieldsBy(role, givenFields),
  needsFactor,
});

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');
export const newToken = (): string => randomBytes(32).toString('base64url');
