import { type ImportMappingInput, type SetAsideReason, importMapping } from '@shuke/contract';
import { OrderLines } from './order-lines.ts';
import type { Plan } from './plan.ts';
import { planImport } from './plan-import.ts';
import { lineReader } from './read-line.ts';

/** For tests: a small file as rows of cells, with the columns that most shops have. */
export const testHeaders = ['number', 'sku', 'name', 'quantity', 'at', 'price', 'member', 'region'] as const;

export const testMapping = importMapping.parse({
  columns: {
    number: 'number',
    sku: 'sku',
    name: 'name',
    quantity: 'quantity',
    at: 'at',
    unitPrice: 'price',
    member: 'member',
    region: 'region',
  },
  currency: 'GBP',
  timezone: 'Europe/London',
  shippingSkus: ['POST'],
  feeSkus: ['BANK CHARGES'],
  creditSkus: ['M', 'D'],
} satisfies ImportMappingInput);

export const testNow = Date.UTC(2012, 0, 1);

export function planRows(
  rows: readonly (readonly string[])[],
  mapping = testMapping,
  headers: readonly string[] = testHeaders,
): Plan {
  const lines = new OrderLines();
  const read = lineReader(lines, headers, mapping, testNow);
  for (const row of rows) read(row);
  return planImport(lines, mapping);
}

/** A row by its parts; whatever is left out is ordinary. */
export function row({
  number = '1',
  sku = 'CUP',
  name = 'Cup',
  quantity = '1',
  at = '2011-01-01 10:00',
  price = '2.50',
  member = '17850',
  region = 'United Kingdom',
}: Partial<Record<(typeof testHeaders)[number], string>> = {}): string[] {
  return [number, sku, name, quantity, at, price, member, region];
}

/** Where each line ended: `order 1`, `refund C2 of 1`, or the reason it was set aside for. Throws where a line is in two places or none. */
export function placesOf(plan: Plan): string[] {
  const places: (string | undefined)[] = Array.from({ length: plan.lines.count });
  const put = (line: number, place: string) => {
    if (places[line] !== undefined) throw new Error(`line ${line} is in ${places[line]} and in ${place}`);
    places[line] = place;
  };
  const numberOf = (order: number) => plan.lines.orders[plan.orders[order]!.key]!.number;
  plan.orders.forEach((order, index) => order.lines.forEach((line) => put(line, `order ${numberOf(index)}`)));
  for (const refund of plan.refunds)
    for (const line of refund.lines) put(line, `refund ${refund.refund} of ${numberOf(refund.order)}`);
  for (const [line, reason] of plan.setAside) put(line, reason satisfies SetAsideReason);
  return places.map((place, line) => {
    if (place === undefined) throw new Error(`line ${line} is nowhere`);
    return place;
  });
}
