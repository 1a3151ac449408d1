import type { OrderStatus } from '@shuke/contract';

/** What shop systems write for each status. An export of past sales without a status column holds completed orders. */
const words = {
  pending: ['pending', 'unpaid', '待付款', '未付款', '等待买家付款'],
  paid: ['paid', '已付款', '待发货', '已支付', '买家已付款', '等待卖家发货'],
  shipped: ['shipped', 'delivering', '已发货', '待收货', '卖家已发货'],
  completed: ['', 'completed', 'complete', 'done', 'finished', 'delivered', '已完成', '交易成功', '已签收', '完成'],
  cancelled: ['cancelled', 'canceled', 'closed', '已取消', '交易关闭', '已关闭'],
  refunded: ['refunded', '已退款', '全额退款'],
} satisfies Record<OrderStatus, readonly string[]>;

const statusByWord = new Map(
  Object.entries(words).flatMap(([status, list]) => list.map((word) => [word, status as OrderStatus] as const)),
);

/** The status a cell means; undefined for a word nobody taught us. */
export function statusOf(text: string): OrderStatus | undefined {
  return statusByWord.get(text === '' ? '' : text.toLowerCase());
}
