import type { memberSets, orderSets } from '@shuke/contract';
import type { Zone } from '../../platform/zone.ts';
import { instant, within } from './cover.ts';
import { doersIn, idsIn } from './doers.ts';
import type { Period } from './period.ts';
import { type RepurchaseDays, activeIn, dormantAt, purchasesBefore, reachedIn } from './read-figures.ts';

type MemberSet = (typeof memberSets)[number];
type OrderSet = (typeof orderSets)[number];

const inCurrency = 'currency = {currency:String}';
const again = ({ until }: Period, days: RepurchaseDays) =>
  `select member as id from (${purchasesBefore(until, [days])}) where within${days} > 1`;
const tierOfEach = 'select member, argMax(to, id) as tier from tier_change group by member';

/** Queries of the member ids behind each figure: each counts what the figure counts. */
const memberSql: Readonly<Record<MemberSet, (period: Period, zone: Zone) => string>> = {
  members: ({ until }) => `select member as id from member_joined where at < ${instant(until)}`,
  new: (period) => `select member as id from member_joined where ${within(period)}`,
  active: (period, zone) => idsIn(activeIn(period, zone)),
  dormant: ({ until }, zone) => idsIn(dormantAt(until, zone)),
  buyers: (period, zone) =>
    idsIn(
      `select groupBitmapMergeState(members) as members from (${doersIn(period, zone, ['paid'])}) where ${inCurrency}`,
    ),
  repeat30: (period) => again(period, 30),
  repeat60: (period) => again(period, 60),
  repeat90: (period) => again(period, 90),
  tier: () => `select member as id from (${tierOfEach}) where tier = {value:String}`,
  product: (period) =>
    `select distinct member as id from sale_line where sign = 1 and member > 0 and ${within(period)} and ${inCurrency} and sku = {value:String}`,
  viewed: (period, zone) => idsIn(reachedIn(period, zone, 'viewed')),
  added: (period, zone) => idsIn(reachedIn(period, zone, 'added')),
  checkout: (period, zone) => idsIn(reachedIn(period, zone, 'checkout')),
  paid: (period, zone) => idsIn(reachedIn(period, zone, 'paid')),
};

/** On the lowest tier is also who never changed tier. */
const lowestTierSql = `select member as id from member_joined where member not in (select member from (${tierOfEach}) where tier != {value:String})`;

export function memberSetSql(
  set: MemberSet,
  period: Period,
  zone: Zone,
  lowestTier: string,
  value: string | undefined,
): string {
  return set === 'tier' && value === lowestTier ? lowestTierSql : memberSql[set](period, zone);
}

/** Queries of the order ids behind each figure. */
const orderSql: Readonly<Record<OrderSet, (during: string) => string>> = {
  orders: (during) => `select order as id from sale where sign = 1 and ${during} and ${inCurrency}`,
  refunds: (during) => `select distinct order as id from sale where sign = -1 and ${during} and ${inCurrency}`,
  product: (during) =>
    `select order as id from sale_line where sign = 1 and ${during} and ${inCurrency} and sku = {value:String}`,
  channel: (during) =>
    `select order as id from sale where sign = 1 and ${during} and ${inCurrency} and channel = {value:String}`,
};

export const orderSetSql = (set: OrderSet, period: Period): string => orderSql[set](within(period));
