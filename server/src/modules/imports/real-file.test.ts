import assert from 'node:assert/strict';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { guessMapping } from './guess-mapping.ts';
import { inspectFile } from './inspect-file.ts';
import { placesOf } from './plan-cases.ts';
import { planFile } from './run-import.ts';
import { dryTally } from './tally.ts';
import { writeReport } from './write-report.ts';

const path = join(import.meta.dirname, '../../../../../shared/data/online-retail.csv.gz');
const bytes = () => createReadStream(path);
const skip = existsSync(path) ? false : 'the real input ../shared/data/online-retail.csv.gz is not on this machine';

test(
  'the real shop file is read by its guess, every line has one place, and totals before are totals after',
  { skip },
  async () => {
    const { format, headers, records } = await inspectFile(bytes, 'csv.gz');
    const mapping = guessMapping(headers, records);
    assert.deepEqual(
      [mapping.currency, mapping.timezone, mapping.shippingSkus, mapping.creditSkus],
      ['GBP', 'Europe/London', ['POST', 'DOT', 'C2'], ['M', 'D']],
    );
    const plan = await planFile({ bytes, format }, { mapping }, Date.UTC(2026, 0, 1));
    const { report } = writeReport(
      plan,
      dryTally(plan, { isKnown: () => false, isKnownRefund: () => false, refusal: () => undefined }),
    );
    assert.equal(placesOf(plan).length, 541_909);
    assert.deepEqual(
      [report.lines, report.orders, report.refunds, report.members, report.withoutMember],
      [541_909, 19_944, 3755, 4337, 1423],
    );
    const { read, sold, refunded, setAside, isBalanced } = report.reconciliation;
    assert.ok(isBalanced);
    assert.deepEqual(
      [read, sold, refunded, setAside].map(({ lines, amountMinor }) => [lines, amountMinor]),
      [
        [541_909, 974_774_793],
        [530_487, 1_064_163_334],
        [7307, 51_787_026],
        [4115, -37_601_515],
      ],
    );
    assert.deepEqual(
      Object.fromEntries(report.setAside.map(({ reason, lines, amountMinor }) => [reason, [lines, amountMinor]])),
      {
        'stock.writeOff': [1336, 0],
        'return.noPurchase': [924, -4_324_099],
        'order.nothingCharged': [779, 0],
        'return.beforePurchase': [356, -2_388_010],
        'return.noMember': [265, -3_973_573],
        'return.price': [226, -646_085],
        fee: [153, -25_074_102],
        'return.excess': [76, -1_195_646],
      },
    );
    assert.equal(report.remarks.find(({ kind }) => kind === 'repeatedLine')!.lines, 5268);
  },
);
