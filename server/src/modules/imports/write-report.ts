import type { ImportReport, SetAsideReason } from '@shuke/contract';
import type { Plan, Totals } from './plan.ts';
import type { Tally } from './tally.ts';

/** The report of an import, and the lines it set aside by reason. */
export interface Outcome {
  readonly report: ImportReport;
  readonly setAside: ReadonlyMap<SetAsideReason, readonly number[]>;
}

interface Aside {
  readonly lines: number[];
  readonly totals: Totals;
}

/**
 * Adds up where everything went, from what was recorded and not from what was read: that the two agree is what the
 * reconciliation shows. Steps that were neither recorded nor refused were not reached: the import was cancelled.
 */
export function writeReport(plan: Plan, tally: Tally): Outcome {
  const asides = new Map<SetAsideReason, Aside>();
  const sold: Totals = { lines: 0, quantity: 0, amountMinor: 0 };
  const refunded: Totals = { lines: 0, quantity: 0, amountMinor: 0 };
  for (const [line, reason] of plan.setAside) putLine(line, reason);

  const recorded = plan.orders.filter((order, index) => {
    const step = { kind: 'order', index } as const;
    if (!tally.isRecorded(step)) {
      for (const line of order.lines) putLine(line, tally.refusal(step) ?? 'cancelled');
      return false;
    }
    const quantity = order.lines.reduce((sum, line) => sum + plan.lines.quantity[line]!, 0);
    add(sold, { lines: order.lines.length, quantity, amountMinor: order.totalMinor });
    return true;
  });
  const refunds = plan.refunds.filter((refund, index) => {
    const step = { kind: 'refund', index } as const;
    const totals = { lines: refund.lines.length, quantity: refund.quantity, amountMinor: refund.amountMinor };
    if (tally.isRecorded(step)) return add(refunded, totals);
    put(tally.refusal(step) ?? 'cancelled', refund.lines, {
      lines: totals.lines,
      quantity: -totals.quantity,
      amountMinor: -totals.amountMinor,
    });
    return false;
  });

  const aside = sum([...asides.values()].map(({ totals }) => totals));
  const members = new Set(recorded.map(({ member }) => member));
  members.delete(-1);
  const first = recorded.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = recorded.reduce((most, { at }) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  return {
    report: {
      lines: plan.read.lines,
      orders: recorded.length,
      refunds: refunds.length,
      members: members.size,
      withoutMember: recorded.filter(({ member }) => member < 0).length,
      ...tally.counts,
      setAside: [...asides].map(([reason, { lines, totals }]) => ({
        reason,
        lines: totals.lines,
        amountMinor: totals.amountMinor,
        example: lines[0] === undefined ? '' : plan.lines.describe(lines[0]),
      })),
      remarks: [...plan.remarks].map(([kind, { lines, amountMinor, example }]) => ({
        kind,
        lines,
        amountMinor,
        example: plan.lines.describe(example),
      })),
      reconciliation: {
        read: plan.read,
        sold,
        refunded,
        setAside: aside,
        isBalanced: isBalanced(plan.read, sold, refunded, aside),
      },
      from: recorded.length === 0 ? null : new Date(first).toISOString(),
      until: recorded.length === 0 ? null : new Date(last).toISOString(),
    },
    setAside: new Map([...asides].map(([reason, { lines }]) => [reason, lines])),
  };

  function putLine(line: number, reason: SetAsideReason): void {
    put(reason, [line], { lines: 1, quantity: plan.lines.quantity[line]!, amountMinor: plan.lines.amountMinor[line]! });
  }

  function put(reason: SetAsideReason, lines: readonly number[], totals: Totals): void {
    let known = asides.get(reason);
    if (!known) asides.set(reason, (known = { lines: [], totals: { lines: 0, quantity: 0, amountMinor: 0 } }));
    for (const line of lines) known.lines.push(line);
    add(known.totals, totals);
  }
}

/** read = sold − refunded + set aside, in lines (all of them added), pieces and money. */
function isBalanced(read: Totals, sold: Totals, refunded: Totals, aside: Totals): boolean {
  return (
    read.lines === sold.lines + refunded.lines + aside.lines &&
    read.quantity === sold.quantity - refunded.quantity + aside.quantity &&
    read.amountMinor === sold.amountMinor - refunded.amountMinor + aside.amountMinor
  );
}

function add(to: Totals, more: Totals): true {
  to.lines += more.lines;
  to.quantity += more.quantity;
  to.amountMinor += more.amountMinor;
  return true;
}

function sum(all: readonly Totals[]): Totals {
  const total = { lines: 0, quantity: 0, amountMinor: 0 };
  for (const one of all) add(total, one);
  return total;
}
