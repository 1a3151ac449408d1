import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Zone, openZone } from '../../platform/zone.ts';
import { deskOf } from './desk.ts';
import { readMembersBehind, readOrdersBehind } from './drill-down.ts';
import { readOverview } from './overview.ts';
import { steps, stepsOf, writeDay } from './period.ts';
import type { Stores } from './stores.ts';
import { ladder, openTestShop } from './test-shop.ts';
import { readTopProducts } from './top-products.ts';
import { readTrend } from './trend.ts';

/** Small numbers that follow from a seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

interface Paid {
  order: number;
  member: number;
  at: number;
  amount: number;
  currency: string;
  undoneAt: number;
  store: Store;
  sku: string;
}
interface Refund {
  order: number;
  member: number;
  at: number;
  amount: number;
  currency: string;
  store: Store;
}
interface Deed {
  member: number;
  at: number;
  event: string;
  store: Store;
}
type Store = string | null;
interface Told {
  paid: Paid[];
  refunds: Refund[];
  deeds: Deed[];
  joined: { member: number; at: number; store: Store }[];
  /** Orders that nobody paid. */
  placed: { member: number; at: number; store: Store }[];
  points: { at: number; points: number }[];
  tiers: { member: number; to: string }[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BEGIN = Date.UTC(2025, 11, 20);
const LENGTH_DAYS = 260;
const stores: readonly Store[] = ['东', '东', '西', null];
const events = ['product_viewed', 'product_added', 'checkout_started', 'check_in'];
const iso = (at: number) => new Date(at).toISOString();

async function randomShop(t: TestContext, zone: Zone, random: (below: number) => number) {
  const shop = await openTestShop(t, 1000, zone);
  const told: Told = { paid: [], refunds: [], deeds: [], joined: [], placed: [], points: [], tiers: [] };
  const store = (): Store => stores[random(stores.length)]!;
  // Half of all things happen within a second of midnight, where parts of a period meet.
  const instant = () => {
    const at = BEGIN + random(LENGTH_DAYS * 24) * HOUR + random(HOUR);
    return random(2) === 0 ? at : zone.startOf(zone.dayOf(at)) + random(3) - 1;
  };
  // Far apart, as ids are shared with all other things; one is beyond 32 bits.
  const memberOf = (n: number) => (n === 0 ? 0 : n === 1 ? 5_000_000_000 : 1000 + n * 70_001);
  const member = () => memberOf(random(41));
  for (let batch = 0; batch < 4; batch++) {
    for (let i = 0; i < 120; i++) {
      const paid: Paid = {
        order: 1e6 + told.paid.length,
        member: member(),
        at: instant(),
        amount: 1 + random(500),
        currency: random(5) === 0 ? 'USD' : 'CNY',
        undoneAt: Number.POSITIVE_INFINITY,
        store: store(),
        sku: `T-${random(4)}`,
      };
      shop.paid(paid.order, paid.member, iso(paid.at), paid.amount, {
        currency: paid.currency,
        channel: random(2) === 0 ? 'pos' : 'tmall',
        store: paid.store,
        lines: [{ sku: paid.sku, name: paid.sku, category: null, quantity: 1, amountMinor: paid.amount }],
      });
      told.paid.push(paid);
      if (random(4) === 0) {
        const isFull = random(3) > 0;
        const refund = {
          order: paid.order,
          store: paid.store,
          member: paid.member,
          at: paid.at + random(60 * DAY),
          amount: isFull ? paid.amount : 1,
          currency: paid.currency,
        };
        if (isFull) paid.undoneAt = refund.at;
        shop.refunded(paid.order, paid.member, iso(refund.at), refund.amount, {
          paidAt: iso(paid.at),
          isFull,
          currency: paid.currency,
          store: paid.store,
        });
        told.refunds.push(refund);
      }
    }
    for (let i = 0; i < 150; i++) {
      const deed = { member: member(), at: instant(), event: events[random(events.length)]!, store: store() };
      shop.did(deed.member, iso(deed.at), deed.event, deed.store);
      told.deeds.push(deed);
    }
    for (let i = 0; i < 10; i++) {
      const joined = { member: memberOf(1 + batch * 10 + i), at: instant(), store: store() };
      shop.joined(joined.member, iso(joined.at), joined.store);
      told.joined.push(joined);
      const points = { at: instant(), points: random(100) };
      shop.fact('points.posted', joined.member, iso(points.at), { points: points.points, kind: 'earn' });
      told.points.push(points);
      const placed = { member: member(), at: instant(), store: store() };
      shop.fact('order.placed', placed.member, iso(placed.at), { order: 1, store: placed.store });
      told.placed.push(placed);
      const moved = { member: joined.member, to: ladder[random(ladder.length)]!.code };
      shop.fact('tier.changed', moved.member, iso(instant()), { from: 'basic', to: moved.to });
      told.tiers.push(moved);
    }
    await shop.tell();
  }
  return { shop, told, instant };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const distinct = (rows: readonly { member: number }[]) =>
  new Set(rows.filter((row) => row.member > 0).map((row) => row.member));

/** What was told of some stores; of deeds, those of whoever had joined or ordered there by then. */
function toldOf(told: Told, stores: Stores, until: number) {
  const joined = told.joined.filter(({ at }) => at < until);
  if (stores === null) return { ...told, members: distinct(joined), all: distinct(told.joined) };
  const isOf = ({ store }: { store: Store }) => store !== null && stores.includes(store);
  const [paid, placed] = [told.paid.filter(isOf), told.placed.filter(isOf)];
  const coming = [...told.joined.filter(isOf), ...paid, ...placed];
  const members = distinct(coming.filter(({ at }) => at < until));
  return {
    paid,
    members,
    all: distinct(coming),
    joined: told.joined.filter(isOf),
    refunds: told.refunds.filter(isOf),
    deeds: told.deeds.filter((deed) => isOf(deed) && members.has(deed.member)),
    points: null,
  };
}

/** The figures by their definitions, from the facts one by one. */
function figuresOf(everything: Told, from: number, until: number, currency: string, stores: Stores) {
  const told = toldOf(everything, stores, until);
  const isIn = ({ at }: { at: number }) => at >= from && at < until;
  const paid = told.paid.filter(isIn);
  const deeds = told.deeds.filter(isIn);
  const took = [
    ...events.slice(0, 3).map((event) => distinct(deeds.filter((deed) => deed.event === event))),
    distinct(paid),
  ];
  const reached = took.map((_, i) => took.slice(0, i + 1).reduce((all, one) => all.intersection(one)));
  const bought = (after: number, before: number) => distinct(told.paid.filter(({ at }) => at >= after && at < before));
  const again = (days: number) => {
    const standing = new Map<number, number>();
    for (const { at, member, undoneAt } of told.paid)
      if (member > 0 && at >= until - days * DAY && at < until && undoneAt >= until)
        standing.set(member, (standing.get(member) ?? 0) + 1);
    return { bought: standing.size, again: new Set([...standing].filter(([, n]) => n > 1).map(([member]) => member)) };
  };
  const rate = (days: number) => {
    const { bought: buyers, again: twice } = again(days);
    return buyers === 0 ? null : twice.size / buyers;
  };
  const own = paid.filter((order) => order.currency === currency);
  const back = told.refunds.filter((refund) => isIn(refund) && refund.currency === currency);
  const dormant = bought(0, until - 90 * DAY).difference(bought(until - 90 * DAY, until));
  const tierOf = new Map(everything.tiers.map(({ member, to }) => [member, to]));
  const onTier = (code: string) => new Set([...told.all].filter((member) => (tierOf.get(member) ?? 'basic') === code));
  const goods = own.filter(({ sku }) => sku === 'T-1');
  const orders = (rows: readonly { order: number }[]) => new Set(rows.map(({ order }) => order));
  return {
    figures: {
      members: told.members.size,
      newMembers: told.joined.filter(isIn).length,
      activeMembers: distinct([...paid, ...deeds]).size,
      dormantMembers: dormant.size,
      salesMinor: sum(own.map(({ amount }) => amount)) - sum(back.map(({ amount }) => amount)),
      refundsMinor: sum(back.map(({ amount }) => amount)),
      memberSalesMinor:
        sum(own.map(({ member, amount }) => (member > 0 ? amount : 0))) -
        sum(back.map(({ member, amount }) => (member > 0 ? amount : 0))),
      orders: own.length,
      repurchase30: rate(30),
      repurchase60: rate(60),
      repurchase90: rate(90),
      pointsEarned: told.points && sum(told.points.filter(isIn).map((one) => one.points)),
    },
    funnel: reached.map((members) => members.size),
    tiers: ladder.map(({ code }) => onTier(code).size),
    pointsLiability: told.points && sum(told.points.map((one) => one.points)),
    product: [sum(goods.map(({ amount }) => amount)), goods.length, distinct(goods).size],
    members: {
      members: told.members,
      new: distinct(told.joined.filter(isIn)),
      active: distinct([...paid, ...deeds]),
      dormant,
      buyers: distinct(own),
      repeat90: again(90).again,
      checkout: reached[2]!,
      basic: onTier('basic'),
      gold: onTier('gold'),
      product: distinct(goods),
    },
    orders: { orders: orders(own), refunds: orders(back), product: orders(goods) },
  };
}

const zones = ['Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu'];

/** Of the sets behind figures some are compared for each period; the soak compares all. */
const isCompared = (random: (below: number) => number) => process.env['SHUKE_SOAK'] !== undefined || random(3) === 0;

/** All there is, and stores together and alone; nothing ever came from the last, as of a region without stores. */
const choices: readonly Stores[] = [null, ['东'], ['西'], ['东', '西'], ['无'], []];

test('figures, sets and trends are what the facts one by one say, of all there is and of any stores, for any period, in any zone', async (t) => {
  for (const [seed, name] of zones.entries()) {
    const zone = openZone(name);
    const random = randomFrom(7 + seed);
    const { shop, told, instant } = await randomShop(t, zone, random);
    const check = async (from: number, until: number, of: Stores) => {
      const context = `${name} ${iso(from)} ${iso(until)} ${String(of)}`;
      const asked = { from: iso(from), until: iso(until), currency: 'CNY' };
      const expected = figuresOf(told, from, until, 'CNY', of);
      const desk = deskOf(shop.desk, of);
      const { figures, funnel, tiers, pointsLiability, stores: covered } = await readOverview(desk, asked);
      const { averageOrderMinor: _average, pointsReversed: _reversed, ...compared } = figures;
      assert.deepEqual(compared, expected.figures, context);
      assert.deepEqual(covered, of, context);
      assert.deepEqual(
        [funnel.map((step) => step.members), tiers.map((tier) => tier.members), pointsLiability],
        [expected.funnel, expected.tiers, expected.pointsLiability],
        context,
      );
      const { items: products } = await readTopProducts(desk, { ...asked, sort: 'sales', limit: 10 });
      const [one] = products.filter(({ sku }) => sku === 'T-1');
      assert.deepEqual(one ? [one.salesMinor, one.orders, one.members] : [0, 0, 0], expected.product, context);

      const inOrder = (ids: ReadonlySet<number>) => [...ids].toSorted((a, b) => b - a).map(String);
      for (const set of Object.keys(expected.members) as (keyof typeof expected.members)[]) {
        if (!isCompared(random)) continue;
        const wanted =
          set === 'basic' || set === 'gold' ? ({ set: 'tier', value: set } as const) : { set, value: 'T-1' };
        const { items, count } = await readMembersBehind(desk, { ...asked, ...wanted, limit: 200 });
        const ids = inOrder(expected.members[set]);
        assert.deepEqual([items.map((row) => row.id), count], [ids, ids.length], `${set} ${context}`);
      }
      for (const set of ['orders', 'refunds', 'product'] as const) {
        if (!isCompared(random)) continue;
        const { items, count } = await readOrdersBehind(desk, { ...asked, set, value: 'T-1', limit: 200 });
        const ids = inOrder(expected.orders[set]);
        assert.deepEqual([items.map((row) => row.id), count], [ids.slice(0, 200), ids.length], `${set} ${context}`);
      }
      const step = steps[random(3)]!;
      const days = stepsOf({ from, until }, step, zone);
      const { points } = await readTrend(desk, { ...asked, step });
      assert.deepEqual(
        points,
        days.map((day, i) => {
          const cut = {
            from: Math.max(from, zone.startOf(day)),
            until: Math.min(until, zone.startOf(days[i + 1] ?? day + 40)),
          };
          const { figures: own, members } = figuresOf(told, cut.from, cut.until, 'CNY', of);
          return {
            on: writeDay(day),
            salesMinor: own.salesMinor,
            orders: own.orders,
            newMembers: own.newMembers,
            buyers: members.buyers.size,
          };
        }),
        `${step} ${context}`,
      );
    };
    const noon = zone.startOf(zone.dayOf(BEGIN + 100 * DAY)) + 12 * HOUR;
    const periods = Array.from({ length: 5 }, () => [instant(), instant()].toSorted((x, y) => x - y)).concat([
      [noon, noon + 1 * HOUR],
      [noon, noon + 20 * HOUR],
      [noon - 12 * HOUR, noon + 12 * HOUR],
    ]) as [number, number][];
    // The same periods one after the other of all there is and of stores: what is remembered of one must not answer for another.
    for (const [i, [from, until]] of periods.entries())
      for (const stores of i === 0 ? choices : [i % 3 === 0 ? null : choices[1 + random(3)]!])
        await check(from, until + (i < 5 ? 1 : 0), stores);
  }
});
