import type { orderBody, refundBody } from '@shuke/contract';
import type { z } from 'zod';
import type { BasketLine } from './basket.ts';
import { DAY, type Day, inDaytime, instantOf } from './calendar.ts';
import { categories, returnRateOf } from './catalogue.ts';
import type { Buyer } from './member-model.ts';
import type { MemberReference } from './person.ts';
import type { Channel } from './places.ts';
import type { Random } from './random.ts';

/** Prices, statuses and returns of one order. All money is whole 分 and reconciles by construction. */

export type OrderInput = z.input<typeof orderBody>;
export type RefundInput = z.input<typeof refundBody>;
type OrderLine = OrderInput['lines'][number];

/** One step in the life of an order. */
export type OrderStep =
  | { readonly at: number; readonly kind: 'order'; readonly body: OrderInput }
  | {
      readonly at: number;
      readonly kind: 'refund';
      readonly number: string;
      readonly channel: string;
      readonly body: RefundInput;
    };

export interface Purchase {
  readonly buyer: Buyer;
  readonly day: Day;
  readonly at: number;
  readonly channel: Channel;
  readonly number: string;
  readonly store: string | null;
  readonly member: MemberReference | null;
  readonly basket: readonly BasketLine[];
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
const FREE_SHIPPING_FROM_MINOR = 9_900;
const SHIPPING_MINOR = 800;

const bigPromotions = new Set(['618', '双11', '双12', '38节', '年货节']);
const discountable = categories.filter((entry) => entry.weight > 0).map((entry) => entry.name);
/** The category of the day's 限时折扣, a fifth off online. */
const categoryOfDay = (day: Day): string => discountable[(day.index * 7) % discountable.length] as string;

function rateOff(random: Random, purchase: Purchase, category: string): number {
  if (purchase.channel === 'pos') return purchase.day.weekday % 6 === 0 && random.chance(0.12) ? 10 : 0;
  if (category === categoryOfDay(purchase.day)) return 20;
  return purchase.channel === 'douyin' && random.chance(0.6) ? 12 : 0;
}

function priced(random: Random, purchase: Purchase, line: BasketLine): OrderLine {
  const { product, quantity } = line;
  const gross = quantity * product.priceMinor;
  const discountMinor = Math.floor((gross * rateOff(random, purchase, product.category)) / 100);
  return {
    sku: product.sku,
    name: product.name,
    category: product.category,
    quantity,
    unitPriceMinor: product.priceMinor,
    ...(discountMinor > 0 ? { discountMinor } : {}),
  };
}

const netOf = (line: OrderLine): number => line.quantity * line.unitPriceMinor - (line.discountMinor ?? 0);

/** 满200减30 in the big promotions, 满200减20 on the members' day in stores, otherwise a 10-yuan coupon for those who collect them. */
function orderDiscount(random: Random, purchase: Purchase, subtotal: number): number {
  const { promotion } = purchase.day;
  const isStore = purchase.channel === 'pos';
  if (promotion && bigPromotions.has(promotion) && !(isStore && random.chance(0.6)))
    return Math.min(5, Math.floor(subtotal / 20_000)) * 3_000;
  if (promotion === '会员日' && isStore && purchase.member) return subtotal >= 20_000 ? 2_000 : 0;
  const collects = purchase.buyer.isBargainHunter ? 0.75 : 0.07;
  return purchase.member && subtotal >= 8_000 && random.chance(collects) ? 1_000 : 0;
}

function taxOn(purchase: Purchase, lines: readonly OrderLine[]): number {
  if (purchase.channel !== 'tmall') return 0;
  const imported = new Set(purchase.basket.filter((line) => line.product.isImported).map((line) => line.product.sku));
  const base = lines.reduce((sum, line) => sum + (imported.has(line.sku) ? netOf(line) : 0), 0);
  return Math.floor((base * 91) / 1_000);
}

function payMethod(random: Random, channel: Channel): string {
  if (channel === 'tmall') return 'alipay';
  if (channel === 'douyin') return 'douyinpay';
  if (channel !== 'pos') return 'wechat';
  const draw = random.unit();
  if (draw < 0.6) return 'wechat';
  if (draw < 0.85) return 'alipay';
  return draw < 0.94 ? 'card' : 'cash';
}

function bodyOf(random: Random, purchase: Purchase): OrderInput {
  const lines = purchase.basket.map((line) => priced(random, purchase, line));
  const subtotal = lines.reduce((sum, line) => sum + netOf(line), 0);
  const discountMinor = orderDiscount(random, purchase, subtotal);
  const shippingMinor =
    purchase.channel === 'pos' || subtotal - discountMinor >= FREE_SHIPPING_FROM_MINOR ? 0 : SHIPPING_MINOR;
  const taxMinor = taxOn(purchase, lines);
  return {
    number: purchase.number,
    status: 'paid',
    placedAt: instantOf(purchase.at),
    currency: 'CNY',
    channel: purchase.channel,
    ...(purchase.store ? { store: purchase.store } : {}),
    ...(purchase.member ? { member: purchase.member } : {}),
    discountMinor,
    shippingMinor,
    taxMinor,
    totalMinor: subtotal - discountMinor + shippingMinor + taxMinor,
    lines,
  };
}

const reasons: Record<string, readonly string[]> = {
  童装: ['尺码不合适', '尺码不合适', '七天无理由'],
  口红: ['色号不合适', '七天无理由'],
  粉底: ['色号不合适', '过敏'],
  护肤: ['过敏', '七天无理由'],
  奶粉: ['罐体破损', '拍错段数'],
  纸尿裤: ['尺码不合适', '红屁股'],
};
const plainReasons = ['七天无理由', '商品破损', '拍错', '不想要了'];

/** Part of the money paid that belongs to `quantity` of a line, rounded down: shares never add up to more than was paid. */
function shareOf(body: OrderInput, line: OrderLine, quantity: number): number {
  const subtotal = body.lines.reduce((sum, entry) => sum + netOf(entry), 0);
  const goods = body.totalMinor - (body.shippingMinor ?? 0);
  return Math.floor((goods * netOf(line) * quantity) / (subtotal * line.quantity));
}

function refundStep(random: Random, body: OrderInput, at: number, isWhole: boolean): OrderStep | null {
  const refund = `R${body.number}`;
  const line = random.one(body.lines);
  const reason = random.one(reasons[line.category ?? ''] ?? plainReasons);
  const wrap = (refunded: RefundInput): OrderStep => ({
    at,
    kind: 'refund',
    number: body.number,
    channel: body.channel,
    body: refunded,
  });
  if (isWhole) {
    const lines = body.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    return wrap({ refund, at: instantOf(at), amountMinor: body.totalMinor, lines, reason });
  }
  if (random.chance(0.08)) {
    const amountMinor = Math.min(500, body.totalMinor);
    return wrap({ refund, at: instantOf(at), amountMinor, reason: '差价补偿' });
  }
  const quantity = random.whole(1, line.quantity);
  const amountMinor = shareOf(body, line, quantity);
  return amountMinor > 0
    ? wrap({ refund, at: instantOf(at), amountMinor, lines: [{ sku: line.sku, quantity }], reason })
    : null;
}

function isReturned(random: Random, purchase: Purchase): boolean {
  const rate = Math.max(...purchase.basket.map((line) => returnRateOf(line.product.category)));
  const isStore = purchase.channel === 'pos';
  return random.chance(rate * (isStore ? 0.5 : 1.15) * (purchase.buyer.isReturner ? 6 : 1));
}

/** How much of an order's later life is recorded: everything while it is recent, for older orders a share, to keep inputs few. */
export interface Recording {
  readonly isRecent: boolean;
  readonly completedShare: number;
}

/** Unpaid orders are paid within minutes or cancelled after half an hour. */
function* pending(random: Random, purchase: Purchase, body: OrderInput): Generator<OrderStep, number | null> {
  yield { at: purchase.at, kind: 'order', body: { ...body, status: 'pending' } };
  if (random.chance(0.45)) {
    const at = purchase.at + 30 * MINUTE;
    yield { at, kind: 'order', body: { ...body, status: 'cancelled', at: instantOf(at) } };
    return null;
  }
  return purchase.at + random.whole(2 * MINUTE, 25 * MINUTE);
}

/** The steps of one order from checkout to return, in time order. */
export function* orderSteps(random: Random, purchase: Purchase, recording: Recording): Generator<OrderStep> {
  const unpaid = bodyOf(random, purchase);
  const isStore = purchase.channel === 'pos';
  let paidAt: number | null = purchase.at;
  if (!isStore && random.chance(purchase.buyer.isHesitant ? 0.14 : 0.06))
    paidAt = yield* pending(random, purchase, unpaid);
  if (paidAt === null) return;

  const payments = [
    { method: payMethod(random, purchase.channel), amountMinor: unpaid.totalMinor, at: instantOf(paidAt) },
  ];
  const body: OrderInput = { ...unpaid, payments };
  const late = paidAt === purchase.at ? {} : { at: instantOf(paidAt) };
  yield { at: paidAt, kind: 'order', body: { ...body, status: isStore ? 'completed' : 'paid', ...late } };

  const returns = isReturned(random, purchase);
  const isWhole = returns && (body.lines.length === 1 ? random.chance(0.5) : random.chance(0.2));
  if (isWhole && !isStore && random.chance(0.25)) {
    const refund = refundStep(random, body, paidAt + random.whole(5 * MINUTE, 3 * HOUR), true);
    if (refund) yield refund;
    return;
  }
  let doneAt = paidAt;
  const isCompleted = !isStore && (recording.isRecent || random.chance(recording.completedShare));
  if (isCompleted) {
    const shippedAt = inDaytime(paidAt + random.whole(4 * HOUR, 30 * HOUR));
    doneAt = inDaytime(shippedAt + random.whole(2 * DAY, 8 * DAY));
    if (recording.isRecent)
      yield { at: shippedAt, kind: 'order', body: { ...body, status: 'shipped', at: instantOf(shippedAt) } };
    yield { at: doneAt, kind: 'order', body: { ...body, status: 'completed', at: instantOf(doneAt) } };
  }
  const refund = returns ? refundStep(random, body, inDaytime(doneAt + random.whole(DAY, 9 * DAY)), isWhole) : null;
  if (refund) yield refund;
}
