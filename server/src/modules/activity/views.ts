import type { AnswerOf, MemberView, OrderView, QueryOf, Store, listOrders, listPlaces } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { page, readCursor } from '../../platform/paging.ts';
import { numberArray, textArray } from '../../platform/binary-arrays.ts';
import type { KeyRing } from '../../platform/crypto/index.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { type Line, type Order, type Refund, shownStatus } from './order.ts';
import { openPayments, openReasons } from './store.ts';

interface Row {
  id: string;
  channel: string;
  number: string;
  store: string | null;
  status: Order['status'];
  member_id: string | null;
  placed_at: Date;
  placed_text: string;
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
}

const COLUMNS = `o.id, o.channel, o.number, o.store, o.status, o.member_id, o.placed_at, o.placed_at::text as placed_text, o.paid_at, o.currency,
  o.discount_minor, o.shipping_minor, o.tax_minor, o.total_minor, o.refunded_minor, o.lines, o.payments, o.refunds, o.reasons`;

/** Names of members, from the module that owns them; whoever was erased is not among them. */
export type NamesOf = (ids: readonly number[]) => Promise<ReadonlyMap<number, string | null>>;

async function toViews(ring: KeyRing, rows: readonly Row[], namesOf: NamesOf): Promise<OrderView[]> {
  const names = await namesOf([
    ...new Set(rows.flatMap((row) => (row.member_id === null ? [] : [Number(row.member_id)]))),
  ]);
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    channel: row.channel,
    store: row.store,
    status: shownStatus({
      status: row.status,
      refundedMinor: Number(row.refunded_minor),
      totalMinor: Number(row.total_minor),
    }),
    placedAt: row.placed_at.toISOString(),
    paidAt: row.paid_at?.toISOString() ?? null,
    currency: row.currency,
    memberId: row.member_id,
    memberName: row.member_id === null ? null : (names.get(Number(row.member_id)) ?? null),
    isMemberErased: row.member_id !== null && !names.has(Number(row.member_id)),
    discountMinor: Number(row.discount_minor),
    shippingMinor: Number(row.shipping_minor),
    taxMinor: Number(row.tax_minor),
    totalMinor: Number(row.total_minor),
    refundedMinor: Number(row.refunded_minor),
    lines: row.lines,
    payments: row.payments ? [...openPayments(ring, row.id, row.payments)] : [],
    refunds: refundsOf(ring, row),
  }));
}

function refundsOf(ring: KeyRing, { id, refunds, reasons }: Row): OrderView['refunds'] {
  const told = new Map(reasons ? openReasons(ring, id, reasons) : []);
  return refunds.map(({ refund, at, amountMinor }) => ({
    refund,
    at: new Date(at).toISOString(),
    amountMinor,
    reason: told.get(refund) ?? null,
  }));
}

const statusClause = {
  refunded: `o.status <> 'cancelled' and o.refunded_minor >= o.total_minor and o.refunded_minor > 0`,
  partiallyRefunded: `o.status <> 'cancelled' and o.refunded_minor > 0 and o.refunded_minor < o.total_minor`,
} as const;

export async function readOrders(
  pool: Database,
  namesOf: NamesOf,
  query: QueryOf<typeof listOrders>,
  stores: readonly string[],
) {
  const clauses: string[] = [];
  const values: unknown[] = [];
  const when = (value: unknown, clause: (place: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    clauses.push(clause(`$${values.length}`));
  };
  when(query.member, (at) => `o.member_id = ${at}`);
  when(query.number, (at) => `o.number = ${at}`);
  when(query.channel, (at) => `o.channel = ${at}`);
  when(query.store, (at) => `o.store = ${at}`);
  when(stores.length > 0 ? textArray(stores) : undefined, (at) => `o.store = any(${at}::text[])`);
  when(query.from, (at) => `o.placed_at >= ${at}`);
  when(query.until, (at) => `o.placed_at < ${at}`);
  when(query.sku, (at) => `exists (select 1 from json_array_elements(o.lines) l where l->>'sku' = ${at})`);
  if (query.status === 'refunded' || query.status === 'partiallyRefunded') clauses.push(statusClause[query.status]);
  else when(query.status, (at) => `o.status = ${at} ${query.status === 'cancelled' ? '' : 'and o.refunded_minor = 0'}`);
  const after = readCursor(query.cursor, ['instant', 'number']);
  if (after) {
    values.push(after[0], after[1]);
    clauses.push(`(o.placed_at, o.id) < ($${values.length - 1}::timestamptz, $${values.length}::bigint)`);
  }
  const rows = await rowsOf<Row>(
    pool,
    `select ${COLUMNS} from activity."order" o ${clauses.length > 0 ? `where ${clauses.join(' and ')}` : ''} order by o.placed_at desc, o.id desc limit ${query.limit + 1}`,
    values,
  );
  const { nextCursor } = page(
    rows,
    query.limit,
    (row) => [row.placed_text, row.id],
    (row) => row,
  );
  return { items: await toViews(pool.ring, rows.slice(0, query.limit), namesOf), nextCursor };
}

/** Orders of given ids, in the order of the ids. */
export async function orderViews(pool: Database, namesOf: NamesOf, ids: readonly number[]): Promise<OrderView[]> {
  const rows = await rowsOf<Row>(pool, `select ${COLUMNS} from activity."order" o where o.id = any($1::bigint[])`, [
    numberArray(ids),
  ]);
  const byId = new Map((await toViews(pool.ring, rows, namesOf)).map((view) => [Number(view.id), view]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export async function readOrder(pool: Database, namesOf: NamesOf, id: number): Promise<OrderView> {
  const [view] = await orderViews(pool, namesOf, [id]);
  if (!view) throw unknownOrder(id);
  return view;
}

const unknownOrder = (id: number): Problem =>
  new Problem(
    'order.unknown',
    `There is no order with the id ${id}. An order's number is not its id: find it with GET /api/orders?number=.`,
  );

/** Refuses an order of other stores as if it were not there. */
export async function mustBeOrderOf(pool: Database, id: number, stores: readonly string[]): Promise<void> {
  const found = await rowsOf(pool, `select 1 from activity."order" where id = $1 and store = any($2::text[])`, [
    id,
    textArray(stores),
  ]);
  if (found.length === 0) throw unknownOrder(id);
}

interface OrderName {
  readonly channel: string;
  readonly number: string;
}

/** Tells orders of some stores from others; all are, where no stores are given. What is no order is nobody else’s. */
export async function ordersOf(
  pool: Database,
  asked: readonly (OrderName | null)[],
  stores: readonly string[],
): Promise<(order: OrderName | null) => boolean> {
  if (stores.length === 0) return () => true;
  const orders = asked.filter((one) => one !== null);
  const rows = await rowsOf<OrderName>(
    pool,
    `select o.channel, o.number from unnest($1::text[], $2::text[]) as asked(number, channel)
     join activity."order" o on o.number = asked.number and o.channel = asked.channel where o.store = any($3::text[])`,
    [textArray(orders.map((one) => one.number)), textArray(orders.map((one) => one.channel)), textArray(stores)],
  );
  const own = new Set(rows.map(({ channel, number }) => JSON.stringify([channel, number])));
  return (order) => order === null || own.has(JSON.stringify([order.channel, order.number]));
}

export async function readPlaces(pool: Database, own: readonly string[]): Promise<AnswerOf<typeof listPlaces>> {
  const rows = await rowsOf<{ kind: 'channel' | 'store'; name: string; region: string | null; brand: string | null }>(
    pool,
    'select kind, name, region, brand from activity.place order by name',
  );
  const stores = rows.filter(({ kind, name }) => kind === 'store' && (own.length === 0 || own.includes(name)));
  return {
    channels: rows.filter((row) => row.kind === 'channel').map((row) => row.name),
    stores: stores.map((row) => row.name),
    regions: [...new Set(stores.flatMap((row) => row.region ?? []))],
    brands: [...new Set(stores.flatMap((row) => row.brand ?? []))],
  };
}

/** Stores by name, by region and by brand, taken together. */
export type StoreChoice = Readonly<Partial<Record<(typeof storeParts)[number], readonly string[] | undefined>>>;

const storeParts = ['store', 'region', 'brand'] as const;

/**
 * The names of the stores that were chosen, of those the caller is limited to; all of these where nothing is chosen. Null: all there is.
 * Refuses what names no store of theirs as if it were not there.
 */
export async function storesChosen(
  pool: Database,
  chosen: StoreChoice,
  own: readonly string[],
): Promise<string[] | null> {
  // No store is called '': it keeps a limit from being none.
  const limits = own.filter((name) => name !== '');
  if (storeParts.every((part) => chosen[part] === undefined)) return own.length === 0 ? null : limits;
  const known = await readStores(pool);
  const names = new Set<string>();
  for (const part of storeParts)
    for (const asked of chosen[part] ?? []) {
      const found = known
        .filter((store) => store[part === 'store' ? 'name' : part] === asked)
        .map(({ name }) => name)
        .filter((name) => own.length === 0 || limits.includes(name));
      if (found.length === 0) throw unknownStore(part, asked);
      for (const name of found) names.add(name);
    }
  return [...names];
}

const unknownStore = (part: keyof StoreChoice, name: string): Problem =>
  new Problem('store.unknown', `There is no ${part} ${name} here. Choose one that GET /api/places lists.`, {
    faults: [{ field: part, message: 'is not one that GET /api/places lists' }],
  });

/** By what the orders of members are known. */
export const orderNames = (pool: Database, members: readonly number[]): Promise<OrderName[]> =>
  rowsOf<OrderName>(pool, 'select channel, number from activity."order" where member_id = any($1::bigint[])', [
    numberArray(members),
  ]);

/** All stores, with where they belong. */
export async function readStores(pool: Database): Promise<Store[]> {
  const rows = await rowsOf<Omit<Store, 'seenAt'> & { seenAt: Date }>(
    pool,
    `select name, region, brand, seen_at as "seenAt" from activity.place where kind = 'store' order by region, brand, name`,
  );
  return rows.map((row) => ({ ...row, seenAt: row.seenAt.toISOString() }));
}

/** What one member's orders and visits amount to, for the member page. */
export async function readActivity(pool: Database, member: number): Promise<MemberView['activity']> {
  const [row] = await rowsOf<{
    orders: number;
    spent_minor: string;
    currency: string | null;
    first_order_at: Date | null;
    last_order_at: Date | null;
    last_seen_at: Date | null;
  }>(pool, 'select * from activity.summary where member_id = $1', [member]);
  return {
    orders: row?.orders ?? 0,
    spentMinor: Number(row?.spent_minor ?? 0),
    currency: row?.currency ?? 'CNY',
    firstOrderAt: row?.first_order_at?.toISOString() ?? null,
    lastOrderAt: row?.last_order_at?.toISOString() ?? null,
    lastSeenAt: row?.last_seen_at?.toISOString() ?? null,
  };
}

/** Members with a past here who neither bought nor were seen since an instant, and are not erased: some of them. */
export async function inactiveSince(db: Queryable, at: Date, after: number, limit: number): Promise<number[]> {
  const rows = await rowsOf<{ id: string }>(
    db,
    `select s.member_id as id from activity.summary s join members.living_view m on m.id = s.member_id
     where greatest(coalesce(s.last_order_at, m.joined_at), coalesce(s.last_seen_at, m.joined_at)) < $1
       and s.member_id > $2 order by s.member_id limit $3`,
    [at, after, limit],
  );
  return rows.map(({ id }) => Number(id));
}

/** Which of the orders are recorded already, as `channel/number`, each with its refunds. */
export async function knownOrders(
  pool: Database,
  asked: readonly { readonly channel: string; readonly number: string }[],
): Promise<Map<string, readonly string[]>> {
  const rows = await rowsOf<{ name: string; refunds: Refund[] }>(
    pool,
    `select o.channel || '/' || o.number as name, o.refunds from unnest($1::text[], $2::text[]) as asked(number, channel)
     join activity."order" o on o.number = asked.number and o.channel = asked.channel`,
    [textArray(asked.map((one) => one.number)), textArray(asked.map((one) => one.channel))],
  );
  return new Map(rows.map((row) => [row.name, row.refunds.map(({ refund }) => refund)]));
}
