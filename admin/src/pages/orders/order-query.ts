import { type listOrders, orderSets, shownStatuses, type QueryInput } from '@shuke/contract';
import { addDays, isDay, startOfDay } from '../../format/zone.ts';
import { choiceOf } from '../../format/limits.ts';
import type { OrdersView } from '../../paths.ts';

export function ordersQuery(view: OrdersView, zone: string): QueryInput<typeof listOrders> {
  return {
    number: view.number?.trim() || undefined,
    channel: view.channel,
    store: view.store,
    status: shownStatuses.find((known) => known === view.status),
    sku: view.sku,
    member: view.member !== undefined && /^[1-9]\d{0,15}$/.test(view.member) ? view.member : undefined,
    from: isDay(view.from) ? startOfDay(view.from, zone) : undefined,
    until: isDay(view.to) ? startOfDay(addDays(view.to, 1), zone) : undefined,
  };
}

/** The figure whose orders are shown, where the URL names one with its period. */
export function orderSetOf(view: OrdersView, zone: string) {
  const set = orderSets.find((known) => known === view.set);
  if (set === undefined || !isDay(view.from) || !isDay(view.to)) return null;
  return {
    set,
    value: view.value,
    currency: view.currency,
    from: startOfDay(view.from, zone),
    until: startOfDay(addDays(view.to, 1), zone),
    ...choiceOf(view.of),
  };
}
