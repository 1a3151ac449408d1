/** What a caller can be allowed to do, `module.action`; the list grows with the modules. */
export const permissions = [
  'members.read',
  'members.write',
  'orders.read',
  'orders.write',
  'points.write',
  'events.write',
  'insight.read',
  'imports.read',
  'imports.write',
  'system.read',
  'system.write',
  'staff.read',
  'staff.write',
  'owners.write',
  'roles.read',
  'roles.write',
  'keys.read',
  'keys.write',
  'audit.read',
  'privacy.read',
  'privacy.write',
  'privacy.publish',
] as const;

export type Granted = (typeof permissions)[number];

/** What an API key can be allowed: who may do what is for people to decide. */
export const keyPermissions = permissions.filter(
  (one): one is Exclude<Granted, 'staff.write' | 'owners.write' | 'roles.write' | 'keys.write'> =>
    !['staff.write', 'owners.write', 'roles.write', 'keys.write'].includes(one),
);

/** What an endpoint asks of its caller. `public` needs no sign-in; `self` is for whoever is signed in, about themselves. */
export type Permission = Granted | 'public' | 'self';

/** Roles that are there from the start and cannot be changed. Only an owner makes and unmakes owners. */
export const readyRoles = {
  owner: permissions,
  admin: permissions.filter((one) => one !== 'owners.write'),
  operator: ['members.read', 'orders.read', 'insight.read', 'imports.read', 'system.read', 'privacy.read'],
  marketer: ['members.read', 'orders.read', 'insight.read', 'system.read', 'privacy.read'],
  analyst: ['insight.read', 'system.read'],
  service: [
    'members.read',
    'members.write',
    'orders.read',
    'points.write',
    'system.read',
    'privacy.read',
    'privacy.write',
  ],
  system: ['system.read', 'system.write'],
  auditor: ['staff.read', 'roles.read', 'keys.read', 'audit.read', 'system.read'],
} as const satisfies Record<string, readonly Granted[]>;

export type ReadyRole = keyof typeof readyRoles;
export const isReadyRole = (code: string): code is ReadyRole => Object.hasOwn(readyRoles, code);
