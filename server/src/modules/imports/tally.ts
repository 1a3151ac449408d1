import type { ImportReport, SetAsideReason } from '@shuke/contract';
import type { Answer } from '../../engine/index.ts';
import type { Plan, Step } from './plan.ts';

/** What the engine answered to the steps of a plan so far. */
export interface Tally {
  /** Notes the answer to a step; `firstId` tells what was made since this run began from what was there before. */
  take(step: Step, answer: Answer): void;
  readonly linesDone: number;
  isRecorded(step: Pick<Step, 'kind' | 'index'>): boolean;
  refusal(step: Pick<Step, 'kind' | 'index'>): SetAsideReason | undefined;
  readonly counts: Counts;
}

type Counts = Pick<ImportReport, 'ordersNew' | 'ordersKnown' | 'refundsNew' | 'refundsKnown' | 'membersNew' | 'points'>;

interface Told {
  readonly id?: string;
  /** The fact of a member's joining. */
  readonly joined?: number | null;
  readonly points?: { readonly earned?: number; readonly reversed?: number } | null;
}

export function openTally(plan: Plan, firstId: number): Tally {
  const orders: (SetAsideReason | 'recorded' | undefined)[] = [];
  const refunds: (SetAsideReason | 'recorded' | undefined)[] = [];
  const isNewOrder = new Uint8Array(plan.orders.length);
  const counts = { ordersNew: 0, ordersKnown: 0, refundsNew: 0, refundsKnown: 0, membersNew: 0, points: 0 };
  let linesDone = 0;
  const outcomeOf = ({ kind, index }: Pick<Step, 'kind' | 'index'>) => (kind === 'order' ? orders : refunds)[index];

  function takeOrder(index: number, { id, points }: Told): void {
    const isNew = Number(id) > firstId;
    isNewOrder[index] = isNew ? 1 : 0;
    counts[isNew ? 'ordersNew' : 'ordersKnown']++;
    if (isNew) counts.points += points?.earned ?? 0;
  }

  function takeRefund(index: number, { id, points }: Told): void {
    counts[Number(id) > firstId ? 'refundsNew' : 'refundsKnown']++;
    if (isNewOrder[plan.refunds[index]!.order]) counts.points -= points?.reversed ?? 0;
  }

  return {
    take({ kind, index }, answer) {
      const outcome = answer.status !== 'refused' ? 'recorded' : (`refused.${answer.problem.code}` as const);
      const told = (answer.status === 'ok' ? answer.body : {}) as Told;
      if (kind === 'member') {
        if ((told.joined ?? 0) > firstId) counts.membersNew++;
        return;
      }
      linesDone += (kind === 'order' ? plan.orders[index]! : plan.refunds[index]!).lines.length;
      (kind === 'order' ? orders : refunds)[index] = outcome;
      if (outcome !== 'recorded') return;
      if (kind === 'order') takeOrder(index, told);
      else takeRefund(index, told);
    },
    get linesDone() {
      return linesDone;
    },
    isRecorded: (step) => outcomeOf(step) === 'recorded',
    refusal(step) {
      const outcome = outcomeOf(step);
      return outcome === 'recorded' ? undefined : outcome;
    },
    counts,
  };
}

/** What a dry run can say: which orders and refunds are recorded already, and which could not be recorded whatever is known. */
export interface DryFindings {
  readonly isKnown: (order: number) => boolean;
  readonly isKnownRefund: (refund: number) => boolean;
  readonly refusal: (order: number) => SetAsideReason | undefined;
}

export function dryTally(plan: Plan, { isKnown, isKnownRefund, refusal }: DryFindings): Tally {
  const refusalOf = ({ kind, index }: Pick<Step, 'kind' | 'index'>): SetAsideReason | undefined => {
    if (kind !== 'refund') return refusal(index);
    return refusal(plan.refunds[index]!.order) && 'refused.order.unknown';
  };
  const recorded = plan.orders.map((_, index) => index).filter((index) => !refusal(index));
  const ordersKnown = recorded.filter(isKnown).length;
  const refunds = plan.refunds.map((_, index) => index).filter((index) => !refusalOf({ kind: 'refund', index }));
  const refundsKnown = refunds.filter(isKnownRefund).length;
  return {
    take() {},
    linesDone: plan.lines.count,
    isRecorded: (step) => refusalOf(step) === undefined,
    refusal: refusalOf,
    counts: {
      ordersNew: recorded.length - ordersKnown,
      ordersKnown,
      refundsNew: refunds.length - refundsKnown,
      refundsKnown,
      membersNew: 0,
      points: 0,
    },
  };
}
