import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RetentionRule, orderBody } from '@shuke/contract';
import pg from 'pg';
import { appendRow, readRows } from '../../src/engine/log.ts';
import { eraseInputs } from '../../src/engine/erase-inputs.ts';
import { keys } from '../../src/engine/keys.ts';
import { openRefused, sealRefused } from '../../src/engine/set-aside.ts';
import { checkTrail } from '../../src/check-books.ts';
import { replayTurns } from '../../src/engine/replay.ts';
import { readShard, tellOwner } from '../../src/engine/shard.ts';
import { type Answer, type Input, type Lane, input } from '../../src/engine/input.ts';
import { Problem } from '../../src/platform/problem.ts';
import { dropUploadsBefore } from '../../src/modules/imports/drop-uploads.ts';
import { tellsOf } from '../../src/modules/privacy/tells-of.ts';
import type { Database } from '../../src/platform/database.ts';
import { retentionDrops } from '../../src/retain.ts';
import type { Dropped } from '../../src/modules/privacy/retention.ts';
import { behaviourInput } from '../../src/modules/activity/record-behaviour.ts';
import { orderInput } from '../../src/modules/activity/record-order.ts';
import { orders } from '../../src/modules/activity/store.ts';
import { profiles } from '../../src/modules/members/store.ts';
import { upsertInput } from '../../src/modules/members/upsert-member.ts';
import { rowsOf } from '../../src/platform/postgres.ts';
import { openZone } from '../../src/platform/zone.ts';
import { turnModules } from '../../src/wire.ts';
import { assessed } from '../handling.ts';
import { assertProblem, openShop, order, phone } from '../shop.ts';

const shop = await openShop();
const { get, post, put, ok } = shop;

/** All that is kept of calls, opened: the log, the answers under keys, what was set aside. */
async function toldAnywhere(): Promise<string> {
  const told: unknown[] = [];
  for (const lane of ['interactive', 'bulk'] as const)
    for (const row of await readRows(shop.pool, lane, 1, 100_000)) told.push(row.inputs);
  const known = await rowsOf<{ key: string }>(shop.pool, 'select key from engine.key');
  told.push(
    ...(await keys.load(
      shop.pool,
      known.map(({ key }) => key),
    )),
  );
  const aside = await rowsOf<{ id: string; sealed: Buffer }>(shop.pool, 'select id, sealed from engine.set_aside');
  told.push(...aside.map((row) => openRefused(shop.pool.ring, row)));
  return JSON.stringify(told);
}

let people = 0;
async function joined() {
  const key = `join ${++people}`;
  const number = phone();
  const person = { phone: number, name: '司马相如', email: `m${number}@example.com`, birthday: '1990-01-02' };
  const { id } = await ok(put('/api/members', person, { 'idempotency-key': key }));
  return { id: id as string, number, key, ...person };
}

test('what a member asks for has a clock, an answer and a proof, and ends once', async () => {
  const { id } = await joined();
  const asked = { kind: 'copy', source: 'counter', note: '本人到店' };
  const made = await ok(post(`/api/members/${id}/requests`, asked, { 'idempotency-key': 'ask' }));
  assert.equal((await ok(post(`/api/members/${id}/requests`, asked, { 'idempotency-key': 'ask' }))).id, made.id);
  assert.equal(Date.parse(made.dueAt) - Date.parse(made.receivedAt), 30 * 86_400_000);
  const deletion = await ok(post(`/api/members/${id}/requests`, { kind: 'delete', source: 'phone' }));
  const open = await ok(get(`/api/requests?state=open&member=${id}`));
  assert.deepEqual(
    open.items.map((one: { id: string }) => one.id),
    [deletion.id, made.id],
    'what is due first stands first',
  );
  const copy = await get(`/api/members/${id}/copy`);
  const proof = copy.headers['x-copy-sha256'];
  assert.equal(createHash('sha256').update(copy.text).digest('hex'), proof);
  const done = await ok(post(`/api/requests/${made.id}/close`, { outcome: 'done', answer: '已当面交付', proof }));
  assert.deepEqual([done.state, done.note, done.answer, done.proof], ['done', '本人到店', '已当面交付', proof]);
  const again = await post(`/api/requests/${made.id}/close`, { outcome: 'refused', answer: 'no' });
  assertProblem(again, 409, 'request.closed');
  assertProblem(
    await post(`/api/requests/${deletion.id}/close`, { outcome: 'done', answer: 'x' }),
    400,
    'request.invalid',
    'outcome',
  );
  assertProblem(await post('/api/requests/9/close', { outcome: 'done', answer: 'x' }), 404, 'request.unknown');
  assert.deepEqual((await ok(get(`/api/requests?state=open&member=${id}`))).items.length, 1);
});

test('a copy has all that is kept of a member, for programs and for people (D40, E4)', async () => {
  const { id, number } = await joined();
  for (let i = 0; i < 3; i++) await ok(post('/api/orders', order({ member: { phone: number } })));
  const copy = await ok(get(`/api/members/${id}/copy`));
  assert.deepEqual([copy.profile.name, copy.orders.length, copy.points.length], ['司马相如', 3, 3]);
  assert.ok(copy.timeline.length > 6 && Array.isArray(copy.consents));
  const { text } = await get(`/api/members/${id}/copy?format=csv`);
  assert.ok(text.startsWith('\uFEFFpart,number,field,value\r\n'));
  assert.match(text, /\r\nprofile,1,name,司马相如\r\n/);
  assert.match(text, /\r\norders,3,lines\.0\.sku,/);
});

test('what was accepted before an erasure and is decided later begins nobody anew, neither here nor in memory, and is emptied', async (t) => {
  const { id, number } = await joined();
  const late = phone();
  const member = { phone: number };
  const sold = order({ member, number: 'W-1' });
  const told = shop.clock.now();
  const others = order({
    member: { phone: phone() },
    number: 'V-1',
    payments: [{ method: 'cash', amountMinor: 10_000 }],
    totalMinor: 10_000,
    lines: [{ sku: 'T', quantity: 1, unitPriceMinor: 10_000 }],
  });
  await ok(post('/api/orders', others));
  const visit = { event: 'store_visited', member: { phone: late }, properties: {} };
  // The eraser waits, so that the log can be read again whole.
  const eraser = new pg.Client({ connectionString: shop.url });
  await eraser.connect();
  t.after(() => eraser.end());
  await eraser.query('select pg_advisory_lock(7080012)');
  const row = await appendRow(shop.pool, 'bulk', told, [
    upsertInput({ phone: number, name: '司马相如' }),
    orderInput(orderBody.parse(sold)),
    orderInput(orderBody.parse({ ...sold, status: 'completed' })),
    orderInput(orderBody.parse(order({ member: { phone: late }, number: 'W-2' }))),
    behaviourInput(visit, 'w'),
    orderInput(orderBody.parse({ ...others, member, status: 'completed' })),
  ]);
  await ok(post('/api/clock', { now: new Date(told + 60_000).toISOString() }));
  const by = { id: 'staff:1', name: '', address: '' };
  const identifiers = [{ kind: 'phone', value: `+86${number}` }] as const;
  await shop.engine.ask('interactive', [
    upsertInput({ id, phone: late }),
    input('member.erase', { member: Number(id), identifiers, reason: 'x', who: by }, { by }),
  ]);
  const anew = await ok(put('/api/members', member));
  tellOwner(shop.pool, row);
  while ((await readShard(shop.pool)).cursors.bulk.position <= row.position) await sleep(20);
  const again = await replayTurns(shop.pool, turnModules(openZone('Asia/Shanghai'), shop.pool.ring));
  const theirs = await rowsOf(
    shop.pool,
    `select number, member_id, status from activity."order" where number like 'W-%' order by number`,
  );
  assert.deepEqual(theirs, [
    { number: 'W-1', member_id: null, status: 'completed' },
    { number: 'W-2', member_id: null, status: 'paid' },
  ]);
  const { items } = await ok(get('/api/orders?number=V-1'));
  const living = await ok(get(`/api/orders/${items[0].id}`));
  assert.equal(living.status, 'paid', 'an order of somebody else, whom nobody erased, is not moved by it');
  assert.equal(living.payments.length, 1, 'and keeps how it was paid');
  const [latest] = await rowsOf<{ id: string }>(shop.pool, 'select max(id)::text as id from members.member');
  assert.equal(latest!.id, anew.id, 'who begins anew is the last who joined');
  const remembered = [...again.all<string>(orders).values()].flat() as { number: string; memberId: number | null }[];
  assert.deepEqual(
    remembered.filter((one) => one.number.startsWith('W-')).map(({ memberId }) => memberId),
    [null, null],
  );
  assert.equal(again.all(profiles).size, Number(latest!.id) - 10_000);

  await eraser.query('select pg_advisory_unlock(7080012)');
  await shop.eraser.idle();
  assert.ok(!(await toldAnywhere()).includes(late));
  assert.deepEqual(await rowsOf(shop.pool, 'select 1 from members.erased_identifier'), []);
});

test('who is erased is nobody: nothing that tells who it was is left anywhere, and the books stand (D40, E4)', async () => {
  const { id, number, key } = await joined();
  const sold = order({ member: { phone: number } });
  await ok(post('/api/orders', sold));
  await ok(post(`/api/members/${id}/points`, { points: 5, reason: `call ${number}` }));
  await ok(post('/api/events', { event: 'asked', member: { id }, properties: { sku: 'T-1', answer: `to ${number}` } }));
  await shop.engine.settle();
  const did = async () => (await ok(get(`/api/members/${id}/timeline?kind=behaviour.recorded`))).items[0].body;
  assert.deepEqual((await did()).properties, { sku: 'T-1', answer: `to ${number}` });
  assertProblem(
    await put('/api/members', { phone: number, email: `${number} at home` }, { 'idempotency-key': 'bad' }),
    422,
    'member.identifier-invalid',
  );
  await shop.engine.ask('interactive', [input('no.such-kind' as never, { phone: number } as never)]);
  await ok(post(`/api/members/${id}/requests`, { kind: 'delete', source: 'phone', note: 'enough' }));
  const before = await toldAnywhere();
  assert.ok(before.includes(number) && before.includes('司马相如'));

  const erased = await ok(post(`/api/members/${id}/erase`, { reason: '本人要求' }));
  assert.equal((await ok(post(`/api/members/${id}/erase`, { reason: 'again' }))).erasedAt, erased.erasedAt);
  await shop.eraser.idle();

  const told = await toldAnywhere();
  assert.ok(!told.includes(number), 'neither in the log, nor in answers, nor in what was set aside');
  const rows = await rowsOf(
    shop.pool,
    `select 1 from members.secret where member_id = $1 union all select 1 from members.identifier where member_id = $1
     union all select 1 from loyalty.entry where member_id = $1 and note is not null`,
    [id],
  );
  assert.deepEqual(rows, []);
  assertProblem(await get(`/api/members/${id}`), 410, 'member.erased');
  assertProblem(await post(`/api/members/${id}/points`, { points: 5, reason: 'x' }), 410, 'member.erased');
  for (const search of [number, number.slice(-4), '司马相如'])
    assert.ok(
      !(await ok(get(`/api/members?search=${encodeURIComponent(search)}`))).items.some(
        (one: { id: string }) => one.id === id,
      ),
    );
  const [request] = (await ok(get(`/api/requests?member=${id}`))).items;
  assert.deepEqual([request.state, request.note], ['done', 'enough']);
  assert.equal((await checkTrail(shop.pool)).breach, undefined);

  assert.deepEqual(await did(), { event: 'asked', channel: null, store: null, sku: 'T-1', category: null });
  const known = await ok(get(`/api/orders?number=${sold.number}`));
  const [{ memberId, memberName, isMemberErased }] = known.items;
  assert.deepEqual([memberId, memberName, isMemberErased], [id, null, true]);
  await ok(
    post(`/api/orders/${sold.number}/refunds`, {
      refund: 'R',
      at: '2026-11-01T10:00:00+08:00',
      amountMinor: sold.totalMinor,
    }),
  );
  // Asked again under its key, nothing is done again.
  assertProblem(
    await put(
      '/api/members',
      { phone: number, name: '司马相如', email: `m${number}@example.com`, birthday: '1990-01-02' },
      { 'idempotency-key': key },
    ),
    410,
    'member.erased',
  );

  const anew = await ok(put('/api/members', { phone: number }));
  assert.notEqual(anew.id, id);
  assert.equal((await shop.points(anew.id)).balance, 0);
});

test('connected systems are told who was erased, in that order, page by page, and go on behind the last they saw', async () => {
  const { clock } = shop;
  clock.set(clock.now() + 1000);
  const from = new Date(clock.now()).toISOString();
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) {
    const { id } = await joined();
    await ok(post(`/api/members/${id}/erase`, { reason: '本人要求' }));
    ids.push(id);
    if (i === 1) clock.set(clock.now() + 1000);
  }
  const told: { member: string; erasedAt: string }[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await ok(get(`/api/erasures?from=${from}&limit=1${cursor && `&cursor=${cursor}`}`));
    told.push(...page.items);
    cursor = page.nextCursor;
  }
  assert.deepEqual(
    told.map(({ member }) => member),
    ids,
  );
  const later = await ok(get(`/api/erasures?from=${told[2]!.erasedAt}`));
  assert.deepEqual(later.items, [told[2]]);
});

test('an identifier that comes in while its member is erased goes with the rest, and is free again', async () => {
  const { id, number } = await joined();
  const late = phone();
  const by = { id: 'staff:1', name: '', address: '' };
  const identifiers = [{ kind: 'phone', value: `+86${number}` }] as const;
  await shop.engine.ask('interactive', [
    upsertInput({ id, phone: late }),
    input('member.erase', { member: Number(id), identifiers, reason: 'x', who: by }, { by }),
  ]);
  const rows = await rowsOf(shop.pool, 'select 1 from members.identifier where member_id = $1', [id]);
  assert.deepEqual(rows, []);
  for (const search of [late, late.slice(-6)])
    assert.deepEqual((await ok(get(`/api/members?search=${search}`))).items, []);
  assert.notEqual((await ok(put('/api/members', { phone: late }))).id, id);
});

test('who joins and is erased in one turn leaves no key', async () => {
  const next = Number((await joined()).id) + 1;
  const by = { id: 'staff:1', name: '', address: '' };
  const identifiers = [] as const;
  const answers = await shop.engine.ask('interactive', [
    upsertInput({ phone: phone(), name: '司马相如' }),
    input('member.erase', { member: next, identifiers, reason: 'x', who: by }, { by }),
  ]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['ok', 'ok'],
  );
  assert.deepEqual(await rowsOf(shop.pool, 'select 1 from members.secret where member_id = $1', [next]), []);
});

test('an order that was under way when its member was erased goes on for the books', async () => {
  const { id, number } = await joined();
  const placed = order({ member: { phone: number }, status: 'pending' });
  await ok(post('/api/orders', placed));
  await ok(post(`/api/members/${id}/erase`, { reason: 'x' }));
  const paid = await ok(post('/api/orders', { ...placed, status: 'paid' }));
  assert.deepEqual([paid.status, paid.memberId], ['paid', id]);
  const other = { ...placed, status: 'shipped', totalMinor: placed.totalMinor + 1, shippingMinor: 1 };
  assertProblem(await post('/api/orders', other), 409, 'order.conflict');
  const completed = { ...placed, status: 'completed', member: { id } };
  assert.equal((await ok(post('/api/orders', completed))).status, 'completed');
});

test('of the orders of who is erased, money and goods stay; how they paid and why money went back do not, whatever comes later', async () => {
  const { id, number } = await joined();
  const sold = order({ member: { phone: number }, status: 'paid' });
  const paid = { ...sold, payments: [{ method: `转账 ${number}`, amountMinor: sold.totalMinor }] };
  const back = { refund: 'R', at: '2026-11-01T10:00:00+08:00', amountMinor: 900, reason: '司马先生来电' };
  const refunds = (channel: string) => `/api/orders/${sold.number}/refunds?channel=${channel}`;
  await ok(post('/api/orders', paid));
  const before = await ok(post(refunds('pos'), back));
  // It names the order, and nobody; another channel numbers alike.
  const shipped = { ...paid, status: 'shipped', member: undefined };
  shipped.payments = [{ method: '司马先生转账', amountMinor: sold.totalMinor }];
  await ok(post('/api/orders', shipped, { 'idempotency-key': 'shipped' }));
  await ok(post('/api/orders', order({ channel: 'mini', number: sold.number })));
  await ok(post(refunds('mini'), { ...back, reason: '别人的' }));
  const shown = async () => (await ok(get(`/api/orders?number=${sold.number}&channel=pos`))).items[0];
  const first = await shown();
  assert.deepEqual([first.payments[0].method, first.refunds[0].reason], [`转账 ${number}`, '司马先生来电']);

  await ok(post(`/api/members/${id}/erase`, { reason: 'x' }));
  await shop.eraser.idle();
  const told = await toldAnywhere();
  assert.ok(!told.includes(number) && !told.includes('司马先生') && told.includes('别人的'));
  assert.equal((await ok(post('/api/orders', shipped, { 'idempotency-key': 'shipped' }))).memberId, id);
  const isBare = async (reasons: readonly null[]) => {
    const rows = await rowsOf<{ payments: Buffer | null; reasons: Buffer | null }>(
      shop.pool,
      'select payments, reasons from activity."order" where member_id = $1',
      [id],
    );
    assert.deepEqual(rows, [{ payments: null, reasons: null }]);
    const left = await shown();
    const leftReasons = left.refunds.map(({ reason }: { reason: null }) => reason);
    assert.deepEqual([left.payments, leftReasons, left.totalMinor], [[], reasons, sold.totalMinor]);
  };
  await isBare([null]);
  // What the engine remembers of the order must not bring them back, nor a late notice tell them anew.
  await ok(post('/api/orders', { ...paid, status: 'completed' }));
  await isBare([null]);
  await ok(post(refunds('pos'), { ...back, refund: 'R2', amountMinor: 1 }));
  await isBare([null, null]);
  assert.equal((await ok(post(refunds('pos'), back))).id, before.id, 'told again, as before');
});

test('only who may destroys, and nobody who is not there', async () => {
  assertProblem(await post('/api/members/999999/erase', { reason: 'x' }), 404, 'member.unknown');
  const { id } = await joined();
  assertProblem(await post(`/api/members/${id}/erase`, {}), 400, 'request.invalid', 'reason');
});

test('what is kept for so long goes when its time is over, and no sooner', async () => {
  const rules = async () => (await ok(get('/api/retention'))).items as RetentionRule[];
  assert.deepEqual(
    (await rules()).map((one) => [one.class, one.days]),
    [
      ['inputs', 90],
      ['uploads', 30],
      ['members', null],
      ['contacts', 730],
    ],
  );
  assertProblem(await put('/api/retention/inputs', { days: 1 }), 400, 'request.invalid', 'days');
  assert.equal((await ok(put('/api/retention/members', { days: 400 }))).days, 400);
  const csv = 'order,time,sku,quantity,price\nI-1,2026-10-01 10:00:00,T-1,1,10.00\n';
  const raw = { raw: csv, headers: { 'content-type': 'text/csv' } };
  const upload = await ok(shop.call('POST', '/api/imports?fileName=x.csv', undefined, raw));
  assert.equal(upload.samples.length, 1);
  const stays = await joined();
  const leaves = await joined();
  const [changes, agrees, asks] = [await joined(), await joined(), await joined()];
  const counted = async () =>
    (await rowsOf<{ n: number }>(shop.pool, 'select count(*)::int as n from engine.log'))[0]!.n;
  await shop.retainer.run();
  assert.ok((await counted()) > 10, 'nothing is old yet');
  await ok(post('/api/clock', { now: '2028-01-01T10:00:00+08:00' }));
  await ok(post('/api/orders', order({ member: { phone: stays.number }, placedAt: '2027-12-31T10:00:00+08:00' })));
  await ok(put('/api/members', { id: changes.id, name: '卓文君' }));
  const withdrawn = [{ purpose: 'marketing', channel: 'sms', decision: 'withdrawn' }];
  await ok(put(`/api/members/${agrees.id}/consents`, { source: 'counter', consents: withdrawn }));
  await ok(post(`/api/members/${asks.id}/requests`, { kind: 'copy', source: 'counter' }));
  await shop.engine.ask('bulk', [input('history.begin', { name: 'past' })]);
  await shop.retainer.run();
  const [inputs, uploads, waiting] = (await rules()) as [RetentionRule, RetentionRule, RetentionRule];
  assert.ok(inputs.dropped > 0 && uploads.dropped > 0);
  assert.deepEqual(
    [waiting.waitsFor, waiting.dropped],
    ['import', 0],
    'whoever an import may tell of is not erased before',
  );
  await shop.engine.ask('bulk', [input('history.end', { name: 'past' })]);
  await shop.retainer.run();
  await shop.eraser.idle();
  for (const one of [changes, agrees, asks]) assert.equal((await ok(get(`/api/members/${one.id}`))).id, one.id);
  const { waitsFor, dropped, kept } = (await rules()).find((one) => one.class === 'members')!;
  assert.ok(waitsFor === null && dropped > 0);
  for (const [why, one] of [
    ['request', asks],
    ['consent', agrees],
    ['profile', changes],
  ] as const)
    assert.ok(kept.find((told) => told.why === why)?.some.includes(one.id), why);
  assert.ok((await counted()) < 30, 'only what came lately is left of the log');
  assertProblem(await get(`/api/members/${leaves.id}`), 410, 'member.erased');
  assert.equal((await ok(get(`/api/members/${stays.id}`))).id, stays.id);
  const told = await ok(get(`/api/imports/${upload.id}`));
  assert.deepEqual([told.id, told.samples], [upload.id, []], 'the report of the import stays, and no row of its file');
});

test('whoever cannot be erased for now is asked once in a run, and keeps no others waiting', async () => {
  await Promise.all(Array.from({ length: 3 }, joined));
  const asked: unknown[] = [];
  const refusing = {
    async ask(_: Lane, inputs: readonly Input[]): Promise<Answer[]> {
      assert.ok(inputs.every(({ body }) => !asked.includes((body as { member: number }).member)));
      asked.push(...inputs.map(({ body }) => (body as { member: number }).member));
      return inputs.map(() => ({ status: 'refused', problem: new Problem('engine.busy', 'Later.').toBody() }));
    },
  };
  const { members } = retentionDrops(shop.pool, refusing, shop.eraser, shop.dataFolder);
  const came = (await members(new Date('2100-01-01'))) as { dropped: number; kept: readonly { why: string }[] };
  assert.deepEqual([came.dropped, came.kept.at(-1)?.why], [0, 'refused']);
  assert.ok(asked.length >= 3);
});

test('who comes back while retention looks is not erased, however they come back', async () => {
  const [away, buys, writes, isGiven, isLast] = [
    await joined(),
    await joined(),
    await joined(),
    await joined(),
    await joined(),
  ];
  const sold = ({ number }: { number: string }) => order({ member: { phone: number } });
  await ok(post('/api/clock', { now: new Date(shop.clock.now() + 500 * 86_400_000).toISOString() }));
  const engine = {
    async ask(lane: Lane, inputs: readonly Input[]): Promise<Answer[]> {
      await ok(post('/api/orders', sold(buys)));
      await ok(put('/api/members', { id: writes.id, email: 'back-again@example.com' }));
      await ok(post(`/api/members/${isGiven.id}/points`, { points: 1, reason: '欢迎回来' }));
      // In the very turn, just before.
      return (await shop.engine.ask(lane, [orderInput(orderBody.parse(sold(isLast))), ...inputs])).slice(1);
    },
  };
  const { members } = retentionDrops(shop.pool, engine, shop.eraser, shop.dataFolder);
  const came = (await members(new Date(shop.clock.now() - 86_400_000))) as Dropped;
  const others = came.kept.find(({ why }) => why === 'other');
  for (const { id } of [buys, writes, isGiven, isLast]) {
    assert.equal((await ok(get(`/api/members/${id}`))).id, id);
    assert.ok(others?.some.includes(id), id);
  }
  assertProblem(await get(`/api/members/${away.id}`), 410, 'member.erased');
});

test('an upload whose dropping was cut short is dropped by the next run', async () => {
  const raw = { raw: 'order,time,sku\nI-2,2026-10-01,T-1\n', headers: { 'content-type': 'text/csv' } };
  const { id } = await ok(shop.call('POST', '/api/imports?fileName=y.csv', undefined, raw));
  const at = new Date('2100-01-01');
  await assert.rejects(dropUploadsBefore(shop.pool, '\0', at), 'a folder that cannot be reached');
  const kept = join(shop.dataFolder, 'imports', id);
  assert.ok(existsSync(kept));
  assert.ok((await dropUploadsBefore(shop.pool, shop.dataFolder, at)) > 0);
  assert.ok(!existsSync(kept));
});

test('what was sent of sensitive data is nowhere once the consent to it is withdrawn; what a later consent covers stays', async () => {
  const { id, number } = await joined();
  const field = (code: string, type: string) =>
    ok(put(`/api/attributes/${code}`, { name: code, type, class: 'sensitive' }));
  await ok(post('/api/privacy/assessments', assessed('', { fields: ['skinTest', 'doses'] })));
  await field('skinTest', 'text');
  await field('doses', 'number');
  await ok(post('/api/policies', { code: 'sensitive', text: '敏感信息', asksAgain: false }));
  const consent = (decision: string) =>
    ok(
      put(`/api/members/${id}/consents`, {
        consents: [{ purpose: 'sensitive', channel: 'all', decision }],
        policy: { code: 'sensitive', version: 1 },
        source: 'counter',
        shown: '我同意',
      }),
    );
  const tell = (attributes: object, key: string) =>
    put('/api/members', { phone: number, attributes }, { 'idempotency-key': key });
  assertProblem(await tell({ skinTest: '银屑病' }, 'too early'), 409, 'attribute.consent');
  await consent('given');
  const first = await ok(tell({ skinTest: '湿疹', doses: 8841, shoeSize: 40 }, 'skin 1'));
  await ok(tell({ skinTest: null }, 'skin 2'));
  await ok(post(`/api/members/${id}/reveal`, { reason: '回电' }, { 'idempotency-key': 'revealed' }));
  await shop.pool.query(
    `insert into engine.set_aside (id, lane, position, index, kind, sealed, at) values (900001, 'bulk', 0, 0, 'member.upsert', $1, $2)`,
    [
      sealRefused(shop.pool.ring, 900_001, {
        body: { ref: { id: Number(id) }, profile: { attributes: { skinTest: '红疹' } } },
        error: '',
      }),
      new Date(shop.clock.now()),
    ],
  );
  for (const value of ['银屑病', '湿疹', '8841', '红疹']) assert.ok((await toldAnywhere()).includes(value), value);
  await consent('withdrawn');
  await consent('given');
  await ok(tell({ skinTest: '痤疮' }, 'skin 3'));
  await shop.eraser.idle();

  const told = await toldAnywhere();
  for (const value of ['银屑病', '湿疹', '8841', '红疹']) assert.ok(!told.includes(value), value);
  assert.ok(told.includes('痤疮') && told.includes('"shoeSize":40'), 'nothing else is gone');
  assert.deepEqual((await ok(get(`/api/members/${id}`))).sensitiveAttributes, { skinTest: '痤疮' });
  assert.equal(
    (await ok(tell({ skinTest: '湿疹', doses: 8841, shoeSize: 40 }, 'skin 1'))).id,
    first.id,
    'a key keeps its answer',
  );
  assert.deepEqual(await rowsOf(shop.pool, 'select * from members.withdrawal'), []);
  await shop.pool.query('delete from engine.set_aside where id = 900001');
});

test('however much was set aside, an erasure holds little of it at once, and misses nothing', async () => {
  const many = Array.from({ length: 1200 }, (_, i) => 900_000_000 + i);
  const told = (id: number) => sealRefused(shop.pool.ring, id, { body: { ref: { id: 77 } }, error: '' });
  const insert = `insert into engine.set_aside (id, lane, position, index, kind, sealed, at)
    select i, 'bulk', 0, 0, 'member.upsert', s, now() from unnest($1::bigint[], $2::bytea[]) as r(i, s)`;
  await shop.pool.query(insert, [many, many.map(told)]);
  let most = 0;
  const watched: Database = Object.create(shop.pool, {
    query: {
      async value(...asked: [string]) {
        const answer = await shop.pool.query<{ sealed?: Buffer }>(...asked);
        most = Math.max(most, answer.rows.filter(({ sealed }) => sealed).length);
        return answer;
      },
    },
  });
  const emptied = await eraseInputs(watched, tellsOf(['77'], []), new Problem('member.erased', 'x').toBody());
  assert.equal(emptied, many.length);
  assert.ok(most > 0 && most <= 500, `${most} at once`);
  await shop.pool.query('delete from engine.set_aside where id >= $1', [many[0]]);
});
