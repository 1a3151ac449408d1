import { hash as digest } from 'node:crypto';
import type { OrderBody } from '@shuke/contract';
import { type Input, type Need, type Reader, type Scope, input } from '../../engine/index.ts';
import { Sealed } from '../../platform/crypto/index.ts';
import { Problem } from '../../platform/problem.ts';
import {
  type MemberRef,
  findMember,
  findOrJoin,
  isErased,
  meantMember,
  memberRef,
  needsOfRef,
} from '../members/index.ts';
import { type Order, bare, checkMoney, isSameBusiness, lineAmountMinor, shownStatus } from './order.ts';
import { applyRefund } from './refund-order.ts';
import { keepOrder, orders } from './store.ts';
import { seePlace } from './see-place.ts';

/** An order as the turn takes it: the member in normal spelling, a hash of the business, and the stores that its sender is limited to. */
export type RecordOrder = Omit<OrderBody, 'member'> & {
  readonly ref: MemberRef | null;
  readonly hash: string;
  readonly ofStores?: readonly string[];
};

/** The input of an order; throws a Problem where its form or money cannot be right whatever is known. */
export function orderInput(body: OrderBody, more: Partial<Input> = {}, stores: readonly string[] = []): Input {
  checkMoney(body);
  const limit = stores.length > 0 ? { ofStores: mustBeOf(stores, body) } : {};
  const { member, payments, ...business } = body;
  const hash = digest('sha1', JSON.stringify(business), 'base64url');
  return input('order.record', { ...business, payments, ref: member ? memberRef(member) : null, hash, ...limit }, more);
}

/** Who is limited to some stores sells in these alone, and says in which. */
function mustBeOf(stores: readonly string[], { number, store }: OrderBody): readonly string[] {
  if (store !== undefined && stores.includes(store)) return stores;
  const own = stores.filter((one) => one !== '').join(', ') || 'no store';
  throw new Problem(
    'auth.stores',
    `Order ${number} is of ${store ?? 'no store'}, and you are limited to ${own}: name one of these as its store, or ask somebody who sees all of them. Nothing of it was recorded.`,
    { faults: [{ field: 'store', message: `must be one of: ${own}` }] },
  );
}

export const recordOrderNeeds = (body: RecordOrder): Need[] => [
  [orders, body.number],
  ...(body.ref ? needsOfRef(body.ref) : []),
];

export function recordOrderSubject(read: Reader, body: RecordOrder): number | undefined {
  const known = read.get(orders, body.number)?.find((order) => order.channel === body.channel);
  if (known) return known.memberId ?? undefined;
  return body.ref ? findMember(read, body.ref) : undefined;
}

/** Records a new order, moves a known one on, or tells again what was told before. */
export function recordOrder(scope: Scope, body: RecordOrder): unknown {
  const known = scope.get(orders, body.number)?.find((order) => order.channel === body.channel);
  return known ? moveOn(scope, known, body) : recordNew(scope, body);
}

function recordNew(scope: Scope, sent: RecordOrder): unknown {
  const body = isOfErased(scope, sent) ? { ...sent, payments: undefined } : sent;
  const placedAt = Date.parse(body.placedAt);
  const store = body.store ?? null;
  const member = body.ref
    ? findOrJoin(scope, body.ref, { at: Math.min(placedAt, scope.now), channel: body.channel, store })
    : undefined;
  seePlace(scope, 'channel', body.channel);
  if (store) seePlace(scope, 'store', store);
  const order: Order = {
    id: scope.newId(),
    channel: body.channel,
    number: body.number,
    store,
    status: 'pending',
    memberId: member?.id ?? null,
    placedAt,
    paidAt: null,
    currency: body.currency,
    discountMinor: body.discountMinor,
    shippingMinor: body.shippingMinor,
    taxMinor: body.taxMinor,
    totalMinor: body.totalMinor,
    refundedMinor: 0,
    lines: body.lines.map((line) => ({
      sku: line.sku,
      name: line.name ?? null,
      category: line.category ?? null,
      quantity: line.quantity,
      unitPriceMinor: line.unitPriceMinor,
      discountMinor: line.discountMinor,
      refundedQuantity: 0,
    })),
    payments: paymentsOf(body),
    refunds: [],
    reasons: null,
    hash: body.hash,
    answer: null,
  };
  if (body.status === 'pending' || body.status === 'cancelled')
    scope.emit('order.placed', order.memberId ?? 0, orderFact(order), placedAt);
  return finish(scope, advance(scope, order, body), body.hash, true);
}

function paymentsOf({ payments = [] }: RecordOrder): Order['payments'] {
  if (payments.length === 0) return null;
  return Sealed.of(payments.map(({ method, amountMinor, at = null }) => ({ method, amountMinor, at })));
}

/** Whether the member it names was erased since it was told: it is recorded for the books alone. */
const isOfErased = (scope: Scope, { ref }: RecordOrder): boolean => ref !== null && meantMember(scope, ref).isErased;

/** A later status is a transition; one that the order is past already changes nothing; other business is a conflict. */
function moveOn(scope: Scope, before: Order, body: RecordOrder): unknown {
  if (body.ofStores && !body.ofStores.includes(before.store ?? '')) throw takenElsewhere(body);
  // Who is erased cannot be named any more, and their orders go on for the books; so do those that were told too late to have a member.
  const isOwnErased = isErased(scope, before.memberId);
  const isNobody = isOwnErased || (before.memberId === null && isOfErased(scope, body));
  const ref = isNobody ? null : body.ref;
  const memberId = ref ? findMember(scope, ref) : undefined;
  const known = isOwnErased ? bare(before) : before;
  if (!isSameBusiness(known, body) || (ref && memberId !== known.memberId)) throw conflict(known, body, memberId);
  if (known.hash === body.hash) return known.answer;
  const order = advance(scope, known, isNobody ? { ...body, payments: undefined } : body);
  if (order === known) return { ...(known.answer as object), status: shownStatus(known), isChanged: false };
  return finish(scope, order, body.hash, false);
}

/** Tells nothing of an order of other stores but that its number is taken. */
const takenElsewhere = ({ number, channel }: RecordOrder) =>
  new Problem(
    'order.conflict',
    `The number ${number} of channel ${channel} is taken by an order of another store. Use another number.`,
    { faults: [{ field: 'number', message: 'is taken by another order' }] },
  );

function conflict(known: Order, body: RecordOrder, memberId: number | undefined): Problem {
  const what = isSameBusiness(known, body)
    ? `member ${known.memberId ?? 'nobody'} and not ${memberId ?? 'somebody unknown'}`
    : `other money or lines (total ${known.totalMinor}, ${known.lines.length} lines)`;
  return new Problem(
    'order.conflict',
    `Order ${body.number} of channel ${body.channel} is already recorded with ${what}. Send changes of money as a refund; use another number for another order.`,
    {
      faults: [{ field: 'number', message: 'is taken by another order' }],
    },
  );
}

const rank = { pending: 0, paid: 1, shipped: 2, completed: 3 } as const;

/** The order at the status asked for, stating each step on the way as a fact; the same object where nothing changes. */
function advance(scope: Scope, order: Order, body: RecordOrder): Order {
  if (order.status === 'cancelled') return order;
  if (body.status === 'cancelled') return cancel(scope, order, body);
  const target = body.status === 'refunded' ? 'paid' : body.status;
  const at = body.at ? Date.parse(body.at) : undefined;
  let next = order;
  if (rank[next.status as keyof typeof rank] < rank.paid && rank[target] >= rank.paid)
    next = pay(scope, next, body, target === 'paid' ? at : undefined);
  if (rank[next.status as keyof typeof rank] < rank[target] && (target === 'shipped' || target === 'completed')) {
    next = { ...next, status: target };
    scope.emit(
      `order.${target}`,
      next.memberId ?? 0,
      { order: next.id, number: next.number, channel: next.channel },
      at ?? scope.now,
    );
  }
  if (body.status === 'refunded') next = refundRest(scope, next, at ?? scope.now);
  return next;
}

function pay(scope: Scope, order: Order, body: RecordOrder, at: number | undefined): Order {
  // A first notice of an order already paid happened when it was placed; a payment of a known order happens now.
  const isNew = order.hash === body.hash;
  const paidAt = at ?? (isNew ? order.placedAt : Math.max(order.placedAt, scope.now));
  const paid: Order = {
    ...order,
    status: 'paid',
    paidAt,
    payments: body.payments ? paymentsOf(body) : order.payments,
  };
  scope.emit('order.paid', paid.memberId ?? 0, orderFact(paid), paidAt);
  return paid;
}

function cancel(scope: Scope, order: Order, body: RecordOrder): Order {
  if (order.status === 'completed') {
    throw new Problem(
      'order.transition',
      `Order ${order.number} is completed and cannot be cancelled. Send a refund instead.`,
      { faults: [{ field: 'status', message: 'cannot follow completed' }] },
    );
  }
  const at = body.at ? Date.parse(body.at) : scope.now;
  const settled = order.paidAt === null ? order : refundRest(scope, order, at);
  scope.emit(
    'order.cancelled',
    order.memberId ?? 0,
    { order: order.id, number: order.number, channel: order.channel },
    at,
  );
  return { ...settled, status: 'cancelled' };
}

function refundRest(scope: Scope, order: Order, at: number): Order {
  const amountMinor = order.totalMinor - order.refundedMinor;
  if (amountMinor === 0) return order;
  const lines = order.lines
    .filter((line) => line.refundedQuantity < line.quantity)
    .map((line) => ({ sku: line.sku, quantity: line.quantity - line.refundedQuantity }));
  return applyRefund(scope, order, {
    refund: `${order.number}:rest`,
    at,
    amountMinor,
    lines,
    answer: null,
  });
}

export function orderFact(order: Order) {
  return {
    order: order.id,
    number: order.number,
    channel: order.channel,
    store: order.store,
    currency: order.currency,
    totalMinor: order.totalMinor,
    discountMinor: order.discountMinor,
    placedAt: new Date(order.placedAt).toISOString(),
    lines: order.lines.map((line) => ({
      sku: line.sku,
      name: line.name,
      category: line.category,
      quantity: line.quantity,
      amountMinor: lineAmountMinor(line),
    })),
  };
}

/** Keeps the order; its answer is composed, and kept with it, when all modules have followed. */
function finish(scope: Scope, order: Order, hash: string, isNew: boolean): () => unknown {
  keepOrder(scope, order);
  return () => {
    const answer = {
      id: String(order.id),
      number: order.number,
      channel: order.channel,
      status: shownStatus(order),
      isChanged: true,
      memberId: order.memberId === null ? null : String(order.memberId),
      points: scope.replies['points'] ?? null,
      tier: scope.replies['tier'] ?? null,
    };
    keepOrder(scope, { ...order, hash: isNew ? order.hash : hash, answer });
    return answer;
  };
}
