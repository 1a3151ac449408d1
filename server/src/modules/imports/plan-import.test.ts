import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importMapping, orderBody, refundBody } from '@shuke/contract';
import fc from 'fast-check';
import { openKeyRing, suites } from '../../platform/crypto/index.ts';
import { heldRootKey } from '../../platform/crypto/root-key.ts';
import { placesOf, planRows, row, testMapping } from './plan-cases.ts';
import { inputBuilder } from './build-input.ts';
import { dryTally } from './tally.ts';
import { writeReport } from './write-report.ts';

const ring = await openKeyRing(heldRootKey(Buffer.alloc(32, 1), suites.intl, 'the test'), []);
await ring.add(await ring.make('index', 'intl', 0));
const sale = row();
const later = { at: '2011-02-01 10:00' };

test('every kind of line ends where the decisions say', () => {
  const cases: [string, string[][], string[]][] = [
    [
      'lines of one number are one order',
      [sale, row({ sku: 'PLATE' }), row({ number: '2' })],
      ['order 1', 'order 1', 'order 2'],
    ],
    ['a sale without a member is an order', [row({ member: '' })], ['order 1']],
    ['postage is part of its order', [sale, row({ sku: 'post', price: '18.00' })], ['order 1', 'order 1']],
    ['postage alone is an order', [row({ sku: 'POST', price: '18.00' })], ['order 1']],
    [
      'fees are set aside, also where the customer paid them',
      [sale, row({ sku: 'BANK CHARGES', price: '15.00' }), row({ number: 'A5', sku: 'Bank Charges', price: '-15' })],
      ['order 1', 'fee', 'fee'],
    ],
    ['a free article in a paid order belongs to it', [sale, row({ sku: 'GIFT', price: '0' })], ['order 1', 'order 1']],
    [
      'an order without any price is a stock correction',
      [row({ price: '0', quantity: '56', member: '' })],
      ['order.nothingCharged'],
    ],
    [
      'a negative quantity without a price is a stock write-off',
      [row({ price: '0', quantity: '-10', member: '' })],
      ['stock.writeOff'],
    ],
    ['a negative price is no sale', [row({ price: '-11062.06' })], ['price.negative']],
    ['no pieces are no sale', [sale, row({ quantity: '0' })], ['order 1', 'quantity.zero']],
    ['an exact repetition is a second line', [sale, sale], ['order 1', 'order 1']],
    ['an order with two minutes is one order', [sale, row({ at: '2011-01-01 10:01' })], ['order 1', 'order 1']],
    ['a time in the first line only holds for all', [sale, row({ at: '' })], ['order 1', 'order 1']],
    ['a blank member belongs to who is named beside it', [sale, row({ member: '' })], ['order 1', 'order 1']],
    ['two members in one number are set aside', [sale, row({ member: '17851' })], ['order.members', 'order.members']],
    ['a line without a number is alone in being set aside', [sale, row({ number: '' })], ['order 1', 'number.missing']],
    [
      'an order with an unreadable line is set aside whole',
      [sale, row({ price: 'abc' }), row({ number: '2' })],
      ['order.incomplete', 'price.unreadable', 'order 2'],
    ],
    [
      'unreadable cells are named',
      [
        row({ quantity: 'six' }),
        row({ number: '2', quantity: '1.5' }),
        row({ number: '3', at: '31/31/2011' }),
        row({ number: '4', sku: '' }),
      ],
      ['quantity.unreadable', 'quantity.unreadable', 'time.unreadable', 'sku.missing'],
    ],
    ['a time nobody wrote is missed', [row({ at: '' })], ['time.unreadable']],
    ['a time to come is no past order', [row({ at: '2099-01-01' })], ['time.outside']],
    [
      'cells over their limits are named',
      [
        row({ name: 'x'.repeat(301) }),
        row({ number: '2', sku: 'a\u0000b' }),
        row({ number: '3', quantity: '1000001' }),
        row({ number: '4', price: '99999999999999' }),
      ],
      ['cell.tooLong', 'cell.broken', 'amount.limit', 'amount.limit'],
    ],
    [
      'a row with another number of cells is not guessed at',
      [row().slice(1), [...row({ number: '2' }), 'x']],
      ['row.columns', 'row.columns'],
    ],
  ];
  for (const [name, rows, places] of cases) assert.deepEqual(placesOf(planRows(rows)), places, name);
});

test('a return is matched with earlier purchases of the same member and article', () => {
  const back = (more = {}) => row({ number: 'C9', quantity: '-1', ...later, ...more });
  const cases: [string, string[][], string[]][] = [
    ['the same article at the same price', [sale, back()], ['order 1', 'refund C9 of 1']],
    ['any spelling of the article', [row({ sku: '85123A' }), back({ sku: '85123a' })], ['order 1', 'refund C9 of 1']],
    [
      'the most recent order first',
      [sale, row({ number: '2', at: '2011-01-05' }), back()],
      ['order 1', 'order 2', 'refund C9 of 2'],
    ],
    [
      'the exact price before a more recent higher one',
      [sale, row({ number: '2', at: '2011-01-05', price: '2.95' }), back()],
      ['order 1', 'order 2', 'refund C9 of 1'],
    ],
    ['a higher price where there is no other', [row({ price: '2.95' }), back()], ['order 1', 'refund C9 of 1']],
    ['never a lower price', [row({ price: '2.00' }), back()], ['order 1', 'return.price']],
    [
      'never more pieces than were bought',
      [row({ quantity: '2' }), back({ quantity: '-3' })],
      ['order 1', 'return.excess'],
    ],
    ['nothing twice', [sale, back(), back({ number: 'C10' })], ['order 1', 'refund C9 of 1', 'return.excess']],
    [
      'a repeated line in a credit is a second return',
      [row({ quantity: '2' }), back(), back()],
      ['order 1', 'refund C9 of 1', 'refund C9 of 1'],
    ],
    ['not before it was bought', [back({ at: '2010-12-15' }), sale], ['return.beforePurchase', 'order 1']],
    ['not what was never bought', [sale, back({ sku: 'PLATE' })], ['order 1', 'return.noPurchase']],
    ['not what another member bought', [sale, back({ member: '12345' })], ['order 1', 'return.noPurchase']],
    ['not without a member', [row({ member: '' }), back({ member: '' })], ['order 1', 'return.noMember']],
    [
      'within its own order, where a shop writes exchanges so',
      [row({ quantity: '3' }), row({ quantity: '-1' })],
      ['order 1', 'refund 1 of 1'],
    ],
    [
      'postage too',
      [sale, row({ sku: 'POST', price: '18.00' }), back({ sku: 'POST', price: '18.00' })],
      ['order 1', 'order 1', 'refund C9 of 1'],
    ],
    [
      'a credit without goods that equals an order',
      [sale, row({ sku: 'PLATE' }), back({ sku: 'M', price: '5.00' })],
      ['order 1', 'order 1', 'refund C9 of 1'],
    ],
    [
      'a credit equals an order only once',
      [sale, back({ sku: 'M' }), back({ sku: 'D' })],
      ['order 1', 'refund C9 of 1', 'return.noPurchase'],
    ],
    ['goods never match by amount', [sale, back({ sku: 'PLATE' })], ['order 1', 'return.noPurchase']],
    [
      'not where it is too little to be money',
      [row({ price: '0.001' }), back({ price: '0.001' })],
      ['order 1', 'stock.writeOff'],
    ],
  ];
  for (const [name, rows, places] of cases) assert.deepEqual(placesOf(planRows(rows)), places, name);
});

test('a return may be split over several orders, and refunds exactly its own amount', () => {
  const plan = planRows([
    row({ quantity: '2' }),
    row({ number: '2', quantity: '2', at: '2011-01-05' }),
    row({ number: 'C9', quantity: '-3', ...later }),
  ]);
  assert.deepEqual(
    plan.refunds.map(({ refund, order, amountMinor, quantity }) => [
      refund,
      plan.lines.orders[plan.orders[order]!.key]!.number,
      amountMinor,
      quantity,
    ]),
    [
      ['C9', '2', 500, 2],
      ['C9-2', '1', 250, 1],
    ],
  );
  assert.deepEqual(placesOf(plan), ['order 1', 'order 2', 'refund C9 of 2']);
});

test('a price finer than the currency keeps the amount exact, as a discount of the line', () => {
  const plan = planRows([row({ quantity: '8', price: '0.125' }), row({ number: '2', price: '0.001' })]);
  const build = inputBuilder(ring, plan, testMapping, 0);
  const bodies = plan.steps
    .filter(({ kind }) => kind === 'order')
    .map(
      (step) => build(step).body as { totalMinor: number; lines: { unitPriceMinor: number; discountMinor: number }[] },
    );
  assert.deepEqual(
    bodies.map(({ totalMinor, lines }) => [totalMinor, lines[0]!.unitPriceMinor, lines[0]!.discountMinor]),
    [
      [100, 13, 4],
      [0, 0, 0],
    ],
  );
});

test('line totals and discounts decide the amount where a file has them', () => {
  const mapping = importMapping.parse({
    columns: {
      number: 'n',
      sku: 's',
      quantity: 'q',
      at: 't',
      unitPrice: 'p',
      total: 'sum',
      phone: 'tel',
      status: 'state',
    },
  });
  const headers = ['n', 's', 'q', 't', 'p', 'sum', 'tel', 'state'];
  const plan = planRows(
    [
      ['1', 'A', '2', '2011-01-01', '10', '18.50', '13800000001', '已完成'],
      ['2', 'A', '2', '2011-01-01', '10', '21', '13800000001', '已完成'],
      ['3', 'A', '2', '2011-01-01', '10', '20', '13800000001', '已取消'],
      ['4', 'A', '2', '2011-01-01', '10', '20', '13800000001', 'lost'],
      ['5', 'A', '-2', '2011-01-02', '', '20', '13800000001', '已完成'],
    ],
    mapping,
    headers,
  );
  assert.deepEqual(placesOf(plan), ['order 1', 'amount.mismatch', 'order 3', 'status.unknown', 'return.price']);
  assert.equal(plan.orders[0]!.totalMinor, 1850);
  assert.equal(plan.orders[1]!.status, 'cancelled');
});

const dirtyRow = fc.record({
  number: fc.constantFrom('1', '2', '3', 'C4', 'C5', 'A6', ''),
  sku: fc.constantFrom('CUP', 'cup', 'PLATE', 'POST', 'M', 'D', 'BANK CHARGES', ''),
  quantity: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -6, max: 12 }).map(String) },
    fc.constantFrom('', '1.5', 'x', '2.0', '9999999'),
  ),
  at: fc.constantFrom('2011-01-01 10:00', '2011-01-01 10:01', '2011-01-02', '2011-01-03', '', 'x', '2099-01-01'),
  price: fc.constantFrom('2.50', '2.5', '0.333', '0.005', '0', '7.50', '1,000.10', '-3', 'x', ''),
  member: fc.constantFrom('7', '7.0', '8', ''),
});

test('whatever the file holds: every line in one place, totals before = totals after, and every input is one the API would take', () => {
  fc.assert(
    fc.property(fc.array(dirtyRow, { maxLength: 40 }), fc.constantFrom('GBP', 'JPY', 'KWD'), (parts, currency) => {
      const mapping = { ...testMapping, currency };
      const plan = planRows(parts.map(row), mapping);
      assert.equal(placesOf(plan).length, parts.length);
      const { report } = writeReport(
        plan,
        dryTally(plan, { isKnown: () => false, isKnownRefund: () => false, refusal: () => undefined }),
      );
      assert.equal(report.reconciliation.isBalanced, true, JSON.stringify(report.reconciliation));
      checkInputs(plan, mapping);
      checkRefunds(plan);
    }),
    { numRuns: 2000 },
  );
});

test('the same rows give the same inputs, so that an interrupted import can be planned again', () => {
  fc.assert(
    fc.property(fc.array(dirtyRow, { maxLength: 30 }), (parts) => {
      const inputs = () => {
        const plan = planRows(parts.map(row));
        return plan.steps.map(inputBuilder(ring, plan, testMapping, 0));
      };
      assert.deepEqual(inputs(), inputs());
    }),
    { numRuns: 200 },
  );
});

function checkInputs(plan: ReturnType<typeof planRows>, mapping: typeof testMapping): void {
  const build = inputBuilder(ring, plan, mapping, 0);
  let last = 0;
  for (const step of plan.steps) {
    const { body, at } = build(step);
    assert.ok(at! >= last, 'inputs are in the order of time');
    last = at!;
    if (step.kind === 'order') {
      const { ref: _ref, hash: _hash, ...order } = body as Record<string, unknown>;
      assert.equal(orderBody.safeParse(order).error, undefined);
    }
    if (step.kind === 'refund') {
      const {
        refund,
        at: when,
        amountMinor,
        lines,
      } = body as { refund: string; at: number; amountMinor: number; lines: unknown };
      assert.equal(
        refundBody.safeParse({ refund, at: new Date(when).toISOString(), amountMinor, lines }).error,
        undefined,
      );
    }
  }
}

/** No order gives back more money, or more pieces of an article, than were paid for it. */
function checkRefunds({ orders, refunds, lines }: ReturnType<typeof planRows>): void {
  orders.forEach((order, index) => {
    const own = refunds.filter((refund) => refund.order === index);
    assert.ok(own.reduce((sum, refund) => sum + refund.amountMinor, 0) <= order.totalMinor);
    for (const sku of new Set(own.flatMap(({ goods }) => goods.map((one) => one.sku)))) {
      const bought = order.lines
        .filter((line) => lines.sku[line] === sku)
        .reduce((sum, line) => sum + lines.quantity[line]!, 0);
      const returned = own
        .flatMap(({ goods }) => goods)
        .filter((one) => one.sku === sku)
        .reduce((sum, one) => sum + one.quantity, 0);
      assert.ok(returned <= bought);
    }
  });
}
