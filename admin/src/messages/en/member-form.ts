import type { memberForm as words } from '../zh/member-form.ts';

export const memberForm: typeof words = {
  addIdentifiers: 'Add contacts and identifiers',
  addIdentifiersHint: 'What is entered is added to this member; what is there is not replaced.',
  attributes: 'Custom fields',
  other: 'Another identifier',
  otherKind: 'Kind of identifier',
  locked: 'Your role does not edit this',
  masked: (value) => (value === '' ? 'Masked: left empty, it stays' : `Now ${value}: left empty, it stays`),
  hidden: 'Your role does not see what is there: left empty, it stays',
  sensitive: 'Sensitive: kept only with a consent of its own',
  yes: 'Yes',
  no: 'No',
  unchanged: 'Nothing was changed',
  fault: {
    taken: 'Belongs to another member: please check',
    locked: 'Your role does not edit this: empty it',
    consent: 'First record the consent to sensitive data under “Consents”',
    type: 'Does not fit the type of this field: enter it anew',
    birthday: 'Choose a day that exists',
  },
};
