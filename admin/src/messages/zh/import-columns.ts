import type { ImportView } from '@shuke/contract';

type Column = keyof ImportView['mapping']['columns'];

/** By themselves, as what is wrong with a file is told with them anywhere. */
export const importColumns = {
  number: '订单号',
  sku: '商品编码',
  name: '商品名称',
  category: '品类',
  quantity: '数量',
  unitPrice: '单价',
  at: '下单时间',
  member: '会员标识',
  phone: '手机号',
  email: '邮箱',
  region: '地区',
  channel: '渠道',
  store: '门店',
  discount: '优惠',
  total: '行金额',
  status: '订单状态',
} satisfies Record<Column, string> as Record<Column, string>;
