import type { memberSets, orderSets } from '@shuke/contract';
import { at, deeds, dormant, inPeriod, purchases, reached } from './read-figures.ts';

type MemberSet = (typeof memberSets)[number];
type OrderSet = (typeof orderSets)[number];

const inCurrency = 'currency = {currency:String}';
const done = (condition: string) => `select member as id from (${deeds}) where ${condition}`;
const again = (days: number) => `select member as id from (${purchases}) where within${days} > 1`;
const inTier =
  'select member as id from (select member, argMax(to, id) as tier from tier_change group by member) where tier = {value:String}';
const aboveLowest =
  'select member from (select member, argMax(to, id) as tier from tier_change group by member) where tier != {value:String}';

/** Queries of the member ids behind each figure: each counts what the figure counts. */
const memberSql: Readonly<Record<MemberSet, string>> = {
  members: `select member as id from member_joined where at < ${at('until')}`,
  new: `select member as id from member_joined where ${inPeriod}`,
  active: done('true'),
  dormant: `select member as id from (${dormant})`,
  buyers: `select distinct member as id from sale where sign = 1 and member > 0 and ${inPeriod} and ${inCurrency}`,
  repeat30: again(30),
  repeat60: again(60),
  repeat90: again(90),
  tier: inTier,
  product: `select distinct member as id from sale_line where sign = 1 and member > 0 and ${inPeriod} and ${inCurrency} and sku = {value:String}`,
  viewed: done(reached('viewed')),
  added: done(reached('added')),
  checkout: done(reached('checkout')),
  paid: done(reached('paid')),
};

/** On the lowest tier is also who never changed tier. */
export function memberSetSql(set: MemberSet, lowestTier: string, value: string | undefined): string {
  if (set === 'tier' && value === lowestTier)
    return `select member as id from member_joined where member not in (${aboveLowest})`;
  return memberSql[set];
}

/** Queries of the order ids behind each figure. */
export const orderSetSql: Readonly<Record<OrderSet, string>> = {
  orders: `select order as id from sale where sign = 1 and ${inPeriod} and ${inCurrency}`,
  refunds: `select distinct order as id from sale where sign = -1 and ${inPeriod} and ${inCurrency}`,
  product: `select order as id from sale_line where sign = 1 and ${inPeriod} and ${inCurrency} and sku = {value:String}`,
  channel: `select order as id from sale where sign = 1 and ${inPeriod} and ${inCurrency} and channel = {value:String}`,
};
