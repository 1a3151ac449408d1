import type { OrderBody, ShownStatus } from '@shuke/contract';
import type { Sealed } from '../../platform/crypto/index.ts';
import { Problem } from '../../platform/problem.ts';

/** A line as recorded, with how many pieces came back. */
export interface Line {
  readonly sku: string;
  readonly name: string | null;
  readonly category: string | null;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly discountMinor: number;
  readonly refundedQuantity: number;
}

export interface Refund {
  readonly refund: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly amountMinor: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly answer: unknown;
}

/** Why money was given back, by the id of the refund. */
export type Reasons = readonly (readonly [refund: string, reason: string])[];

export type Payments = readonly {
  readonly method: string;
  readonly amountMinor: number;
  readonly at: string | null;
}[];

/** An order as it stands. Money in minor units of its currency, instants in epoch milliseconds. */
export interface Order {
  readonly id: number;
  readonly channel: string;
  readonly number: string;
  readonly store: string | null;
  /** How far it has come, money given back left aside. */
  readonly status: 'pending' | 'paid' | 'shipped' | 'completed' | 'cancelled';
  readonly memberId: number | null;
  readonly placedAt: number;
  readonly paidAt: number | null;
  readonly currency: string;
  readonly discountMinor: number;
  readonly shippingMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  readonly refundedMinor: number;
  readonly lines: readonly Line[];
  /** Null where none were told. */
  readonly payments: Sealed<Payments> | null;
  readonly refunds: readonly Refund[];
  /** Null where none were told. */
  readonly reasons: Sealed<Reasons> | null;
  /** Of what it is as business: who bought, and how they paid, is no part of it. */
  readonly hash: string;
  readonly answer: unknown;
}

/** What the books need of an order: nothing that may tell who bought. */
export const bare = (order: Order): Order =>
  order.payments || order.reasons ? { ...order, payments: null, reasons: null } : order;

/** What one line comes to. */
export function lineAmountMinor(line: { quantity: number; unitPriceMinor: number; discountMinor: number }): number {
  return line.quantity * line.unitPriceMinor - line.discountMinor;
}

/** Refuses an order whose money does not reconcile to the last minor unit. */
export function checkMoney(
  order: Pick<
    OrderBody,
    'lines' | 'discountMinor' | 'shippingMinor' | 'taxMinor' | 'totalMinor' | 'payments' | 'status'
  >,
): void {
  order.lines.forEach((line, i) => {
    if (lineAmountMinor(line) < 0) {
      throw refusal(
        `lines.${i}.discountMinor`,
        `line ${line.sku}: the discount of ${line.discountMinor} is more than the line's ${line.quantity} × ${line.unitPriceMinor}`,
      );
    }
  });
  const linesMinor = order.lines.reduce((sum, line) => sum + lineAmountMinor(line), 0);
  if (!Number.isSafeInteger(linesMinor)) throw refusal('lines', 'the lines add up to more than Shuke can count');
  const expected = linesMinor - order.discountMinor + order.shippingMinor + order.taxMinor;
  if (expected !== order.totalMinor) {
    throw refusal(
      'totalMinor',
      `totalMinor is ${order.totalMinor}, but lines ${linesMinor} − discount ${order.discountMinor} + shipping ${order.shippingMinor} + tax ${order.taxMinor} make ${expected}`,
    );
  }
  if (!order.payments || order.status === 'pending' || order.status === 'cancelled') return;
  const paid = order.payments.reduce((sum, one) => sum + one.amountMinor, 0);
  if (paid !== order.totalMinor)
    throw refusal('payments', `the payments add up to ${paid}, but totalMinor is ${order.totalMinor}`);
}

function refusal(field: string, message: string): Problem {
  return new Problem(
    'order.money',
    `The order's money does not reconcile: ${message}. Correct the amounts and send it again; nothing was recorded.`,
    { faults: [{ field, message }] },
  );
}

/** The status people see: what was given back counts before how far it has come. */
export function shownStatus(order: Pick<Order, 'status' | 'refundedMinor' | 'totalMinor'>): ShownStatus {
  if (order.status === 'cancelled') return 'cancelled';
  if (order.refundedMinor === 0) return order.status;
  return order.refundedMinor >= order.totalMinor ? 'refunded' : 'partiallyRefunded';
}

/** What may not change once an order is known: its money, currency and lines. */
export function isSameBusiness(order: Order, body: OrderBody): boolean {
  const moneyIsSame =
    order.currency === body.currency &&
    order.totalMinor === body.totalMinor &&
    order.discountMinor === body.discountMinor &&
    order.shippingMinor === body.shippingMinor &&
    order.taxMinor === body.taxMinor;
  if (!moneyIsSame || order.lines.length !== body.lines.length) return false;
  return order.lines.every((line, i) => {
    const other = body.lines[i]!;
    return (
      line.sku === other.sku &&
      line.quantity === other.quantity &&
      line.unitPriceMinor === other.unitPriceMinor &&
      line.discountMinor === other.discountMinor
    );
  });
}
