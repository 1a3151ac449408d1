import {
  type ApprovalKind,
  type ApprovalRule,
  type Granted,
  type Permission,
  approvalSpec,
  mayEdit,
} from '@shuke/contract';
import {
  type Asked,
  type Audited,
  type Change,
  type Imagined,
  type Inputs,
  type Reader,
  type Scope,
  turnModule,
} from '../../engine/index.ts';
import type { KeyRing } from '../../platform/crypto/index.ts';
import { Problem } from '../../platform/problem.ts';
import {
  type Approval,
  type Said,
  type Who,
  approved,
  commented,
  ended,
  forgotten,
  isApproved,
  refused,
  renewed,
  withdrawn,
} from './approvals-state.ts';
import { approvals, approvalsOf, rules, ruleless } from './approvals-store.ts';
import { type KeepTrail, keepTrail } from './audit.ts';
import { BOOK, book } from './book.ts';
import { type Rights, allowedBy, fieldsBy } from './roles.ts';

/** `reason` is what was said to it, as the trail tells it. */
interface Deciding {
  readonly id: number;
  readonly who: Who;
  readonly reason: string | null;
}

declare module '../../engine/input.ts' {
  interface Inputs {
    /** `version` is what the approver looked at. */
    'approval.approve': Deciding & { readonly version: number };
    'approval.refuse': Deciding;
    'approval.withdraw': Deciding;
    'approval.comment': Deciding;
    'approval.expire': { readonly id: number };
    'approval.rule': ApprovalRule;
  }
}

/** Timers of approvals are the shop's own. */
const SHOP = 0;
const HOUR_MS = 3_600_000;
const engine = { id: 'engine', name: 'Shuke', address: '' } as const;

const approvalOf = (scope: Scope, id: number): Approval => {
  const found = scope.get(approvals, id);
  if (!found) throw new Problem('approval.unknown', `There is no approval ${id}. GET /api/approvals lists them.`);
  return found;
};

/** All that a caller may do at this moment; undefined for the key of the installation, which may do everything. */
function rightsOf(read: Reader, caller: string, now: number): Rights | undefined {
  if (caller === 'key:bootstrap') return undefined;
  const { staff, roles, keys } = read.get(book, BOOK) ?? { staff: [], roles: [], keys: [] };
  const id = Number(caller.slice(caller.indexOf(':') + 1));
  if (caller.startsWith('key:')) {
    const key = keys.find((one) => one.id === id && one.revokedAt === null);
    const isGood = key && (key.expiresAt === null || key.expiresAt > now);
    return { permissions: isGood ? key.permissions : [], fields: {} };
  }
  const person = staff.find((one) => one.id === id && !one.isDisabled);
  const own = roles.find((one) => one.code === person?.role);
  return person
    ? { permissions: allowedBy(person.role, own?.permissions), fields: fieldsBy(person.role, own?.fields) }
    : { permissions: [], fields: {} };
}

/** Who decides is a person, may decide, and may see what is decided. */
function mayDecide(scope: Scope, kind: ApprovalKind, who: Who): boolean {
  const rights = who.id.startsWith('staff:') ? rightsOf(scope, who.id, scope.now)!.permissions : [];
  return rights.includes('approvals.decide') && rights.includes(approvalSpec(kind).sees);
}

function mustDecide(scope: Scope, kind: ApprovalKind, who: Who): void {
  if (!mayDecide(scope, kind, who))
    throw new Problem(
      'auth.forbidden',
      `This is decided by people: sign in as a person with the permissions approvals.decide and ${approvalSpec(kind).sees}.`,
    );
}

const saidOf = (scope: Scope, { who, reason }: Deciding): Said => ({ by: who, at: scope.now, comment: reason });

/** What would change, so that two looks at it compare: what would be made has no id yet. */
const changesOf = ({ changes, isNew }: Imagined): Change[] =>
  changes.map((change) => {
    const [prefix, id] = change.object.split(':');
    const { field, before, after } = change;
    const object = before === null && isNew(Number(id)) ? `${prefix}:new` : change.object;
    return { object, field, before, after };
  });

/** Keeps an input until it is approved, where the shop's rule for its kind asks for that. What cannot be done is refused right away. */
function defer(
  tell: KeepTrail,
  scope: Scope,
  { kind: action, body, by, key: callKey, hash, subject, weigh }: Asked,
): string | undefined {
  if (!by.approval) return undefined;
  const { kind } = by.approval;
  if (approvalSpec(kind).isForStaffOnly && !by.id.startsWith('staff:')) return undefined;
  const rule = scope.get(rules, kind) ?? ruleless(kind);
  if (rule.approvers === 0) return undefined;
  const weight = weigh();
  if (weight < rule.from) return undefined;
  const would = scope.imagine(action, body);
  if (would.isIdle) return undefined;
  const id = scope.newId();
  const expiresAt = scope.now + rule.hours * HOUR_MS;
  const approval: Approval = {
    id,
    kind,
    state: 'open',
    asked: { kind: action, body, by, ...(callKey === undefined ? {} : { key: callKey, hash: hash ?? '' }) },
    subject: subject ?? null,
    weight,
    approvers: rule.approvers,
    version: 1,
    changes: changesOf(would),
    steps: [{ at: scope.now, did: 'asked', by: { id: by.id, name: by.name }, comment: null }],
    problem: null,
    answer: null,
    askedAt: scope.now,
    expiresAt,
    closedAt: null,
  };
  scope.set(approvals, id, approval);
  if (subject !== undefined) scope.set(approvalsOf, subject, [...(scope.get(approvalsOf, subject) ?? []), id]);
  scope.setTimer(SHOP, 'approval.expire', String(id), expiresAt, { id });
  // The reason that was given is about them as well, and goes with their key.
  const key = would.changes.find((change) => change.key)?.key;
  const told = approvals.audited!(id, undefined, approval);
  tell(scope, { kind: 'approval.ask', body, by, changes: key ? told.map((change) => ({ ...change, key })) : told });
  return String(id);
}

function keep(scope: Scope, approval: Approval): void {
  scope.set(approvals, approval.id, approval);
  if (approval.state !== 'open') scope.clearTimer(SHOP, 'approval.expire', String(approval.id));
}

/** The input as it was asked, but never with more than who asked for it may do by now. */
function bodyNow({ asked: { body } }: Approval, rights: Rights | undefined): unknown {
  if (rights === undefined || typeof body !== 'object' || body === null || !('may' in body)) return body;
  const may = (body.may as readonly Granted[]).filter((one) => rights.permissions.includes(one));
  return { ...body, may, mayFields: rights.fields };
}

/** Looks again at what would be done. A refusal of it is answered, not thrown. */
function lookAgain(scope: Scope, approval: Approval): Imagined | Problem {
  const { by, kind } = approval.asked;
  const rights = rightsOf(scope, by.id, scope.now);
  const { permission, fields = [] } = by.approval!;
  const lost = rights && fields.find((one) => !mayEdit(rights.fields, one));
  if (lost !== undefined)
    return new Problem('field.locked', `${by.name} may not edit ${lost} any more. Somebody else has to ask for it.`);
  if (rights !== undefined && !(rights.permissions as readonly Permission[]).includes(permission))
    return new Problem(
      'auth.forbidden',
      `${by.name} may not do this any more: it needs the permission ${permission}. Somebody else has to ask for it.`,
    );
  try {
    return scope.imagine(kind, bodyNow(approval, rights));
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** `changed`: it would change something else by now, and is not approved. */
export type Outcome = 'counted' | 'done' | 'failed' | 'changed';

/** Counts an approval; the last one that is needed carries the kept input out, in this same scope. */
function approve(tell: KeepTrail, scope: Scope, body: Inputs['approval.approve']): { outcome: Outcome } {
  const before = approvalOf(scope, body.id);
  mustDecide(scope, before.kind, body.who);
  const after = approved(before, saidOf(scope, body));
  if (body.version !== before.version) return { outcome: 'changed' };
  const would = lookAgain(scope, before);
  if (would instanceof Problem) {
    keep(scope, ended(after, 'failed', scope.now, { problem: would.toBody() }));
    return { outcome: 'failed' };
  }
  const changes = changesOf(would);
  if (JSON.stringify(changes) !== JSON.stringify(before.changes)) {
    keep(scope, renewed(before, changes, scope.now));
    return { outcome: 'changed' };
  }
  if (!isApproved(after, (who) => mayDecide(scope, before.kind, who))) {
    keep(scope, after);
    return { outcome: 'counted' };
  }
  would.keep();
  keep(scope, ended(after, 'done', scope.now, { answer: would.answer }));
  const { kind, body: asked, by } = before.asked;
  tell(scope, { kind, body: asked, by, changes: would.changes }, [`approval:${before.id}`]);
  return { outcome: 'done' };
}

/** What is carried out is told in the name of who asked for it; who approved it is told of the approval alone. */
export const ownChanges = (audited: Audited): Audited =>
  audited.kind === 'approval.approve'
    ? { ...audited, changes: audited.changes.filter(({ object }) => object.startsWith('approval:')) }
    : audited;

function expire(tell: KeepTrail, scope: Scope, { id }: Inputs['approval.expire']): null {
  const before = approvalOf(scope, id);
  if (before.state !== 'open') return null;
  const after = ended(before, 'expired', scope.now);
  keep(scope, after);
  tell(scope, { kind: 'approval.expire', body: null, by: engine, changes: approvals.audited!(id, before, after) });
  return null;
}

function saveRule(scope: Scope, rule: ApprovalRule): ApprovalRule {
  const { staff } = scope.get(book, BOOK) ?? { staff: [] };
  const who = staff.filter((one) => one.hasJoined).map(({ id, name }) => ({ id: `staff:${id}`, name }));
  const deciders = who.filter((one) => mayDecide(scope, rule.kind, one)).length;
  // Whoever asks for another rule cannot approve it: without others it could never be changed again.
  const wanted = rule.kind === 'approvals.rules' && rule.approvers > 0 ? rule.approvers + 1 : rule.approvers;
  if (deciders < wanted)
    throw new Problem(
      'approval.too-few',
      `This needs ${wanted} of the staff who may approve, and there are ${deciders}. Give more of them a role with approvals.decide first.`,
      { faults: [{ field: 'approvers', message: `must be fewer: ${deciders} of the staff may approve` }] },
    );
  if (rule.from !== 1 && approvalSpec(rule.kind).unit === null)
    throw new Problem('request.invalid', `from must be 1: ${rule.kind} has no size to begin from.`, {
      faults: [{ field: 'from', message: 'must be 1: this kind has no size to begin from' }],
    });
  scope.set(rules, rule.kind, rule);
  return rule;
}

const needs = ({ id }: { readonly id: number }) => [[approvals, id] as const, [book, BOOK] as const];

export function approvalsModule(ring: KeyRing) {
  const tell = keepTrail(ring);
  return turnModule({
    name: 'approvals',
    collections: [rules, approvals, approvalsOf],
    on: {
      'member.erased': (scope, { subject }) => {
        for (const id of scope.get(approvalsOf, subject) ?? [])
          keep(scope, forgotten(approvalOf(scope, id), scope.now));
      },
    },
    defer: (scope, asked) => defer(tell, scope, asked),
    inputs: {
      'approval.approve': {
        needs,
        subject: (read, { id }) => read.get(approvals, id)?.subject ?? undefined,
        decide: (scope, body) => approve(tell, scope, body),
      },
      'approval.refuse': {
        needs,
        decide(scope, body) {
          const before = approvalOf(scope, body.id);
          mustDecide(scope, before.kind, body.who);
          keep(scope, refused(before, saidOf(scope, body)));
        },
      },
      'approval.withdraw': {
        needs,
        decide: (scope, body) => keep(scope, withdrawn(approvalOf(scope, body.id), saidOf(scope, body))),
      },
      'approval.comment': {
        needs,
        decide(scope, body) {
          keep(scope, commented(approvalOf(scope, body.id), saidOf(scope, body)));
        },
      },
      'approval.expire': { needs, decide: (scope, body) => expire(tell, scope, body) },
      'approval.rule': { needs: ({ kind }) => [[rules, kind] as const, [book, BOOK] as const], decide: saveRule },
    },
  });
}
