import type { ImportRemark, OrderStatus, SetAsideReason } from '@shuke/contract';
import type { OrderLines } from './order-lines.ts';

/** Codes that are no goods, from the mapping. Compared without regard to case. */
export interface PlanCodes {
  readonly shippingSkus: readonly string[];
  readonly feeSkus: readonly string[];
  readonly creditSkus: readonly string[];
}

export interface PlannedOrder {
  /** Index in `lines.orders`. */
  readonly key: number;
  readonly at: number;
  /** Every line that ends in this order, postage included, in the order of the file. */
  readonly lines: readonly number[];
  readonly member: number;
  readonly region: number;
  readonly store: number;
  readonly status: OrderStatus;
  readonly totalMinor: number;
  readonly shippingMinor: number;
  /** Whether postage counts as shipping; an order of postage alone keeps it as lines. */
  readonly hasShipping: boolean;
}

export interface PlannedRefund {
  /** The number of the return, with a suffix from its second order on. */
  readonly refund: string;
  /** Index in `plan.orders`. */
  readonly order: number;
  readonly at: number;
  readonly amountMinor: number;
  readonly quantity: number;
  /** What goods came back; empty for postage and for credits by amount. */
  readonly goods: readonly { readonly sku: number; readonly quantity: number }[];
  /** The lines that end here. A line split over several orders ends in the first of its refunds. */
  readonly lines: readonly number[];
}

export interface Totals {
  lines: number;
  quantity: number;
  amountMinor: number;
}

export interface Remark {
  lines: number;
  amountMinor: number;
  readonly example: number;
}

/** One thing to record, in the order of time: a member before the first order, an order before its returns. */
export interface Step {
  readonly at: number;
  readonly kind: 'member' | 'order' | 'refund';
  /** Index in `plan.orders` (of the member's first order for a member) or `plan.refunds`. */
  readonly index: number;
}

/** What an import will do. Every line is in exactly one of: an order's lines, a refund's lines, `setAside`. */
export interface Plan {
  readonly lines: OrderLines;
  readonly read: Totals;
  readonly orders: readonly PlannedOrder[];
  readonly refunds: readonly PlannedRefund[];
  readonly setAside: ReadonlyMap<number, SetAsideReason>;
  readonly remarks: ReadonlyMap<ImportRemark, Remark>;
  readonly steps: readonly Step[];
}

/** Counts remarks, keeping the first line of each as its example. */
export class Remarks {
  readonly byKind = new Map<ImportRemark, Remark>();
  readonly #lines: OrderLines;

  constructor(lines: OrderLines) {
    this.#lines = lines;
  }

  note(kind: ImportRemark, line: number): void {
    let remark = this.byKind.get(kind);
    if (!remark) this.byKind.set(kind, (remark = { lines: 0, amountMinor: 0, example: line }));
    remark.lines++;
    remark.amountMinor += this.#lines.amountMinor[line]!;
  }
}
