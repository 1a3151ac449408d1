import { AMOUNT_LIMIT_MINOR, type OrderStatus, type SetAsideReason } from '@shuke/contract';
import type { OrderLines } from './order-lines.ts';
import type { PlannedOrder, Remarks } from './plan.ts';
import type { SkuKinds } from './sku-kinds.ts';

const LINES_LIMIT = 2000;

/** Where the lines of one order number go. */
export interface OrderOutcome {
  readonly order: PlannedOrder | undefined;
  readonly returns: readonly number[];
}

/**
 * Decides the lines that share one order number: its sale becomes an order, lines that come back are returned for matching,
 * the rest is set aside with `setAside`. An order whose form is broken anywhere is set aside whole: half of it with another
 * total would stand in the way of the mended one.
 */
export function planOrder(
  lines: OrderLines,
  kinds: SkuKinds,
  group: readonly number[],
  remarks: Remarks,
  setAside: (line: number, reason: SetAsideReason) => void,
): OrderOutcome {
  const at = firstTime(lines, group);
  if (group.some((line) => lines.faults.has(line)) || Number.isNaN(at)) {
    const own: SetAsideReason =
      Number.isNaN(at) && !group.some((line) => lines.faults.has(line)) ? 'time.unreadable' : 'order.incomplete';
    for (const line of group) setAside(line, lines.faults.get(line) ?? own);
    return { order: undefined, returns: [] };
  }
  noteRepeats(lines, group, remarks);
  // Exports that fill an order's time into its first line only mean it for all of them.
  for (const line of group) if (Number.isNaN(lines.at[line]!)) lines.at[line] = at;
  const sale: number[] = [];
  const returns: number[] = [];
  for (const line of group) {
    const kind = lineKind(lines, kinds, line);
    if (kind === 'sale') sale.push(line);
    else if (kind === 'return') returns.push(line);
    else setAside(line, kind);
  }
  const refusal = sale.length === 0 ? undefined : refusalOf(lines, sale);
  if (refusal) for (const line of sale) setAside(line, refusal);
  const order = sale.length === 0 || refusal ? undefined : orderOf(lines, kinds, sale, at, remarks);
  return { order, returns };
}

function lineKind(lines: OrderLines, kinds: SkuKinds, line: number): 'sale' | 'return' | SetAsideReason {
  const quantity = lines.quantity[line]!;
  const price = lines.priceMicro[line]!;
  if (kinds.isFee[lines.sku[line]!]) return 'fee';
  if (quantity === 0) return 'quantity.zero';
  if (price < 0) return 'price.negative';
  if (quantity > 0) return 'sale';
  // What rounds to nothing is no money to give back.
  return lines.amountMinor[line] === 0 ? 'stock.writeOff' : 'return';
}

function refusalOf(lines: OrderLines, sale: readonly number[]): SetAsideReason | undefined {
  if (sale.every((line) => lines.priceMicro[line] === 0)) return 'order.nothingCharged';
  if (sale.length > LINES_LIMIT) return 'order.tooLong';
  if (distinct(lines.member, sale).length > 1) return 'order.members';
  if (distinct(lines.status, sale).length > 1) return 'order.statuses';
  if (sale.reduce((sum, line) => sum + lines.amountMinor[line]!, 0) > AMOUNT_LIMIT_MINOR) return 'amount.limit';
  return undefined;
}

function orderOf(
  lines: OrderLines,
  kinds: SkuKinds,
  sale: readonly number[],
  at: number,
  remarks: Remarks,
): PlannedOrder {
  const isShipping = (line: number) => kinds.isShipping[lines.sku[line]!] === 1;
  const hasShipping = sale.some((line) => !isShipping(line));
  const member = distinct(lines.member, sale)[0] ?? -1;
  let totalMinor = 0;
  let shippingMinor = 0;
  for (const line of sale) {
    const amount = lines.amountMinor[line]!;
    totalMinor += amount;
    if (hasShipping && isShipping(line)) shippingMinor += amount;
    if (hasShipping && isShipping(line)) remarks.note('shipping', line);
    if (lines.priceMicro[line] === 0) remarks.note('freeLine', line);
    if (lines.priceMicro[line]! % 10_000 !== 0) remarks.note('shortenedPrice', line);
    if (lines.at[line]! > at) remarks.note('laterMinute', line);
    if (member < 0) remarks.note('withoutMember', line);
  }
  return {
    key: lines.order[sale[0]!]!,
    at,
    lines: sale,
    member,
    totalMinor,
    shippingMinor,
    hasShipping,
    region: distinct(lines.region, sale)[0] ?? -1,
    store: distinct(lines.store, sale)[0] ?? -1,
    status: lines.statuses.text(lines.status[sale[0]!]!) as OrderStatus,
  };
}

/** The values that lines name, in the order they name them; empty cells name nothing. */
function distinct(column: Int32Array, lines: readonly number[]): number[] {
  const values: number[] = [];
  for (const line of lines) if (column[line]! >= 0 && !values.includes(column[line]!)) values.push(column[line]!);
  return values;
}

/** The order's own time is its earliest; NaN when no line has one. */
function firstTime(lines: OrderLines, group: readonly number[]): number {
  let first = Number.NaN;
  for (const line of group)
    if (!(lines.at[line]! >= first)) first = Number.isNaN(lines.at[line]!) ? first : lines.at[line]!;
  return first;
}

/** Notes every line that says exactly what an earlier line of its order says. */
function noteRepeats(lines: OrderLines, group: readonly number[], remarks: Remarks): void {
  const seen = new Map<number, number[]>();
  for (const line of group) {
    const sku = lines.sku[line]!;
    const earlier = seen.get(sku);
    if (!earlier) seen.set(sku, [line]);
    else {
      if (earlier.some((other) => isSame(lines, line, other))) remarks.note('repeatedLine', line);
      earlier.push(line);
    }
  }
}

function isSame(lines: OrderLines, one: number, other: number): boolean {
  return (
    lines.quantity[one] === lines.quantity[other] &&
    lines.priceMicro[one] === lines.priceMicro[other] &&
    lines.amountMinor[one] === lines.amountMinor[other] &&
    lines.name[one] === lines.name[other] &&
    lines.category[one] === lines.category[other] &&
    Object.is(lines.at[one], lines.at[other]) &&
    lines.member[one] === lines.member[other]
  );
}
