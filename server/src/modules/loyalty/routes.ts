import { getMemberPoints, grantPoints } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { type Engine, decideOne, input } from '../../engine/index.ts';
import { type Route, keptOf, route } from '../../platform/http.ts';
import { readEntries } from './views.ts';

type OrderName = { readonly channel: string; readonly number: string } | null;
type OrdersOf = (orders: readonly OrderName[], stores: readonly string[]) => Promise<(order: OrderName) => boolean>;

/** What is told of points for an order of a store that the caller does not see: they count, and nothing else is known. */
const elsewhere = { reason: '其他门店的订单', reasonEn: 'An order of another store', cause: '', order: null };

/** `ordersOf` tells orders of some stores from others, `mustExist` refuses a member that is not there; each comes from the module that owns them. */
export function loyaltyRoutes({
  pool,
  engine,
  mustExist,
  ordersOf,
}: {
  pool: Database;
  engine: Engine;
  mustExist(member: number): Promise<void>;
  ordersOf: OrdersOf;
}): Route[] {
  return [
    route(getMemberPoints, async ({ params, query, caller }) => {
      await mustExist(Number(params.id));
      const { entries, ...rest } = await readEntries(pool, Number(params.id), query);
      const isOwn = await ordersOf(
        entries.map(({ order }) => order),
        caller.stores,
      );
      return { ...rest, entries: entries.map((one) => (isOwn(one.order) ? one : { ...one, ...elsewhere })) };
    }),
    route(
      grantPoints,
      async ({ params, body, caller, idempotency, by }) =>
        decideOne(
          engine,
          input(
            'points.grant',
            {
              member: Number(params.id),
              points: body.points,
              reason: body.reason,
              by: caller.name,
              caller: keptOf(caller),
            },
            { ...idempotency, by },
          ),
        ),
      'own',
    ),
  ];
}
