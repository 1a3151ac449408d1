export { type MemberRef, memberRef, namesAPerson, normaliseIdentifier, parseIdentifier } from './identifier.ts';
export { findMember, findOrJoin, needsOfRef } from './resolve-member.ts';
export { memberRoutes } from './routes.ts';
export { membersModule } from './turn.ts';
export { upsertInput } from './upsert-member.ts';
export { memberNames, memberRows, mustExist } from './views.ts';
