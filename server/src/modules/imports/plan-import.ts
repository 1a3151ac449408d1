import type { SetAsideReason } from '@shuke/contract';
import { matchReturns } from './match-returns.ts';
import type { OrderLines } from './order-lines.ts';
import { type Plan, type PlanCodes, type PlannedOrder, Remarks, type Step, type Totals } from './plan.ts';
import { planOrder } from './plan-order.ts';
import { skuKinds } from './sku-kinds.ts';

/** Decides where every line of a file goes. Pure: the same lines and codes give the same plan, which is how an import resumes. */
export function planImport(lines: OrderLines, codes: PlanCodes): Plan {
  const kinds = skuKinds(lines, codes);
  const remarks = new Remarks(lines);
  const setAside = new Map<number, SetAsideReason>();
  const orders: PlannedOrder[] = [];
  const returns: number[] = [];
  const put = (line: number, reason: SetAsideReason) => void setAside.set(line, reason);

  for (const group of groupsOf(lines, put)) {
    const outcome = planOrder(lines, kinds, group, remarks, put);
    if (outcome.order) orders.push(outcome.order);
    for (const line of outcome.returns) returns.push(line);
  }
  const refunds = matchReturns(lines, kinds, orders, returns, remarks, put);
  return {
    lines,
    read: totalsOf(lines),
    orders,
    refunds,
    setAside,
    remarks: remarks.byKind,
    steps: stepsOf(orders, refunds),
  };
}

/** The lines of each order number, in the order of the file. Lines without one are put aside here. */
function* groupsOf(
  lines: OrderLines,
  setAside: (line: number, reason: SetAsideReason) => void,
): Generator<readonly number[]> {
  const first = new Int32Array(lines.orders.length).fill(-1);
  const last = new Int32Array(lines.orders.length).fill(-1);
  const next = new Int32Array(lines.count).fill(-1);
  for (let line = 0; line < lines.count; line++) {
    const order = lines.order[line]!;
    if (order < 0) setAside(line, lines.faults.get(line) ?? 'number.missing');
    else if (first[order]! < 0) first[order] = last[order] = line;
    else last[order] = next[last[order]!] = line;
  }
  for (const start of first) {
    const group: number[] = [];
    for (let line = start; line >= 0; line = next[line]!) group.push(line);
    yield group;
  }
}

function totalsOf(lines: OrderLines): Totals {
  const totals = { lines: lines.count, quantity: 0, amountMinor: 0 };
  for (let line = 0; line < lines.count; line++) {
    totals.quantity += lines.quantity[line]!;
    totals.amountMinor += lines.amountMinor[line]!;
  }
  return totals;
}

const rank = { member: 0, order: 1, refund: 2 } as const;

/** Everything to record in the order it happened. */
function stepsOf(orders: readonly PlannedOrder[], refunds: Plan['refunds']): Step[] {
  const steps: Step[] = [
    ...orders.map(({ at }, index) => ({ at, kind: 'order', index }) as const),
    ...refunds.map(({ at, order }, index) => ({ at: Math.max(at, orders[order]!.at), kind: 'refund', index }) as const),
  ];
  steps.sort((one, other) => one.at - other.at || rank[one.kind] - rank[other.kind] || one.index - other.index);
  return withMembers(steps, orders);
}

function withMembers(steps: readonly Step[], orders: readonly PlannedOrder[]): Step[] {
  const met = new Set<number>();
  return steps.flatMap((step) => {
    const member = step.kind === 'order' ? orders[step.index]!.member : -1;
    if (member < 0 || met.has(member)) return [step];
    met.add(member);
    return [{ at: step.at, kind: 'member', index: step.index } as const, step];
  });
}
