import type { AuditEntry } from '@shuke/contract';
import { isAction, type Action } from './actions.ts';
import { eachChange, fieldName, isEmpty, isHidden, valueText, type Change, type Speech } from './changes.ts';

/** A sentence with {places}: `who` and `what` are filled by whoever shows it, the others by `values`. */
export interface Said {
  template: string;
  values: Readonly<Record<string, string>>;
}

const plain = (template: string): Said => ({ template, values: {} });

const isNew = (changes: readonly Change[], field: string) =>
  changes.some((change) => change.field === field && change.before === null && change.after !== null);

/** One field with its values before and after; more, or a list, by the names of the fields. */
function editSaid(changes: readonly Change[], speech: Speech): Said {
  const { edits } = speech.audit;
  const told = eachChange(changes);
  const [first] = told;
  if (changes.length === 0) return plain(edits.untold);
  if (first === undefined || told.length > 1 || Array.isArray(first.after) || isHidden(first)) {
    const names = told.map((change) => fieldName(change, speech));
    const template = told.some(isHidden) ? edits.hidden : edits.several;
    return { template, values: { fields: speech.messages.access.list([...new Set(names)]) } };
  }
  const template = isEmpty(first.before) ? edits.filled : isEmpty(first.after) ? edits.cleared : edits.replaced;
  const text = (value: unknown) => valueText(first.field, value, speech);
  return {
    template,
    values: {
      field: fieldName(first, speech),
      before: text(first.before),
      after: text(first.after),
    },
  };
}

/** A request of a member, and what became of it. */
function requestSaid(action: Action) {
  return (changes: readonly Change[], speech: Speech): Said => {
    const [first] = changes;
    if (first === undefined || isHidden(first)) return editSaid(changes, speech);
    const values = { asked: fieldName(first, speech), outcome: valueText(first.field, first.after, speech) };
    return { template: speech.audit.does[action], values };
  };
}

const found = (changes: readonly Change[], field: string) => changes.find((change) => change.field === field);

/** What was done with which tag; what is sealed with an erased member is told by its action alone. */
function tagSaid(action: Action) {
  return (changes: readonly Change[], speech: Speech): Said => {
    const [first] = changes;
    if (first === undefined || isHidden(first)) return editSaid(changes, speech);
    return { template: speech.audit.does[action], values: { field: fieldName(first, speech) } };
  };
}

/** With the name of who asked, and what is asked where that is told. */
function approvalSaid(action: Action) {
  return (changes: readonly Change[], speech: Speech): Said => ({
    template: speech.audit.does[action],
    values: {
      asker: valueText('askedBy', found(changes, 'askedBy')?.after, speech),
      action: valueText('kind', found(changes, 'kind')?.after, speech),
    },
  });
}

/** Actions whose sentence depends on what they changed. */
const telling: Partial<Record<Action, (changes: readonly Change[], speech: Speech) => Said>> = {
  'member.upsert': (changes, speech) =>
    // Of a member who was there before, the attributes were an object, if an empty one.
    isNew(changes, 'attributes') ? plain(speech.audit.does['member.upsert']) : editSaid(changes, speech),
  'role.save': (changes, speech) =>
    isNew(changes, 'name') ? plain(speech.audit.does['role.save']) : editSaid(changes, speech),
  'staff.change': (changes, speech) => {
    const { edits } = speech.audit;
    const isDisabled = changes.length === 1 ? found(changes, 'isDisabled')?.after : undefined;
    if (isDisabled === undefined) return editSaid(changes, speech);
    return plain(isDisabled === true ? edits.disabled : edits.enabled);
  },
  'staff.invite': (changes, speech) => ({
    template: speech.audit.does['staff.invite'],
    values: { role: valueText('role', found(changes, 'role')?.after, speech) },
  }),
  'session.opened': (changes, { audit }) => {
    const way = audit.ways[String(found(changes, 'signIn')?.after)];
    return way === undefined ? plain(audit.does['session.opened']) : { template: audit.edits.entered, values: { way } };
  },
  'consent.record': (changes, speech) => {
    const [first, ...others] = changes;
    if (first === undefined || others.length > 0 || isHidden(first)) return editSaid(changes, speech);
    const values = { field: fieldName(first, speech), after: valueText(first.field, first.after, speech) };
    return { template: speech.audit.does['consent.record'], values };
  },
  'contact.ask': (changes, speech) => ({
    template: speech.audit.does['contact.ask'],
    values: { after: valueText('contact.reference', found(changes, 'contact.reference')?.after, speech) },
  }),
  'policy.publish': (changes, speech) => ({
    template: speech.audit.does['policy.publish'],
    values: { version: valueText('version', found(changes, 'version')?.after, speech) },
  }),
  'request.open': requestSaid('request.open'),
  'request.close': requestSaid('request.close'),
  'tag.put': tagSaid('tag.put'),
  'tag.remove': tagSaid('tag.remove'),
  'tag.refuse': tagSaid('tag.refuse'),
  'tag.allow': tagSaid('tag.allow'),
  'approval.ask': approvalSaid('approval.ask'),
  'approval.approve': approvalSaid('approval.approve'),
  'approval.refuse': approvalSaid('approval.refuse'),
  'approval.expire': approvalSaid('approval.expire'),
  'approval.rule': editSaid,
  'store.describe': editSaid,
  'retention.set': (changes, speech) => {
    const days = found(changes, 'days');
    const values = { before: valueText('days', days?.before, speech), after: valueText('days', days?.after, speech) };
    return { template: speech.audit.does['retention.set'], values };
  },
  'points.grant': (changes, { messages, audit, format }) => {
    const balance = found(changes, 'balance');
    if (balance === undefined || isHidden(balance)) return plain(audit.edits.granted);
    const points = Number(balance.after ?? 0) - Number(balance.before ?? 0);
    return {
      template: audit.does['points.grant'],
      values: { points: messages.common.points(format.count(points)) },
    };
  },
};

/** What an entry of the trail says. */
export function sentenceOf({ action, changes }: Pick<AuditEntry, 'action' | 'changes'>, speech: Speech): Said {
  const { does, other } = speech.audit;
  if (!isAction(action)) return { template: other, values: { action } };
  return telling[action]?.(changes, speech) ?? plain(does[action]);
}
