import type { keys as zh } from '../zh/keys.ts';

export const keys: typeof zh = {
  title: 'API keys',
  count: (count) => (count === '1' ? '1 key' : `${count} keys`),
  issue: 'Issue a key',
  empty: 'No API keys yet',
  emptyHint:
    'Tills, mini programs and online shops call Shuke with a key: to record orders, find members, read points. Issue one for each system with only what it needs, so that each can be shut off on its own. For example:',
  allOver: 'No key is good at present',
  docs: 'API documentation',
  showOver: (count) => `Show those that are over (${count})`,
  column: {
    name: 'Name',
    prefix: 'Begins with',
    permissions: 'Permissions',
    created: 'Issued',
    expiresAt: 'Expires',
    lastUsedAt: 'Last used',
    state: 'State',
    actions: 'Actions',
  },
  states: { good: 'Good', expired: 'Expired', revoked: 'Revoked' },
  never: 'Never',
  neverUsed: 'Never',
  field: { name: 'Name', permissions: 'Permissions', lifetime: 'Good for', stores: 'Stores' },
  allStores: 'All stores',
  storesHint:
    'This key sees members who joined or ordered in these stores, and orders of these stores, and records orders and refunds of these alone. What is about all stores refuses it, editing members too. None chosen: no limit.',
  namePlaceholder: 'e.g. Till of the lakeside store',
  nameHint: 'Name it after the system that uses it, to know it later.',
  lifetimes: { 30: '30 days', 90: '90 days', 365: '1 year', never: 'Never expires' },
  neverHint: 'A key that never expires stays good, once leaked, until it is revoked.',
  until: (at) => `Until ${at}`,
  fault: {
    name: 'Enter a name',
    permissions: 'Tick at least one permission',
    tooMuch: 'It has permissions that you do not have yourself, so you cannot give them',
  },
  secret: {
    title: (name) => `Key “${name}”`,
    label: 'Secret',
    once: 'The secret is shown only now: copy it into the system that uses it. If it is lost, rotate the key.',
    try: 'Try it:',
    done: 'I have saved it',
    gone: 'This secret was shown once and is not shown again. If it was not saved, rotate the key.',
  },
  more: (name) => `More actions: ${name}`,
  action: { rotate: 'Rotate', revoke: 'Revoke' },
  confirm: {
    rotate: {
      title: (name) => `Rotate the key “${name}”?`,
      effect:
        'You get a new secret under the same name, with the same permissions. The old one is good for another day: change the system over within that time.',
    },
    revoke: {
      title: (name) => `Revoke the key “${name}”?`,
      effect: 'It is refused from the next call on; systems that use it stop working at once. This cannot be undone.',
    },
  },
  revoked: (name) => `The key “${name}” was revoked`,
};
