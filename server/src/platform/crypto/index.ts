export { type BlindIndex, type PhoneIndex, TOKEN_BYTES, blindIndex, phoneIndex, searchNumber } from './blind-index.ts';
export { type FieldCipher, type RowId, fieldCipher } from './field-cipher.ts';
export {
  type DataKey,
  type KeyPurpose,
  type KeyRing,
  type KeyRow,
  type KeySource,
  keyPurposes,
  openKeyRing,
} from './key-ring.ts';
export { BEGINNING_LIMIT, NAME_NORMALISATION, type NameIndex, nameBeginsWith, nameIndex } from './name-index.ts';
export { type RootKeySettings, openRootKey } from './open-root-key.ts';
export { type SealedColumn, type Renewal, countOld, reseal } from './reseal.ts';
export {
  addKeyVersions,
  dataKeyTable,
  openStoredRing,
  readKeyRows,
  refreshRing,
  retireUnused,
  storeKeyRow,
  watchRing,
} from './stored-ring.ts';
export { type RootKey, RootKeyError, parseRootKey, rootKeyRemedy } from './root-key.ts';
export { Sealed } from './sealed.ts';
export { openBytes, sealBytes } from './sealed-file.ts';
export {
  SUBJECT_SECRET_BYTES,
  SubjectKey,
  makeSubjectSecret,
  subjectKeys,
  unwrapSubjectSecret,
  wrapSubjectSecret,
} from './subject-key.ts';
export {
  CannotOpen,
  type CannotOpenReason,
  SEAL_OVERHEAD_BYTES,
  type CipherKey,
  type Suite,
  type SuiteName,
  suiteNames,
  suites,
} from './suite.ts';
