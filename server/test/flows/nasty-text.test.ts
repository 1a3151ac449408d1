import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identifierKinds } from '@shuke/contract';
import { assertProblem, openShop, order, phone } from '../shop.ts';

const shop = await openShop();
const { ok, get, post, put } = shop;

/** At most 40 characters each, as the shortest field takes. */
const nasty = [
  "'; drop table members.member; --",
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '"\\"{}[],NULL',
  'a\nb\tc\'"\\',
  '{{7*7}}${7*7}#{7*7}',
  '%s%n%00 ?&=/../..',
  '\\x27 \\u0027 $1 :id {value:String}',
  '\u202Egnp.exe',
  '👩‍👩‍👧 漢字 é',
];
const coded = encodeURIComponent;
const first = async (path: string) => (await ok(get(path))).items[0];
/** What is sent in the fields of one text is told apart from that of another. */
const fieldsOf = (view: Record<string, unknown>, like: object) =>
  Object.fromEntries(Object.keys(like).map((field) => [field, view[field]]));

for (const text of nasty) {
  const name = JSON.stringify(text).replace('\u202E', String.raw`\u202E`);

  test(`an order keeps ${name} in every text, and is found by it`, async () => {
    const lines = [{ sku: text, name: text, category: text, quantity: 1, unitPriceMinor: 10_000, discountMinor: 0 }];
    const body = order({
      number: `${text}/${phone()}`,
      channel: text,
      store: text,
      lines,
      payments: [{ method: text, amountMinor: 10_000, at: '2026-11-01T09:00:00+08:00' }],
      member: { phone: phone() },
    });
    const { id, memberId } = await ok(post('/api/orders', body));
    const refund = { refund: text, at: '2026-11-01T09:00:00.000Z', amountMinor: 4000, reason: text };
    const path = `/api/orders/${coded(body.number)}/refunds?channel=${coded(text)}`;
    await ok(post(path, { ...refund, lines: [{ sku: text, quantity: 1 }] }));
    const view = await ok(get(`/api/orders/${id}`));
    const { number, channel, store, payments } = body;
    const kept = { number, channel, store, payments, lines: [{ ...lines[0], refundedQuantity: 1 }], refunds: [refund] };
    assert.deepEqual(fieldsOf(view, kept), kept);
    for (const field of ['number', 'channel', 'store', 'sku'])
      assert.equal((await first(`/api/orders?${field}=${coded(field === 'number' ? number : text)}`)).id, id, field);
    const { channels, stores } = await ok(get('/api/places'));
    assert.ok(channels.includes(text) && stores.includes(text));
    const [taken, earned] = (await shop.points(memberId)).entries;
    assert.deepEqual([earned!.cause, taken!.cause], [`order ${text}/${number}`, `refund ${text}/${number}/${text}`]);
    const paid = await first(`/api/members/${memberId}/timeline?kind=order.paid`);
    assert.deepEqual([paid.channel, paid.body.lines[0].sku, paid.body.lines[0].name], [text, text, text]);
  });

  test(`a member keeps ${name} in profile, attributes, places and the reason of a grant`, async () => {
    const profile = { name: text, region: text, channel: text, store: text, attributes: { note: text } };
    const { id, member } = await ok(put('/api/members', { phone: phone(), ...profile }));
    assert.deepEqual(fieldsOf(member, profile), profile);
    assert.deepEqual(fieldsOf(await ok(get(`/api/members/${id}`)), profile), profile);
    await ok(post(`/api/members/${id}/points`, { points: 1, reason: text }));
    const [granted] = (await shop.points(id)).entries;
    assert.ok(granted!.reason.includes(text), granted!.reason);
    for (const field of ['channel', 'store', 'search']) {
      const found = (await ok(get(`/api/members?${field}=${coded(text)}&limit=200`))).items;
      assert.ok(
        found.some((row: { id: string }) => row.id === id),
        field,
      );
    }
    const csv = (await get(`/api/members/export?channel=${coded(text)}&columns=name,region`)).text;
    assert.ok(csv.includes(text.replaceAll('"', '""')), csv);
  });

  test(`every kind of identifier but phone and e-mail keeps ${name}, and finds its member by it`, async () => {
    for (const kind of identifierKinds) {
      const body = { identifiers: [{ kind, value: text }], name: kind };
      if (kind === 'phone' || kind === 'email') {
        assertProblem(await put('/api/members', body), 422, 'member.identifier-invalid', kind);
        continue;
      }
      const { id, member } = await ok(put('/api/members', body));
      assert.deepEqual(
        member.identifiers.map((one: { kind: string; value: string }) => [one.kind, one.value]),
        [[kind, text]],
      );
      assert.equal((await first(`/api/members?identifier=${coded(`${kind}:${text}`)}`)).id, id, kind);
      const sold = await ok(post('/api/orders', order({ member: { [kind]: text } })));
      assert.equal(sold.memberId, id, kind);
    }
  });

  test(`a behaviour keeps ${name} in its places and properties, and counts once under it`, async () => {
    const buyer = { phone: phone() };
    const { id } = await ok(put('/api/members', buyer));
    const body = { channel: text, store: text, properties: { [text]: text, sku: text } };
    const seen = { event: 'product_viewed', messageId: `${text}${buyer.phone}`, member: buyer, ...body };
    await ok(post('/api/events', [seen, seen]));
    await shop.engine.settle();
    const { items } = await ok(get(`/api/members/${id}/timeline?kind=behaviour.recorded`));
    assert.equal(items.length, 1);
    assert.deepEqual(items[0].body, { event: 'product_viewed', ...body, sku: text, category: null });
    assertProblem(await post('/api/events', { ...seen, event: text }), 400, 'request.invalid', 'event');
  });
}

test('every member and order is still there, and nothing was set aside', async () => {
  assert.equal((await ok(get('/api/members/count'))).count, nasty.length * (identifierKinds.length + 1));
  assert.deepEqual((await ok(get('/api/set-aside'))).items, []);
});
