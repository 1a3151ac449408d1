import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keys } from '../src/engine/keys.ts';
import { openStaff } from '../src/modules/access/index.ts';
import { addKeyVersions, countOld, refreshRing, retireUnused } from '../src/platform/crypto/index.ts';
import { openPool, rowsOf } from '../src/platform/postgres.ts';
import { countAllOld, renewAll } from '../src/renew-all.ts';
import { otherBytes, sealedColumns } from '../src/sealed-columns.ts';
import { withRing } from '../src/platform/database.ts';
import { checkTrail } from '../src/check-books.ts';
import { testRing } from './database.ts';
import { OWNER, openShop, order, phone } from './shop.ts';

const shop = await openShop();
const { ok, get, post, put } = shop;

test('every column of bytes is sealed anew by a rotation, or it is said what else it holds', async () => {
  const rows = await rowsOf<{ name: string }>(
    shop.pool,
    `select table_schema || '.' || table_name || '.' || column_name as name from information_schema.columns
     where data_type = 'bytea' and table_schema not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const named = [
    ...sealedColumns.map(({ table, column }) => `${table.replaceAll('"', '')}.${column}`),
    ...Object.keys(otherBytes),
  ];
  assert.deepEqual(
    rows.map(({ name }) => name),
    [...new Set(named)].toSorted(),
  );
});

test('keys are rotated while the shop goes on: all that rests sealed is sealed anew, and reads as before', async (t) => {
  const people = Array.from({ length: 30 }, () => phone());
  const sell = (number: string) =>
    ok(
      post(
        '/api/orders',
        order({
          member: { phone: number },
          payments: [{ method: '现金', amountMinor: 9900 }],
          totalMinor: 9900,
          lines: [{ sku: 'T', quantity: 1, unitPriceMinor: 9900 }],
        }),
      ),
    );
  const ids = await Promise.all(
    people.map(
      async (number, i) =>
        (await ok(put('/api/members', { phone: number, name: `王${i}` }, { 'idempotency-key': number }))).id as string,
    ),
  );
  await Promise.all(people.map(sell));
  await ok(post(`/api/members/${ids[0]}/points`, { points: 5, reason: '生日' }));
  await ok(post(`/api/members/${ids[0]}/requests`, { kind: 'copy', source: 'counter' }));
  const seen = async () => [
    await Promise.all(ids.map((id) => ok(get(`/api/members/${id}/copy`)))),
    await ok(get('/api/audit?limit=200&action=points.grant')),
    await ok(get('/api/requests')),
  ];
  const before = await seen();

  // A process of its own, as the command line is; the shop reads its new keys as a running server does.
  const plain = openPool(shop.url, 2);
  t.after(() => plain.end());
  const outside = withRing(plain, await testRing(plain));
  await addKeyVersions(outside, outside.ring, ['field', 'log'], 'intl', 0);
  await refreshRing(shop.pool, shop.pool.ring);
  const others = Array.from({ length: 20 }, phone);
  const selling = Promise.all(others.map(sell));
  const told: string[] = [];
  const [request] = await rowsOf<{ id: string; kept: Buffer }>(outside, 'select id, kept from privacy.request');
  for await (const { column, done, total } of renewAll(outside)) {
    if (done < total) continue;
    // Whoever had read it before writes it back as it was.
    if (column === 'privacy.request.kept' && !told.includes(column))
      await outside.query('update privacy.request set kept = $2 where id = $1', [request!.id, request!.kept]);
    told.push(column);
  }
  await selling;
  for (const column of ['members.secret.wrapped', 'activity."order".payments', 'engine.key.answer', 'access.audit.who'])
    assert.ok(told.includes(column), column);
  assert.ok(told.filter((column) => column === 'privacy.request.kept').length > 1, 'taken again in a second pass');
  for (const of of sealedColumns) assert.equal(await countOld(outside, of), 0, `${of.table}.${of.column}`);
  assert.equal(await retireUnused(outside, outside.ring, ['field', 'log']), 2);

  assert.deepEqual(await seen(), before);
  assert.equal((await checkTrail(outside)).breach, undefined);
  const again = await put('/api/members', { phone: people[0], name: '王0' }, { 'idempotency-key': people[0]! });
  assert.equal(again.body.id, ids[0], 'a key still finds its answer');
});

/** Of what was asked under keys: with such a hash and enough time everybody finds the phone that was asked about. */
async function hashesInClear(): Promise<string[]> {
  const rows = await rowsOf<{ key: string; text: string }>(shop.pool, 'select key, k::text as text from engine.key k');
  const known = new Map(
    await keys.load(
      shop.pool,
      rows.map(({ key }) => key),
    ),
  );
  const hashes = [...known.values()].flatMap(({ hash }) => (hash.length > 10 ? [hash] : []));
  assert.ok(hashes.length >= 2);
  return rows.flatMap(({ text }) => hashes.filter((hash) => text.includes(hash)));
}

test('while the keys of one rotation wait until everybody knows them, another leaves those that seal meanwhile', async (t) => {
  const plain = openPool(shop.url, 2);
  t.after(() => plain.end());
  const { ring } = withRing(plain, await testRing(plain));
  const before = ring.current('field').version;
  const making = addKeyVersions(plain, ring, ['field'], 'intl', 1000);
  while (ring.live('field')[0]!.version === before) await new Promise((resolve) => setTimeout(resolve, 5));
  await retireUnused(plain, ring, ['field']);
  assert.equal(ring.current('field').version, before);
  await making;
  assert.equal(ring.current('field').version, before + 1);
});

test('the key of indexes is rotated, and the suite changed, while everybody stays found and nobody is there twice', async (t) => {
  const plain = openPool(shop.url, 2);
  t.after(() => plain.end());
  const outside = withRing(plain, await testRing(plain));
  await openStaff(shop.pool).createOwner(OWNER.email, OWNER.password);
  const [first, later] = [phone(), phone()];
  const { id } = await ok(put('/api/members', { phone: first, email: 'ouyang@example.com', name: '欧阳修' }));
  const found = async (search: string) =>
    (await ok(get(`/api/members?search=${encodeURIComponent(search)}`))).items.map((one: { id: string }) => one.id);
  const isFound = async () => {
    for (const search of [first, first.slice(-4), 'OuYang@example.com', '欧阳', 'ouyangx', 'oyx'])
      assert.ok((await found(search)).includes(id), search);
    assert.equal((await ok(put('/api/members', { phone: first, region: '滁州' }))).id, id);
    assert.equal(
      (await post('/api/session', { email: OWNER.email.toUpperCase(), password: OWNER.password })).status,
      200,
    );
  };

  const [listed, others] = [phone(), phone()];
  const tellFileOf = async (person: string) => {
    const file = `order,phone,country,sku,qty,price,time\n${person},${person},滁州,T-1,1,5,2026-10-01 10:00`;
    const { body: job } = await shop.call('POST', '/api/imports?fileName=past.csv&start=true', undefined, {
      raw: file,
      headers: { 'content-type': 'text/csv' },
    });
    while ((await ok(get(`/api/imports/${job.id}`))).state !== 'done')
      await new Promise((done) => setTimeout(done, 20));
    return (await shop.member(person)).region;
  };
  for (const person of [listed, others]) {
    assert.equal(await tellFileOf(person), '滁州');
    await ok(put('/api/members', { phone: person, region: '扬州' }, { 'idempotency-key': `moved ${person}` }));
  }
  assert.deepEqual(await hashesInClear(), []);

  await addKeyVersions(outside, outside.ring, ['index'], 'gm', 0);
  await refreshRing(shop.pool, shop.pool.ring);
  assert.equal(shop.pool.ring.current('index').suite.name, 'gm');
  await isFound();
  // Saved anew by the turn, and joined since: both stand under the new version.
  const { id: joined } = await ok(put('/api/members', { phone: later, name: '欧阳玉' }));
  assert.deepEqual(new Set(await found('欧阳')), new Set([id, joined]));
  assert.equal(await tellFileOf(listed), '扬州', 'told again, it changes nothing');

  const told: string[] = [];
  for await (const { column, done, total } of renewAll(outside)) if (done === total) told.push(column);
  assert.deepEqual(
    ['members.member.search', 'members.identifier.token', 'access.staff.email_token'].filter(
      (one) => !told.includes(one),
    ),
    [],
  );
  assert.equal(await countAllOld(outside), 0);
  assert.equal(await retireUnused(outside, outside.ring, ['index']), 1);
  await refreshRing(shop.pool, shop.pool.ring);
  assert.equal(shop.pool.ring.live('index').length, 1);
  await isFound();
  for (const person of [listed, others]) assert.equal(await tellFileOf(person), '扬州', 'nor under the new key alone');
  assert.deepEqual(await hashesInClear(), []);
  const twice = await rowsOf(
    outside,
    `select member_id, kind from members.identifier where kind in ('phone', 'email') group by 1, 2 having count(*) > 1`,
  );
  assert.deepEqual(twice, []);
});
