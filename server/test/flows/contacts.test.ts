import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendUnderPermit } from '../../src/modules/privacy/index.ts';
import { databaseProxy } from '../database-proxy.ts';
import { type Reply, type Shop, assertProblem, openShop, order, phone } from '../shop.ts';
import { openDoor } from '../staff.ts';

const shop = await openShop();
const { ok, get, post, put } = shop;
const policy = { code: 'marketing', version: 1 };
await ok(post('/api/policies', { code: 'marketing', text: '营销授权', asksAgain: false }));

type Consented = readonly [purpose: string, channel: string, decision?: string];

const record = (from: Shop, id: string, ...said: Consented[]) =>
  from.put(`/api/members/${id}/consents`, {
    consents: said.map(([purpose, channel, decision = 'given']) => ({ purpose, channel, decision })),
    policy,
    source: 'counter',
    shown: '我愿意',
  });
const withdraw = (id: string, channel = 'sms', purpose = 'marketing') =>
  ok(record(shop, id, [purpose, channel, 'withdrawn']));

/** Somebody who may be sent texts. */
async function reachable(more: object = {}): Promise<{ id: string; phone: string }> {
  const number = phone();
  const { id } = await ok(put('/api/members', { phone: number, ...more }));
  await ok(record(shop, id, ['marketing', 'sms']));
  return { id, phone: number };
}
const asking = (members: object[], more: object = {}) => ({
  purpose: 'marketing',
  channel: 'sms',
  reference: '双11-第一批',
  members,
  ...more,
});
const permitOf = async (id: string, more: object = {}): Promise<string> => {
  const { items } = await ok(post('/api/contacts', asking([{ id }], more)));
  assert.equal(items[0].state, 'open', items[0].detail);
  return items[0].contact;
};
const use = (contact: string) => shop.call('POST', `/api/contacts/${contact}/used`);
const stateOf = async (contact: string) => {
  const { state, reason } = await ok(get(`/api/contacts/${contact}`));
  return reason === null ? state : `${state}.${reason}`;
};

test('each member gets a permit with the proof that holds, or is refused with the reason, in one call', async () => {
  const [given, never, gone, child] = [await reachable(), phone(), await reachable(), await reachable()];
  await ok(put('/api/members', { phone: never }));
  await withdraw(gone.id);
  await ok(put('/api/members', { id: child.id, birthday: '2020-01-01' }));
  const named = [
    { phone: given.phone },
    { phone: never },
    { id: gone.id },
    { id: child.id },
    { phone: phone() },
    { phone: '1' },
  ];
  const { items } = await ok(post('/api/contacts', asking(named)));
  assert.deepEqual(
    items.map((one: { state: string; reason: string | null }) => [one.state, one.reason]),
    [
      ['open', null],
      ['refused', 'never'],
      ['refused', 'withdrawn'],
      ['refused', 'guardian'],
      ['refused', 'unknown'],
      ['refused', 'unknown'],
    ],
  );
  assert.match(items[2].detail, /withdrawn their consent/);
  const permit = await ok(get(`/api/contacts/${items[0].contact}`));
  const { consents } = await ok(get(`/api/members/${given.id}/consents`));
  assert.deepEqual(
    [permit.reference, permit.proof.entry, permit.proof.policy, permit.proof.evidence.shown, permit.askedBy],
    ['双11-第一批', consents[0].id, consents[0].policy, '我愿意', 'API key'],
  );
  const used = await ok(use(permit.id));
  assert.deepEqual([used.state, used.endedAt, used.proof.entry], ['used', permit.askedAt, permit.proof.entry]);
  assertProblem(await use(permit.id), 409, 'contact.over');
  const { items: own } = await ok(get(`/api/members/${given.id}/contacts`));
  assert.deepEqual(
    own.map((one: { state: string }) => one.state),
    ['used'],
  );
  const { items: timeline } = await ok(get(`/api/members/${given.id}/timeline?kind=contact.permitted,contact.used`));
  assert.deepEqual(
    timeline.map((one: { kind: string }) => one.kind),
    ['contact.used', 'contact.permitted'],
  );
  assert.equal(timeline[1].body.reference, '双11-第一批');
  const copy = await ok(get(`/api/members/${given.id}/copy`));
  assert.equal(copy.contacts[0].reference, '双11-第一批');
  assertProblem(await use('99'), 404, 'contact.unknown');
});

test('asked again for the same message it is the same permit, and one of its own for another', async () => {
  const { id } = await reachable();
  const first = await permitOf(id);
  assert.equal(await permitOf(id), first);
  assert.notEqual(await permitOf(id, { reference: '双11-第二批' }), first);
});

test('whatever takes its ground away stops an open permit in the same turn, and it can be used no more', async () => {
  const cases: [reason: string, (id: string) => Promise<unknown>, more?: object][] = [
    ['withdrawn', (id) => withdraw(id)],
    ['withdrawn', (id) => withdraw(id, 'all')],
    ['personalisation', (id) => withdraw(id, 'all', 'personalisation'), { isPersonalised: true }],
    ['objection', (id) => ok(post(`/api/members/${id}/requests`, { kind: 'object', source: 'phone' }))],
    ['deletion', (id) => ok(post(`/api/members/${id}/requests`, { kind: 'delete', source: 'phone' }))],
    ['guardian', (id) => ok(put('/api/members', { id, birthday: '2020-01-01' }))],
    ['erased', (id) => ok(post(`/api/members/${id}/erase`, { reason: '本人要求' }))],
  ];
  for (const [reason, doing, more] of cases) {
    const { id } = await reachable();
    const contact = await permitOf(id, more);
    await doing(id);
    assert.equal(await stateOf(contact), `stopped.${reason}`);
    const refused = await use(contact);
    assertProblem(refused, 409, 'contact.stopped');
  }
  const { id } = await reachable();
  const plain = await permitOf(id);
  await withdraw(id, 'email');
  await withdraw(id, 'all', 'personalisation');
  assert.equal(await stateOf(plain), 'open', 'what was not touched stays');
});

test('an objection that is refused lets members be contacted again, one that is granted only after a new consent', async () => {
  const { id } = await reachable();
  const reasonNow = async () => (await ok(post('/api/contacts', asking([{ id }])))).items[0].reason;
  const object = async (outcome: string) => {
    const { id: request } = await ok(post(`/api/members/${id}/requests`, { kind: 'object', source: 'phone' }));
    assert.equal(await reasonNow(), 'objection');
    await ok(post(`/api/requests/${request}/close`, { outcome, answer: '已回复' }));
  };
  await object('refused');
  assert.equal(await reasonNow(), null);
  await object('done');
  assert.equal(await reasonNow(), 'objection');
  await withdraw(id);
  await ok(record(shop, id, ['marketing', 'sms']));
  assert.equal(await reasonNow(), null);
});

test('of who was erased only the proof stays: which text, which entry, when', async () => {
  const { id } = await reachable();
  const contact = await permitOf(id);
  await ok(use(contact));
  await ok(post(`/api/members/${id}/erase`, { reason: '本人要求' }));
  const { reference, proof, state } = await ok(get(`/api/contacts/${contact}`));
  assert.deepEqual([reference, proof.evidence, state, proof.policy.version], [null, null, 'used', 1]);
});

test('a permit expires by itself, and time that takes its ground away refuses its use', async () => {
  const born = { birthday: '2012-12-01' };
  const { id } = await ok(put('/api/members', { phone: phone(), ...born }));
  const guardian = { name: '王建国', relation: '父亲' };
  const asked = {
    consents: [{ purpose: 'marketing', channel: 'sms', decision: 'given' }],
    policy,
    source: 'counter',
    shown: '同意',
  };
  await ok(put(`/api/members/${id}/consents`, { ...asked, guardian }));
  shop.clock.set(Date.parse('2026-11-30T20:00:00+08:00'));
  const [adult, child] = [(await reachable()).id, id];
  const [short, grown] = [await permitOf(adult, { validHours: 1 }), await permitOf(child, { validHours: 12 })];
  assert.equal((await ok(get(`/api/contacts/${grown}`))).proof.byGuardian, true);
  shop.clock.set(Date.parse('2026-12-01T00:30:00+08:00'));
  await shop.engine.settle();
  assert.equal(await stateOf(short), 'expired');
  assertProblem(await use(short), 409, 'contact.over');
  assertProblem(await use(grown), 409, 'contact.stopped');
  assert.equal(await stateOf(grown), 'stopped.renew', 'who is of age by now decides themselves');
});

test('contacts that ended long ago are dropped, and open permits stay', async () => {
  const { id } = await reachable();
  const used = await permitOf(id, { reference: '旧消息' });
  await ok(use(used));
  await shop.pool.query(`update privacy.contact set asked_at = asked_at - interval '3 years' where id = $1`, [used]);
  const open = await permitOf(id);
  await shop.retainer.run();
  const { items } = await ok(get(`/api/members/${id}/contacts`));
  assert.deepEqual(
    items.map((one: { id: string }) => one.id),
    [open],
  );
  assertProblem(await put('/api/retention/contacts', { days: 100 }), 400, 'request.invalid', 'days');
});

test('a message goes out under a permit alone, and not at all where it was stopped', async () => {
  const [sent, held] = [await reachable(), await reachable()];
  const [one, other] = [await permitOf(sent.id), await permitOf(held.id)];
  const went: string[] = [];
  const send = (contact: string) =>
    sendUnderPermit(
      shop.engine,
      Number(contact),
      async ({ memberId, channel }) => void went.push(`${memberId} ${channel}`),
    );
  await send(one);
  await withdraw(held.id);
  await assert.rejects(send(other), /withdrawn their consent/);
  await assert.rejects(send(one), /was used before/);
  assert.deepEqual(went, [`${sent.id} sms`]);
});

test('many members at once wait for approval, also when they are asked for one by one', async () => {
  const { as } = await openDoor(shop).hire('admin');
  const people = [await reachable(), await reachable(), await reachable()];
  const call = (members: object[], reference: string) => post('/api/contacts', asking(members, { reference }));
  await ok(put('/api/approvals/rules/contacts.broadcast', { approvers: 1, from: 3 }));
  const asked = await call(
    people.map(({ id }) => ({ id })),
    '群发',
  );
  assert.equal(asked.status, 202);
  await ok(as('POST', `/api/approvals/${asked.body.approval}/approve`, { version: 1 }));
  const { items } = await ok(get(`/api/members/${people[0]!.id}/contacts`));
  assert.deepEqual([items[0].state, items[0].reference], ['open', '群发']);
  for (const { id } of people.slice(0, 2)) assert.equal((await call([{ id }], '逐个')).status, 200);
  assert.equal((await call([{ id: people[2]!.id }], '逐个')).status, 202, 'the third for one message');
  await ok(put('/api/approvals/rules/contacts.broadcast', { approvers: 0 }));
});

test('what came of it is counted by reason, and leads to the members; whose store it is not sees nothing', async () => {
  const mine = await reachable();
  await ok(post('/api/orders', order({ member: { phone: mine.phone }, store: 's-1' })));
  const other = await reachable();
  const { as } = await openDoor(shop).hire('associate');
  const { items } = await ok(as('POST', '/api/contacts', asking([{ phone: mine.phone }, { phone: other.phone }])));
  assert.deepEqual(
    items.map((one: { reason: string | null }) => one.reason),
    [null, 'unknown'],
  );
  const elsewhere = await permitOf(other.id);
  for (const path of [`/api/contacts/${elsewhere}`, `/api/members/${other.id}/contacts`])
    assertProblem(await as('GET', path), 404, 'member.unknown');
  assertProblem(await as('POST', `/api/contacts/${elsewhere}/used`), 404, 'member.unknown');
  await ok(as('POST', `/api/contacts/${items[0].contact}/used`));

  const { from, items: counts } = await ok(get('/api/contacts/count'));
  const since = encodeURIComponent(from);
  for (const { outcome, members } of counts) {
    const { count } = await ok(get(`/api/members/count?contact=${outcome}&contactFrom=${since}`));
    assert.equal(count, members, outcome);
  }
  assert.ok(counts.some(({ outcome }: { outcome: string }) => outcome === 'stopped.withdrawn'));
});

test('withdrawals, uses and a database that goes away at once: never a use after the stop', async (t) => {
  let cut: Awaited<ReturnType<typeof databaseProxy>> | undefined;
  const frail = await openShop(t, { reach: async (url) => (cut = await databaseProxy(t, url)).url });
  await frail.ok(frail.post('/api/policies', { code: 'marketing', text: '营销授权', asksAgain: false }));
  let calls = 0;
  /** Told again under its key until it is answered. */
  const sure = async (make: (headers: Record<string, string>) => Promise<Reply>): Promise<Reply> => {
    const headers = { 'idempotency-key': `k-${calls++}` };
    for (;;) {
      const reply = await make(headers);
      if (reply.status < 500) return reply;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const people = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const { id } = await frail.ok(frail.put('/api/members', { phone: phone() }));
      await frail.ok(record(frail, id, ['marketing', 'sms']));
      const { items } = await frail.ok(frail.post('/api/contacts', asking([{ id }])));
      return { id: id as string, contact: items[0].contact as string };
    }),
  );
  for (const [i, pair] of people.entries()) {
    if (i % 3 === 0) cut!.cutAfter(400 + i * 150);
    const said = { consents: [{ purpose: 'marketing', channel: 'sms', decision: 'withdrawn' }], source: 'sms-keyword' };
    const [first, second] = i % 2 ? ['use', 'stop'] : ['stop', 'use'];
    const doing = {
      use: () => sure((headers) => frail.call('POST', `/api/contacts/${pair.contact}/used`, undefined, { headers })),
      stop: () => sure((headers) => frail.put(`/api/members/${pair.id}/consents`, said, headers)),
    } as const;
    const [one, two] = await Promise.all([doing[first as 'use'](), doing[second as 'use']()]);
    const used = first === 'use' ? one : two;
    const kinds = (await frail.ok(frail.get(`/api/members/${pair.id}/timeline`))).items.map(
      (item: { kind: string }) => item.kind,
    );
    assert.equal(kinds.filter((kind: string) => /contact\.(used|stopped)/.test(kind)).length, 1, 'it ends once');
    assert.equal(used.status === 200, kinds.includes('contact.used'), 'who was told to send is who used it');
    if (kinds.includes('contact.used'))
      assert.ok(
        kinds.indexOf('contact.used') > kinds.indexOf('consent.withdrawn'),
        'newest first: used before it was withdrawn',
      );
  }
});
