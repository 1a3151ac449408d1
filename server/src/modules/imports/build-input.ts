import type { ImportMapping, OrderBody } from '@shuke/contract';
import type { Input } from '../../engine/index.ts';
import type { KeyRing } from '../../platform/crypto/index.ts';
import { minorDigits } from '../../platform/money.ts';
import { orderInput, refundInput } from '../activity/index.ts';
import { upsertInput } from '../members/index.ts';
import { exactMinor } from './decimal.ts';
import { keyedByContent } from './member-keys.ts';
import type { Plan, PlannedOrder, Step } from './plan.ts';

type When = Pick<Input, 'at' | 'history' | 'askedAt'>;

/**
 * Makes the engine's input of a step, as past business of its own time; the same step makes the same input in every run.
 * Throws a Problem where the order or member cannot be right whatever is known (a phone number that is none).
 */
export function inputBuilder(
  ring: KeyRing,
  plan: Plan,
  mapping: ImportMapping,
  askedAt: number,
): (step: Step) => Input {
  const { lines } = plan;
  const digits = minorDigits(mapping.currency);
  const shipping = new Set(mapping.shippingSkus.map((sku) => sku.trim().toUpperCase()));

  return (step) => {
    const when = { at: step.at, history: true, askedAt } as const;
    if (step.kind === 'refund') return refundOf(step, when);
    const order = plan.orders[step.index]!;
    return step.kind === 'order' ? orderInput(orderBody(order), when) : memberInput(order, when);
  };

  function memberInput(order: PlannedOrder, when: When): Input {
    const body = {
      ...lines.members[order.member]!,
      channel: lines.orders[order.key]!.channel,
      joinedAt: new Date(order.at).toISOString(),
      ...(order.region < 0 ? {} : { region: lines.regions.text(order.region) }),
    };
    return upsertInput(body, { ...when, ...keyedByContent(ring, body) });
  }

  function refundOf(step: Step, when: When): Input {
    const { refund, order, amountMinor, goods } = plan.refunds[step.index]!;
    const { channel, number } = lines.orders[plan.orders[order]!.key]!;
    const back = goods.map(({ sku, quantity }) => ({ sku: lines.skus.text(sku), quantity }));
    return refundInput(
      number,
      channel,
      { refund, at: new Date(step.at).toISOString(), amountMinor, lines: back },
      when,
    );
  }

  function orderBody(order: PlannedOrder): OrderBody {
    const { channel, number } = lines.orders[order.key]!;
    const goods = order.hasShipping ? order.lines.filter((line) => !isShippingLine(line)) : order.lines;
    return {
      number,
      status: order.status,
      placedAt: new Date(order.at).toISOString(),
      currency: mapping.currency,
      channel,
      ...(order.store < 0 ? {} : { store: lines.stores.text(order.store) }),
      ...(order.member < 0 ? {} : { member: lines.members[order.member]! }),
      discountMinor: 0,
      shippingMinor: order.shippingMinor,
      taxMinor: 0,
      totalMinor: order.totalMinor,
      lines: goods.map(orderLine),
    };
  }

  function isShippingLine(line: number): boolean {
    return shipping.has(lines.skus.text(lines.sku[line]!).toUpperCase());
  }

  /** A price finer than the currency is rounded up, and the rest stands as the line's discount: the amount stays exact. */
  function orderLine(line: number): OrderBody['lines'][number] {
    const quantity = lines.quantity[line]!;
    const amount = lines.amountMinor[line]!;
    const price = exactMinor(lines.priceMicro[line]!, digits);
    const unitPriceMinor = price !== undefined && price * quantity >= amount ? price : Math.ceil(amount / quantity);
    const name = lines.name[line]!;
    const category = lines.category[line]!;
    return {
      sku: lines.skus.text(lines.sku[line]!),
      quantity,
      unitPriceMinor,
      discountMinor: unitPriceMinor * quantity - amount,
      ...(name < 0 ? {} : { name: lines.names.text(name) }),
      ...(category < 0 ? {} : { category: lines.categories.text(category) }),
    };
  }
}
