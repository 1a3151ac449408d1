/** What a caller can be allowed to do, `module.action`; the list grows with the modules. */
export const permissions = [
  'members.read',
  /** Sees one member in clear, for a reason that the trail keeps. */
  'members.reveal',
  /** Of an API key: sees all in clear. Of a person: takes files in clear, for a reason, and gives such keys; screens stay masked. */
  'members.clear',
  'members.write',
  'orders.read',
  'orders.write',
  'points.write',
  /** Puts tags on members and takes them off. */
  'tags.write',
  'tags.define',
  /** At a member's own wish: shows them their tags, removes one for good, allows it again. All that their app needs. */
  'tags.own',
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
  /** Gives others what belongs to the business without having it, and never to themselves: see `givenBy`. */
  'roles.give',
  'keys.read',
  'keys.write',
  'rules.write',
  'audit.read',
  'backups.read',
  'backups.write',
  'privacy.read',
  'privacy.write',
  'privacy.publish',
  'privacy.copy',
  'privacy.erase',
  'privacy.incidents',
  'contacts.read',
  /** Asks for permits to contact members, and uses them. */
  'contacts.write',
  'approvals.read',
  'approvals.decide',
  'approvals.write',
] as const;

export type Granted = (typeof permissions)[number];

const forPeople = [
  'staff.write',
  'owners.write',
  'roles.write',
  'roles.give',
  'keys.write',
  'rules.write',
  'approvals.decide',
  'approvals.write',
] as const satisfies readonly Granted[];

/** What an API key can be allowed: who may do what, and what is approved, is for people to decide. */
export const keyPermissions = permissions.filter(
  (one): one is Exclude<Granted, (typeof forPeople)[number]> => !(forPeople as readonly Granted[]).includes(one),
);

/** Running the shop's system, securing it, and watching both: where three people share these (三员), none gives what another has. */
const administrative: readonly Granted[] = [
  ...forPeople,
  'system.write',
  'backups.read',
  'backups.write',
  'audit.read',
];

/** What who may do `may` gives to others: what they have, and with `roles.give` all that belongs to the business. */
export const givenBy = (may: readonly Granted[]): Granted[] =>
  permissions.filter((one) => may.includes(one) || (may.includes('roles.give') && !administrative.includes(one)));

/** What an endpoint asks of its caller. `public` needs no sign-in; `self` is for whoever is signed in, about themselves. */
export type Permission = Granted | 'public' | 'self';

/** Roles that are there from the start and cannot be changed. Only an owner makes and unmakes owners. */
export const readyRoles = {
  owner: permissions,
  admin: permissions.filter((one) => one !== 'owners.write'),
  operator: [
    'members.read',
    'orders.read',
    'insight.read',
    'imports.read',
    'system.read',
    'privacy.read',
    'contacts.read',
    'approvals.read',
  ],
  marketer: [
    'members.read',
    'orders.read',
    'tags.write',
    'tags.define',
    'insight.read',
    'system.read',
    'privacy.read',
    'contacts.read',
    'contacts.write',
    'approvals.read',
  ],
  analyst: ['insight.read', 'system.read'],
  service: [
    'members.read',
    'members.reveal',
    'members.write',
    'orders.read',
    'points.write',
    'tags.write',
    'tags.own',
    'system.read',
    'privacy.read',
    'privacy.write',
    'privacy.copy',
    'contacts.read',
    'approvals.read',
  ],
  /** Of the stores that the person is limited to. */
  associate: [
    'members.read',
    'members.reveal',
    'orders.read',
    'tags.write',
    'tags.own',
    'privacy.read',
    'privacy.write',
    'contacts.read',
    'contacts.write',
    'system.read',
  ],
  /** 三员: system, security and auditor share what nobody is to have alone. */
  system: ['system.read', 'system.write', 'backups.read', 'backups.write'],
  security: [
    'system.read',
    'staff.read',
    'staff.write',
    'roles.read',
    'roles.write',
    'roles.give',
    'keys.read',
    'keys.write',
    'rules.write',
    'approvals.read',
    'approvals.decide',
    'approvals.write',
  ],
  auditor: ['staff.read', 'roles.read', 'keys.read', 'audit.read', 'system.read', 'approvals.read'],
} as const satisfies Record<string, readonly Granted[]>;

export type ReadyRole = keyof typeof readyRoles;
export const isReadyRole = (code: string): code is ReadyRole => Object.hasOwn(readyRoles, code);
