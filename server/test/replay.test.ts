import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { AnyCollection } from '../src/engine/collection.ts';
import { counters } from '../src/engine/counters.ts';
import { keys } from '../src/engine/keys.ts';
import type { TurnModule } from '../src/engine/module.ts';
import { replayTurns } from '../src/engine/replay.ts';
import { insertFacts } from '../src/engine/save.ts';
import type { Simulation } from '../src/engine/simulation.ts';
import { readTimeline } from '../src/engine/timeline.ts';
import { timers } from '../src/engine/timers.ts';
import type { Database } from '../src/platform/database.ts';
import { approvals } from '../src/modules/access/approvals-store.ts';
import { readOrders } from '../src/modules/activity/views.ts';
import { memberKey, readMember } from '../src/modules/members/views.ts';
import { readMemberContacts } from '../src/modules/privacy/contact-views.ts';
import { readMemberTags } from '../src/modules/tags/views.ts';
import { readConsents } from '../src/modules/privacy/views.ts';
import { openZone } from '../src/platform/zone.ts';
import { type Statement, rowsOf } from '../src/platform/postgres.ts';
import { turnModules } from '../src/wire.ts';
import { assessed, courier } from './handling.ts';
import { testDatabase } from './database.ts';
import { type Shop, openShop, order, phone } from './shop.ts';
import { openDoor } from './staff.ts';

// What a lived shop erased it cannot take again, and when it dropped what was old is not decided in turns.
const TABLES = `select table_schema || '."' || table_name || '"' as name from information_schema.tables
  where table_type = 'BASE TABLE' and (table_schema in ('members', 'activity', 'loyalty', 'privacy', 'tags') and table_name not in ('erasure', 'retention', 'erased_identifier', 'withdrawal') or
    table_schema = 'access' and table_name in ('approval', 'approval_rule', 'export') or
    table_schema = 'engine' and table_name in ('fact', 'key', 'timer', 'counter')) order by name`;

/** What each sealing draws anew: the same value is another text each time. */
const drawn = ['sealed', 'wrapped', 'payments', 'reasons', 'evidence', 'note', 'kept', 'why', 'reference'];

/** Every row that turns write, as text, by table, sealed values apart. `recorded_at` is the row's own and no part of what was decided. */
async function rowsByTable(pool: Database): Promise<Record<string, readonly string[]>> {
  const tables = await rowsOf<{ name: string }>(pool, TABLES);
  const all = tables.map(async ({ name }) => {
    const rows = await rowsOf<{ row: string }>(
      pool,
      `select (to_jsonb(t) - 'recorded_at' - $1::text[])::text as row from ${name} t order by row`,
      [name === 'engine."key"' ? [...drawn, 'answer'] : drawn],
    );
    return [name, rows.map(({ row }) => row)] as const;
  });
  return { ...Object.fromEntries(await Promise.all(all)), ...(await openedByTable(pool)) };
}

/** What was sealed, opened. */
async function openedByTable(pool: Database): Promise<Record<string, readonly string[]>> {
  const known = await rowsOf<{ key: string }>(pool, 'select key from engine.key');
  const answers = await keys.load(
    pool,
    known.map(({ key }) => key),
  );
  const members = await rowsOf<{ id: string }>(pool, 'select id from members.member order by id');
  const views = await Promise.all(
    members.map(({ id }) =>
      readMember(
        pool,
        { standing: async () => nothing, activity: async () => nothing, today: () => '2026-11-01' },
        Number(id),
      ),
    ),
  );
  const consents = await Promise.all(
    members.map(async ({ id }) => readConsents(pool, await memberKey(pool, Number(id)), false, { limit: 100 })),
  );
  const contacts = await Promise.all(
    members.map(async ({ id }) => {
      const key = await memberKey(pool, Number(id));
      return readMemberContacts(pool, Number(id), key, (kept) => kept, { limit: 100 });
    }),
  );
  const done = await Promise.all(
    members.map(async ({ id }) => {
      const asked = { kind: 'behaviour.recorded,tag.added,tag.removed,tag.refused', limit: 100 };
      return readTimeline(pool, Number(id), await memberKey(pool, Number(id)), asked);
    }),
  );
  const tags = await Promise.all(members.map(({ id }) => readMemberTags(pool, Number(id), (by) => by)));
  const asked = await rowsOf<{ id: string }>(pool, 'select id from access.approval');
  const waiting = await approvals.load(
    pool,
    asked.map(({ id }) => Number(id)),
  );
  const orders = await readOrders(pool, async () => new Map(), { limit: 1000 }, []);
  return {
    answers: [...answers].map((answer) => JSON.stringify(answer)).toSorted(),
    members: views.map((view) => JSON.stringify({ ...view, identifiers: view.identifiers.toSorted(byValue) })),
    approvals: [...waiting].map((one) => JSON.stringify(one)).toSorted(),
    consents: consents.map((one) => JSON.stringify(one)),
    contacts: contacts.map((one) => JSON.stringify(one)),
    tags: tags.map((one) => JSON.stringify(one)),
    did: done.flatMap(({ items }) => items.map(({ id, body }) => JSON.stringify({ id, body }))),
    payments: orders.items.map(({ id, payments, refunds }) => JSON.stringify({ id, payments, refunds })),
  };
}

// What other modules say of a member is compared by their own tables.
const nothing = {} as never;
const byValue = (one: { value: string }, other: { value: string }) => (one.value < other.value ? -1 : 1);

/** Writes what a simulation remembers into an empty database, by the statements with which a turn saves it. */
async function writeDown({ all, journals, facts }: Simulation, modules: readonly TurnModule[], into: Database) {
  const kept = new Set<AnyCollection>([keys, timers, counters, ...modules.flatMap(({ collections }) => collections)]);
  const statements: Statement[] = [...kept].flatMap((of) => [...of.save([...all(of)], into.ring)]);
  for (const to of modules.flatMap((module) => module.journals ?? []))
    statements.push(...to.save(journals[to.slot] ?? [], into.ring));
  statements.push(insertFacts(facts, 0, into.ring));
  for (const { text, values } of statements) await into.query(text, [...values]);
}

async function importFile(shop: Shop): Promise<void> {
  const lines = ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'];
  for (let i = 0; i < 60; i++)
    lines.push(
      `I${i},CUP,Cup,${1 + (i % 9)},${2023 + (i % 3)}-0${1 + (i % 9)}-10 10:00:00,${90 + i}.50,M${i % 7},China`,
    );
  lines.push('C9,CUP,Cup,-1,2025-12-01 10:00:00,90.50,M0,China');
  const { id } = await shop.ok(
    shop.call('POST', '/api/imports?fileName=past.csv&start=true', undefined, {
      raw: lines.join('\n'),
      headers: { 'content-type': 'text/csv' },
    }),
  );
  for (;;) {
    const { state, report, error } = await shop.ok(shop.get(`/api/imports/${id}`));
    if (state === 'done') return assert.ok(report.refunds > 0 && report.orders > 50, JSON.stringify(report));
    assert.equal(state, 'running', error);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** One grant that others approve, one they refuse, one that expires, and an export. */
async function approveSome(shop: Shop, points: string): Promise<void> {
  const { as } = await openDoor(shop).hire('admin');
  const asked = async (path: string, body: object) => (await shop.ok(shop.post(path, body))).approval as string;
  for (const kind of ['points.grant', 'members.export'])
    await shop.ok(shop.put(`/api/approvals/rules/${kind}`, { approvers: 1, hours: 1 }));
  const [done, refused] = [
    await asked(points, { points: 7, reason: '补偿' }),
    await asked(points, { points: 8, reason: '补偿' }),
  ];
  const list = await asked('/api/members/export', {});
  await asked(points, { points: 9, reason: '补偿' });
  for (const id of [done, list]) await shop.ok(as('POST', `/api/approvals/${id}/approve`, { version: 1 }));
  await shop.ok(as('POST', `/api/approvals/${refused}/refuse`, {}));
}

/** Orders, transitions, refunds, refusals, repeats, grants, behaviours, consents, approvals and an import, and more than a year in which tiers run out. */
async function live(shop: Shop): Promise<void> {
  const buyers = Array.from({ length: 6 }, () => ({ phone: phone() }));
  const selling = Array.from({ length: 60 }, async (_, i) => {
    const member = i % 10 === 9 ? undefined : buyers[i % buyers.length]!;
    const status = ['paid', 'pending', 'completed'][i % 3];
    const body = order({ member, status, totalMinor: 1000 + ((i * 7919) % 300_000) });
    const sold = await shop.ok(shop.post('/api/orders', body, i % 4 === 0 ? { 'idempotency-key': `key ${i}` } : {}));
    if (i % 3 === 1) await shop.ok(shop.post('/api/orders', { ...body, status: i % 2 ? 'paid' : 'cancelled' }));
    const refund = {
      refund: `R${i}`,
      at: '2026-11-01T09:30:00+08:00',
      amountMinor: 900,
      ...(i % 2 ? { reason: `太大 ${i}` } : {}),
    };
    const refunded = await shop.post(`/api/orders/${body.number}/refunds`, refund);
    if (i % 3 !== 1) assert.equal(refunded.status, 200, refunded.text);
    assert.equal((await shop.post('/api/orders', { ...body, totalMinor: 1 })).status >= 400, true);
    return sold.memberId as string | undefined;
  });
  const [somebody] = (await Promise.all(selling)).filter((id) => id);
  await shop.ok(shop.post(`/api/members/${somebody}/points`, { points: 88, reason: '生日' }));
  await shop.ok(shop.put('/api/members', { phone: buyers[0]!.phone, name: '李雷', email: 'li@example.com' }));
  await shop.ok(shop.post('/api/orders', [order({ member: buyers[1] }), order(), order({ member: buyers[2] })]));
  await shop.ok(
    shop.post('/api/events', { event: 'asked', member: buyers[1], properties: { sku: 'CUP', question: '有货吗' } }),
  );
  await shop.ok(shop.post('/api/events', { event: 'asked', member: { device: 'D' }, properties: { about: '门店' } }));
  const policy = { code: 'marketing', text: '授权', asksAgain: false };
  await shop.ok(shop.post('/api/policies', policy));
  const bySms = { purpose: 'marketing', channel: 'sms' };
  const ground = { policy: { code: 'marketing', version: 1 }, source: 'counter', shown: '我愿意' };
  const asksFor = async (reference: string) => {
    const members = [{ id: somebody }, buyers[1]];
    const { items } = await shop.ok(shop.post('/api/contacts', { ...bySms, reference, members }));
    return items[0].contact as string;
  };
  for (const decision of ['given', 'withdrawn', 'given']) {
    await shop.ok(shop.put(`/api/members/${somebody}/consents`, { ...ground, consents: [{ ...bySms, decision }] }));
    await asksFor('第一批');
  }
  await shop.ok(shop.call('POST', `/api/contacts/${await asksFor('第二批')}/used`));
  await shop.ok(shop.post(`/api/members/${somebody}/requests`, { kind: 'explain', source: 'counter' }));
  const lost = { title: '丢失优盘', level: 'large', foundAt: '2020-01-01T00:00:00Z', data: ['contact'], contact: '李' };
  await shop.ok(shop.post('/api/incidents', lost));
  const responsible = { name: '好店', contact: '010-1', requests: 'privacy@shop.example' };
  for (const contact of ['010-1', '010-2'])
    await shop.ok(shop.put('/api/privacy/responsible', { ...responsible, contact }));
  await shop.ok(shop.post('/api/privacy/recipients', courier()));
  await shop.ok(shop.post('/api/privacy/assessments', assessed('', { fields: ['skinTest', 'isAllergic'] })));
  await shop.ok(shop.put('/api/attributes/skinTest', { name: '肤质', type: 'text', class: 'sensitive' }));
  const sensitive = { purpose: 'sensitive', channel: 'all' };
  const tellsSensitive = (decision: string) =>
    shop.ok(shop.put(`/api/members/${somebody}/consents`, { ...ground, consents: [{ ...sensitive, decision }] }));
  await tellsSensitive('given');
  await shop.ok(shop.put('/api/attributes/isAllergic', { name: '过敏', type: 'boolean', class: 'sensitive' }));
  for (const [i, skinTest] of ['干性', '干性', '油性', '干性'].entries())
    await shop.ok(
      shop.put(
        '/api/members',
        { id: somebody, attributes: { skinTest, isAllergic: true } },
        { 'idempotency-key': `skin ${i}` },
      ),
    );
  await tellsSensitive('withdrawn');
  await tellsSensitive('given');
  await shop.ok(shop.put('/api/members', { id: somebody, attributes: { skinTest: '中性' } }));
  for (const code of ['likes-tea', 'regular', 'new'])
    await shop.ok(shop.put(`/api/tags/${code}`, { name: code, isShown: true }));
  for (const code of ['likes-tea', 'regular', 'new'])
    await shop.ok(shop.put(`/api/members/${somebody}/tags/${code}`, { reason: `常买 ${code}` }));
  await shop.ok(shop.post(`/api/members/${somebody}/tags/new/remove`, { reason: '来过多次' }));
  await shop.ok(shop.call('DELETE', `/api/members/${somebody}/own-tags/regular`));
  await shop.ok(shop.post('/api/policies', { ...policy, asksAgain: true }));
  await approveSome(shop, `/api/members/${somebody}/points`);
  await importFile(shop);
  for (const now of ['2027-03-01', '2027-11-20', '2028-12-01']) {
    await shop.ok(shop.post('/api/clock', { now: `${now}T10:00:00+08:00` }));
    await shop.ok(shop.post('/api/orders', order({ member: buyers[3], placedAt: `${now}T09:00:00+08:00` })));
  }
}

test('the turns of a lived shop, taken again in memory, give what the database holds', async (t: TestContext) => {
  const shop = await openShop(t);
  await live(shop);
  // What was withdrawn stands in the log no more.
  await shop.eraser.idle();
  const modules = turnModules(openZone('Asia/Shanghai'), shop.pool.ring);
  const again = await replayTurns(shop.pool, modules);
  const kinds = new Set(again.facts.map(({ kind }) => kind));
  for (const kind of [
    'order.refunded',
    'order.cancelled',
    'points.posted',
    'tier.changed',
    'member.joined',
    'consent.withdrawn',
  ])
    assert.ok(kinds.has(kind), `the shop lived through ${kind}`);
  const { pool } = await testDatabase(t);
  await writeDown(again, modules, pool);
  const [remembered, stored] = [await rowsByTable(pool), await rowsByTable(shop.pool)];
  for (const [table, rows] of Object.entries(stored)) {
    assert.ok(rows.length > 0, `the shop has something in ${table}`);
    assert.deepEqual(remembered[table], rows, table);
  }
});
