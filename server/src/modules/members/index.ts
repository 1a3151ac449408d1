export { readAttributes } from './attribute.ts';
export { type MemberRef, memberRef, namesAPerson, normaliseIdentifier, parseIdentifier } from './identifier.ts';
export { memberRows } from './list-members.ts';
export { type EraseMember, eraseMember, needsOfErasing } from './erase-member.ts';
export { needsGuardian } from './guardian.ts';
export { erased, findMember, findOrJoin, isErased, keyOfMember, meantMember, needsOfRef } from './resolve-member.ts';
export { memberIndexes } from './renew-index.ts';
export { memberRoutes } from './routes.ts';
export { type Profile, dropStraySecrets, forgetErased, owners, profiles, secretTable, secrets } from './store.ts';
export { membersModule } from './turn.ts';
export { type Withdrawal, endWithdrawals, goneValue, isGone, readWithdrawals } from './withdrawal.ts';
export { upsertInput } from './upsert-member.ts';
export {
  changedSince,
  erasedIdentifiers,
  identifiersOf,
  isNamedWithin,
  livingOf,
  memberKey,
  memberKeys,
  memberNames,
  mustExist,
  readMember,
  readNeedsGuardian,
  type MemberParts,
} from './views.ts';
