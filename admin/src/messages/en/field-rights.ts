import type { fieldRights as Zh } from '../zh/field-rights.ts';

export const fieldRights: typeof Zh = {
  title: 'Fields of members',
  hint: 'What this role sees of each field of a member, and whether it edits it. What is hidden cannot be searched, filtered or exported either.',
  hintReveal: '“Masked, can be shown” needs the permission above to see one member in clear for a reason.',
  someNotYours: 'What is grey goes beyond what you see and edit yourself, and is not yours to give.',
  column: { field: 'Field', sees: 'Seen', edits: 'Edits' },
  seesOf: (field) => `${field}: what is seen`,
  editsOf: (field) => `${field}: edits`,
  fields: {
    name: 'Name',
    phone: 'Phone',
    email: 'E-mail',
    identifiers: 'Other identifiers',
    birthday: 'Birthday',
    gender: 'Gender',
    region: 'Region',
    language: 'Language',
    attributes: 'Custom fields',
  },
  sights: {
    hidden: { name: 'Hidden', means: 'As if there were no such field.' },
    masked: { name: 'Masked', means: 'Masked always; no reason shows it.' },
    reveal: { name: 'Masked, can be shown', means: 'Masked until it is shown for a reason.' },
    clear: { name: 'In clear', means: 'Shown as it is.' },
  },
  shownOnAsking: 'Hidden, can be shown',
  readOnly: 'read only',
  editable: 'edits',
  usual: 'As usual',
  nothing: 'Does not apply',
  pair: (field, sees, edits) => `${field} ${sees.toLowerCase()}, ${edits}`,
};
