import { z } from 'zod';
import { currency, cursorQuery, exactText, instant, listOf, text } from './common.ts';
import { endpoint } from './endpoint.ts';
import { memberRow } from './members.ts';
import { orderView } from './orders.ts';

const named = z
  .union([text(40), z.array(text(40)).max(100)])
  .transform((names) => [names].flat())
  .optional();

/** Of which stores the figures are: those named, with those of the regions and brands; all there is where nothing is named. */
const ofStores = { store: named, region: named, brand: named };

const period = { from: instant, until: instant, currency: currency.optional(), ...ofStores };

/** Figures of one period, half-open [from, until). Money in minor units of the answer's currency. */
export const figures = z.object({
  /** Members at the end of the period. */
  members: z.int(),
  newMembers: z.int(),
  /** Members with at least one paid order or recorded behaviour in the period. */
  activeMembers: z.int(),
  /** Members who bought once, but not in the 90 days before `until`. */
  dormantMembers: z.int(),
  /** Paid minus refunded, by the time of payment and of refund. */
  salesMinor: z.int(),
  refundsMinor: z.int(),
  /** Part of the sales that members made. */
  memberSalesMinor: z.int(),
  /** Paid orders. */
  orders: z.int(),
  /** salesMinor / orders, rounded to a minor unit; 0 without orders. */
  averageOrderMinor: z.int(),
  /** Of the members who bought in the N days before `until`, the share who did so at least twice; null if none bought. */
  repurchase30: z.number().nullable(),
  repurchase60: z.number().nullable(),
  repurchase90: z.number().nullable(),
  /** Null of stores: points are earned and spent all over the shop. */
  pointsEarned: z.int().nullable(),
  pointsReversed: z.int().nullable(),
});
export type Figures = z.output<typeof figures>;

export const overview = z.object({
  from: z.string(),
  until: z.string(),
  currency,
  /** The stores that all figures are of, of those the caller may see; null: all there is, what belongs to no store included. */
  stores: z.array(z.string()).nullable(),
  currencies: z.array(z.object({ currency, orders: z.int(), salesMinor: z.int() })),
  figures,
  /** The same figures of the period of equal length just before. */
  previous: figures,
  /** Points that members hold now; null of stores. */
  pointsLiability: z.int().nullable(),
  tiers: z.array(z.object({ code: z.string(), name: z.string(), nameEn: z.string(), members: z.int() })),
  channels: z.array(z.object({ channel: z.string(), orders: z.int(), salesMinor: z.int() })),
  /** Buyers' funnel in the period: members who viewed, put in the cart, checked out, paid. */
  funnel: z.array(z.object({ step: z.enum(['viewed', 'added', 'checkout', 'paid']), members: z.int() })),
  /** Latest fact these figures include, and whether all facts are in. */
  asOf: z.string().nullable(),
  isComplete: z.boolean(),
});
export type Overview = z.output<typeof overview>;

export const getOverview = endpoint({
  method: 'GET',
  path: '/api/insight/overview',
  permission: 'insight.read',
  stores: 'filtered',
  tag: 'insight',
  summary: 'Key figures of a period beside the period before (default: the last 30 days)',
  query: z.strictObject({ ...period, from: instant.optional(), until: instant.optional() }),
  answer: overview,
});
export const getTrend = endpoint({
  method: 'GET',
  path: '/api/insight/trend',
  permission: 'insight.read',
  stores: 'filtered',
  tag: 'insight',
  summary: 'Sales, orders and new members by day, week (from Monday) or month in the business zone',
  query: z.strictObject({ ...period, step: z.enum(['day', 'week', 'month']).default('day') }),
  answer: z.object({
    currency,
    points: z.array(
      z.object({ on: z.string(), salesMinor: z.int(), orders: z.int(), newMembers: z.int(), buyers: z.int() }),
    ),
  }),
});
export const topProducts = endpoint({
  method: 'GET',
  path: '/api/insight/products',
  permission: 'insight.read',
  stores: 'filtered',
  tag: 'insight',
  summary: 'Best-selling products of a period',
  query: z.strictObject({
    ...period,
    sort: z.enum(['sales', 'quantity', 'orders']).default('sales'),
    limit: z.coerce.number().int().min(1).max(200).default(20),
  }),
  answer: z.object({
    currency,
    items: z.array(
      z.object({
        sku: z.string(),
        name: z.string().nullable(),
        category: z.string().nullable(),
        quantity: z.int(),
        salesMinor: z.int(),
        orders: z.int(),
        members: z.int(),
      }),
    ),
  }),
});

/** Figures that members stand behind, and figures that orders stand behind. */
export const memberSets = [
  'members',
  'new',
  'active',
  'dormant',
  'buyers',
  'repeat30',
  'repeat60',
  'repeat90',
  'tier',
  'product',
  'viewed',
  'added',
  'checkout',
  'paid',
] as const;
export const orderSets = ['orders', 'refunds', 'product', 'channel'] as const;

export const drillMembers = endpoint({
  method: 'GET',
  path: '/api/insight/members',
  permission: 'members.read',
  stores: 'filtered',
  tag: 'insight',
  summary: 'The members behind a figure',
  query: z.strictObject({ ...period, set: z.enum(memberSets), value: exactText(200).optional(), ...cursorQuery }),
  answer: listOf(memberRow).extend({ count: z.int() }),
});
export const drillOrders = endpoint({
  method: 'GET',
  path: '/api/insight/orders',
  permission: 'orders.read',
  stores: 'filtered',
  tag: 'insight',
  summary: 'The orders behind a figure',
  query: z.strictObject({ ...period, set: z.enum(orderSets), value: exactText(200).optional(), ...cursorQuery }),
  answer: listOf(orderView).extend({ count: z.int() }),
});
