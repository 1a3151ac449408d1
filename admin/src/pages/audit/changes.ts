import {
  consentDecisions,
  contactChannels,
  identifierKinds,
  inLanguage,
  memberColumnTitles,
  purposes,
  type AuditEntry,
  type ContactChannel,
  type FieldRights,
  type Granted,
  type MemberField,
  type Purpose,
  type RequestKind,
  type Words,
} from '@shuke/contract';
import { contactText } from '../../format/contact-text.ts';
import type { Format } from '../../format/format.ts';
import type { Messages } from '../../messages/messages.ts';
import type { approvals as Approvals } from '../../messages/zh/approvals.ts';
import type { facts as Facts } from '../../messages/zh/facts.ts';
import type { audit as Audit } from '../../messages/zh/audit.ts';
import type { fieldRights } from '../../messages/zh/field-rights.ts';
import type { staff as staffWords } from '../../messages/zh/staff.ts';
import { subjectOf } from './subject.ts';

export type Change = AuditEntry['changes'][number];

/** What names and values are said with. */
export interface Speech {
  messages: Messages;
  facts: typeof Facts;
  audit: typeof Audit;
  approvals: typeof Approvals;
  rights: typeof fieldRights;
  staff: typeof staffWords;
  format: Format;
  role: (code: string) => string;
  channel: (code: string) => string;
  tag: (code: string) => string;
  /** Somebody of the staff, whom the trail names by e-mail. */
  person: (email: string) => string;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsIn = (value: unknown): Fields => (isFields(value) ? value : {});

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** Neither side is told to who may not see what was changed. */
export const isHidden = ({ before, after }: Change): boolean => before === null && after === null;

/** The changes field by field: attributes, which come as one, are told one by one. */
export function eachChange(changes: readonly Change[]): Change[] {
  return changes.flatMap((change) => {
    if (change.field !== 'attributes' || isHidden(change)) return [change];
    const [before, after] = [fieldsIn(change.before), fieldsIn(change.after)];
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((name) => before[name] !== after[name] || before[name] === MASKED)
      .map((name) => ({
        object: change.object,
        field: `attributes.${name}`,
        before: before[name] ?? null,
        after: after[name] ?? null,
      }));
  });
}

/** Of masked values only those that differ are told, though they look the same. */
const MASKED = '***';

const [IDENTIFIER, ATTRIBUTE, REQUEST, TAG] = ['identifier.', 'attributes.', 'request.', 'tag.'];
const identifierIn = (field: string) =>
  field.startsWith(IDENTIFIER) ? identifierKinds.find((kind) => kind === field.slice(IDENTIFIER.length)) : undefined;

/** The purpose and the contact channel that a field such as `consent.marketing.sms` or `contact.marketing.sms` is about. */
function consentIn(field: string): [Purpose, ContactChannel] | undefined {
  const [, purpose, channel] = /^(?:consent|contact)\.([\w-]+)\.([\w-]+)$/.exec(field) ?? [];
  const known = purposes.find((one) => one === purpose);
  const way = contactChannels.find((one) => one === channel);
  return known === undefined || way === undefined ? undefined : [known, way];
}

/** What people call the field of a change. */
export function fieldName({ object, field }: Change, { audit, messages, facts, tag }: Speech): string {
  const { members, privacy } = messages;
  const identifier = identifierIn(field);
  if (identifier !== undefined) return members.identifiers[identifier];
  if (field.startsWith(ATTRIBUTE)) {
    const name = field.slice(ATTRIBUTE.length);
    return members.attributes[name] ?? name;
  }
  const consent = consentIn(field);
  if (consent !== undefined) return privacy.about(...consent);
  if (field.startsWith(REQUEST)) return facts.requests[field.slice(REQUEST.length) as RequestKind] ?? field;
  if (field.startsWith(TAG)) return audit.tag(tag(field.slice(TAG.length)));
  const kind = subjectOf(object)?.kind;
  const names = kind === 'member' || kind === 'staff' ? audit.fields.people : audit.fields.things;
  return names[field] ?? field;
}

/** The names of what a field holds as a code. */
function codesOf(field: string, { approvals, audit, facts }: Speech): Readonly<Record<string, string>> | undefined {
  if (field.startsWith(REQUEST)) return facts.outcomes;
  if (field.startsWith(TAG)) return audit.tagStates;
  if (field === 'kind') return approvals.kinds;
  if (field === 'state') return approvals.states;
  return field === 'action' ? audit.actions : undefined;
}

/** The filters that stand in an address, as far as they say who is in the list and what of them. */
function filterText(address: string, { messages: { access }, approvals, format: { language } }: Speech): string {
  const titles: Readonly<Record<string, Words>> = memberColumnTitles;
  const value = (name: string, given: string) =>
    name === 'columns'
      ? access.list(
          given.split(',').map((column) => inLanguage(titles[column] ?? { zh: column, en: column }, language)),
        )
      : given;
  const [, query = ''] = address.split('?');
  return [...new URLSearchParams(query)]
    .flatMap(([name, given]) => {
      const label = approvals.filters[name];
      return label === undefined ? [] : [`${label} ${value(name, given)}`];
    })
    .join(' · ');
}

/** What a role sees and edits, field by field. */
const rightsText = (rights: FieldRights, { rights: words, messages: { access } }: Speech): string =>
  access.list(
    Object.entries(rights).map(([field, { sees, edits }]) =>
      words.pair(
        words.fields[field as MemberField] ?? field.replace(ATTRIBUTE, ''),
        words.sights[sees].name,
        edits ? words.editable : words.readOnly,
      ),
    ),
  );

/** A value as people say it: names for codes, contacts as they are told. */
export function valueText(field: string, value: unknown, speech: Speech): string {
  const { messages, audit, staff, approvals, format, role, channel, person } = speech;
  const { access, common, privacy } = messages;
  if (field === 'days' && isEmpty(value)) return audit.forever;
  if (isEmpty(value)) return audit.empty;
  if (field === 'factorRoles' && Array.isArray(value)) return access.list(value.map((one) => role(String(one))));
  if (Array.isArray(value))
    return access.list(value.map((one) => access.permissions[one as Granted] ?? person(String(one))));
  if (typeof value === 'boolean') {
    if (field === 'isDisabled') return value ? staff.states.disabled : staff.states.active;
    if (field === 'hasJoined') return value ? staff.states.active : staff.states.invited;
    return value ? audit.yes : audit.no;
  }
  if (typeof value === 'number') {
    if (field === 'approvers') return approvals.rules.approvers[value] ?? String(value);
    if (field === 'days') return audit.days(format.count(value));
    if (['balance', 'rows', 'from', 'hours'].includes(field)) return format.count(value);
    return field.endsWith('At') ? format.instant(new Date(value).toISOString()) : String(value);
  }
  if (field === 'fields' && isFields(value)) return rightsText(value as FieldRights, speech);
  if (typeof value !== 'string') return JSON.stringify(value);
  const codes = codesOf(field, speech);
  if (codes !== undefined) return codes[value] ?? value;
  if (field === 'erasedAt') return format.instant(value);
  if (field === 'address') return filterText(value, speech);
  if (field === 'askedBy') return person(value);
  if (field === 'role') return role(value);
  if (field === 'signIn') return audit.ways[value] ?? value;
  if (field === 'channel') return channel(value);
  if (field === 'gender') return (common.genders as Readonly<Record<string, string>>)[value] ?? value;
  const decision = consentIn(field) && consentDecisions.find((one) => one === value);
  if (decision !== undefined) return privacy.decisions[decision];
  if (consentIn(field)) return contactText(value, speech.facts);
  return value;
}
