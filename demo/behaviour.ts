import type { behaviour } from '@shuke/contract';
import type { z } from 'zod';
import { DAY, type Day, instantOf, momentOf } from './calendar.ts';
import { type Product, productOf } from './catalogue.ts';
import type { Buyer, Reading } from './member-model.ts';
import type { MemberReference } from './person.ts';
import type { Channel } from './places.ts';
import type { Random } from './random.ts';

/** What members do besides buying: looking, filling carts, leaving them, reading, sharing, checking in, reviewing. */

export type BehaviourInput = z.input<typeof behaviour>;
type Properties = NonNullable<BehaviourInput['properties']>;

/** Who acts where, and where the events go. */
export interface Actor {
  readonly random: Random;
  readonly buyer: Buyer;
  readonly channel: Channel;
  readonly member: MemberReference;
  /** Hands over one event; the caller gives it its messageId. */
  readonly send: (at: number, event: BehaviourInput) => void;
}

export type BehaviourKind =
  | 'product_viewed'
  | 'product_added'
  | 'checkout_started'
  | 'checkin'
  | 'share'
  | 'content_viewed'
  | 'review_submitted';

function tell(actor: Actor, at: number, event: BehaviourKind, properties: Properties): void {
  actor.send(at, { event, at: instantOf(at), member: actor.member, channel: actor.channel, properties });
}

/** A view of one product; returns the moment it ends. */
function view(actor: Actor, at: number, product: Product): number {
  const seconds = 5 + Math.floor(actor.random.exponential(actor.buyer.isHesitant ? 60 : 28));
  const { sku, name, category, priceMinor } = product;
  tell(actor, at, 'product_viewed', { sku, name, category, priceMinor, seconds });
  return at + seconds * 1000;
}

function addToCart(actor: Actor, at: number, product: Product, quantity: number): void {
  tell(actor, at, 'product_added', {
    sku: product.sku,
    category: product.category,
    priceMinor: product.priceMinor,
    quantity,
  });
}

function startCheckout(actor: Actor, at: number, products: readonly Product[]): void {
  const [first] = products;
  if (!first) return;
  const amountMinor = products.reduce((sum, product) => sum + product.priceMinor, 0);
  tell(actor, at, 'checkout_started', { sku: first.sku, category: first.category, amountMinor });
}

/** The steps before an order: views, cart, checkout. Returns when the order is placed. */
export function browseAndBuy(
  actor: Actor,
  startsAt: number,
  basket: readonly { product: Product; quantity: number }[],
): number {
  const { random } = actor;
  let at = startsAt;
  for (const { product } of basket.slice(0, 3)) at = view(actor, at, product) + random.whole(2_000, 20_000);
  const [first] = basket;
  if (first && random.chance(0.9)) {
    addToCart(actor, at, first.product, first.quantity);
    at += random.whole(5_000, 90_000);
  }
  startCheckout(
    actor,
    at,
    basket.map((line) => line.product),
  );
  return at + random.whole(15_000, 120_000);
}

/** A visit without an order. Answers what stayed in mind: the product seen three times, if it came to that. */
export function browse(actor: Actor, startsAt: number, interesting: readonly Product[]): Product | null {
  const { random, buyer } = actor;
  let at = startsAt;
  let seen: Product | null = null;
  for (const product of interesting) {
    const isCaptured = buyer.isHesitant ? random.chance(0.5) : random.chance(0.08);
    for (let time = 0; time < (isCaptured ? 3 : 1); time += 1)
      at = view(actor, at, product) + random.whole(3_000, 40_000);
    if (isCaptured) seen = product;
  }
  const [first] = interesting;
  if (first && random.chance(buyer.isHesitant ? 0.42 : 0.22)) {
    addToCart(actor, at, seen ?? first, 1);
    if (random.chance(0.3)) startCheckout(actor, at + 30_000, [seen ?? first]);
  }
  return seen;
}

const topics: Record<Reading, { readonly category: string; readonly kind: string }> = {
  眼影教程: { category: '眼影', kind: '教程' },
  奶粉测评: { category: '奶粉', kind: '测评' },
  辅食教程: { category: '辅食', kind: '教程' },
  成分解析: { category: '护肤', kind: '文章' },
  育儿知识: { category: '玩具', kind: '文章' },
  防晒霜广告: { category: '防晒', kind: '广告' },
  护肤步骤: { category: '护肤', kind: '教程' },
};

export function read(actor: Actor, at: number, content: Reading): void {
  const seconds = 20 + Math.floor(actor.random.exponential(content === '防晒霜广告' ? 10 : 90));
  tell(actor, at, 'content_viewed', { content, ...topics[content], seconds });
}

/** Mornings of check-ins in a row, beginning today. */
export function checkInFor(actor: Actor, day: Day): void {
  const days = 1 + actor.random.geometric(0.82, 30);
  const habit = day.startsAt + actor.random.whole(7 * 3600, 10 * 3600) * 1000;
  for (let streak = 1; streak <= days; streak += 1) {
    tell(actor, habit + (streak - 1) * DAY + actor.random.whole(0, 1800) * 1000, 'checkin', { streak });
  }
}

export function share(actor: Actor, day: Day, product: Product): void {
  const target = actor.random.one(['商品', '商品', '拼团', '海报']);
  tell(actor, momentOf(actor.random, day, 'share'), 'share', { sku: product.sku, category: product.category, target });
}

/** Reviews are mostly kind; those who send things back are not. */
export function review(actor: Actor, at: number, sku: string, number: string): void {
  const stars = actor.random.unit() * (actor.buyer.isReturner ? 0.7 : 1);
  const rating = stars > 0.38 ? 5 : stars > 0.16 ? 4 : stars > 0.09 ? 3 : stars > 0.04 ? 2 : 1;
  tell(actor, at, 'review_submitted', {
    sku,
    category: productOf(sku).category,
    rating,
    order: number,
    hasPhoto: actor.random.chance(0.3),
  });
}
