import type { account as zh } from '../zh/account.ts';

export const account: typeof zh = {
  title: 'My account',
  password: {
    title: 'Change password',
    present: 'Present password',
    next: 'New password',
    hint: (least) => `At least ${least} characters. A sentence that you remember does well.`,
    submit: 'Change password',
    effect: 'You are signed out on all other devices; this one stays signed in.',
    changed: 'The password was changed, and other devices were signed out',
    fault: {
      present: 'This is not your present password',
      missing: 'Enter your present password',
      short: (least) => `It must have at least ${least} characters`,
      guessed: 'This is guessed first: choose a longer or less obvious one',
    },
  },
  sessions: {
    title: 'Devices signed in',
    hint: 'If there is one that you do not know, sign it out, then change your password.',
    device: 'Device',
    address: 'Address',
    seenAt: 'Last seen',
    seen: (at) => `Last seen ${at}`,
    since: (at) => `Signed in ${at}`,
    current: 'this one',
    end: 'Sign out',
    endOf: (device) => `Sign out: ${device}`,
    ended: 'That device was signed out',
    unknownDevice: 'Unknown device',
  },
  accept: {
    title: 'Choose a password',
    subtitle: 'You are invited to Shuke. Choose a password; you sign in with it and your e-mail from now on.',
    password: 'Password',
    submit: 'Set password and sign in',
    refused: 'This link is not good any more',
    refusedHint:
      'It was used, is too old, or was replaced by a newer one. Ask whoever sent it for a new one from “Settings · Staff”. If you have chosen a password already, just sign in.',
    missing: 'The link is not complete',
    missingHint: 'Copy all of the link you were sent, and open it again.',
    toSignIn: 'Sign in',
  },
};
