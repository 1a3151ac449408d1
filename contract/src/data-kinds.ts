/** Kinds of data, as people speak of them: what is kept, what somebody else gets, what got out. */
export const dataKinds = [
  'identity',
  'contact',
  'birthday',
  'orders',
  'points',
  'behaviour',
  'sensitive',
  'staff',
  'credentials',
  'other',
] as const;
export type DataKind = (typeof dataKinds)[number];
