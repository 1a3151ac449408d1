import { type ImportMapping, importMapping, type orderColumns } from '@shuke/contract';
import { guessCodes, guessDateOrder, guessPlace } from './guess-settings.ts';

type Column = (typeof orderColumns)[number];

/** Header names by what they mean, as shop systems write them; compared without spaces, case and punctuation. */
const names = {
  number: [
    'invoiceno',
    'invoice',
    'orderno',
    'ordernumber',
    'orderid',
    'order',
    'number',
    'tid',
    '订单号',
    '订单编号',
    '订单id',
    '主订单编号',
    '单号',
    '发票号',
    '小票号',
    '交易号',
  ],
  sku: [
    'stockcode',
    'sku',
    'skucode',
    'itemcode',
    'productcode',
    'productid',
    'itemid',
    'articleno',
    'article',
    'barcode',
    '商品编码',
    '商品编号',
    '货号',
    '商家编码',
    '规格编码',
    '商品id',
    '条码',
    'sku编码',
  ],
  name: [
    'description',
    'productname',
    'itemname',
    'name',
    'title',
    'product',
    'item',
    '商品名称',
    '商品标题',
    '品名',
    '商品',
    '宝贝标题',
    '货品名称',
    '名称',
  ],
  category: ['category', 'productcategory', 'department', '类目', '分类', '品类', '商品分类', '商品类目'],
  quantity: ['quantity', 'qty', 'count', 'pieces', 'units', '数量', '购买数量', '商品数量', '件数', '销售数量'],
  unitPrice: ['unitprice', 'price', 'itemprice', '单价', '商品单价', '售价', '价格', '销售单价', '成交单价'],
  at: [
    'invoicedate',
    'orderdate',
    'date',
    'time',
    'datetime',
    'createdat',
    'placedat',
    'ordertime',
    'paidat',
    'timestamp',
    '下单时间',
    '订单时间',
    '付款时间',
    '支付时间',
    '交易时间',
    '日期',
    '时间',
    '创建时间',
    '订单创建时间',
    '销售日期',
    '下单日期',
  ],
  member: [
    'customerid',
    'customer',
    'customerno',
    'memberid',
    'member',
    'memberno',
    'buyerid',
    'userid',
    'clientid',
    '会员号',
    '会员id',
    '会员编号',
    '会员卡号',
    '客户编号',
    '客户id',
    '客户号',
    '用户id',
    '买家id',
  ],
  phone: [
    'phone',
    'mobile',
    'phonenumber',
    'mobilephone',
    'tel',
    '手机号',
    '手机',
    '手机号码',
    '电话',
    '联系电话',
    '会员手机号',
    '买家手机号',
    '收货人手机号',
  ],
  email: ['email', 'emailaddress', 'mail', '邮箱', '电子邮箱'],
  region: ['country', 'region', 'state', 'province', 'city', '地区', '省份', '省', '城市', '国家', '区域', '收货省份'],
  channel: ['channel', 'saleschannel', 'source', 'platform', '渠道', '销售渠道', '订单来源', '平台', '来源'],
  store: [
    'store',
    'shop',
    'storeid',
    'storecode',
    'branch',
    '门店',
    '店铺',
    '门店编号',
    '门店编码',
    '门店名称',
    '店铺名称',
  ],
  discount: ['discount', 'discountamount', 'linediscount', '优惠', '优惠金额', '折扣金额', '商品优惠'],
  total: [
    'linetotal',
    'lineamount',
    'amount',
    'subtotal',
    'total',
    '小计',
    '金额',
    '商品金额',
    '实付小计',
    '成交金额',
    '销售金额',
  ],
  status: ['status', 'orderstatus', 'state', '状态', '订单状态', '交易状态'],
} satisfies Record<Column, readonly string[]>;

/** Without these a file cannot become orders; the price may come from the line's total. */
export const neededColumns = ['number', 'sku', 'quantity', 'at'] as const satisfies readonly Column[];

/** The mapping a person would most likely choose, from the header and the first records. */
export function guessMapping(headers: readonly string[], records: readonly (readonly string[])[]): ImportMapping {
  const columns = guessColumns(headers);
  const cellsOf = (column: Column) => {
    const at = headers.indexOf(columns[column] ?? '');
    return at < 0 ? [] : records.map((cells) => cells[at]?.trim() ?? '');
  };
  const memberKind = guessMemberKind(cellsOf('member'), columns.member);
  return importMapping.parse({
    columns,
    ...guessPlace(cellsOf('region'), cellsOf('unitPrice')),
    ...guessCodes(cellsOf('sku'), cellsOf('name')),
    dateOrder: guessDateOrder(cellsOf('at')),
    ...(memberKind ? { memberKind } : {}),
  });
}

/** Each column gets the first header with one of its names; names earlier in the list are the surer ones. */
export function guessColumns(headers: readonly string[]): ImportMapping['columns'] {
  const plain = headers.map((header) =>
    header
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  );
  const columns: ImportMapping['columns'] = {};
  const taken = new Set<number>();
  for (const [column, list] of Object.entries(names) as [Column, readonly string[]][]) {
    const at = list
      .map((name) => plain.findIndex((header, index) => header === name && !taken.has(index)))
      .find((index) => index >= 0);
    if (at === undefined) continue;
    taken.add(at);
    columns[column] = headers[at]!;
  }
  return columns;
}

function guessMemberKind(
  cells: readonly string[],
  header: string | undefined,
): ImportMapping['memberKind'] | undefined {
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length > 0 && filled.every((cell) => /^(\+?86)?1[3-9]\d{9}$/.test(cell))) return 'phone';
  if (filled.length > 0 && filled.every((cell) => /^[^@\s]+@[^@\s]+$/.test(cell))) return 'email';
  return header && /卡号|card/i.test(header) ? 'card' : undefined;
}
