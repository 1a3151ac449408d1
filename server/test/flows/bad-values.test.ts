import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, openShop, order, phone } from '../shop.ts';
import { remedies } from '../remedies.ts';

const shop = await openShop();
const { ok, call, get, post, put } = shop;

const tooLong = 'x'.repeat(5000);
const digits30 = '9'.repeat(30);
const wrong = {
  text: [5, true, [], {}, '', ' ', tooLong],
  /** A name that must be one of a few, or of a form. */
  word: [5, null, [], {}, '', ' ', tooLong, 'Käse!', digits30],
  amount: [null, '10', digits30, true, [], {}, 1.5, -1, 1e308, -1e308, 2 ** 53],
  pieces: [null, '1', digits30, true, [], {}, 1.5, 0, -1, 1e308, 2 ** 53],
  instant: [
    null,
    1_793_000_000,
    1e308,
    {},
    '',
    'yesterday',
    digits30,
    '2026-11-01',
    '2026-11-01T10:00:00',
    '2026-02-30T10:00:00Z',
    '2026-11-01T25:00:00Z',
    '1969-12-31T23:59:59Z',
    '9999-01-01T00:00:00Z',
  ],
  day: [
    5,
    {},
    '',
    '2026-02-29',
    '2026-13-01',
    '0000-01-01',
    '9999-01-01',
    '1990-1-1',
    '19900101',
    '1990-01-01T00:00:00Z',
  ],
  currency: [null, 156, {}, '', 'RMB', 'cny', 'CNYY', '¥', digits30],
  id: [5, null, {}, '', '0', '-1', '1e5', '１', digits30],
  object: [5, 'x', [], [[]], true],
  list: [5, 'x', {}, true],
  value: [{}, [], { a: 1 }, tooLong],
} as const;
type Kind = keyof typeof wrong;

interface Write {
  readonly send: (body: unknown) => ReturnType<typeof post>;
  readonly good: () => object;
  /** Where each kind of value stands. */
  readonly fields: Readonly<Record<string, Kind>>;
}

const member = { phone: phone() };
const { id } = await ok(put('/api/members', member));
const sold = order({ member });
await ok(post('/api/orders', sold));
const at = '2026-11-01T09:30:00+08:00';

const writes: Readonly<Record<string, Write>> = {
  order: {
    send: (body) => post('/api/orders', body),
    good: () => ({
      ...order({ member }),
      at,
      shippingMinor: 0,
      taxMinor: 0,
      payments: [{ method: 'cash', amountMinor: 10_000, at }],
    }),
    fields: {
      number: 'text',
      status: 'word',
      placedAt: 'instant',
      at: 'instant',
      currency: 'currency',
      channel: 'text',
      store: 'text',
      member: 'object',
      'member.id': 'id',
      'member.phone': 'text',
      'member.openid': 'text',
      discountMinor: 'amount',
      shippingMinor: 'amount',
      taxMinor: 'amount',
      totalMinor: 'amount',
      lines: 'list',
      'lines.0': 'object',
      'lines.0.sku': 'text',
      'lines.0.name': 'text',
      'lines.0.category': 'text',
      'lines.0.quantity': 'pieces',
      'lines.0.unitPriceMinor': 'amount',
      'lines.0.discountMinor': 'amount',
      payments: 'list',
      'payments.0.method': 'text',
      'payments.0.amountMinor': 'amount',
      'payments.0.at': 'instant',
    },
  },
  refund: {
    send: (body) => post(`/api/orders/${sold.number}/refunds`, body),
    good: () => ({ refund: phone(), at, amountMinor: 1, lines: [{ sku: 'T-1', quantity: 1 }], reason: 'x' }),
    fields: {
      refund: 'text',
      at: 'instant',
      amountMinor: 'pieces',
      lines: 'list',
      'lines.0': 'object',
      'lines.0.sku': 'text',
      'lines.0.quantity': 'pieces',
      reason: 'text',
    },
  },
  event: {
    send: (body) => post('/api/events', body),
    good: () => ({
      event: 'seen',
      messageId: phone(),
      at,
      member,
      channel: 'mini',
      store: 's-1',
      properties: { page: 'x' },
    }),
    fields: {
      event: 'word',
      messageId: 'text',
      at: 'instant',
      member: 'object',
      'member.id': 'id',
      'member.device': 'text',
      channel: 'text',
      store: 'text',
      properties: 'object',
      'properties.page': 'value',
    },
  },
  grant: {
    send: (body) => post(`/api/members/${id}/points`, body),
    good: () => ({ points: 1, reason: 'x' }),
    fields: { points: 'pieces', reason: 'text' },
  },
  member: {
    send: (body) => put('/api/members', body),
    good: () => ({
      ...member,
      name: 'x',
      gender: 'female',
      birthday: '1990-01-01',
      region: 'x',
      language: 'en',
      attributes: { a: 1 },
      channel: 'x',
      store: 'x',
      joinedAt: at,
      identifiers: [{ kind: 'phone', value: member.phone }],
    }),
    fields: {
      phone: 'text',
      unionid: 'text',
      identifiers: 'list',
      'identifiers.0': 'object',
      'identifiers.0.kind': 'word',
      'identifiers.0.value': 'text',
      name: 'text',
      birthday: 'day',
      region: 'text',
      attributes: 'object',
      'attributes.a': 'value',
      channel: 'text',
      store: 'text',
      joinedAt: 'instant',
    },
  },
};

/** The body with one value in it replaced, or added. */
function withValue(body: object, path: string, value: unknown): object {
  const copy = structuredClone(body);
  const steps = path.split('.');
  const last = steps.pop()!;
  let inner = copy as Record<string, unknown>;
  for (const step of steps) inner = inner[step] as Record<string, unknown>;
  inner[last] = value;
  return copy;
}

/** How much was ever accepted, and how much was recorded of it. */
function recorded() {
  const { factId, lanes } = shop.engine.status();
  return [factId, lanes.interactive.appended, lanes.bulk.appended];
}

/** Refused, with the field and what it may hold, and nothing accepted. */
async function assertNamed(write: Write, body: unknown, field: string): Promise<void> {
  const before = recorded();
  const reply = await write.send(body);
  assertProblem(reply, 400, 'request.invalid', field);
  assert.match(reply.body.detail, /Nothing was recorded\.$/);
  for (const { message } of reply.body.faults)
    assert.match(message, remedies['request.invalid'], `${field}: ${reply.text}`);
  assert.deepEqual(recorded(), before, 'nothing was recorded');
}

for (const [name, write] of Object.entries(writes)) {
  test(`each wrong value in each field of a write (${name}) is refused with the field and what it may hold`, async () => {
    for (const [field, kind] of Object.entries(write.fields))
      for (const value of wrong[kind]) {
        const body = withValue(write.good(), field, value);
        await assertNamed(write, body, field).catch((error: Error) => {
          throw new Error(`${field} = ${JSON.stringify(value).slice(0, 40)}: ${error.message}`);
        });
      }
  });

  test(`a field that a write (${name}) does not know is named, and a body of another shape is refused`, async () => {
    const holders = new Set([
      '',
      ...Object.keys(write.fields).filter(
        (field) => write.fields[field] === 'object' && !/attributes|properties/.test(field),
      ),
    ]);
    for (const holder of holders) {
      const field = holder === '' ? 'nickname' : `${holder}.nickname`;
      await assertNamed(write, withValue(write.good(), field, 'x'), field);
    }
    for (const body of [5, 'text', true, {}]) {
      const before = recorded();
      assertProblem(await write.send(body), 400, 'request.invalid');
      assert.deepEqual(recorded(), before);
    }
    const reply = await write.send(write.good());
    assert.ok(reply.status < 300, `what is right is taken: ${reply.text}`);
    await shop.engine.settle();
  });
}

test('a negative zero is zero: taken where nothing may stand, refused where something must', async () => {
  const raw = (path: string, body: object) =>
    call('POST', path, undefined, { raw: JSON.stringify(body).replaceAll('"-0"', '-0') });
  const body = order({ member, discountMinor: '-0', taxMinor: '-0' });
  const taken = await ok(raw('/api/orders', body));
  const view = await ok(get(`/api/orders/${taken.id}`));
  assert.ok(Object.is(view.discountMinor, 0) && Object.is(view.taxMinor, 0));
  const refund = { refund: phone(), at, amountMinor: '-0' };
  assertProblem(await raw(`/api/orders/${sold.number}/refunds`, refund), 400, 'request.invalid', 'amountMinor');
  assertProblem(
    await raw(`/api/members/${id}/points`, { points: '-0', reason: 'x' }),
    400,
    'request.invalid',
    'points',
  );
});

test('the largest and smallest numbers that JSON holds, and digits without end as text, are kept as they were sent', async () => {
  const values = {
    big: 1e308,
    small: 5e-324,
    negative: -1e308,
    beyond: 2 ** 53,
    digits: digits30,
    fraction: 0.1 + 0.2,
  };
  const buyer = { external: digits30, name: digits30 };
  const { member: made } = await ok(put('/api/members', { ...buyer, attributes: values }));
  assert.deepEqual([made.attributes, made.name], [values, digits30]);
  assert.deepEqual(
    made.identifiers.map((one: { value: string }) => one.value),
    [digits30],
  );
  await ok(post('/api/events', { event: 'seen', member: { external: digits30 }, properties: values }));
  await shop.engine.settle();
  const { items } = await ok(get(`/api/members/${made.id}/timeline?kind=behaviour.recorded`));
  assert.deepEqual(items[0].body.properties, values);
  const bought = order({
    number: digits30,
    member: { external: digits30 },
    lines: [{ sku: digits30, quantity: 1, unitPriceMinor: 10_000 }],
  });
  const { id: orderId } = await ok(post('/api/orders', bought));
  const view = await ok(get(`/api/orders/${orderId}`));
  assert.deepEqual([view.number, view.lines[0].sku], [digits30, digits30]);
});

test('figures are asked for in a currency and a period that there are, or the field is named', async () => {
  const june = 'from=2026-06-01T00:00:00Z&until=2026-07-01T00:00:00Z';
  const asked = ['overview?', 'trend?', 'products?', 'members?set=new&', 'orders?set=orders&'];
  const cases: [field: string, query: string][] = [
    ...['RMB', 'cny', '', '156', "'"].map((code): [string, string] => ['currency', `${june}&currency=${code}`]),
    ...wrong.instant
      .filter((value) => typeof value === 'string')
      .flatMap((value): [string, string][] => [
        ['from', `from=${value}&until=2026-07-01T00:00:00Z`],
        ['until', `from=2026-06-01T00:00:00Z&until=${value}`],
      ]),
    ['from', 'from=2026-07-01T00:00:00Z&until=2026-07-01T00:00:00Z'],
    ['unit', `${june}&unit=yuan`],
  ];
  for (const path of asked)
    for (const [field, query] of cases)
      assertProblem(await get(`/api/insight/${path}${query}`), 400, 'request.invalid', field);
});
