import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as contract from './index.ts';
import { type Endpoint, day, exactText, id, instant, orderBody, problemCodes, problemStatus, text } from './index.ts';

const endpoints = (Object.values(contract) as unknown[]).filter(
  (one): one is Endpoint => typeof one === 'object' && one !== null && 'method' in one && 'path' in one,
);

test('no two endpoints have the same method and path', () => {
  const names = endpoints.map(({ method, path }) => `${method} ${path}`);
  assert.ok(names.length > 25);
  assert.equal(new Set(names).size, names.length);
});

test('paths are lower case below /api, and reads have no body', () => {
  for (const { method, path, body } of endpoints) {
    assert.match(path, /^\/api(\/([a-z-]+|\{\w+\}))+$/);
    if (method === 'GET') assert.equal(body, undefined, path);
  }
});

test('every problem has a status of its kind, and its code says whose it is', () => {
  for (const code of problemCodes) {
    assert.match(code, /^[a-z]+\.[a-z-]+$/);
    assert.ok(problemStatus[code] >= 400 && problemStatus[code] < 600, code);
  }
});

test('instants need a zone and a day that exists, within 1970 to 2199', () => {
  for (const good of [
    '2026-11-01T10:00:00+08:00',
    '2026-11-01T10:00:00Z',
    '2026-11-01T10:00:00.123Z',
    '1970-01-01T00:00:00Z',
    '2199-12-31T23:59:59Z',
    '2028-02-29T00:00:00-03:30',
  ])
    assert.ok(instant.safeParse(good).success, good);
  for (const bad of [
    '2026-11-01',
    '2026-11-01T10:00:00',
    '2026-02-29T10:00:00Z',
    '2026-11-01T24:00:00Z',
    '2200-01-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '2026-11-01 10:00:00Z',
    'now',
    '',
    5,
    null,
    '2026-11-01T10:00:00+24:00',
  ])
    assert.ok(!instant.safeParse(bad).success, String(bad));
});

test('days exist, within 1800 to 2199', () => {
  for (const good of ['1800-01-01', '2028-02-29', '2199-12-31']) assert.ok(day.safeParse(good).success, good);
  for (const bad of ['0000-01-01', '1799-12-31', '2200-01-01', '2027-02-29', '2026-1-1', '2026-13-01', ''])
    assert.ok(!day.safeParse(bad).success, bad);
});

test('ids are decimal, never so long that they lose digits', () => {
  for (const bad of ['0', '01', '-1', '1.5', '1e5', '99999999999999999', '', ' 1', '１'])
    assert.ok(!id.safeParse(bad).success, bad);
  assert.ok(id.safeParse('1234567890123456').success);
});

test('text drops blanks around it and refuses what no store keeps; exact text keeps all', () => {
  assert.equal(text(10).parse('  a  '), 'a');
  assert.equal(exactText(10).parse('  a  '), '  a  ');
  for (const bad of ['', '   ', 'x'.repeat(11), 'a\u0000', '\ud800']) assert.ok(!text(10).safeParse(bad).success);
  for (const bad of ['x'.repeat(11), 'a\u0000', '\udfff']) assert.ok(!exactText(10).safeParse(bad).success);
  assert.ok(text(10).safeParse('👩‍👩‍👧').success);
});

test('the order of the guide is one, and says what it leaves out', () => {
  const order = orderBody.parse({
    number: 'A-1001',
    status: 'paid',
    placedAt: '2026-11-01T10:00:00+08:00',
    currency: 'CNY',
    channel: 'pos',
    totalMinor: 10_000,
    lines: [{ sku: 'T-1', quantity: 1, unitPriceMinor: 10_000 }],
  });
  assert.deepEqual(
    [order.discountMinor, order.shippingMinor, order.taxMinor, order.lines[0]!.discountMinor],
    [0, 0, 0, 0],
  );
});
