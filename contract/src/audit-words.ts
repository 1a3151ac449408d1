import { auditWordsEn } from './audit-words-en.ts';
import { auditWordsZh } from './audit-words-zh.ts';
import { type Language, type Words, inLanguage } from './words.ts';

/**
 * What the trail tells of: inputs of the engine by their kind, calls by method and address. Another one is shown by its
 * code; a new one is a line here, its name in both audit-words, and its sentence in each language’s `audit.ts`.
 */
export const auditActions = [
  'member.upsert',
  'member.reveal',
  'points.grant',
  'GET /api/members/export',
  'consent.record',
  'contact.ask',
  'policy.publish',
  'request.open',
  'request.close',
  'GET /api/members/{id}/copy',
  'member.erase',
  'incident.record',
  'incident.mark',
  'responsible.set',
  'recipient.record',
  'assessment.record',
  'retention.set',
  'attribute.save',
  'tag.put',
  'tag.remove',
  'tag.refuse',
  'tag.allow',
  'tag.save',
  'GET /api/audit/export',
  'GET /api/privacy/audit-pack',
  'store.describe',
  'staff.invite',
  'staff.join',
  'staff.change',
  'POST /api/staff/{id}/invitation',
  'DELETE /api/staff/{id}/sessions',
  'role.save',
  'role.drop',
  'key.issue',
  'key.rotate',
  'key.revoke',
  'POST /api/imports',
  'PUT /api/imports/{id}/mapping',
  'POST /api/imports/{id}/run',
  'POST /api/imports/{id}/cancel',
  'session.opened',
  'session.refused',
  'session.ended',
  'DELETE /api/sessions/{id}',
  'password.chosen',
  'password.reset',
  'PUT /api/session/password',
  'approval.ask',
  'approval.approve',
  'approval.refuse',
  'approval.withdraw',
  'approval.comment',
  'approval.reveal',
  'approval.expire',
  'approval.rule',
  'export.ask',
  'PUT /api/factors/totp',
  'DELETE /api/factors/totp',
  'POST /api/factors/passkeys',
  'PUT /api/factors/passkeys/{id}',
  'DELETE /api/factors/passkeys/{id}',
  'POST /api/factors/recovery-codes',
  'DELETE /api/staff/{id}/factors',
  'factors.reset',
  'rules.change',
  'POST /api/set-aside/{id}/replay',
  'POST /api/backups',
  'POST /api/backups/{id}/verify',
  'backup.restored',
  'POST /api/clock',
] as const;
export type AuditAction = (typeof auditActions)[number];

export interface AuditWords {
  readonly actions: Readonly<Record<AuditAction, string>>;
  /** What people call the fields of what was changed: of members and staff, and of other things. */
  readonly people: Readonly<Record<string, string>>;
  readonly things: Readonly<Record<string, string>>;
}

const wordsIn = (language: Language): AuditWords => (language === 'en' ? auditWordsEn : auditWordsZh);

interface Told {
  readonly by: { readonly name: string };
  readonly action: string;
  readonly objects: readonly string[];
  readonly changes: readonly { object: string; field: string; before: unknown; after: unknown }[];
  readonly reason: string | null;
}

const nothing: Words = { zh: '（空）', en: '(empty)' };

function valueSaid(value: unknown, language: Language): string {
  if (value === null || value === undefined || value === '') return inLanguage(nothing, language);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function fieldSaid(object: string, field: string, language: Language): string {
  const { people, things } = wordsIn(language);
  return (/^(member|staff):/.test(object) ? people : things)[field] ?? field;
}

/** An entry as files tell it: who did what to what, each field before and after, and why. */
export function auditSentence({ by, action, objects, changes, reason }: Told, language: Language): string {
  const done = (wordsIn(language).actions as Readonly<Record<string, string>>)[action] ?? action;
  const told = changes.map(
    ({ object, field, before, after }) =>
      `${objects.length > 1 ? `${object} ` : ''}${fieldSaid(object, field, language)} ${valueSaid(before, language)} → ${valueSaid(after, language)}`,
  );
  const isEnglish = language === 'en';
  const details = told.length === 0 ? '' : isEnglish ? ` (${told.join('; ')})` : `（${told.join('；')}）`;
  const what = objects.join(isEnglish ? ', ' : '、');
  const why = reason === null ? '' : ` — ${reason}`;
  return `${by.name}${isEnglish ? ': ' : '：'}${done}${what === '' ? '' : ` ${what}`}${details}${why}`;
}
