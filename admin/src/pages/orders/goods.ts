import type { OrderView } from '@shuke/contract';
import type { Messages } from '../../messages/messages.ts';

/** What was bought, in a few words. */
export function goodsOf(order: OrderView, words: Messages['orders']): string {
  const [first] = order.lines;
  if (first === undefined) return '';
  const pieces = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  return words.goods(first.name ?? first.sku, order.lines.length, String(pieces));
}
