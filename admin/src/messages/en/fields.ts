import type { fields as Zh } from '../zh/fields.ts';

export const fields: typeof Zh = {
  title: 'Field classes',
  hint: 'What the shop’s own fields of members hold, who sees it, and whether it needs a consent of its own. A field that is not listed counts as personal.',
  add: 'List a field',
  edit: 'Edit',
  editOne: (name) => `Edit field: ${name}`,
  save: 'Save',
  saved: 'Saved, with effect at once',
  empty: 'No field is listed yet',
  emptyHint:
    'List fields such as skin tests, allergies or ages of children first: then they are kept only of members who consent to that.',
  column: {
    code: 'Code',
    name: 'Name',
    nameZh: 'Name (Chinese)',
    nameEn: 'Name (English)',
    type: 'Type',
    class: 'Class',
  },
  codeHint: 'The name in the API, such as skinType. It stays.',
  nameEnHint: 'Optional, for colleagues who work in English.',
  types: { text: 'Text', number: 'Number', boolean: 'Yes or no' },
  classes: {
    ordinary: { name: 'Ordinary', hint: 'Tells nothing private: shown to whoever sees the member.' },
    personal: { name: 'Personal', hint: 'Masked until the member is revealed, for a reason.' },
    sensitive: {
      name: 'Sensitive',
      hint: 'Health, biometrics, religion, bank accounts, whereabouts, data of children under fourteen (PIPL 28): kept only with the separate consent to sensitive data, not shown at all until the member is revealed, and erased as soon as the consent is withdrawn.',
    },
  },
  fault: { code: 'Enter a code: a letter, then letters, digits and underscores', name: 'Enter the Chinese name' },
};
