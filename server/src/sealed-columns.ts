import type { SealedColumn } from './platform/crypto/index.ts';

const byId = { key: 'id', keyType: 'bigint' } as const;
const field = { ...byId, purpose: 'field' } as const;
const log = { ...byId, purpose: 'log' } as const;

/** Every column that is sealed with keys of the ring: what a rotation seals anew. A test finds whichever is not named here. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    ...field,
    table: 'members.secret',
    key: 'member_id',
    column: 'wrapped',
    place: { table: 'subject', column: 'secret' },
  },
  { ...field, table: 'activity."order"', column: 'payments' },
  { ...field, table: 'activity."order"', column: 'reasons' },
  { ...field, table: 'loyalty.entry', column: 'note' },
  { ...field, table: 'engine.fact', column: 'sealed', where: 'subject = 0' },
  { ...field, table: 'access.staff', column: 'sealed' },
  { ...field, table: 'access.session', key: 'token_hash', keyType: 'text', column: 'sealed' },
  { ...field, table: 'access.audit', column: 'who' },
  { ...field, table: 'access.audit', column: 'changes', where: 'subject is null' },
  { ...field, table: 'access.approval', column: 'kept' },
  { ...field, table: 'access.export', column: 'kept' },
  { ...field, table: 'access.passkey', keyType: 'text', column: 'sealed' },
  { ...field, table: 'access.identity', key: 'staff_id', column: 'sealed' },
  { ...field, table: 'access.totp', key: 'staff_id', column: 'secret' },
  { ...field, table: 'privacy.request', column: 'kept' },
  { ...field, table: 'privacy.incident', column: 'kept' },
  { ...log, table: 'members.withdrawal', column: 'codes' },
  { ...field, table: 'privacy.responsible', key: 'version', column: 'kept' },
  { ...field, table: 'privacy.recipient', column: 'kept' },
  { ...field, table: 'privacy.assessment', column: 'kept' },
  { ...log, table: 'privacy.erasure', key: 'member_id', column: 'traces' },
  { ...log, table: 'engine.set_aside', column: 'sealed' },
  { table: 'engine.key', key: 'key', keyType: 'text', column: 'answer', purpose: 'log' },
  { ...log, table: 'imports.job', column: 'samples' },
];

/** Byte columns that hold nothing of the ring's, and why. */
export const otherBytes: Readonly<Record<string, string>> = {
  'platform.data_key.wrapped': 'under the root key',
  'members.member.sealed': 'under the member’s key',
  'members.identifier.sealed': 'under the member’s key',
  'members.identifier.token': 'a keyed digest',
  'members.erased_identifier.token': 'a keyed digest',
  'privacy.consent_entry.evidence': 'under the member’s key',
  'tags.member_tag.why': 'under the member’s key',
  'privacy.contact.reference': 'under the member’s key',
  'privacy.contact.token': 'a keyed digest',
  'access.staff.email_token': 'a keyed digest',
  'access.identity.token': 'a keyed digest',
  'access.audit.digest': 'a keyed digest',
  'access.audit.hash': 'a hash',
  'access.audit_head.hash': 'a hash',
  'access.passkey.public_key': 'public',
  'engine.log.body': 'rows go with the retention of inputs; until then their key stays',
};
