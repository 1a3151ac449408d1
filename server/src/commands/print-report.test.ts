import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ImportView, importMapping } from '@shuke/contract';
import { reportText } from './print-report.ts';
import { progressLine } from './show-progress.ts';

const totals = (lines: number, amountMinor: number) => ({ lines, quantity: lines, amountMinor });

test('the report shows where the money of a file went, and that the totals agree', () => {
  const text = reportText({
    state: 'done',
    isDryRun: false,
    error: null,
    mapping: importMapping.parse({ columns: {}, currency: 'GBP' }),
    report: {
      lines: 1000,
      orders: 90,
      ordersNew: 80,
      ordersKnown: 10,
      refunds: 3,
      refundsNew: 1,
      refundsKnown: 2,
      members: 40,
      membersNew: 38,
      withoutMember: 5,
      points: 1234,
      from: '2010-12-01T08:26:00.000Z',
      until: '2011-12-09T12:50:00.000Z',
      setAside: [
        { reason: 'return.noPurchase', lines: 7, amountMinor: -2750, example: 'row 143: C536379, D × -1, 27.5' },
        { reason: 'refused.order.conflict', lines: 1, amountMinor: 100, example: '' },
      ],
      remarks: [{ kind: 'repeatedLine', lines: 2, amountMinor: 500, example: 'row 3: 1, CUP × 1, 2.5' }],
      reconciliation: {
        read: totals(1000, 123_456),
        sold: totals(990, 127_000),
        refunded: totals(2, 894),
        setAside: totals(8, -2650),
        isBalanced: true,
      },
    },
  } as unknown as ImportView);
  for (const part of [
    '1,000 lines read, 2010-12-01 to 2011-12-09',
    '90 orders, of which 10 were known already',
    '3 refunds, of which 2 were known already',
    '1,234.56 GBP',
    '−',
    'A return without a matching purchase',
    '-27.50 GBP',
    'Refused: order.conflict',
    'Totals before = totals after.',
    'Exact repetition',
  ])
    assert.ok(text.includes(part), part);
});

test('progress shows share, rate and time left', () => {
  assert.equal(
    progressLine({ done: 250_000, total: 500_000, linesPerSecond: 25_000, remainingSeconds: 70 }),
    `${'█'.repeat(14)}${'░'.repeat(14)}  50 %  250,000 of 500,000 lines  25,000 lines/s, 1 min 10 s left`,
  );
});
