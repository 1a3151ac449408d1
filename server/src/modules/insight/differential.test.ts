import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Zone, openZone } from '../../platform/zone.ts';
import { readMembersBehind } from './drill-down.ts';
import { readOverview } from './overview.ts';
import { steps, stepsOf, writeDay } from './period.ts';
import { openTestShop } from './test-shop.ts';
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
}
interface Refund {
  member: number;
  at: number;
  amount: number;
  currency: string;
}
interface Deed {
  member: number;
  at: number;
  event: string;
}
interface Told {
  paid: Paid[];
  refunds: Refund[];
  deeds: Deed[];
  joined: { member: number; at: number }[];
  points: { at: number; points: number }[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BEGIN = Date.UTC(2025, 11, 20);
const LENGTH_DAYS = 260;
const events = ['product_viewed', 'product_added', 'checkout_started', 'check_in'];
const iso = (at: number) => new Date(at).toISOString();

async function randomShop(t: TestContext, zone: Zone, random: (below: number) => number) {
  const shop = await openTestShop(t, 1000, zone);
  const told: Told = { paid: [], refunds: [], deeds: [], joined: [], points: [] };
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
      };
      shop.paid(paid.order, paid.member, iso(paid.at), paid.amount, {
        currency: paid.currency,
        channel: random(2) === 0 ? 'pos' : 'tmall',
      });
      told.paid.push(paid);
      if (random(4) === 0) {
        const isFull = random(3) > 0;
        const refund = {
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
        });
        told.refunds.push(refund);
      }
    }
    for (let i = 0; i < 150; i++) {
      const deed = { member: member(), at: instant(), event: events[random(events.length)]! };
      shop.did(deed.member, iso(deed.at), deed.event);
      told.deeds.push(deed);
    }
    for (let i = 0; i < 10; i++) {
      const joined = { member: memberOf(1 + batch * 10 + i), at: instant() };
      shop.joined(joined.member, iso(joined.at));
      told.joined.push(joined);
      const points = { at: instant(), points: random(100) };
      shop.fact('points.posted', joined.member, iso(points.at), { points: points.points, kind: 'earn' });
      told.points.push(points);
    }
    await shop.tell();
  }
  return { shop, told, instant };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const distinct = (rows: readonly { member: number }[]) =>
  new Set(rows.filter((row) => row.member > 0).map((row) => row.member));

/** The figures by their definitions, from the facts one by one. */
function figuresOf(told: Told, from: number, until: number, currency: string) {
  const isIn = ({ at }: { at: number }) => at >= from && at < until;
  const paid = told.paid.filter(isIn);
  const deeds = told.deeds.filter(isIn);
  const took = [
    ...events.slice(0, 3).map((event) => distinct(deeds.filter((deed) => deed.event === event))),
    distinct(paid),
  ];
  const reached = took.map((_, i) => took.slice(0, i + 1).reduce((all, one) => all.intersection(one)));
  const bought = (after: number, before: number) => distinct(told.paid.filter(({ at }) => at >= after && at < before));
  const rate = (days: number) => {
    const standing = new Map<number, number>();
    for (const { at, member, undoneAt } of told.paid)
      if (member > 0 && at >= until - days * DAY && at < until && undoneAt >= until)
        standing.set(member, (standing.get(member) ?? 0) + 1);
    return standing.size === 0 ? null : [...standing.values()].filter((n) => n > 1).length / standing.size;
  };
  const own = paid.filter((order) => order.currency === currency);
  const back = told.refunds.filter((refund) => isIn(refund) && refund.currency === currency);
  const dormant = bought(0, until - 90 * DAY).difference(bought(until - 90 * DAY, until));
  return {
    figures: {
      members: told.joined.filter(({ at }) => at < until).length,
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
      pointsEarned: sum(told.points.filter(isIn).map(({ points }) => points)),
    },
    funnel: reached.map((members) => members.size),
    sets: { active: distinct([...paid, ...deeds]), dormant, buyers: distinct(own), checkout: reached[2]! },
  };
}

const zones = ['Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu'];

test('figures, sets and trends are what the facts one by one say, for any period, in any zone, whatever came back', async (t) => {
  for (const [seed, name] of zones.entries()) {
    const zone = openZone(name);
    const random = randomFrom(7 + seed);
    const { shop, told, instant } = await randomShop(t, zone, random);
    const check = async (from: number, until: number) => {
      const context = `${name} ${iso(from)} ${iso(until)}`;
      const asked = { from: iso(from), until: iso(until), currency: 'CNY' };
      const expected = figuresOf(told, from, until, 'CNY');
      const { figures, funnel } = await readOverview(shop.desk, asked);
      const { averageOrderMinor: _average, pointsReversed: _reversed, ...compared } = figures;
      assert.deepEqual(compared, expected.figures, context);
      assert.deepEqual(
        funnel.map((step) => step.members),
        expected.funnel,
        context,
      );
      for (const set of ['active', 'dormant', 'buyers', 'checkout'] as const) {
        const { items, count } = await readMembersBehind(shop.desk, { ...asked, set, limit: 100 });
        const ids = [...expected.sets[set]].toSorted((a, b) => b - a).map(String);
        assert.deepEqual([items.map((row) => row.id), count], [ids, ids.length], `${set} ${context}`);
      }
      const step = steps[random(3)]!;
      const days = stepsOf({ from, until }, step, zone);
      const { points } = await readTrend(shop.desk, { ...asked, step });
      assert.deepEqual(
        points,
        days.map((day, i) => {
          const cut = {
            from: Math.max(from, zone.startOf(day)),
            until: Math.min(until, zone.startOf(days[i + 1] ?? day + 40)),
          };
          const { figures: own, sets } = figuresOf(told, cut.from, cut.until, 'CNY');
          return {
            on: writeDay(day),
            salesMinor: own.salesMinor,
            orders: own.orders,
            newMembers: own.newMembers,
            buyers: sets.buyers.size,
          };
        }),
        `${step} ${context}`,
      );
    };
    for (let i = 0; i < 5; i++) {
      const [a, b] = [instant(), instant()].toSorted((x, y) => x - y) as [number, number];
      await check(a, b + 1);
    }
    const noon = zone.startOf(zone.dayOf(BEGIN + 100 * DAY)) + 12 * HOUR;
    await check(noon, noon + 1 * HOUR);
    await check(noon, noon + 20 * HOUR);
    await check(noon - 12 * HOUR, noon + 12 * HOUR);
  }
});
