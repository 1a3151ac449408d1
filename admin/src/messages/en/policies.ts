import type { policies as Zh } from '../zh/policies.ts';

export const policies: typeof Zh = {
  title: 'Policies',
  hint: 'Which words members consented to; a version is never changed once it is published.',
  publish: 'Publish a version',
  publishTitle: 'Publish a version of a policy',
  basedOn: 'Publish a version based on this',
  empty: 'No policy is published yet',
  emptyHint:
    'Publish the privacy policy or the marketing consent first: each consent of a member names the text it was given to.',
  column: {
    policy: 'Policy',
    version: 'Version',
    published: 'Published',
    by: 'By',
    hash: 'Fingerprint',
    actions: 'Actions',
  },
  current: 'current',
  versionOf: (version) => `Version ${version}`,
  asksAgain: 'asks again',
  read: 'Read',
  readOne: (name) => `Read: ${name}`,
  hash: 'Fingerprint of the text (SHA-256)',
  chinese: 'Chinese',
  english: 'English',
  noEnglish: 'There is no English text.',
  choosePolicy: 'Choose a policy',
  englishHint: 'Optional. Write the language that members see.',
  askAgain: 'Ask members again',
  askAgainHint:
    'Where purpose, means or kinds of data change: consents given before are to be renewed from now on, and allow nothing until they are. Not needed for a mended word.',
  published: (name) => `Published ${name}`,
  unchanged: 'The text is that of the current version: nothing was published',
  fault: { code: 'Choose a policy', text: 'Enter the Chinese text' },
};
