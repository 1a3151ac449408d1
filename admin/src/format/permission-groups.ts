import { permissions, type Granted } from '@shuke/contract';

export const permissionGroups = [
  'members',
  'orders',
  'privacy',
  'insight',
  'imports',
  'approvals',
  'settings',
  'system',
] as const;
export type PermissionGroup = (typeof permissionGroups)[number];

/** Under which heading people look for a permission. */
const groupOf = {
  'members.read': 'members',
  'members.reveal': 'members',
  'members.clear': 'members',
  'members.write': 'members',
  'points.write': 'members',
  'tags.write': 'members',
  'tags.define': 'members',
  'tags.own': 'members',
  'events.write': 'members',
  'orders.read': 'orders',
  'orders.write': 'orders',
  'insight.read': 'insight',
  'imports.read': 'imports',
  'imports.write': 'imports',
  'staff.read': 'settings',
  'staff.write': 'settings',
  'owners.write': 'settings',
  'roles.read': 'settings',
  'roles.write': 'settings',
  'roles.give': 'settings',
  'keys.read': 'settings',
  'keys.write': 'settings',
  'rules.write': 'settings',
  'audit.read': 'settings',
  'backups.read': 'system',
  'backups.write': 'system',
  'privacy.read': 'privacy',
  'privacy.write': 'privacy',
  'privacy.publish': 'privacy',
  'privacy.copy': 'privacy',
  'privacy.erase': 'privacy',
  'privacy.incidents': 'privacy',
  'contacts.read': 'privacy',
  'contacts.write': 'privacy',
  'approvals.read': 'approvals',
  'approvals.decide': 'approvals',
  'approvals.write': 'approvals',
  'system.read': 'system',
  'system.write': 'system',
} as const satisfies Record<Granted, PermissionGroup>;

export const permissionsIn = (group: PermissionGroup): Granted[] => permissions.filter((one) => groupOf[one] === group);

/** All permissions, group by group. */
export const grouped: readonly Granted[] = permissionGroups.flatMap(permissionsIn);

/** In the screens, what is written is first seen: a role that may change something it cannot see would be of no use. */
const restsOn: Partial<Record<Granted, Granted>> = {
  'members.reveal': 'members.read',
  'members.clear': 'members.read',
  'members.write': 'members.read',
  'points.write': 'members.read',
  'tags.write': 'members.read',
  'tags.define': 'members.read',
  'imports.write': 'imports.read',
  'system.write': 'system.read',
  'staff.write': 'staff.read',
  'owners.write': 'staff.write',
  'roles.write': 'roles.read',
  'roles.give': 'staff.write',
  'keys.write': 'keys.read',
  'rules.write': 'staff.read',
  'backups.write': 'backups.read',
  'privacy.write': 'privacy.read',
  'privacy.publish': 'privacy.read',
  'privacy.copy': 'privacy.read',
  'privacy.erase': 'privacy.read',
  'approvals.decide': 'approvals.read',
  'approvals.write': 'approvals.read',
};

function withGrounds(permission: Granted): Granted[] {
  const ground = restsOn[permission];
  return ground === undefined ? [permission] : [permission, ...withGrounds(ground)];
}

/** A role with one permission more, and what that one rests on; or with one less, and what rests on that one. */
export function ticked(given: readonly Granted[], permission: Granted, isGiven: boolean): Granted[] {
  const more = isGiven ? withGrounds(permission) : [];
  return permissions.filter((one) =>
    isGiven ? given.includes(one) || more.includes(one) : given.includes(one) && !withGrounds(one).includes(permission),
  );
}
