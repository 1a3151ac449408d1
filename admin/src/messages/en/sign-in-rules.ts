import type { signInRules as zh } from '../zh/sign-in-rules.ts';

export const signInRules: typeof zh = {
  title: 'Sign-in',
  hint: 'Holds for everybody from their next click on.',
  who: 'Who needs a second factor',
  whoHint:
    'Who has none yet can only set one up in “My account” after signing in. For single sign-on, the identity provider sees to it.',
  choices: { nobody: 'Nobody', roles: 'These roles', everybody: 'Everybody' },
  roles: 'Roles',
  chooseRoles: 'Choose roles',
  rolesMissing: 'Choose at least one role',
  idle: 'Signed out when unused for',
  absolute: 'Signed out at the latest after',
  absoluteHint: 'After this one has to sign in again, even where Shuke was in use all the time.',
  tooLong: 'Cannot be longer than “signed out at the latest after”',
  durations: {
    minutes: (count) => (count === '1' ? '1 minute' : `${count} minutes`),
    hours: (count) => (count === '1' ? '1 hour' : `${count} hours`),
    days: (count) => (count === '1' ? '1 day' : `${count} days`),
  },
  saved: 'Saved; holds for everybody from their next click on',
};
