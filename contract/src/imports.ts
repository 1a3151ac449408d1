import { z } from 'zod';
import { currency, cursorQuery, exactText, id, listOf, text } from './common.ts';
import { endpoint } from './endpoint.ts';
import { whyExactly } from './problem.ts';
import { type Lens, maskedLens } from './field-rights.ts';
import { fieldOfKind, maskedCell, maskedIdentifier, personal } from './personal.ts';

export const importStates = ['mapping', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed'] as const;
export type ImportState = (typeof importStates)[number];

/** What a column of an order file can mean. */
export const orderColumns = [
  'number',
  'sku',
  'name',
  'category',
  'quantity',
  'unitPrice',
  'at',
  'member',
  'phone',
  'email',
  'region',
  'channel',
  'store',
  'discount',
  'total',
  'status',
] as const;
export const orderColumn = z.enum(orderColumns);

/** How the file is to be read. Columns by header name; settings that the file cannot tell. */
export const importMapping = z.strictObject({
  columns: z.partialRecord(orderColumn, text(200)),
  currency: currency.default('CNY'),
  channel: text(40).default('import'),
  store: text(40).optional(),
  /** Zone of times written without one. */
  timezone: text(60).default('Asia/Shanghai'),
  /** How dates like 12/1/2010 are meant; dates that begin with the year need no help. */
  dateOrder: z.enum(['dayFirst', 'monthFirst']).default('monthFirst'),
  /** What the `member` column holds. */
  memberKind: z.enum(['external', 'phone', 'email', 'card']).default('external'),
  /** Codes that are postage or fees, not goods: they count as shipping or are set aside. */
  shippingSkus: z.array(text(100)).max(100).default([]),
  feeSkus: z.array(text(100)).max(100).default([]),
  /** Codes that give money back without goods (manual credits, later discounts): they refund the order whose amount they equal. */
  creditSkus: z.array(text(100)).max(100).default([]),
});
export type ImportMapping = z.output<typeof importMapping>;
export type ImportMappingInput = z.input<typeof importMapping>;

/** Columns that say nothing of who bought. */
const openColumns: ReadonlySet<string> = new Set(
  orderColumns.filter((one) => !/^(member|phone|email|region)$/.test(one)),
);

/** A cell of the file as it may be shown: what the mapping does not name may hold anything, names and addresses too. */
export function maskedImportCell(
  { columns, memberKind }: ImportMapping,
  header: string,
  cell: string,
  lens: Lens = maskedLens,
): string {
  const meaning = Object.entries(columns).find(([, name]) => name === header)?.[0];
  if (cell === '' || (meaning !== undefined && openColumns.has(meaning))) return cell;
  if (meaning === 'region') return lens.field('region') === 'clear' ? cell : '***';
  if (meaning === undefined) return lens.other === 'clear' ? cell : maskedCell(cell);
  const kind = meaning === 'member' ? memberKind : meaning;
  const shown = lens.field(fieldOfKind(kind));
  if (shown === 'clear') return cell;
  return shown === 'hidden' ? '***' : maskedIdentifier(kind, cell.trim());
}

/** Why a line is set aside. A line that the engine refused has the problem's code behind `refused.`, e.g. `refused.order.conflict`. */
export const setAsideReasons = {
  'row.columns': { zh: '列数与表头不符', en: 'Another number of columns than the header' },
  'cell.tooLong': { zh: '单元格过长', en: 'A cell is too long' },
  'cell.broken': { zh: '单元格含有无法保存的字符', en: 'A cell holds a character that cannot be stored' },
  'number.missing': { zh: '没有订单号', en: 'No order number' },
  'sku.missing': { zh: '没有商品编码', en: 'No article code' },
  'quantity.unreadable': { zh: '数量无法识别', en: 'The quantity is not a whole number' },
  'quantity.zero': { zh: '数量为零', en: 'The quantity is zero' },
  'price.unreadable': { zh: '单价或金额无法识别', en: 'The price or amount is not a number' },
  'price.negative': { zh: '单价为负', en: 'The price is negative' },
  'amount.limit': { zh: '数量或金额超出上限', en: 'The quantity or amount is beyond the limit' },
  'amount.mismatch': {
    zh: '行金额或优惠大于数量乘单价',
    en: 'The line total or discount is more than quantity times price',
  },
  'time.unreadable': { zh: '下单时间无法识别', en: 'The time is missing or not a time' },
  'time.outside': { zh: '下单时间在未来或早于1970年', en: 'The time lies in the future or before 1970' },
  'status.unknown': { zh: '订单状态无法识别', en: 'The status is not known' },
  'order.incomplete': { zh: '同一订单有其他行无法读取', en: 'Another line of the same order cannot be read' },
  'order.members': { zh: '同一订单有多个会员', en: 'The lines of the order name different members' },
  'order.statuses': { zh: '同一订单有多个状态', en: 'The lines of the order have different statuses' },
  'order.tooLong': { zh: '订单超过2000行', en: 'The order has more than 2,000 lines' },
  'order.nothingCharged': {
    zh: '整单没有金额（库存调整或赠品）',
    en: 'Nothing was charged in the whole order (stock correction or gift)',
  },
  'stock.writeOff': { zh: '负数量零单价（库存核销）', en: 'Negative quantity without a price (stock write-off)' },
  fee: { zh: '费用或调整，不是销售', en: 'A fee or adjustment, not a sale' },
  'return.noMember': { zh: '退货没有会员，无法对应订单', en: 'A return without a member names no order' },
  'return.noPurchase': { zh: '退货没有对应的购买', en: 'A return without a matching purchase' },
  'return.beforePurchase': { zh: '退货早于购买', en: 'A return before the purchase' },
  'return.excess': { zh: '退货多于已购且未退的数量', en: 'More returned than was bought and not yet returned' },
  'return.price': { zh: '退货单价高于购买单价', en: 'Returned at a higher price than it was bought' },
  cancelled: { zh: '导入已取消，未处理', en: 'The import was cancelled before this line' },
} as const;
export type SetAsideReason = keyof typeof setAsideReasons | `refused.${string}`;

/** What was imported as it stands, and is worth a look. */
export const importRemarks = {
  repeatedLine: {
    zh: '同一订单内完全相同的行，按真实的第二行导入',
    en: 'Exact repetition of a line in its order, imported as a second line',
  },
  laterMinute: {
    zh: '同一订单有多个时间，取最早的',
    en: 'A line with a later time than its order, which counts at its first',
  },
  freeLine: {
    zh: '已付款订单中的零价行，按赠品导入',
    en: 'A line without a price in an order that was paid: imported as a free article',
  },
  withoutMember: { zh: '没有会员的销售，不计积分', en: 'A sale without a member: no points' },
  shipping: { zh: '运费，计入订单运费', en: 'Postage: part of its order as shipping' },
  creditByAmount: { zh: '手工退款，金额与一笔订单相等', en: 'A credit that equals an order and refunds it' },
  shortenedPrice: {
    zh: '单价超过货币的小数位，金额四舍五入一次',
    en: 'A price finer than the currency: the amount is rounded once',
  },
} as const;
export type ImportRemark = keyof typeof importRemarks;

const totals = z.object({ lines: z.int(), quantity: z.int(), amountMinor: z.int() });

/** The report: everything read is somewhere, and totals before = totals after. */
export const importReport = z.object({
  lines: z.int(),
  orders: z.int(),
  ordersNew: z.int(),
  ordersKnown: z.int(),
  refunds: z.int(),
  refundsNew: z.int(),
  refundsKnown: z.int(),
  members: z.int(),
  membersNew: z.int(),
  withoutMember: z.int(),
  points: z.int(),
  setAside: z.array(z.object({ reason: z.string(), lines: z.int(), amountMinor: z.int(), example: z.string() })),
  remarks: z.array(
    z.object({
      kind: z.enum(Object.keys(importRemarks) as ImportRemark[]),
      lines: z.int(),
      amountMinor: z.int(),
      example: z.string(),
    }),
  ),
  /** Reconciliation in minor units: read = orders − refunds + setAside, line by line. */
  reconciliation: z.object({ read: totals, sold: totals, refunded: totals, setAside: totals, isBalanced: z.boolean() }),
  from: z.string().nullable(),
  until: z.string().nullable(),
});
export type ImportReport = z.output<typeof importReport>;

const shownImport = z.object({
  id,
  kind: z.literal('orders'),
  fileName: z.string(),
  bytes: z.int(),
  state: z.enum(importStates),
  encoding: z.string(),
  headers: z.array(z.string()),
  samples: z.array(z.record(z.string(), z.string())),
  mapping: importMapping,
  isDryRun: z.boolean(),
  progress: z.object({ done: z.int(), total: z.int(), linesPerSecond: z.int(), remainingSeconds: z.int().nullable() }),
  report: importReport.nullable(),
  /** Why it failed, in English, and for who speaks another language. */
  error: z.string().nullable(),
  why: whyExactly,
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  createdBy: z.string(),
});
export type ImportView = z.output<typeof shownImport>;

const maskedImport = (view: ImportView, lens: Lens): ImportView => ({
  ...view,
  samples: view.samples.map((sample) =>
    Object.fromEntries(
      Object.entries(sample).map(([header, cell]) => [header, maskedImportCell(view.mapping, header, cell, lens)]),
    ),
  ),
});
export const importView = personal(maskedImport, shownImport);

const path = z.object({ id });

export const createImport = endpoint({
  method: 'POST',
  path: '/api/imports',
  permission: 'imports.write',
  approval: null,
  tag: 'imports',
  upload: true,
  summary: 'Upload a file (CSV, CSV.gz, XLSX), as multipart field `file` or as the raw body with ?fileName=',
  description:
    'Answers with the guessed mapping and samples, in state `mapping`. `start=true` runs it at once with the guess; an optional multipart field or query `mapping` (JSON) overrides parts of the guess.',
  query: z.strictObject({
    fileName: exactText(300).optional(),
    kind: z.literal('orders').default('orders'),
    start: z.enum(['true', 'false']).default('false'),
    mapping: exactText(10_000).optional(),
  }),
  answer: importView,
});
export const listImports = endpoint({
  method: 'GET',
  path: '/api/imports',
  permission: 'imports.read',
  tag: 'imports',
  summary: 'Imports, newest first',
  query: z.strictObject(cursorQuery),
  answer: listOf(importView),
});
export const getImport = endpoint({
  method: 'GET',
  path: '/api/imports/{id}',
  permission: 'imports.read',
  tag: 'imports',
  summary: 'One import with progress and report',
  params: path,
  answer: importView,
});
export const mapImport = endpoint({
  method: 'PUT',
  path: '/api/imports/{id}/mapping',
  permission: 'imports.write',
  approval: null,
  tag: 'imports',
  summary: 'Set the mapping',
  params: path,
  body: importMapping,
  answer: importView,
});
export const runImport = endpoint({
  method: 'POST',
  path: '/api/imports/{id}/run',
  permission: 'imports.write',
  approval: null,
  tag: 'imports',
  summary: 'Run it, or check it without changing anything (dryRun)',
  params: path,
  body: z.strictObject({ dryRun: z.boolean().default(false) }),
  answer: importView,
});
export const cancelImport = endpoint({
  method: 'POST',
  path: '/api/imports/{id}/cancel',
  permission: 'imports.write',
  approval: null,
  tag: 'imports',
  summary: 'Stop it; what is already recorded stays and the report says how far it came',
  params: path,
  answer: importView,
});
export const setAsideRows = endpoint({
  method: 'GET',
  path: '/api/imports/{id}/set-aside',
  permission: 'imports.read',
  tag: 'imports',
  summary: 'The lines set aside, with the reason, as CSV',
  params: path,
  /** In clear, to be corrected and uploaded again, for who may take files in clear; API keys that see clear need not ask. */
  query: z.strictObject({ reason: exactText(100).optional(), isClear: z.stringbool().default(false) }),
});
