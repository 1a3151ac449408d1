import { type Scope, collection, fieldChanges, journal } from '../../engine/index.ts';
import { bytesArray, instantArray, intArray, jsonArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { type KeyRing, Sealed, fieldCipher } from '../../platform/crypto/index.ts';
import type { Line, Order, Payments, Reasons, Refund } from './order.ts';

interface OrderRow {
  id: string;
  channel: string;
  number: string;
  store: string | null;
  status: Order['status'];
  member_id: string | null;
  placed_at: Date;
  paid_at: Date | null;
  currency: string;
  discount_minor: string;
  shipping_minor: string;
  tax_minor: string;
  total_minor: string;
  refunded_minor: string;
  lines: Line[];
  payments: Buffer | null;
  refunds: Refund[];
  reasons: Buffer | null;
  hash: string;
  answer: unknown;
}

const cipherOf = (ring: KeyRing, column: 'payments' | 'reasons') =>
  fieldCipher(ring.source('field'), { table: 'activity.order', column });

/** How the order of this id was paid. */
export const openPayments = (ring: KeyRing, id: number | string, sealed: Buffer): Payments =>
  cipherOf(ring, 'payments').openJson(id, sealed) as Payments;

/** Why money was given back for the order of this id. */
export const openReasons = (ring: KeyRing, id: number | string, sealed: Buffer): Reasons =>
  cipherOf(ring, 'reasons').openJson(id, sealed) as Reasons;

function toOrder(ring: KeyRing, row: OrderRow): Order {
  return {
    id: Number(row.id),
    channel: row.channel,
    number: row.number,
    store: row.store,
    status: row.status,
    memberId: row.member_id === null ? null : Number(row.member_id),
    placedAt: row.placed_at.getTime(),
    paidAt: row.paid_at?.getTime() ?? null,
    currency: row.currency,
    discountMinor: Number(row.discount_minor),
    shippingMinor: Number(row.shipping_minor),
    taxMinor: Number(row.tax_minor),
    totalMinor: Number(row.total_minor),
    refundedMinor: Number(row.refunded_minor),
    lines: row.lines,
    payments: row.payments && Sealed.stored(row.payments, (bytes) => openPayments(ring, row.id, bytes)),
    refunds: row.refunds,
    reasons: row.reasons && Sealed.stored(row.reasons, (bytes) => openReasons(ring, row.id, bytes)),
    hash: row.hash,
    answer: row.answer,
  };
}

/** All orders of one number: mostly one, several where channels number alike. */
export const orders = collection<string, readonly Order[]>({
  name: 'activity.order',
  keep: 2_000,
  async load(db, numbers) {
    const rows = await rowsOf<OrderRow>(
      db,
      'select * from activity."order" where number = any($1::text[])',
      [textArray(numbers)],
      'load activity.order',
    );
    const byNumber = new Map<string, Order[]>();
    for (const row of rows) {
      const order = toOrder(db.ring, row);
      byNumber.set(order.number, [...(byNumber.get(order.number) ?? []), order]);
    }
    return byNumber;
  },
  save(changed, ring) {
    const [ofPayments, ofReasons] = [cipherOf(ring, 'payments'), cipherOf(ring, 'reasons')];
    const all = changed.flatMap(([, same]) => same);
    const texts = (of: (order: Order) => string | null) => textArray(all.map(of));
    const jsons = (of: (order: Order) => unknown) => jsonArray(all.map(of));
    const numbers = (of: (order: Order) => number | null) => numberArray(all.map(of));
    return [
      {
        name: 'save activity.order',
        text: `insert into activity."order" (id, channel, number, store, status, member_id, placed_at, paid_at, currency,
            discount_minor, shipping_minor, tax_minor, total_minor, refunded_minor, lines, payments, refunds, reasons, hash, answer)
          select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[], $8::timestamptz[], $9::text[],
            $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::json[], $16::bytea[], $17::json[], $18::bytea[], $19::text[], $20::json[])
          on conflict (id) do update set status = excluded.status, member_id = excluded.member_id, paid_at = excluded.paid_at,
            refunded_minor = excluded.refunded_minor, lines = excluded.lines, payments = excluded.payments, refunds = excluded.refunds,
            reasons = excluded.reasons, hash = excluded.hash, answer = excluded.answer`,
        values: [
          numbers((order) => order.id),
          texts((order) => order.channel),
          texts((order) => order.number),
          texts((order) => order.store),
          texts((order) => order.status),
          numbers((order) => order.memberId),
          instantArray(all.map((order) => order.placedAt)),
          instantArray(all.map((order) => order.paidAt)),
          texts((order) => order.currency),
          numbers((order) => order.discountMinor),
          numbers((order) => order.shippingMinor),
          numbers((order) => order.taxMinor),
          numbers((order) => order.totalMinor),
          numbers((order) => order.refundedMinor),
          jsons((order) => order.lines),
          bytesArray(
            all.map(({ id, payments }) => payments && payments.bytes((value) => ofPayments.sealJson(id, value))),
          ),
          jsons((order) => order.refunds),
          bytesArray(all.map(({ id, reasons }) => reasons && reasons.bytes((value) => ofReasons.sealJson(id, value)))),
          texts((order) => order.hash),
          jsons((order) => order.answer),
        ],
      },
    ];
  },
});

/** Members who were erased: how they paid, and why money was given back, may tell who they were. */
export const baredOrders = journal<number>({
  name: 'activity.order',
  save: (members) => [
    {
      name: 'bare activity.order',
      text: `update activity."order" set payments = null, reasons = null
        where member_id = any($1::bigint[]) and (payments is not null or reasons is not null)`,
      values: [numberArray(members)],
    },
  ],
});

/** What a member's orders and visits amount to. Money counts in the currency of the first order only. */
export interface Summary {
  readonly orders: number;
  readonly spentMinor: number;
  readonly currency: string | null;
  readonly firstOrderAt: number | null;
  readonly lastOrderAt: number | null;
  readonly lastSeenAt: number | null;
}

export const noSummary: Summary = {
  orders: 0,
  spentMinor: 0,
  currency: null,
  firstOrderAt: null,
  lastOrderAt: null,
  lastSeenAt: null,
};

interface SummaryRow {
  member_id: string;
  orders: number;
  spent_minor: string;
  currency: string | null;
  first_order_at: Date | null;
  last_order_at: Date | null;
  last_seen_at: Date | null;
}

export const summaries = collection<number, Summary>({
  name: 'activity.summary',
  keep: 100_000,
  async load(db, members) {
    const rows = await rowsOf<SummaryRow>(
      db,
      'select * from activity.summary where member_id = any($1::bigint[])',
      [numberArray(members)],
      'load activity.summary',
    );
    return rows.map((row) => [Number(row.member_id), toSummary(row)] as const);
  },
  save: (changed) => [
    {
      name: 'save activity.summary',
      text: `insert into activity.summary (member_id, orders, spent_minor, currency, first_order_at, last_order_at, last_seen_at)
        select * from unnest($1::bigint[], $2::int[], $3::bigint[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[])
        on conflict (member_id) do update set orders = excluded.orders, spent_minor = excluded.spent_minor, currency = excluded.currency,
          first_order_at = excluded.first_order_at, last_order_at = excluded.last_order_at, last_seen_at = excluded.last_seen_at`,
      values: [
        numberArray(changed.map(([id]) => id)),
        intArray(changed.map(([, own]) => own.orders)),
        numberArray(changed.map(([, own]) => own.spentMinor)),
        textArray(changed.map(([, own]) => own.currency)),
        instantArray(changed.map(([, own]) => own.firstOrderAt)),
        instantArray(changed.map(([, own]) => own.lastOrderAt)),
        instantArray(changed.map(([, own]) => own.lastSeenAt)),
      ],
    },
  ],
});

function toSummary(row: SummaryRow): Summary {
  return {
    orders: row.orders,
    spentMinor: Number(row.spent_minor),
    currency: row.currency,
    firstOrderAt: row.first_order_at?.getTime() ?? null,
    lastOrderAt: row.last_order_at?.getTime() ?? null,
    lastSeenAt: row.last_seen_at?.getTime() ?? null,
  };
}

interface Place {
  readonly kind: 'channel' | 'store';
  readonly name: string;
  readonly seenAt: number;
  /** Of a store, where the shop has said so. */
  readonly region: string | null;
  readonly brand: string | null;
}

/** Channels and stores, by `kind:name`. */
export const places = collection<string, Place>({
  name: 'activity.place',
  keep: 5_000,
  audited: (key, before, after) => fieldChanges(key, before, after, ['region', 'brand']),
  async load(db, keys) {
    const rows = await rowsOf<Omit<Place, 'seenAt'> & { seen_at: Date }>(
      db,
      `select kind, name, seen_at, region, brand from activity.place where kind || ':' || name = any($1::text[])`,
      [textArray(keys)],
      'load activity.place',
    );
    return rows.map(
      ({ seen_at, ...row }) => [`${row.kind}:${row.name}`, { ...row, seenAt: seen_at.getTime() }] as const,
    );
  },
  save: (changed) => [
    {
      name: 'save activity.place',
      text: `insert into activity.place (kind, name, seen_at, region, brand)
        select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[])
        on conflict (kind, name) do update set region = excluded.region, brand = excluded.brand`,
      values: [
        textArray(changed.map(([, place]) => place.kind)),
        textArray(changed.map(([, place]) => place.name)),
        instantArray(changed.map(([, place]) => place.seenAt)),
        textArray(changed.map(([, place]) => place.region)),
        textArray(changed.map(([, place]) => place.brand)),
      ],
    },
  ],
});

/** Puts the order in the place of what was known of it. */
export function keepOrder(scope: Scope, order: Order): void {
  const others = (scope.get(orders, order.number) ?? []).filter((other) => other.channel !== order.channel);
  scope.set(orders, order.number, [...others, order]);
}
