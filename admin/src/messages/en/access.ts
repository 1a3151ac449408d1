import type { Messages } from '../messages.ts';

export const access: Messages['access'] = {
  settings: 'Settings',
  noAccess: {
    title: 'This page is not open to you',
    hint: (role, permission) =>
      `Your role is “${role}”, which does not include “${permission}”. If you need it, ask the owner or an administrator to give you another role in “Settings · Staff”.`,
    back: 'Back to what I may see',
  },
  roles: {
    owner: { name: 'Owner', does: 'May do everything, also appoint other owners.' },
    admin: { name: 'Administrator', does: 'May do everything except appoint or remove owners.' },
    operator: { name: 'Operations', does: 'Sees members, orders, figures and imports; changes nothing.' },
    marketer: { name: 'Marketing', does: 'Sees members, orders and figures; changes nothing.' },
    analyst: { name: 'Analyst', does: 'Sees figures only, not the members and orders behind them.' },
    service: {
      name: 'Customer service',
      does: 'Finds and changes members, grants points and sees orders, but no figures.',
    },
    system: {
      name: 'System',
      does: 'Imports files and deals with inputs that were set aside; sees no members or orders.',
    },
    auditor: {
      name: 'Auditor',
      does: 'Sees staff, roles and API keys; changes nothing, and sees no members or orders.',
    },
  },
  list: (words) => words.join(', '),
  permissions: {
    'members.read': 'See members',
    'members.write': 'Add and change members',
    'points.write': 'Grant points',
    'events.write': 'Send in members’ behaviour',
    'orders.read': 'See orders',
    'orders.write': 'Record orders and refunds',
    'insight.read': 'See figures',
    'imports.read': 'See imports',
    'imports.write': 'Import files',
    'system.read': 'See engine health',
    'system.write': 'Replay inputs set aside, move the clock',
    'staff.read': 'See staff',
    'staff.write': 'Invite and manage staff',
    'owners.write': 'Appoint and remove owners',
    'roles.read': 'See roles',
    'roles.write': 'Add and change roles',
    'keys.read': 'See API keys',
    'keys.write': 'Issue and revoke API keys',
  },
  groups: {
    members: 'Members',
    orders: 'Orders',
    insight: 'Figures',
    imports: 'Imports',
    settings: 'Settings',
    system: 'System',
  },
  notYours: 'You do not have this permission yourself, so you cannot give it',
  someNotYours: 'Greyed out is what you may not do yourself, and so cannot give.',
  tickAll: (group) => `All of “${group}”`,
  everything: 'Everything',
  andMore: (first, _all, rest) => `${first} and ${rest} more`,
};
