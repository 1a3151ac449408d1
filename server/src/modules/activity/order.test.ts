import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Problem } from '../../platform/problem.ts';
import { type OrderBody, orderBody, orderLine } from '@shuke/contract';
import { checkMoney, isSameBusiness, shownStatus } from './order.ts';

const lines = fc.array(
  fc.record({
    sku: fc.constant('A'),
    quantity: fc.integer({ min: 1, max: 1000 }),
    unitPriceMinor: fc.integer({ min: 0, max: 1_000_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 5 },
);
const extras = fc.record({
  shippingMinor: fc.integer({ min: 0, max: 5000 }),
  taxMinor: fc.integer({ min: 0, max: 5000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('an order whose money adds up is taken, and one that is a fen off is refused at totalMinor', () => {
  fc.assert(
    fc.property(lines, extras, fc.constantFrom(-1, 1), (drawn, { shippingMinor, taxMinor, share }, off) => {
      const all = drawn.map((line) => ({
        ...line,
        discountMinor: Math.floor(line.share * line.quantity * line.unitPriceMinor),
      }));
      const sum = all.reduce((total, line) => total + line.quantity * line.unitPriceMinor - line.discountMinor, 0);
      const discountMinor = Math.floor(share * sum);
      const order = {
        status: 'paid' as const,
        lines: all,
        discountMinor,
        shippingMinor,
        taxMinor,
        totalMinor: sum - discountMinor + shippingMinor + taxMinor,
      };
      checkMoney(order);
      checkMoney({ ...order, payments: [{ method: 'cash', amountMinor: order.totalMinor }] });
      const refused = (wrong: Parameters<typeof checkMoney>[0], field: string) =>
        assert.throws(
          () => checkMoney(wrong),
          (error) => error instanceof Problem && error.code === 'order.money' && error.faults?.[0]?.field === field,
        );
      refused({ ...order, totalMinor: order.totalMinor + off }, 'totalMinor');
      refused({ ...order, payments: [{ method: 'cash', amountMinor: order.totalMinor + off }] }, 'payments');
    }),
  );
});

test('payments need not add up before an order is paid, nor after it is cancelled', () => {
  const order = {
    lines: [{ sku: 'A', quantity: 1, unitPriceMinor: 100, discountMinor: 0 }],
    discountMinor: 0,
    shippingMinor: 0,
    taxMinor: 0,
    totalMinor: 100,
  };
  for (const status of ['pending', 'cancelled'] as const)
    checkMoney({ ...order, status, payments: [{ method: 'cash', amountMinor: 40 }] });
});

test('money given back shows before how far the order has come, and cancelled before all', () => {
  const cases: [status: 'paid' | 'completed' | 'cancelled' | 'pending', refundedMinor: number, shown: string][] = [
    ['pending', 0, 'pending'],
    ['paid', 0, 'paid'],
    ['paid', 1, 'partiallyRefunded'],
    ['completed', 99, 'partiallyRefunded'],
    ['completed', 100, 'refunded'],
    ['cancelled', 100, 'cancelled'],
    ['cancelled', 0, 'cancelled'],
  ];
  for (const [status, refundedMinor, shown] of cases)
    assert.equal(shownStatus({ status, refundedMinor, totalMinor: 100 }), shown);
});

const body = orderBody.parse({
  number: 'A-1',
  status: 'paid',
  placedAt: '2026-11-01T09:00:00+08:00',
  at: '2026-11-01T09:00:00+08:00',
  currency: 'CNY',
  channel: 'pos',
  store: 's-1',
  member: { phone: '13800000001' },
  discountMinor: 1,
  shippingMinor: 2,
  taxMinor: 3,
  totalMinor: 104,
  lines: [{ sku: 'A', name: 'a', category: 'c', quantity: 2, unitPriceMinor: 60, discountMinor: 20 }],
  payments: [{ method: 'cash', amountMinor: 104 }],
});
const [line] = body.lines as [OrderBody['lines'][number]];
const known = body as unknown as Parameters<typeof isSameBusiness>[0];

test('each amount, the currency and each line of an order are compared for themselves with what is known', () => {
  assert.ok(isSameBusiness(known, body));
  const compared: Partial<OrderBody>[] = [
    { currency: 'EUR' },
    { discountMinor: 0 },
    { shippingMinor: 0 },
    { taxMinor: 0 },
    { totalMinor: 105 },
    { lines: [] },
    { lines: [line, line] },
    { lines: [{ ...line, sku: 'B' }] },
    { lines: [{ ...line, quantity: 3 }] },
    { lines: [{ ...line, unitPriceMinor: 61 }] },
    { lines: [{ ...line, discountMinor: 21 }] },
  ];
  for (const other of compared) assert.ok(!isSameBusiness(known, { ...body, ...other }), JSON.stringify(other));
  // Number and channel find the order, and who bought is compared by who it is, however named; the others may be told anew.
  const free: Partial<OrderBody>[] = [
    { number: 'A-2' },
    { channel: 'tmall' },
    { member: { phone: '13800000002' } },
    { status: 'completed' },
    { placedAt: '2026-11-02T09:00:00+08:00' },
    { at: '2026-11-02T09:00:00+08:00' },
    { store: 's-2' },
    { payments: [{ method: 'wechat', amountMinor: 104 }] },
    { lines: [{ ...line, name: 'b' }] },
    { lines: [{ ...line, category: 'd' }] },
  ];
  for (const other of free) assert.ok(isSameBusiness(known, { ...body, ...other }), JSON.stringify(other));
  const fields = new Set([...compared, ...free].flatMap((other) => Object.keys(other)));
  assert.deepEqual(fields, new Set(Object.keys(orderBody.shape)), 'every field is one or the other');
  assert.equal(Object.keys(orderLine.shape).length, 6, 'and so is every field of a line');
});
