import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Problem } from '../../platform/problem.ts';
import { checkMoney, shownStatus } from './order.ts';

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
