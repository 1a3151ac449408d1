import type { SetAsideReason } from '@shuke/contract';
import { roundedShare } from './decimal.ts';
import type { OrderLines } from './order-lines.ts';
import type { PlannedOrder, PlannedRefund, Remarks } from './plan.ts';
import type { SkuKinds } from './sku-kinds.ts';

/** What is left to return of one line of one order. */
interface Purchase {
  readonly order: number;
  readonly line: number;
  leftQuantity: number;
  leftMinor: number;
}

interface Part {
  readonly order: number;
  readonly sku: number;
  readonly quantity: number;
  readonly amountMinor: number;
  readonly isGoods: boolean;
}

type Match = readonly Part[] | SetAsideReason;

/**
 * Finds the orders that returned lines belong to; shops that write returns as sales below zero name none. A return is
 * matched with the same member's earlier orders of the same article: those at exactly the returned price first, then those
 * at a higher one, always the most recent first, and never more pieces or money than were paid there and not yet returned.
 * A line is matched whole or set aside whole. A credit without goods refunds the order whose whole total it equals.
 */
export function matchReturns(
  lines: OrderLines,
  kinds: SkuKinds,
  orders: readonly PlannedOrder[],
  returns: readonly number[],
  remarks: Remarks,
  setAside: (line: number, reason: SetAsideReason) => void,
): PlannedRefund[] {
  const inTime = returns.toSorted((one, other) => lines.at[one]! - lines.at[other]! || one - other);
  const leftMinor = Float64Array.from(orders, (order) => order.totalMinor);
  const purchases = purchasesOf(lines, kinds, orders, inTime);
  const ordersOfMember = creditableOrders(lines, kinds, orders, inTime);
  const drafts = new Map<string, RefundDraft>();

  for (const line of inTime) {
    const match = matchLine(line);
    if (typeof match === 'string') setAside(line, match);
    else for (const [index, part] of match.entries()) addPart(drafts, lines, line, part, index === 0);
  }
  return refundsOf(lines, drafts);

  function matchLine(line: number): Match {
    const member = lines.member[line]!;
    if (member < 0) return 'return.noMember';
    const matched = matchGoods(line, purchases.get(articleKey(lines, kinds, line)) ?? []);
    if (typeof matched !== 'string' || !kinds.isCredit[lines.sku[line]!]) return matched;
    const part = matchCredit(line, ordersOfMember.get(member) ?? []);
    return part ? [part] : matched;
  }

  function matchGoods(line: number, all: readonly Purchase[]): Match {
    if (all.length === 0) return 'return.noPurchase';
    const at = lines.at[line]!;
    const earlier = all.filter((purchase) => orders[purchase.order]!.at <= at);
    if (earlier.length === 0) return 'return.beforePurchase';
    const wanted = -lines.quantity[line]!;
    if (earlier.reduce((sum, purchase) => sum + purchase.leftQuantity, 0) < wanted) return 'return.excess';
    const price = lines.priceMicro[line]!;
    const exact = earlier.filter((purchase) => lines.priceMicro[purchase.line] === price);
    const higher = earlier.filter((purchase) => lines.priceMicro[purchase.line]! > price);
    return take(line, [...exact, ...higher], wanted);
  }

  function take(line: number, candidates: readonly Purchase[], wanted: number): Match {
    const amount = -lines.amountMinor[line]!;
    const taken: [Purchase, number, number][] = [];
    const takenOf = new Map<number, number>();
    let quantity = 0;
    let paid = 0;
    for (const purchase of candidates) {
      if (quantity === wanted) break;
      const pieces = Math.min(purchase.leftQuantity, wanted - quantity);
      // The share of all pieces so far, less what was shared out: parts always add up to the line's own amount.
      const share = roundedShare(amount, quantity + pieces, wanted) - paid;
      const ofOrder = takenOf.get(purchase.order) ?? 0;
      if (pieces === 0 || share === 0 || share > purchase.leftMinor || ofOrder + share > leftMinor[purchase.order]!)
        continue;
      taken.push([purchase, pieces, share]);
      takenOf.set(purchase.order, ofOrder + share);
      quantity += pieces;
      paid += share;
    }
    if (quantity < wanted) return 'return.price';
    return taken.map(([purchase, pieces, share]) => {
      purchase.leftQuantity -= pieces;
      purchase.leftMinor -= share;
      leftMinor[purchase.order]! -= share;
      const sku = lines.sku[purchase.line]!;
      const isGoods = !(kinds.isShipping[sku] && orders[purchase.order]!.hasShipping);
      return { order: purchase.order, sku, quantity: pieces, amountMinor: share, isGoods };
    });
  }

  function matchCredit(line: number, own: readonly number[]): Part | undefined {
    const amountMinor = -lines.amountMinor[line]!;
    const at = lines.at[line]!;
    const order = own.find(
      (index) =>
        orders[index]!.at <= at && orders[index]!.totalMinor === amountMinor && leftMinor[index] === amountMinor,
    );
    if (order === undefined || amountMinor === 0) return undefined;
    leftMinor[order] = 0;
    remarks.note('creditByAmount', line);
    return { order, sku: lines.sku[line]!, quantity: -lines.quantity[line]!, amountMinor, isGoods: false };
  }
}

function articleKey(lines: OrderLines, kinds: SkuKinds, line: number): number {
  return lines.member[line]! * kinds.article.length + kinds.article[lines.sku[line]!]!;
}

/** The purchases that could be returned, by member and article, most recent first. */
function purchasesOf(
  lines: OrderLines,
  kinds: SkuKinds,
  orders: readonly PlannedOrder[],
  returns: readonly number[],
): Map<number, Purchase[]> {
  const found = new Map<number, Purchase[]>();
  for (const line of returns) if (lines.member[line]! >= 0) found.set(articleKey(lines, kinds, line), []);
  for (const index of mostRecentFirst(orders)) {
    const { member, status, lines: own } = orders[index]!;
    if (member < 0 || !isPaid(status)) continue;
    for (const line of own) {
      const list = found.get(member * kinds.article.length + kinds.article[lines.sku[line]!]!);
      if (list && lines.amountMinor[line]! > 0)
        list.push({ order: index, line, leftQuantity: lines.quantity[line]!, leftMinor: lines.amountMinor[line]! });
    }
  }
  return found;
}

/** The orders of members who got a credit without goods, most recent first. */
function creditableOrders(
  lines: OrderLines,
  kinds: SkuKinds,
  orders: readonly PlannedOrder[],
  returns: readonly number[],
): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const line of returns)
    if (kinds.isCredit[lines.sku[line]!] && lines.member[line]! >= 0) found.set(lines.member[line]!, []);
  for (const index of mostRecentFirst(orders))
    if (isPaid(orders[index]!.status)) found.get(orders[index]!.member)?.push(index);
  return found;
}

function mostRecentFirst(orders: readonly PlannedOrder[]): number[] {
  return orders.map((_, index) => index).toSorted((one, other) => orders[other]!.at - orders[one]!.at || other - one);
}

function isPaid(status: string): boolean {
  return status === 'paid' || status === 'shipped' || status === 'completed';
}

interface RefundDraft {
  readonly key: number;
  readonly order: number;
  at: number;
  amountMinor: number;
  quantity: number;
  readonly goods: Map<number, number>;
  readonly lines: number[];
}

function addPart(
  drafts: Map<string, RefundDraft>,
  lines: OrderLines,
  line: number,
  part: Part,
  isFirst: boolean,
): void {
  const key = lines.order[line]!;
  const id = `${key}:${part.order}`;
  let draft = drafts.get(id);
  if (!draft)
    drafts.set(
      id,
      (draft = { key, order: part.order, at: 0, amountMinor: 0, quantity: 0, goods: new Map(), lines: [] }),
    );
  draft.at = Math.max(draft.at, lines.at[line]!);
  draft.amountMinor += part.amountMinor;
  draft.quantity += part.quantity;
  if (part.isGoods) draft.goods.set(part.sku, (draft.goods.get(part.sku) ?? 0) + part.quantity);
  if (isFirst) draft.lines.push(line);
}

function refundsOf(lines: OrderLines, drafts: ReadonlyMap<string, RefundDraft>): PlannedRefund[] {
  const used = new Map<number, number>();
  return [...drafts.values()].map(({ key, goods, ...draft }) => {
    const nth = (used.get(key) ?? 0) + 1;
    used.set(key, nth);
    const { number } = lines.orders[key]!;
    return {
      ...draft,
      refund: nth === 1 ? number : `${number}-${nth}`,
      goods: [...goods].map(([sku, quantity]) => ({ sku, quantity })),
    };
  });
}
