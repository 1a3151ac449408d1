import type { staff as Zh } from '../zh/staff.ts';

export const staff: typeof Zh = {
  title: 'Staff',
  count: (count) => (count === '1' ? '1 person' : `${count} people`),
  invite: 'Invite somebody',
  searchLabel: 'Search staff',
  searchPlaceholder: 'Name or e-mail',
  you: 'you',
  nobodyFound: 'Nobody matches',
  nobodyFoundHint: 'Try another name, or take the filters away.',
  clear: 'Clear filters',
  onlyYou: 'You are the only one so far',
  onlyYouHint: 'Whom you invite signs in with an e-mail of their own and sees only what their role allows.',
  column: {
    name: 'Name',
    role: 'Role',
    state: 'State',
    seenAt: 'Last seen',
    sessions: 'Devices signed in',
    actions: 'Actions',
  },
  states: { invited: 'Invited', active: 'Active', disabled: 'Disabled' },
  never: 'Never',
  field: { name: 'Name', email: 'E-mail', role: 'Role', stores: 'Stores' },
  allStores: 'All stores',
  storesHint:
    'Whoever is limited to stores, regions or brands sees only members who joined or ordered in their stores, and their orders; regions and brands include stores to come. With none, all are seen.',
  emailHint: 'They sign in with it; it cannot be changed later.',
  chooseRole: 'Choose a role',
  fault: {
    name: 'Enter a name',
    email: 'Enter an e-mail address, e.g. li@example.com',
    emailTaken: 'Somebody has this e-mail already: change that person, or use another e-mail',
    role: 'Choose a role',
    stores: 'Choose at least one store for an associate',
    roleGone: 'This role was just dropped; choose another one',
    roleTooMuch: 'This role may do what you may not; choose another one',
    lastOwner: 'This is the last owner: make somebody else an owner first',
  },
  tooMuch: 'may do more than you may give',
  send: 'Make the invitation link',
  edit: 'Edit',
  editTitle: (name) => `Edit ${name}`,
  more: (name) => `More actions: ${name}`,
  saved: 'Saved; it holds from their next click',
  link: {
    title: (name) => `A link for ${name}`,
    label: 'Link',
    until: (at) => `Good until ${at}, and only once.`,
    once: 'The link is shown only now. If it is lost, make a new one; the old one is void then.',
    handOver:
      'Send it in a way that only they can see, such as a direct message, never in a group: whoever has the link can sign in as this person.',
    done: 'Handed over',
    gone: 'Invited. The link is shown only the first time; make a new one under “More”.',
  },
  action: {
    link: 'New link',
    signOut: 'Sign out everywhere',
    resetFactors: 'Reset second factors',
    disable: 'Disable',
    enable: 'Enable',
  },
  confirm: {
    link: {
      title: (name) => `Make a new link for ${name}?`,
      effect:
        'For a lost invitation or a forgotten password. Links from before are void at once; when a password is chosen with the new one, the old password is void and all devices are signed out.',
    },
    signOut: {
      title: (name) => `Sign ${name} out on all devices?`,
      effect: 'They have to enter their password to go on, and lose what they had not saved.',
    },
    resetFactors: {
      title: (name) => `Reset the second factors of ${name}?`,
      effect:
        'For who has lost phone and recovery codes. The authenticator app, passkeys, recovery codes and the link to single sign-on are removed, and all devices signed out; after that the password alone is enough. Make sure that it is really them.',
    },
    disable: {
      title: (name) => `Disable ${name}?`,
      effect:
        'They are signed out everywhere at once and cannot sign in again. What they did is kept, and you can enable them later.',
    },
    enable: {
      title: (name) => `Enable ${name}?`,
      effect: 'They can sign in with the password they had, in the same role as before.',
    },
  },
  done: {
    signOut: (count) => (count === '1' ? 'Signed out on 1 device' : `Signed out on ${count} devices`),
    resetFactors: (name) => `The second factors of ${name} were reset`,
    disable: (name) => `${name} is disabled`,
    enable: (name) => `${name} is enabled`,
  },
};
