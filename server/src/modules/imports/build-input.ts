import type { ImportMapping, MemberUpsert, OrderBody, RefundBody } from '@shuke/contract';
import type { Input } from '../../engine/input.ts';
import { currencyDigits, exactMinor } from './decimal.ts';
import type { Plan, PlannedOrder, Step } from './plan.ts';

/** Makes the engine's input of a step. `run` names the run of the import, so that a resumed one gets its first answers again. */
export function inputBuilder(plan: Plan, mapping: ImportMapping, run: string): (step: Step) => Input {
  const { lines } = plan;
  const digits = currencyDigits(mapping.currency);
  const shipping = new Set(mapping.shippingSkus.map((sku) => sku.trim().toUpperCase()));

  return (step) => {
    const [kind, key, body] = told(step);
    return { kind, body, at: step.at, history: true, key: `${run}:${key}`, hash: '' };
  };

  function told(step: Step): [kind: string, key: string, body: object] {
    const order = plan.orders[step.kind === 'refund' ? plan.refunds[step.index]!.order : step.index]!;
    const { channel, number } = lines.orders[order.key]!;
    if (step.kind === 'member') return ['member.upsert', `member:${channel}/${number}`, memberBody(order)];
    if (step.kind === 'order') return ['order.record', `order:${channel}/${number}`, orderBody(order)];
    return ['order.refund', `refund:${channel}/${number}/${plan.refunds[step.index]!.refund}`, refundBody(step)];
  }

  function memberBody(order: PlannedOrder): MemberUpsert {
    return {
      ...lines.members[order.member]!, channel: lines.orders[order.key]!.channel, joinedAt: new Date(order.at).toISOString(),
      ...(order.region < 0 ? {} : { region: lines.regions.text(order.region) }),
    };
  }

  function orderBody(order: PlannedOrder): OrderBody & { createMember: true } {
    const { channel, number } = lines.orders[order.key]!;
    const goods = order.hasShipping ? order.lines.filter((line) => !isShippingLine(line)) : order.lines;
    return {
      number, status: order.status, placedAt: new Date(order.at).toISOString(), currency: mapping.currency, channel,
      ...(order.store < 0 ? {} : { store: lines.stores.text(order.store) }),
      ...(order.member < 0 ? {} : { member: lines.members[order.member]! }),
      discountMinor: 0, shippingMinor: order.shippingMinor, taxMinor: 0, totalMinor: order.totalMinor,
      lines: goods.map(orderLine), createMember: true,
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
      sku: lines.skus.text(lines.sku[line]!), quantity, unitPriceMinor, discountMinor: unitPriceMinor * quantity - amount,
      ...(name < 0 ? {} : { name: lines.names.text(name) }),
      ...(category < 0 ? {} : { category: lines.categories.text(category) }),
    };
  }

  function refundBody(step: Step): RefundBody & { number: string; channel: string } {
    const { refund, order, amountMinor, goods } = plan.refunds[step.index]!;
    const { channel, number } = lines.orders[plan.orders[order]!.key]!;
    return {
      number, channel, refund, at: new Date(step.at).toISOString(), amountMinor,
      lines: goods.map(({ sku, quantity }) => ({ sku: lines.skus.text(sku), quantity })),
    };
  }
}
