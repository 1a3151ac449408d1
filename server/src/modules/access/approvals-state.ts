import type { ApprovalKind, ApprovalState, ProblemBody, approvalSteps } from '@shuke/contract';
import type { Actor, Change } from '../../engine/index.ts';
import { Problem } from '../../platform/problem.ts';

export interface Who {
  readonly id: string;
  readonly name: string;
}

interface Step {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly did: (typeof approvalSteps)[number];
  /** Null where nobody did it: time, or what had changed. */
  readonly by: Who | null;
  readonly comment: string | null;
}

/** What was asked, as it was asked: carried out as it stands when it is approved. */
export interface KeptInput {
  readonly kind: string;
  readonly body: unknown;
  readonly by: Actor;
  readonly key?: string;
  readonly hash?: string;
}

export interface Approval {
  readonly id: number;
  readonly kind: ApprovalKind;
  readonly state: ApprovalState;
  readonly asked: KeptInput;
  /** Whose due timers fire before it is carried out. */
  readonly subject: number | null;
  readonly weight: number;
  /** How many different people must approve. */
  readonly approvers: number;
  /** Counts up when the changes have changed. */
  readonly version: number;
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  readonly problem: ProblemBody | null;
  /** What carrying it out answered. */
  readonly answer: unknown;
  readonly askedAt: number;
  readonly expiresAt: number;
  readonly closedAt: number | null;
}

export interface Said {
  readonly by: Who;
  readonly at: number;
  readonly comment: string | null;
}

/** Who approved the present version: what was approved before it was renewed does not count. */
export function approversOf({ steps }: Pick<Approval, 'steps'>): Who[] {
  const renewed = steps.findLastIndex(({ did }) => did === 'renewed');
  return steps.slice(renewed + 1).flatMap(({ did, by }) => (did === 'approved' && by ? [by] : []));
}

export function mustBeOpen({ id, state, expiresAt }: Approval, at: number): void {
  const over = state === 'open' && at >= expiresAt ? 'expired' : state;
  if (over !== 'open')
    throw new Problem(
      'approval.over',
      `The approval ${id} is over already (${over}). What is still wanted has to be asked for anew: ask for it anew.`,
    );
}

function mustBeOfAnother({ asked }: Approval, by: Who): void {
  if (asked.by.id === by.id)
    throw new Problem(
      'approval.own',
      'Nobody decides on what they asked for themselves. Ask somebody else, or withdraw it.',
    );
}

const stepped = (
  approval: Approval,
  did: Step['did'],
  { by, at, comment }: Said | (Omit<Said, 'by'> & { by: null }),
) => ({
  ...approval,
  steps: [...approval.steps, { at, did, by, comment }],
});

const nobodyLeft = new Problem(
  'member.erased',
  'Whom this was about was erased meanwhile. Nothing is to be done about them any more.',
);

/** What is over is not carried out any more: nothing of the input itself is kept on. */
const closed = (approval: Approval, state: ApprovalState, at: number): Approval => ({
  ...approval,
  asked: { ...approval.asked, body: null },
  state,
  closedAt: at,
});

/** Who asked takes no part; each person counts once. */
export function approved(approval: Approval, said: Said): Approval {
  mustBeOpen(approval, said.at);
  mustBeOfAnother(approval, said.by);
  if (approversOf(approval).some(({ id }) => id === said.by.id))
    throw new Problem(
      'approval.twice',
      'You have approved this already. It waits for somebody else to approve it too.',
    );
  return stepped(approval, 'approved', said);
}

/** Of those who approved, only who may still do so counts. */
export const isApproved = (approval: Approval, stillMay: (who: Who) => boolean): boolean =>
  approversOf(approval).filter(stillMay).length >= approval.approvers;

/** What it would change has changed: whoever approved is asked again. */
export function renewed(approval: Approval, changes: readonly Change[], at: number): Approval {
  const next = { ...approval, changes, version: approval.version + 1 };
  return stepped(next, 'renewed', { by: null, at, comment: null });
}

export function refused(approval: Approval, said: Said): Approval {
  mustBeOpen(approval, said.at);
  mustBeOfAnother(approval, said.by);
  return closed(stepped(approval, 'refused', said), 'refused', said.at);
}

export function withdrawn(approval: Approval, said: Said): Approval {
  mustBeOpen(approval, said.at);
  if (approval.asked.by.id !== said.by.id)
    throw new Problem('auth.forbidden', 'Only who asked for it withdraws it. Ask somebody who may refuse it.');
  return closed(stepped(approval, 'withdrawn', said), 'withdrawn', said.at);
}

export function commented(approval: Approval, said: Said): Approval {
  mustBeOpen(approval, said.at);
  return stepped(approval, 'said', said);
}

/** The end that it comes to without anybody choosing it. */
export function ended(
  approval: Approval,
  state: 'done' | 'expired' | 'failed',
  at: number,
  more: Partial<Pick<Approval, 'answer' | 'problem'>> = {},
): Approval {
  return { ...closed(stepped(approval, state, { by: null, at, comment: null }), state, at), ...more };
}

/** Of somebody who was erased nothing is told: not what would have changed, nor what was said about it. */
export function forgotten(approval: Approval, at: number): Approval {
  const over = approval.state === 'open' ? ended(approval, 'failed', at, { problem: nobodyLeft.toBody() }) : approval;
  return {
    ...over,
    changes: over.changes.map((change) => ({ ...change, before: null, after: null })),
    steps: over.steps.map((step) => ({ ...step, comment: null })),
    answer: null,
  };
}
