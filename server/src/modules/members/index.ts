export { type MemberRef, memberRef, namesAPerson, normaliseIdentifier, parseIdentifier } from './identifier.ts';
export { memberRows } from './list-members.ts';
export { findMember, findOrJoin, needsOfRef } from './resolve-member.ts';
export { memberRoutes } from './routes.ts';
export { type Profile, owners, profiles } from './store.ts';
export { membersModule } from './turn.ts';
export { upsertInput } from './upsert-member.ts';
export { memberKey, memberKeys, memberNames, mustExist } from './views.ts';
