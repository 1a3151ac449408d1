import { z } from 'zod';
import { amountMinor, currency, cursorQuery, exactText, id, instant, listOf, text, wholeNumber } from './common.ts';
import { endpoint } from './endpoint.ts';
import { memberReference } from './members.ts';
import { personal } from './personal.ts';

/** Statuses a caller may send. `refunded` refunds whatever is left; a partial refund is sent as a refund. */
export const orderStatuses = ['pending', 'paid', 'shipped', 'completed', 'cancelled', 'refunded'] as const;
/** Statuses an order can show: money given back is derived from its refunds. */
export const shownStatuses = [...orderStatuses, 'partiallyRefunded'] as const;

export const orderLine = z.strictObject({
  sku: text(100),
  name: text(300).optional(),
  category: text(100).optional(),
  quantity: wholeNumber.min(1, 'must be at least 1: goods that come back are a refund').max(1_000_000),
  unitPriceMinor: amountMinor,
  discountMinor: amountMinor.default(0),
});

export const payment = z.strictObject({ method: text(40), amountMinor, at: instant.optional() });

/** Money must reconcile: Σ(quantity × unitPrice − line discount) − discount + shipping + tax = total. */
export const orderBody = z.strictObject({
  number: text(100),
  status: z.enum(orderStatuses),
  placedAt: instant,
  /** When it reached `status`, where that differs from placedAt. */
  at: instant.optional(),
  currency,
  channel: text(40),
  store: text(40).optional(),
  member: memberReference.optional(),
  discountMinor: amountMinor.default(0),
  shippingMinor: amountMinor.default(0),
  taxMinor: amountMinor.default(0),
  totalMinor: amountMinor,
  lines: z.array(orderLine).min(1, 'must hold at least one line').max(2000),
  payments: z.array(payment).max(50).optional(),
});
export type OrderBody = z.output<typeof orderBody>;
export type OrderStatus = (typeof orderStatuses)[number];
export type ShownStatus = (typeof shownStatuses)[number];

export const refundBody = z.strictObject({
  refund: text(100),
  at: instant,
  amountMinor: amountMinor.min(1, 'must be more than 0'),
  lines: z
    .array(z.strictObject({ sku: text(100), quantity: wholeNumber.min(1).max(1_000_000) }))
    .max(2000)
    .default([]),
  reason: text(300).optional(),
});
export type RefundBody = z.output<typeof refundBody>;

export const pointsOutcome = z.object({ earned: z.int(), balance: z.int() });
export const tierOutcome = z.object({
  code: z.string(),
  name: z.string(),
  next: z.object({ code: z.string(), name: z.string(), missingMinor: z.int() }).nullable(),
});

export const orderAccepted = z.object({
  id,
  number: z.string(),
  channel: z.string(),
  status: z.enum(shownStatuses),
  /** False where this call changed nothing, because the order had already come this far. */
  isChanged: z.boolean(),
  memberId: id.nullable(),
  points: pointsOutcome.nullable(),
  tier: tierOutcome.nullable(),
});
export const orderRefused = z.object({
  number: z.string(),
  channel: z.string(),
  status: z.literal('refused'),
  code: z.string(),
  detail: z.string(),
});

const number = z.object({ number: text(100) });

export const recordOrders = endpoint({
  method: 'POST',
  path: '/api/orders',
  permission: 'orders.write',
  approval: null,
  stores: 'filtered',
  tag: 'orders',
  summary: 'Record one order, or up to 500 in an array',
  description:
    'The order is answered after it is committed, with the points it earned. An order is known by (channel, number): sending it again changes nothing, a later status is a transition, other money, lines or member are a conflict (409). For an array, a fault of form refuses the whole call and a refusal of business is answered per item. Who is limited to stores names one of them in each order.',
  body: z.union([z.array(orderBody).min(1).max(500), orderBody]),
  answer: z.union([orderAccepted, z.object({ items: z.array(z.union([orderAccepted, orderRefused])) })]),
});
export const recordRefund = endpoint({
  method: 'POST',
  path: '/api/orders/{number}/refunds',
  permission: 'orders.write',
  approval: null,
  stores: 'filtered',
  tag: 'orders',
  summary: 'Refund an order in part or in full: the amount decides money and points, the lines decide quantities',
  params: number,
  query: z.strictObject({ channel: text(40).optional() }),
  body: refundBody,
  answer: z.object({
    /** Given out when the refund was recorded; the same when it is sent again. */
    id,
    order: id,
    number: z.string(),
    refund: z.string(),
    status: z.enum(shownStatuses),
    refundedMinor: z.int(),
    memberId: id.nullable(),
    points: z.object({ reversed: z.int(), balance: z.int() }).nullable(),
  }),
});

export const orderView = z.object({
  id,
  number: z.string(),
  channel: z.string(),
  store: z.string().nullable(),
  status: z.enum(shownStatuses),
  placedAt: z.string(),
  paidAt: z.string().nullable(),
  currency,
  memberId: id.nullable(),
  memberName: personal('name', z.string()).nullable(),
  isMemberErased: z.boolean(),
  discountMinor: z.int(),
  shippingMinor: z.int(),
  taxMinor: z.int(),
  totalMinor: z.int(),
  refundedMinor: z.int(),
  lines: z.array(
    z.object({
      sku: z.string(),
      name: z.string().nullable(),
      category: z.string().nullable(),
      quantity: z.int(),
      unitPriceMinor: z.int(),
      discountMinor: z.int(),
      refundedQuantity: z.int(),
    }),
  ),
  payments: z.array(z.object({ method: z.string(), amountMinor: z.int(), at: z.string().nullable() })),
  refunds: z.array(
    z.object({ refund: z.string(), at: z.string(), amountMinor: z.int(), reason: z.string().nullable() }),
  ),
});
export type OrderView = z.output<typeof orderView>;

export const listOrders = endpoint({
  method: 'GET',
  path: '/api/orders',
  permission: 'orders.read',
  stores: 'filtered',
  tag: 'orders',
  summary: 'Orders, newest first',
  query: z.strictObject({
    member: id.optional(),
    number: exactText(100).optional(),
    channel: exactText(40).optional(),
    store: exactText(40).optional(),
    status: z.enum(shownStatuses).optional(),
    from: instant.optional(),
    until: instant.optional(),
    sku: exactText(100).optional(),
    ...cursorQuery,
  }),
  answer: listOf(orderView),
});
export const getOrder = endpoint({
  method: 'GET',
  path: '/api/orders/{id}',
  permission: 'orders.read',
  stores: 'order',
  tag: 'orders',
  summary: 'One order by its Shuke id',
  params: z.object({ id }),
  answer: orderView,
});

/** Channels and stores seen in orders and sign-ups, for filters; of the stores, those the caller may see. */
export const listPlaces = endpoint({
  method: 'GET',
  path: '/api/places',
  permission: 'system.read',
  stores: 'filtered',
  tag: 'orders',
  summary: 'Channels and stores known so far, with the regions and brands of the stores',
  answer: z.object({
    channels: z.array(z.string()),
    stores: z.array(z.string()),
    regions: z.array(z.string()),
    brands: z.array(z.string()),
  }),
});
