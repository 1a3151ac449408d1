import { type Day, hourOf } from './calendar.ts';
import {
  categories,
  diaperBrands,
  diaperSizes,
  type Interest,
  milkBrands,
  type Product,
  productOf,
  productsIn,
  skincareSteps,
} from './catalogue.ts';
import type { Buyer } from './member-model.ts';
import type { Channel } from './places.ts';
import { type Random, runningTotals } from './random.ts';

/** What one visit puts in the basket: needs first, then what goes with them, then whims. */

export interface BasketLine {
  readonly product: Product;
  quantity: number;
}

export interface Visit {
  readonly buyer: Buyer;
  readonly day: Day;
  /** Epoch milliseconds of the order. */
  readonly at: number;
  readonly channel: Channel;
  /** Age of the baby in months, negative before birth; null without a baby. */
  readonly babyMonths: number | null;
  readonly needsMilk: boolean;
  readonly needsDiapers: boolean;
  /** What the visit is for, when something before led to it. */
  readonly wishes: readonly string[];
}

const MILK_UNTIL_MONTHS = 38;
const DIAPERS_UNTIL_MONTHS = 30;

/** Stage 1 to 4 of milk powder as 0 to 3. */
export function milkStage(months: number): number {
  if (months < 6) return 0;
  if (months < 12) return 1;
  return months < 36 ? 2 : 3;
}

function diaperStep(months: number): number {
  const step = [1, 3, 7, 14, 24].findIndex((limit) => months < limit);
  return step === -1 ? diaperSizes.length - 1 : step;
}

/** How long a can or a pack lasts, in days; infinite outside the ages that use them. */
export const canDays = (months: number): number =>
  months >= MILK_UNTIL_MONTHS ? Infinity : ([7.5, 8.5, 12, 18][milkStage(months)] as number);
export const packDays = (months: number): number =>
  months >= DIAPERS_UNTIL_MONTHS ? Infinity : ([8, 8, 8, 9, 9, 10][diaperStep(months)] as number);

function add(basket: BasketLine[], product: Product, quantity = 1): void {
  const line = basket.find((entry) => entry.product === product);
  if (line) line.quantity += quantity;
  else basket.push({ product, quantity });
}

const holds = (basket: readonly BasketLine[], category: string): boolean =>
  basket.some((line) => line.product.category === category);

interface Shelf {
  readonly names: readonly string[];
  readonly totals: readonly Float64Array[];
}

function shelfOf(...interests: readonly Interest[]): Shelf {
  const held = categories.filter((entry) => interests.includes(entry.interest) && entry.weight > 0);
  const months = Array.from({ length: 12 }, (_, month) => month);
  return {
    names: held.map((entry) => entry.name),
    totals: months.map((month) => runningTotals(held.map((entry) => entry.weight * (entry.season[month] ?? 1)))),
  };
}

const babyShelf = shelfOf('baby');
const beautyShelf = shelfOf('beauty');
const expectingShelf = shelfOf('expecting');

/** Popularity falls with the place on the shelf; those who look for quality take the dearest third. */
function fromCategory(random: Random, buyer: Buyer, name: string): Product {
  const products = productsIn(name);
  if (buyer.isPremium) {
    const dear = products.toSorted((a, b) => b.priceMinor - a.priceMinor);
    return dear[Math.floor(random.unit() * Math.max(1, dear.length / 3))] as Product;
  }
  return products[Math.floor(random.unit() ** 1.6 * products.length)] as Product;
}

/** Something that this member might like on this day. */
export function whim(random: Random, buyer: Buyer, day: Day, babyMonths: number | null): Product {
  if (buyer.isGiftGiver && random.chance(0.45))
    return fromCategory(random, buyer, random.one(['礼盒套装', '口红', '个护香氛', '玩具']));
  if (buyer.isLipstickOnly && random.chance(0.6)) return fromCategory(random, buyer, '口红');
  const isBeauty = babyMonths === null || random.chance(buyer.beautyShare);
  const shelf = isBeauty ? beautyShelf : babyMonths < 0 ? expectingShelf : babyShelf;
  let name = shelf.names[random.index(shelf.totals[day.month] as Float64Array)] as string;
  if (buyer.isLipstickOnly && name === '粉底') name = '口红';
  if (name === '安抚奶嘴' && (babyMonths ?? 0) > 24) name = '玩具';
  if (name === '辅食' && (babyMonths ?? 9) < 5) name = '婴童洗护';
  return fromCategory(random, buyer, name);
}

function addNeeds(random: Random, visit: Visit, basket: BasketLine[]): void {
  const { buyer } = visit;
  const months = Math.max(0, visit.babyMonths ?? 0);
  const isStocking = (visit.day.promotion === '618' || visit.day.promotion === '双11') && visit.day.online > 1.5;
  const extra = (isStocking ? random.whole(1, 3) : 0) + (buyer.isStockUp ? random.whole(1, 4) : 0);
  if (visit.needsMilk) {
    const brand = random.chance(0.05) ? random.whole(1, milkBrands.length) : buyer.milkBrand + 1;
    add(basket, productOf(`MF-${brand}${milkStage(months) + 1}`), random.whole(2, 3) + extra);
  }
  if (visit.needsDiapers) {
    const brand = random.chance(0.1) ? random.whole(1, diaperBrands.length) : buyer.diaperBrand + 1;
    add(basket, productOf(`DP-${brand}${diaperSizes[diaperStep(months)]}`), random.whole(2, 4) + extra);
  }
}

const isNight = (at: number): boolean => hourOf(at) < 2;

/** Mothers awake between midnight and two buy what brings sleep: a pacifier and wipes. */
function addForTheNight(random: Random, visit: Visit, basket: BasketLine[]): void {
  if (!isNight(visit.at)) return;
  const chance = visit.buyer.isNightOwl ? 0.75 : visit.babyMonths !== null && visit.babyMonths > -2 ? 0.4 : 0;
  if (!random.chance(chance)) return;
  add(basket, fromCategory(random, visit.buyer, '安抚奶嘴'));
  add(basket, fromCategory(random, visit.buyer, '湿巾'), random.whole(1, 2));
}

/** Friday afternoon is for packing: portable goods for the weekend's outing. */
function addForTheOuting(random: Random, visit: Visit, basket: BasketLine[]): void {
  const hour = hourOf(visit.at);
  if (visit.day.weekday !== 5 || hour < 13 || hour >= 18 || (visit.babyMonths ?? -1) < 4 || !random.chance(0.3)) return;
  add(basket, productOf('WP-04'));
  if (random.chance(0.5)) add(basket, productOf('FD-08'));
}

function nextStep(basket: readonly BasketLine[]): string | null {
  const names = basket.filter((line) => line.product.category === '护肤').map((line) => line.product.name);
  const reached = skincareSteps.findLastIndex((step) => names.some((name) => name.includes(step)));
  return reached === -1 ? null : (skincareSteps[reached + 1] ?? null);
}

/** What goes with what is already there. */
function addCompanions(random: Random, visit: Visit, basket: BasketLine[]): void {
  const { buyer } = visit;
  const take = (name: string, chance: number): void => {
    if (!holds(basket, name) && random.chance(chance)) add(basket, fromCategory(random, buyer, name));
  };
  if (basket.some((line) => line.product.sku.startsWith('MF') && line.product.sku.endsWith('3'))) take('辅食', 0.34);
  if (holds(basket, '纸尿裤')) take('湿巾', buyer.reads === '奶粉测评' && visit.channel === 'pos' ? 0.75 : 0.22);
  if (holds(basket, '口红') && !buyer.isLipstickOnly) take('粉底', 0.28);
  if (holds(basket, '眼影')) take('美妆工具', 0.3);
  if (holds(basket, '防晒')) take('面膜', 0.18);
  const step = nextStep(basket);
  const product =
    step && random.chance(buyer.reads === '护肤步骤' ? 0.7 : 0.25)
      ? productsIn('护肤').find((entry) => entry.name.includes(step))
      : undefined;
  if (product) add(basket, product);
}

/** The lines of an order: at least one, no product twice. */
export function fillBasket(random: Random, visit: Visit): BasketLine[] {
  const basket: BasketLine[] = [];
  const { buyer, day } = visit;
  for (const sku of visit.wishes) add(basket, productOf(sku));
  addNeeds(random, visit, basket);
  addForTheNight(random, visit, basket);
  addForTheOuting(random, visit, basket);
  const hunger = 0.34 + (buyer.isImpulsive ? 0.2 : 0) + (day.promotion ? 0.08 : 0);
  const whims = (basket.length === 0 ? 1 : 0) + random.geometric(basket.length === 0 ? hunger : hunger * 0.6, 4);
  for (let count = 0; count < whims; count += 1) {
    const quantity = buyer.isStockUp && random.chance(0.5) ? random.whole(2, 5) : random.chance(0.08) ? 2 : 1;
    add(basket, whim(random, buyer, day, visit.babyMonths), quantity);
  }
  addCompanions(random, visit, basket);
  return basket;
}
