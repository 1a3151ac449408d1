import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, test } from 'node:test';
import { behaviour, memberUpsert, orderBody, refundBody } from '@shuke/contract';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { DAY } from './calendar.ts';
import { channels, demoCounts, type DemoInput, type DemoOptions, demoShop, stores } from './demo-shop.ts';
import { Ledger } from './ledger.ts';

const now = new Date('2026-11-21T22:00:00+08:00');
const full: DemoOptions = { seed: 7, members: 20_000, months: 18, now };
const small: DemoOptions = { ...full, members: 300 };

const schemas = { member: memberUpsert, order: orderBody, refund: refundBody, event: behaviour };

function digest(options: DemoOptions): string {
  const hash = createHash('sha256');
  for (const input of demoShop(options)) hash.update(JSON.stringify(input));
  return hash.digest('hex');
}

const ledger = new Ledger();
const unsorted: DemoInput[] = [];
const invalid: unknown[] = [];

before(() => {
  let lastAt = 0;
  let count = 0;
  for (const input of demoShop(full)) {
    if (input.at <= lastAt) unsorted.push(input);
    lastAt = input.at;
    count += 1;
    ledger.take(input);
    if (count % 29 === 0) {
      const parsed = schemas[input.kind].safeParse(input.body);
      if (!parsed.success) invalid.push({ input, issues: parsed.error.issues });
    }
  }
});

test('the same seed gives the same shop, another seed another one', () => {
  assert.equal(digest(small), digest(small));
  assert.notEqual(digest(small), digest({ ...small, seed: 8 }));
});

test('inputs come strictly in order of time and end with yesterday', () => {
  assert.deepEqual(unsorted, []);
  const end = Date.parse('2026-11-21T00:00:00+08:00');
  assert.ok(ledger.firstAt >= Date.parse('2025-05-21T00:00:00+08:00'));
  assert.ok(ledger.lastAt < end && ledger.lastAt > end - DAY / 8, new Date(ledger.lastAt).toISOString());
});

test('the shop of 20,000 members fits into 300,000 inputs and uses most of them', (context) => {
  const { member, order, refund, event } = ledger.counts;
  context.diagnostic(`${member} members, ${order} orders and transitions, ${refund} refunds, ${event} events`);
  const total = member + order + refund + event;
  const startsAt = performance.now();
  assert.deepEqual(demoCounts(full), { ...ledger.counts, total });
  context.diagnostic(`${Math.round(total / ((performance.now() - startsAt) / 1000))} inputs per second`);
  assert.ok(total <= 300_000 && total > 255_000, String(total));
  assert.ok(member >= 20_000 && member < 20_400, String(member));
});

test('a bound on inputs is kept at any size, and refused where not even orders fit', () => {
  for (const [members, months, inputs] of [
    [200, 18, 2_500],
    [200, 36, 3_500],
    [2_000, 1, 8_000],
    [3_000, 12, 25_000],
  ] as const) {
    for (const seed of [1, 2, 3]) {
      const counts = demoCounts({ seed, members, months, inputs, now });
      assert.ok(
        counts.total <= inputs,
        `${members} members, ${months} months, seed ${seed}: ${counts.total} of ${inputs}`,
      );
    }
  }
  assert.throws(() => demoShop({ ...full, inputs: 100_000 }).next(), RangeError);
});

test('the window is whole months at any day of the year', () => {
  for (const [date, start] of [
    ['2026-08-31', '2026-02-28'],
    ['2028-02-29', '2027-08-29'],
    ['2026-01-01', '2025-07-01'],
  ] as const) {
    const [first] = demoShop({ seed: 1, members: 10, months: 6, now: new Date(`${date}T00:00:00+08:00`) });
    assert.equal(first?.at, Date.parse(`${start}T00:00:00+08:00`));
  }
});

test('every body is one that the contract accepts', () => {
  assert.deepEqual(invalid.slice(0, 3), []);
});

test('every order reconciles, keeps its money through its statuses, and has its number to itself', () => {
  assert.deepEqual(ledger.faults.slice(0, 5), []);
  assert.ok(ledger.orders.size > 70_000);
});

test('members are referred to by identifiers that they brought, and no two share one', () => {
  assert.equal(ledger.strangersNamed, 0);
  assert.equal(ledger.sharedIdentifiers, 0);
  assert.ok(ledger.phones.length > 15_000);
  for (const phone of ledger.phones.slice(0, 200)) assert.ok(parsePhoneNumberFromString(phone, 'CN')?.isValid(), phone);
});

test('618 and 双11 stand out, and the days before them are quiet', () => {
  const sales = ledger.salesByDate();
  const median = [...sales.values()].toSorted((a, b) => a - b)[Math.floor(sales.size / 2)] as number;
  const over = (date: string): number => (sales.get(date) ?? 0) / median;
  for (const date of ['2025-11-11', '2026-06-18', '2026-11-11']) assert.ok(over(date) > 2.2, `${date}: ${over(date)}`);
  const quiet = ['2026-10-20', '2026-10-21', '2026-10-22', '2026-10-23'].map(over);
  assert.ok(quiet.reduce((sum, value) => sum + value, 0) / quiet.length < 1.1, String(quiet));
});

test('all channels and all twelve stores sell, and a fair part of store sales is to members', () => {
  assert.deepEqual([...ledger.salesByChannel().keys()].toSorted(), channels.toSorted());
  assert.equal(ledger.storesSeen.size, stores.length);
  const share = ledger.memberShareInStores();
  assert.ok(share > 0.35 && share < 0.5, String(share));
});

test('repurchase and dormancy are those of a living shop', (context) => {
  const end = ledger.lastAt;
  const repurchase = [30, 60, 90].map((days) => ledger.repurchaseWithin(days, end));
  const dormant = ledger.dormantSince(end - 180 * DAY);
  context.diagnostic(
    `repurchase of first-time buyers in 30/60/90 days ${repurchase.map((value) => value.toFixed(3)).join(' ')}, no order in 180 days ${dormant.toFixed(3)}`,
  );
  const [in30, in60, in90] = repurchase as [number, number, number];
  assert.ok(in30 > 0.2 && in30 < 0.4 && in60 > in30 && in90 > in60 && in90 < 0.65);
  assert.ok(dormant > 0.4 && dormant < 0.7);
});

test('returns lie between 4 and 6 of 100 orders', () => {
  const rate = ledger.counts.refund / ledger.bought;
  assert.ok(rate > 0.04 && rate < 0.06, String(rate));
});

test('about 65 of 100 buyers between midnight and two also take a pacifier and wipes (C13)', () => {
  const rate = ledger.nightBasketRate();
  assert.ok(rate > 0.58 && rate < 0.72, String(rate));
});

test('views, carts, checkouts, readings, shares, check-ins and reviews are all there', () => {
  const kinds = [
    'product_viewed',
    'product_added',
    'checkout_started',
    'checkin',
    'share',
    'content_viewed',
    'review_submitted',
  ];
  for (const kind of kinds) assert.ok((ledger.events.get(kind) ?? 0) > 500, `${kind}: ${ledger.events.get(kind)}`);
});
