import { z } from 'zod';
import { approvalKindNames } from './approval-kinds.ts';
import { cursorQuery, id, listOf, text, wholeNumber } from './common.ts';
import { fieldChange } from './personal.ts';
import { endpoint } from './endpoint.ts';
import { problem } from './problem.ts';

const kind = z.enum(approvalKindNames);

/** The answer of any call that waits for approval (202): nothing is changed yet. */
export const deferred = z.object({ approval: id });

/** `failed`: it was approved, but could not be carried out any more. */
export const approvalStates = ['open', 'done', 'refused', 'withdrawn', 'expired', 'failed'] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** `renewed`: what it would change had changed meanwhile, so that those who approved before are asked again. */
export const approvalSteps = [
  'asked',
  'said',
  'approved',
  'renewed',
  'done',
  'refused',
  'withdrawn',
  'expired',
  'failed',
] as const;

export const approval = z.object({
  id,
  kind,
  /** The input that is kept, e.g. `member.upsert`. */
  action: z.string(),
  state: z.enum(approvalStates),
  by: z.object({ id: z.string(), name: z.string() }),
  weight: z.int(),
  /** How many must approve, and who has, of the present version. */
  approvers: z.int(),
  approvedBy: z.array(z.string()),
  /** Counts up when what it would change has changed: an approval is for the version that was looked at. */
  version: z.int(),
  changes: z.array(fieldChange),
  steps: z.array(
    z.object({
      at: z.string(),
      did: z.enum(approvalSteps),
      by: z.object({ id: z.string(), name: z.string() }).nullable(),
      comment: z.string().nullable(),
    }),
  ),
  /** Why it could not be carried out. */
  problem: problem.nullable(),
  askedAt: z.string(),
  expiresAt: z.string(),
  closedAt: z.string().nullable(),
  /** Whether whoever looks may approve or refuse it now. */
  mayDecide: z.boolean(),
  isOwn: z.boolean(),
  /** Where the file of an approved export is taken from, by whoever asked for it, once. */
  download: z.string().nullable(),
});
export type Approval = z.output<typeof approval>;

const path = z.object({ id });
const comment = text(500).nullable().default(null);

export const listApprovals = endpoint({
  method: 'GET',
  path: '/api/approvals',
  permission: 'approvals.read',
  tag: 'approvals',
  summary: 'What waits for approval (of others), what one asked for oneself, or what is over; newest first',
  description: 'Shows one’s own, and of others those kinds that one may see: edits of members ask for members.read.',
  query: z.strictObject({ ...cursorQuery, show: z.enum(['open', 'own', 'over']).default('open') }),
  answer: listOf(approval),
});
export const countApprovals = endpoint({
  method: 'GET',
  path: '/api/approvals/count',
  permission: 'self',
  tag: 'approvals',
  summary: 'How many wait for one’s own decision, and which kinds are under approval now',
  answer: z.object({ toDecide: z.int(), kinds: z.array(kind) }),
});
export const getApproval = endpoint({
  method: 'GET',
  path: '/api/approvals/{id}',
  permission: 'approvals.read',
  tag: 'approvals',
  summary: 'One approval',
  params: path,
  answer: approval,
});
export const revealApproval = endpoint({
  method: 'POST',
  path: '/api/approvals/{id}/reveal',
  permission: 'members.reveal',
  approval: null,
  reveals: true,
  tag: 'approvals',
  summary: 'One approval with what it would change of members in clear, once, for a reason that the audit trail keeps',
  description: 'Asks for approvals.read besides. What a role hides stays hidden.',
  params: path,
  body: z.strictObject({ reason: text(200) }),
  answer: approval,
});
export const approve = endpoint({
  method: 'POST',
  path: '/api/approvals/{id}/approve',
  permission: 'approvals.decide',
  approval: null,
  tag: 'approvals',
  summary: 'Approve what was asked by somebody else; the last approval that is needed carries it out at once',
  params: path,
  body: z.strictObject({ version: wholeNumber, comment }),
  answer: approval,
});
export const refuseApproval = endpoint({
  method: 'POST',
  path: '/api/approvals/{id}/refuse',
  permission: 'approvals.decide',
  approval: null,
  tag: 'approvals',
  summary: 'Refuse what was asked by somebody else',
  params: path,
  body: z.strictObject({ comment }),
  answer: approval,
});
export const withdrawApproval = endpoint({
  method: 'POST',
  path: '/api/approvals/{id}/withdraw',
  permission: 'approvals.read',
  approval: null,
  tag: 'approvals',
  summary: 'Take back what one asked for oneself',
  params: path,
  body: z.strictObject({ comment }),
  answer: approval,
});
export const commentApproval = endpoint({
  method: 'POST',
  path: '/api/approvals/{id}/comment',
  permission: 'approvals.read',
  approval: null,
  tag: 'approvals',
  summary: 'Say something to an approval that is open',
  params: path,
  body: z.strictObject({ comment: text(500) }),
  answer: approval,
});

/** `from`: the size from which on it asks, in the unit of the kind. */
export const approvalRule = z.object({ kind, approvers: z.int(), from: z.int(), hours: z.int() });
export type ApprovalRule = z.output<typeof approvalRule>;
export const listApprovalRules = endpoint({
  method: 'GET',
  path: '/api/approvals/rules',
  permission: 'approvals.read',
  tag: 'approvals',
  summary: 'What has to be approved by how many, from which size on, and within how many hours',
  answer: z.object({
    items: z.array(approvalRule),
    /** How many of the staff may approve. */
    deciders: z.int(),
  }),
});
export const saveApprovalRule = endpoint({
  method: 'PUT',
  path: '/api/approvals/rules/{kind}',
  permission: 'approvals.write',
  approval: 'approvals.rules',
  tag: 'approvals',
  summary: 'Change one rule; what waits already goes on under the rule it was asked under',
  params: z.object({ kind }),
  body: z.strictObject({
    approvers: wholeNumber.min(0, 'must be 0, 1 or 2').max(2, 'must be 0, 1 or 2'),
    from: wholeNumber.min(1, 'must be at least 1').max(100_000, 'must be at most 100000').default(1),
    hours: wholeNumber.min(1, 'must be at least 1').max(720, 'must be at most 720 (30 days)').default(72),
  }),
  answer: approvalRule,
});
