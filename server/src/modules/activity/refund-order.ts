import type { RefundBody } from '@shuke/contract';
import { type Input, type Need, type Reader, type Scope, input } from '../../engine/index.ts';
import { Sealed } from '../../platform/crypto/index.ts';
import { Problem } from '../../platform/problem.ts';
import { isErased } from '../members/index.ts';
import { type Line, type Order, type Refund, bare, lineAmountMinor, shownStatus } from './order.ts';
import { shareOut } from './share-out.ts';
import { keepOrder, orders } from './store.ts';

/** A refund as the turn takes it. Without a channel the number alone must name one order. */
export interface RefundOrder {
  readonly number: string;
  readonly channel: string | null;
  readonly refund: string;
  readonly at: number;
  readonly amountMinor: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly reason: string | null;
  /** What its sender is limited to: orders of other stores are not there. */
  readonly ofStores?: readonly string[];
}

export function refundInput(
  number: string,
  channel: string | null,
  body: RefundBody,
  more: Partial<Input> = {},
  stores: readonly string[] = [],
): Input {
  return input(
    'order.refund',
    {
      number,
      channel,
      refund: body.refund,
      at: Date.parse(body.at),
      amountMinor: body.amountMinor,
      lines: body.lines,
      reason: body.reason ?? null,
      ...(stores.length > 0 ? { ofStores: stores } : {}),
    },
    more,
  );
}

export const refundNeeds = (body: RefundOrder): Need[] => [[orders, body.number]];

function findOrder(read: Reader, body: RefundOrder): Order | undefined {
  const { ofStores } = body;
  const all = read.get(orders, body.number) ?? [];
  const known = ofStores ? all.filter(({ store }) => ofStores.includes(store ?? '')) : all;
  const matching = body.channel === null ? known : known.filter((order) => order.channel === body.channel);
  if (matching.length > 1) {
    throw new Problem(
      'order.ambiguous',
      `Order ${body.number} exists in channels ${matching.map((order) => order.channel).join(', ')}. Name one with ?channel=.`,
      {
        faults: [{ field: 'channel', message: 'is needed to tell the orders apart' }],
      },
    );
  }
  return matching[0];
}

export const refundSubject = (read: Reader, body: RefundOrder): number | undefined =>
  findOrder(read, body)?.memberId ?? undefined;

/** Gives money back for a paid order. The amount decides money and points, the lines decide quantities. */
export function refundOrder(scope: Scope, body: RefundOrder): unknown {
  const order = findOrder(scope, body);
  if (!order) {
    throw new Problem(
      'order.unknown',
      `There is no order ${body.number}${body.channel ? ` in channel ${body.channel}` : ''}. Record the order first.`,
      { faults: [{ field: 'number', message: 'is not known' }] },
    );
  }
  const before = order.refunds.find((one) => one.refund === body.refund);
  if (before) return tellAgain(before, body);
  if (order.paidAt === null)
    throw new Problem(
      'order.transition',
      `Order ${order.number} is ${order.status} and was never paid: there is nothing to refund. ${order.status === 'pending' ? 'Send it as paid first.' : 'Leave the refund out.'}`,
      { faults: [{ field: 'number', message: 'is not paid' }] },
    );
  checkExcess(order, body);
  const refund: Refund = {
    refund: body.refund,
    at: body.at,
    amountMinor: body.amountMinor,
    lines: body.lines,
    answer: null,
  };
  const id = scope.newId();
  const given = applyRefund(scope, order, refund);
  const after = isErased(scope, order.memberId) ? bare(given) : withReason(given, body);
  keepOrder(scope, after);
  return () => {
    const answer = {
      id: String(id),
      order: String(order.id),
      number: order.number,
      refund: body.refund,
      status: shownStatus(after),
      refundedMinor: after.refundedMinor,
      memberId: order.memberId === null ? null : String(order.memberId),
      points: scope.replies['reversed'] ?? null,
    };
    keepOrder(scope, {
      ...after,
      refunds: after.refunds.map((one) => (one.refund === body.refund ? { ...one, answer } : one)),
    });
    return answer;
  };
}

function withReason(order: Order, { refund, reason }: RefundOrder): Order {
  if (reason === null) return order;
  return { ...order, reasons: Sealed.of([...(order.reasons?.value ?? []), [refund, reason] as const]) };
}

function tellAgain(before: Refund, body: RefundOrder): unknown {
  const isSame =
    before.at === body.at &&
    before.amountMinor === body.amountMinor &&
    before.lines.length === body.lines.length &&
    before.lines.every(({ sku, quantity }, i) => sku === body.lines[i]!.sku && quantity === body.lines[i]!.quantity);
  // What cancelling gave back by itself nobody asked for, and so has no answer.
  if (isSame && before.answer !== null) return before.answer;
  throw new Problem(
    'refund.conflict',
    `Refund ${body.refund} of order ${body.number} is already recorded with another amount, time or lines. Use another refund id for another refund.`,
    {
      faults: [{ field: 'refund', message: 'is taken by another refund' }],
    },
  );
}

function checkExcess(order: Order, body: RefundOrder): void {
  const leftMinor = order.totalMinor - order.refundedMinor;
  if (body.amountMinor > leftMinor) {
    throw new Problem(
      'refund.excess',
      `Refund ${body.refund} gives back ${body.amountMinor}, but only ${leftMinor} of order ${order.number} is left. Refund no more than that.`,
      {
        faults: [{ field: 'amountMinor', message: `must be at most ${leftMinor}` }],
      },
    );
  }
  body.lines.forEach((line, i) => {
    const same = order.lines.filter((one) => one.sku === line.sku);
    const left = same.reduce((sum, one) => sum + one.quantity - one.refundedQuantity, 0);
    const asked = body.lines.filter((one) => one.sku === line.sku).reduce((sum, one) => sum + one.quantity, 0);
    if (asked <= left) return;
    throw new Problem(
      'refund.excess',
      `Refund ${body.refund} takes back ${asked} of ${line.sku}, but only ${left} of order ${order.number} are left. Take back no more than that.`,
      {
        faults: [{ field: `lines.${i}.quantity`, message: `must be at most ${left}` }],
      },
    );
  });
}

/** The order with the refund in it, stated as a fact. The caller has checked that there is enough left. */
export function applyRefund(scope: Scope, order: Order, refund: Refund): Order {
  const after: Order = {
    ...order,
    refundedMinor: order.refundedMinor + refund.amountMinor,
    lines: takeBack(order.lines, refund.lines),
    refunds: [...order.refunds, refund],
  };
  scope.emit(
    'order.refunded',
    order.memberId ?? 0,
    {
      order: order.id,
      number: order.number,
      channel: order.channel,
      store: order.store,
      currency: order.currency,
      refund: refund.refund,
      amountMinor: refund.amountMinor,
      totalMinor: order.totalMinor,
      refundedMinor: after.refundedMinor,
      isFull: after.refundedMinor >= after.totalMinor,
      paidAt: new Date(order.paidAt!).toISOString(),
      lines: refundedLines(order, refund),
    },
    refund.at,
  );
  return after;
}

/** The lines that came back with their share of the money, by what they were sold for. Postage and goodwill are in the shares too. */
function refundedLines(order: Order, refund: Refund) {
  const weights = refund.lines.map(({ sku, quantity }) => {
    const line = order.lines.find((one) => one.sku === sku)!;
    return Math.floor((lineAmountMinor(line) * quantity) / line.quantity);
  });
  const shares = shareOut(refund.amountMinor, weights);
  return refund.lines.map((line, i) => ({ sku: line.sku, quantity: line.quantity, amountMinor: shares[i]! }));
}

function takeBack(lines: readonly Line[], taken: readonly { sku: string; quantity: number }[]): Line[] {
  const left = new Map<string, number>();
  for (const { sku, quantity } of taken) left.set(sku, (left.get(sku) ?? 0) + quantity);
  return lines.map((line) => {
    const quantity = Math.min(left.get(line.sku) ?? 0, line.quantity - line.refundedQuantity);
    if (quantity > 0) left.set(line.sku, left.get(line.sku)! - quantity);
    return quantity > 0 ? { ...line, refundedQuantity: line.refundedQuantity + quantity } : line;
  });
}
