import type { AnswerOf, QueryOf, topProducts } from '@shuke/contract';
import { type Desk, look } from './desk.ts';
import { periodOf } from './period.ts';
import { within } from './cover.ts';
import { chooseCurrency } from './sales.ts';
import { andOf } from './stores.ts';

type TopProducts = AnswerOf<typeof topProducts>;
type Product = TopProducts['items'][number];

/** The best-selling products: what their lines brought, less what refunds name for them. */
export async function readTopProducts(desk: Desk, asked: QueryOf<typeof topProducts>): Promise<TopProducts> {
  const period = periodOf(asked, desk.now(), desk.zone);
  const seen = await look(desk);
  const currency = await chooseCurrency(desk, seen, period, asked.currency);
  const order = { sales: 'salesMinor', quantity: 'quantity', orders: 'orders' }[asked.sort];
  const key = `products ${asked.sort} ${asked.limit} ${currency} ${period.from} ${period.until}`;
  const items = await seen.recall(key, period.until, () =>
    desk.analytics.rows<Product>(
      `select best.sku as sku, nullIf(named.name, '') as name, nullIf(named.category, '') as category, quantity, salesMinor, orders, members
       from (
         select sku, sum(sale_line.quantity) as quantity, sum(amount_minor) as salesMinor, countIf(sign = 1) as orders,
           uniqExactIf(member, sign = 1 and member > 0) as members
         from sale_line where ${within(period)}${andOf(desk)} and currency = {currency:String}
         group by sku order by ${order} desc, sku limit {limit:UInt32}
       ) as best
       left join (select sku, argMaxIf(value, id, trait = 'name') as name, argMaxIf(value, id, trait = 'category') as category from product group by sku) as named on named.sku = best.sku
       order by ${order} desc, sku`,
      { currency, limit: asked.limit },
    ),
  );
  return { currency, items };
}
