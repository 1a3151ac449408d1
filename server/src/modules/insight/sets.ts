import type { memberSets, orderSets } from '@shuke/contract';
import { instant, within } from './cover.ts';
import { doersIn, idsIn } from './doers.ts';
import type { Period } from './period.ts';
import { type RepurchaseDays, activeIn, dormantAt, purchasesBefore, reachedIn } from './read-figures.ts';
import { type Frame, andOf, andOfMembers, membersOfStores } from './stores.ts';

type MemberSet = (typeof memberSets)[number];
type OrderSet = (typeof orderSets)[number];

const inCurrency = 'currency = {currency:String}';
const again = ({ until }: Period, frame: Frame, days: RepurchaseDays) =>
  `select member as id from (${purchasesBefore(until, frame, [days])}) where within${days} > 1`;
/** The tier of everybody who ever changed it. */
export const tierOfEach = (frame: Frame) =>
  `select member, argMax(to, id) as tier from tier_change where true${andOfMembers(frame)} group by member`;

/** Who had joined, or of stores who was their member, before an instant or ever. */
function membersBy({ stores }: Frame, until?: number): string {
  if (stores !== null) return idsIn(membersOfStores(until));
  return `select member as id from member_joined${until === undefined ? '' : ` where at < ${instant(until)}`}`;
}

/** Queries of the member ids behind each figure: each counts what the figure counts. */
const memberSql: Readonly<Record<MemberSet, (period: Period, frame: Frame) => string>> = {
  members: ({ until }, frame) => membersBy(frame, until),
  new: (period, frame) => `select member as id from member_joined where ${within(period)}${andOf(frame)}`,
  active: (period, frame) => idsIn(activeIn(period, frame)),
  dormant: ({ until }, frame) => idsIn(dormantAt(until, frame)),
  buyers: (period, frame) =>
    idsIn(
      `select groupBitmapMergeState(members) as members from (${doersIn(period, frame, ['paid'])}) where ${inCurrency}`,
    ),
  repeat30: (period, frame) => again(period, frame, 30),
  repeat60: (period, frame) => again(period, frame, 60),
  repeat90: (period, frame) => again(period, frame, 90),
  tier: (_, frame) => `select member as id from (${tierOfEach(frame)}) where tier = {value:String}`,
  product: (period, frame) =>
    `select distinct member as id from sale_line where sign = 1 and member > 0 and ${within(period)}${andOf(frame)} and ${inCurrency} and sku = {value:String}`,
  viewed: (period, frame) => idsIn(reachedIn(period, frame, 'viewed')),
  added: (period, frame) => idsIn(reachedIn(period, frame, 'added')),
  checkout: (period, frame) => idsIn(reachedIn(period, frame, 'checkout')),
  paid: (period, frame) => idsIn(reachedIn(period, frame, 'paid')),
};

/** On the lowest tier is also who never changed tier. */
const lowestTierSql = (frame: Frame) =>
  `select id from (${membersBy(frame)}) where id not in (select member from (${tierOfEach(frame)}) where tier != {value:String})`;

export function memberSetSql(
  set: MemberSet,
  period: Period,
  frame: Frame,
  lowestTier: string,
  value: string | undefined,
): string {
  return set === 'tier' && value === lowestTier ? lowestTierSql(frame) : memberSql[set](period, frame);
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

export const orderSetSql = (set: OrderSet, period: Period, frame: Frame): string =>
  orderSql[set](`${within(period)}${andOf(frame)}`);
