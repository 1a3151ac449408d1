import { diaperBrands, milkBrands } from './catalogue.ts';
import { type Channel, cities, stores } from './places.ts';
import { mix, Random, runningTotals } from './random.ts';

/**
 * How one member buys. Traits are drawn from (seed, member) and drawn again at each visit, so a million members need
 * no store of traits. Buying and drop-out follow the Pareto/NBD model (Schmittlein, Morrison and Colombo, 1987):
 * gamma-distributed buying rates, exponential lifetimes with gamma-distributed drop-out rates.
 */
export interface Buyer {
  readonly index: number;
  /** The first member of the household. */
  readonly root: number;
  readonly home: Channel;
  /** A channel used now and then besides `home`. */
  readonly second: Channel | null;
  /** Row in `stores`, of the store in the member's city. */
  readonly store: number | null;
  /** Known to one marketplace only, without a phone. */
  readonly isChannelOnly: boolean;
  /** Visits for pleasure or whim per ordinary day, browsing not counted. */
  readonly ordersPerDay: number;
  /** Days from joining to the silent end. */
  readonly lifetimeDays: number;
  /** Days from joining to the baby's birth, negative when born before. */
  readonly birthAfterDays: number | null;
  readonly milkBrand: number;
  readonly diaperBrand: number;
  /** Buys milk powder and diapers here regularly. */
  readonly isReplenisher: boolean;
  /** Chance that a pick is from the beauty shelves rather than the baby's. */
  readonly beautyShare: number;
  readonly isBargainHunter: boolean;
  readonly isStockUp: boolean;
  readonly isGiftGiver: boolean;
  readonly isNightOwl: boolean;
  readonly isLipstickOnly: boolean;
  readonly isPremium: boolean;
  readonly isHesitant: boolean;
  readonly isImpulsive: boolean;
  readonly isSharer: boolean;
  readonly isReturner: boolean;
  readonly checksIn: boolean;
  /** Position in [0, 1): behaviour is recorded where it lies below the share that the budget allows. */
  readonly tracking: number;
  /** What the member likes to read, if anything. */
  readonly reads: Reading | null;
}

export type Reading = '眼影教程' | '奶粉测评' | '辅食教程' | '成分解析' | '育儿知识' | '防晒霜广告' | '护肤步骤';

/** People who live together: address, city and the baby. */
export interface Household {
  readonly root: number;
  readonly city: number;
  readonly store: number | null;
  readonly hasBaby: boolean;
  readonly birthAfterDays: number;
}

/** Share of the members who are already with the shop when the history begins. */
export const FOUNDING_SHARE = 0.4;

const HOUSEHOLD = 1;
const BUYER = 2;
const LINK = 3;

const householdDraw = new Random(0);
const buyerDraw = new Random(0);

const cityTotals = runningTotals(cities.map((city) => city.weight));
const storeTotals = runningTotals(stores.map((store) => store.weight));
const cityOfStore = stores.map((store) => cities.findIndex((city) => city.region === store.region));

export type Link = 'family' | 'twin' | null;

/**
 * `family`: lives with the member before. `twin`: is the very person before, signed up again elsewhere under another
 * identifier, which identity work should find.
 */
export function linkOf(seed: number, index: number): Link {
  if (index === 0) return null;
  const draw = mix(seed, index, LINK) / 4_294_967_296;
  if (draw < 0.1) return 'family';
  return draw < 0.13 ? 'twin' : null;
}

/** The first member of the household. */
function rootOf(seed: number, index: number): number {
  let root = index;
  while (linkOf(seed, root) !== null) root -= 1;
  return root;
}

export function householdOf(seed: number, index: number): Household {
  const root = rootOf(seed, index);
  const random = householdDraw.reseed(seed, root, HOUSEHOLD);
  const store = random.chance(0.55) ? random.index(storeTotals) : null;
  const city = store === null ? random.index(cityTotals) : (cityOfStore[store] as number);
  return { root, city, store, hasBaby: random.chance(0.62), birthAfterDays: Math.floor(random.between(-780, 200)) };
}

function drawHome(random: Random, store: number | null): Channel {
  const inStore = random.chance(0.34);
  const draw = random.unit();
  if (inStore && store !== null) return 'pos';
  if (draw < 0.75) return 'miniprogram';
  if (draw < 0.87) return 'tmall';
  return draw < 0.94 ? 'douyin' : 'h5';
}

function drawSecond(random: Random, home: Channel, store: number | null): Channel | null {
  if (!random.chance(0.38)) return null;
  if (home === 'pos') return random.chance(0.8) ? 'miniprogram' : 'tmall';
  if (store !== null && random.chance(0.5)) return 'pos';
  return home === 'miniprogram' ? random.one(['tmall', 'douyin', 'h5'] as const) : 'miniprogram';
}

function drawReading(random: Random, hasBaby: boolean): Reading | null {
  const draw = random.unit();
  if (hasBaby) {
    if (draw < 0.08) return '奶粉测评';
    if (draw < 0.14) return '辅食教程';
    if (draw < 0.2) return '育儿知识';
  }
  if (draw < 0.28) return '眼影教程';
  if (draw < 0.32) return '成分解析';
  if (draw < 0.36) return '防晒霜广告';
  return draw < 0.4 ? '护肤步骤' : null;
}

/** Mean orders per ordinary day by channel: the mini program is bought from 1.4 times as often as H5. */
const channelPace: Record<Channel, number> = { miniprogram: 1.15, tmall: 0.9, douyin: 0.85, pos: 1, h5: 0.72 };
const BUYING_SHAPE = 0.75;
const BUYING_MEAN_PER_DAY = 0.0092;
const DROPOUT_SHAPE = 0.9;
const DROPOUT_SCALE_DAYS = 330;

function lifetime(random: Random): number {
  return random.exponential(DROPOUT_SCALE_DAYS / Math.max(random.gamma(DROPOUT_SHAPE, 1), 1e-6));
}

/** The traits of one member; equal for equal arguments. */
export function buyerOf(seed: number, index: number, household: Household): Buyer {
  const link = linkOf(seed, index);
  const random = buyerDraw.reseed(seed, index, BUYER);
  const { hasBaby } = household;
  const home = link === 'twin' ? (random.chance(0.6) ? 'tmall' : 'douyin') : drawHome(random, household.store);
  const isMarketplace = home === 'tmall' || home === 'douyin';
  const isChannelOnly = link === 'twin' || (isMarketplace && random.chance(0.5));
  const drawnSecond = drawSecond(random, home, household.store);
  const second = isChannelOnly ? null : drawnSecond;
  const isNightOwl = hasBaby && random.chance(0.11);
  const pace = channelPace[home] * (link === 'family' ? 0.45 : 1);
  return {
    index,
    root: household.root,
    home,
    second,
    store: household.store,
    isChannelOnly,
    ordersPerDay: random.gamma(BUYING_SHAPE, (BUYING_MEAN_PER_DAY * pace) / BUYING_SHAPE),
    lifetimeDays: Math.min(lifetime(random), 20_000),
    birthAfterDays: hasBaby ? household.birthAfterDays : null,
    milkBrand: random.whole(0, milkBrands.length - 1),
    diaperBrand: random.whole(0, diaperBrands.length - 1),
    isReplenisher: hasBaby && link === null && random.chance(0.185),
    beautyShare: hasBaby ? random.between(0.05, 0.5) : random.between(0.7, 1),
    isBargainHunter: random.chance(0.2),
    isStockUp: random.chance(0.08),
    isGiftGiver: random.chance(0.05),
    isNightOwl,
    isLipstickOnly: random.chance(0.08),
    isPremium: random.chance(0.1),
    isHesitant: random.chance(0.14),
    isImpulsive: random.chance(0.08),
    isSharer: random.chance(0.07),
    isReturner: random.chance(0.02),
    checksIn: (home === 'miniprogram' || second === 'miniprogram') && random.chance(0.1),
    tracking: random.unit(),
    reads: drawReading(random, hasBaby),
  };
}
