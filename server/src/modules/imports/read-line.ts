import {
  AMOUNT_LIMIT_MINOR,
  type ImportMapping,
  type MemberReference,
  type SetAsideReason,
  orderColumns,
} from '@shuke/contract';
import { minorDigits } from '../../platform/money.ts';
import { amountOf, parseMicro, parseWhole } from './decimal.ts';
import type { OrderLines, ReadLine } from './order-lines.ts';
import { statusOf } from './order-status.ts';
import { timeReader } from './parse-time.ts';

type Column = (typeof orderColumns)[number];

/** What a cell of each column may hold, in characters: the limits of the orders API, less room for a refund's suffix. */
const cellLimits = {
  number: 90,
  sku: 100,
  name: 300,
  category: 100,
  quantity: 40,
  unitPrice: 40,
  at: 60,
  member: 200,
  phone: 200,
  email: 200,
  region: 100,
  channel: 40,
  store: 40,
  discount: 40,
  total: 40,
  status: 40,
} satisfies Record<Column, number>;

const QUANTITY_LIMIT = 1_000_000;
const EMPTY = -1;

/**
 * Reads one record after another into `lines`. Every record becomes exactly one line; what cannot be read has a fault and
 * counts with whatever quantity and amount could be read, else with zero.
 */
export function lineReader(
  lines: OrderLines,
  headers: readonly string[],
  mapping: ImportMapping,
  now: number,
): (cells: readonly string[]) => void {
  const columnAt = Object.fromEntries(
    orderColumns.map((column) => [
      column,
      mapping.columns[column] === undefined ? EMPTY : headers.indexOf(mapping.columns[column]),
    ]),
  ) as Record<Column, number>;
  const used = orderColumns.filter((column) => columnAt[column] >= 0);
  const digits = minorDigits(mapping.currency);
  const timeOf = timeReader(mapping.timezone, mapping.dateOrder);
  const line: ReadLine = {
    order: EMPTY,
    sku: EMPTY,
    name: EMPTY,
    category: EMPTY,
    quantity: 0,
    priceMicro: 0,
    amountMinor: 0,
    at: Number.NaN,
    member: EMPTY,
    region: EMPTY,
    store: EMPTY,
    status: EMPTY,
    fault: undefined,
  };
  const cell: Record<Column, string> = Object.fromEntries(orderColumns.map((column) => [column, ''])) as Record<
    Column,
    string
  >;

  return (cells) => {
    line.fault = undefined;
    for (const column of used) {
      const text = cells[columnAt[column]]?.trim() ?? '';
      const fault = text.length === 0 ? undefined : cellFault(text, cellLimits[column]);
      line.fault ??= fault;
      cell[column] = fault ? '' : text;
    }
    if (cells.length !== headers.length) line.fault = 'row.columns';
    readOrder();
    readMoney();
    readTime();
    readMember();
    lines.add(line);
  };

  function readOrder(): void {
    const { number, sku } = cell;
    line.order = number === '' ? EMPTY : lines.orderId(cell.channel || mapping.channel, number);
    line.sku = sku === '' ? EMPTY : lines.skus.idOf(sku);
    line.name = cell.name === '' ? EMPTY : lines.names.idOf(cell.name);
    line.category = cell.category === '' ? EMPTY : lines.categories.idOf(cell.category);
    line.region = cell.region === '' ? EMPTY : lines.regions.idOf(cell.region);
    const store = cell.store || mapping.store;
    line.store = store ? lines.stores.idOf(store) : EMPTY;
    if (number === '') line.fault ??= 'number.missing';
    if (sku === '') line.fault ??= 'sku.missing';
    const status = statusOf(cell.status);
    if (status === undefined) line.fault ??= 'status.unknown';
    line.status = status === undefined ? EMPTY : lines.statuses.idOf(status);
  }

  function readMoney(): void {
    const quantity = parseWhole(cell.quantity);
    line.quantity = 0;
    line.priceMicro = 0;
    line.amountMinor = 0;
    if (Number.isNaN(quantity)) return void (line.fault ??= 'quantity.unreadable');
    if (Math.abs(quantity) > QUANTITY_LIMIT) return void (line.fault ??= 'amount.limit');
    line.quantity = quantity;
    const money = readAmount(cell, quantity, digits);
    if (typeof money === 'string') return void (line.fault ??= money);
    line.priceMicro = money.priceMicro;
    line.amountMinor = money.amountMinor;
  }

  function readTime(): void {
    line.at = Number.NaN;
    if (cell.at === '') return;
    const at = timeOf(cell.at);
    if (Number.isNaN(at)) line.fault ??= 'time.unreadable';
    else if (at < 0 || at > now) line.fault ??= 'time.outside';
    else line.at = at;
  }

  function readMember(): void {
    const { phone, email } = cell;
    // Spreadsheets turn a column of ids with gaps into numbers with a decimal: 17850.0.
    const id =
      mapping.memberKind === 'external' && cell.member.endsWith('.0')
        ? cell.member.replace(/^(\d+)\.0$/, '$1')
        : cell.member;
    if (id === '' && phone === '' && email === '') return void (line.member = EMPTY);
    const reference: MemberReference = {};
    if (email) reference.email = email;
    if (phone) reference.phone = phone;
    if (id) reference[mapping.memberKind] = id;
    const kind = id ? mapping.memberKind : phone ? 'phone' : 'email';
    line.member = lines.memberId(`${kind}:${reference[kind]}`, reference);
  }
}

interface Money {
  priceMicro: number;
  amountMinor: number;
}

/** Amount of a line: what `total` says, else quantity × price less `discount`, rounded once. */
function readAmount(cell: Record<Column, string>, quantity: number, digits: number): Money | SetAsideReason {
  const total = cell.total === '' ? undefined : parseMicro(cell.total);
  const discount = cell.discount === '' ? 0 : Math.abs(parseMicro(cell.discount));
  const price =
    cell.unitPrice === '' && total !== undefined && quantity !== 0
      ? priceOf(total, quantity)
      : parseMicro(cell.unitPrice);
  if (Number.isNaN(price) || Number.isNaN(discount) || Number.isNaN(total ?? 0)) return 'price.unreadable';
  const full = amountOf(quantity, price, digits);
  if (!Number.isFinite(price) || Math.abs(full) > AMOUNT_LIMIT_MINOR) return 'amount.limit';
  const sign = full < 0 || (full === 0 && quantity < 0) ? -1 : 1;
  const size =
    total === undefined ? Math.abs(full) - amountOf(1, discount, digits) : Math.abs(amountOf(1, total, digits));
  if (cell.unitPrice !== '' && (size < 0 || size > Math.abs(full))) return 'amount.mismatch';
  if (size > AMOUNT_LIMIT_MINOR || size < 0) return 'amount.limit';
  return { priceMicro: price, amountMinor: sign * size || 0 };
}

/** Goods that come back may have their total written with or without a minus; a sale below zero stays one. */
function priceOf(total: number, quantity: number): number {
  const price = Math.round(total / Math.abs(quantity));
  return quantity < 0 ? Math.abs(price) : price;
}

function cellFault(text: string, limit: number): SetAsideReason | undefined {
  if (text.length > limit) return 'cell.tooLong';
  if (text.includes('\u0000') || !text.isWellFormed()) return 'cell.broken';
  return undefined;
}
