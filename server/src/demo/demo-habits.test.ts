import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type DemoInput, demoShop } from '../../../demo/demo-shop.ts';

/** The demo shop must have something true to show: each habit planted in it is found again in what it sold. */
type Order = Extract<DemoInput, { kind: 'order' }>['body'];
type Member = Extract<DemoInput, { kind: 'member' }>['body'];

const DAY_MS = 86_400_000;
const orders: Order[] = [];
const members: Member[] = [];

before(() => {
  const told = new Set<string>();
  const now = new Date('2026-11-21T22:00:00+08:00');
  for (const { kind, body } of demoShop({ seed: 7, members: 20_000, months: 18, now })) {
    if (kind === 'member' && body.joinedAt) members.push(body);
    // Later statuses repeat their order.
    if (kind !== 'order' || told.has(`${body.channel}/${body.number}`)) continue;
    told.add(`${body.channel}/${body.number}`);
    orders.push(body);
  }
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const monthOf = (order: Order) => order.placedAt.slice(5, 7);
const holds = (order: Order, category: string) => order.lines.some((line) => line.category === category);
const shareWith = (some: readonly Order[], category: string) =>
  some.filter((order) => holds(order, category)).length / some.length;

test('more is ordered online on paydays than in the lean week before the next wages', () => {
  // Months without a promotion; a day counts against the mean of its weekday.
  const quiet = orders.filter((order) => order.channel !== 'pos' && ['04', '07', '08', '09'].includes(monthOf(order)));
  const days = [...Map.groupBy(quiet, ({ placedAt }) => placedAt.slice(0, 10))].map(([date, { length }]) => ({
    date: Number(date.slice(8)),
    weekday: new Date(date).getUTCDay(),
    orders: length,
  }));
  const usual = Map.groupBy(days, ({ weekday }) => weekday);
  const eagerness = (isMeant: (date: number) => boolean) =>
    mean(
      days
        .filter(({ date }) => isMeant(date))
        .map((day) => day.orders / mean(usual.get(day.weekday)!.map((other) => other.orders))),
    );
  const ratio = eagerness((date) => date === 10 || date === 15) / eagerness((date) => date >= 20 && date <= 26);
  assert.ok(ratio > 1.1 && ratio < 1.4, String(ratio));
});

test('milk powder and diapers are bought again when they are used up: twice as many packs last about twice as long', () => {
  const byMember = Map.groupBy(
    orders.filter(({ member }) => member),
    ({ member }) => JSON.stringify(member),
  );
  for (const category of ['奶粉', '纸尿裤']) {
    const daysAfter = new Map<number, number[]>();
    for (const own of byMember.values()) {
      const refills = own.filter((order) => holds(order, category));
      for (const [i, refill] of refills.slice(1).entries()) {
        const { lines, placedAt } = refills[i]!;
        const packs = lines.reduce((sum, line) => sum + (line.category === category ? line.quantity : 0), 0);
        const days = (Date.parse(refill.placedAt) - Date.parse(placedAt)) / DAY_MS;
        daysAfter.set(packs, [...(daysAfter.get(packs) ?? []), days]);
      }
    }
    const ratio = median(daysAfter.get(4)!) / median(daysAfter.get(2)!);
    assert.ok(ratio > 1.7 && ratio < 2.3, `${category}: ${ratio}`);
  }
});

test('about every tenth member lives with another one, at one address, and their baby has one birthday', () => {
  const homes = [...Map.groupBy(members, (member) => member.attributes?.['address']).entries()];
  const shared = homes.filter(([address, own]) => address !== undefined && own.length > 1).map(([, own]) => own);
  const share = shared.reduce((sum, own) => sum + own.length - 1, 0) / members.length;
  assert.ok(share > 0.07 && share < 0.12, String(share));
  const birthdays = shared.map((own) => new Set(own.flatMap((member) => member.attributes?.['babyBirthday'] ?? [])));
  const isOne = birthdays.filter(({ size }) => size === 1).length / birthdays.filter(({ size }) => size > 0).length;
  assert.ok(isOne > 0.97, String(isOne));
});

test('sunscreen is for the summer, skin care for the winter', () => {
  const beauty = orders.filter((order) => ['防晒', '护肤', '面膜', '口红'].some((category) => holds(order, category)));
  const shareIn = (month: string, category: string) =>
    shareWith(
      beauty.filter((order) => monthOf(order) === month),
      category,
    );
  const [sunscreen, care] = [
    shareIn('06', '防晒') / shareIn('12', '防晒'),
    shareIn('12', '护肤') / shareIn('06', '护肤'),
  ];
  assert.ok(sunscreen > 4, String(sunscreen));
  assert.ok(care > 1.4, String(care));
});

test('what belongs together is bought together, and what does not is not', () => {
  const lift = (bought: string, taken: string) => {
    const [without, having] = [false, true].map((has) => orders.filter((order) => holds(order, bought) === has));
    return shareWith(having!, taken) / shareWith(without!, taken);
  };
  for (const [bought, taken] of [
    ['口红', '粉底'],
    ['纸尿裤', '湿巾'],
    ['眼影', '美妆工具'],
    ['防晒', '面膜'],
  ] as const)
    assert.ok(lift(bought, taken) > 2, `${bought} and ${taken}: ${lift(bought, taken)}`);
  assert.ok(lift('口红', '玩具') < 1, `口红 and 玩具: ${lift('口红', '玩具')}`);
});
