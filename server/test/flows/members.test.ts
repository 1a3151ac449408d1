import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearLens, listMembers } from '@shuke/contract';
import fc from 'fast-check';
import { readMemberRows } from '../../src/modules/members/list-members.ts';
import { upsertInput } from '../../src/modules/members/upsert-member.ts';
import { assertProblem, openShop, order, phone } from '../shop.ts';

const shop = await openShop();
const { ok, get, post, put } = shop;
const upsert = async (body: object) => (await ok(put('/api/members', body))).member;
const idsOf = (body: { items: { id: string }[] }) => body.items.map((item) => item.id);
const find = async (query: string) => idsOf(await ok(get(`/api/members?${query}`)));

test('a member is made once, and found by any of the identifiers given in any form', async () => {
  const number = phone();
  const made = await ok(
    put('/api/members', {
      phone: number,
      email: 'Zhang@Example.com',
      external: 'CRM-1',
      name: '张三',
      channel: 'mini',
      store: 's-2',
    }),
  );
  assert.equal(made.isNew, true);
  assert.deepEqual(
    [made.member.id, made.member.name, made.member.channel, made.member.store],
    [made.id, '张三', 'mini', 's-2'],
  );
  const again = await ok(
    put('/api/members', { identifiers: [{ kind: 'email', value: 'zhang@EXAMPLE.com' }], region: '上海' }),
  );
  assert.deepEqual([again.isNew, again.id, again.member.name, again.member.region], [false, made.id, '张三', '上海']);
  const mixed = await ok(put('/api/members', { external: 'CRM-1', identifiers: [{ kind: 'card', value: 'K-1' }] }));
  assert.deepEqual([mixed.isNew, mixed.id], [false, made.id]);
  for (const identifier of [
    `phone:+86${number}`,
    `phone:${number}`,
    `phone: 86${number}`,
    'email:zhang@example.com',
    'external:CRM-1',
    'card:K-1',
  ]) {
    assert.deepEqual(await find(`identifier=${encodeURIComponent(identifier)}`), [made.id], identifier);
  }
  assert.deepEqual(await find(`identifier=phone:+86${number}`), [made.id], 'a plus sign that was not encoded');
  assert.deepEqual(await find('identifier=card:nobody'), []);
});

test('however a phone is written, it is one phone', async () => {
  const { id } = await upsert({ phone: '13700137000' });
  for (const written of ['+86 137 0013 7000', '0086-137-0013-7000', '86 13700137000', '(137) 0013.7000']) {
    const { isNew, id: same } = await ok(put('/api/members', { phone: written }));
    assert.deepEqual([written, isNew, same], [written, false, id]);
  }
  const hongkong = await upsert({ phone: '+852 5123 4567' });
  assert.deepEqual(
    hongkong.identifiers.map((one: { value: string }) => one.value),
    ['+85251234567'],
  );
  for (const wrong of ['12', 'abc', '+86', '1'.repeat(40)])
    assertProblem(await put('/api/members', { phone: wrong }), 422, 'member.identifier-invalid', 'phone');
  for (const wrong of ['a', 'a@b', 'a b@c.de', '@example.com'])
    assertProblem(await put('/api/members', { email: wrong }), 422, 'member.identifier-invalid', 'email');
});

test('identifiers of two members are never joined by an upsert: it names whose they are and changes nothing', async () => {
  const [one, two] = [phone(), phone()];
  const first = await upsert({ phone: one, name: '甲' });
  const second = await upsert({ phone: two, external: `X-${two}`, name: '乙' });
  const refused = await put('/api/members', { phone: one, external: `X-${two}`, name: '丙' });
  assertProblem(refused, 409, 'member.identifier-taken', 'external');
  assert.match(refused.body.detail, new RegExp(`${first.id}|${second.id}`));
  assert.deepEqual([(await shop.member(one)).name, (await shop.member(two)).name], ['甲', '乙']);
});

test('an absent field stays, null clears it, and attributes are merged', async () => {
  const number = phone();
  await upsert({
    phone: number,
    name: '王五',
    gender: 'male',
    birthday: '1990-02-28',
    region: '北京',
    language: 'zh-CN',
    attributes: { skin: '干性', size: 42, vip: true },
  });
  const kept = await upsert({ phone: number, attributes: { size: 43, pet: '猫' } });
  assert.deepEqual(
    [kept.name, kept.gender, kept.birthday, kept.region, kept.language],
    ['王五', 'male', '1990-02-28', '北京', 'zh-CN'],
  );
  assert.deepEqual(kept.attributes, { skin: '干性', size: 43, vip: true, pet: '猫' });
  const cleared = await upsert({ phone: number, name: null, birthday: null, attributes: { skin: null } });
  assert.deepEqual([cleared.name, cleared.birthday, cleared.gender], [null, null, 'male']);
  assert.deepEqual(cleared.attributes, { size: 43, vip: true, pet: '猫' });
  const { items } = await ok(get(`/api/members/${kept.id}/timeline?kind=member.updated`));
  assert.deepEqual(
    items.map((item: { body: { fields: string[] } }) => item.body.fields.toSorted()),
    [
      ['attributes.skin', 'birthday', 'name'],
      ['attributes.pet', 'attributes.size'],
    ],
  );
});

test('an upsert that changes nothing states no fact; a new member starts without what was null', async () => {
  const number = phone();
  const made = await upsert({ phone: number, name: null, attributes: { a: null, b: 1 } });
  assert.deepEqual([made.name, made.attributes], [null, { b: 1 }]);
  await upsert({ phone: number, attributes: { b: 1 } });
  const { items } = await ok(get(`/api/members/${made.id}/timeline`));
  assert.deepEqual(
    items.map((item: { kind: string }) => item.kind),
    ['member.joined'],
  );
});

test('a member joined when they say; an earlier day told later counts, a later one does not', async () => {
  const number = phone();
  const joined = async (joinedAt: string) => (await upsert({ phone: number, joinedAt })).joinedAt;
  assert.equal(await joined('2025-05-01T00:00:00+08:00'), '2025-04-30T16:00:00.000Z');
  assert.equal(await joined('2024-05-01T00:00:00+08:00'), '2024-04-30T16:00:00.000Z');
  assert.equal(await joined('2026-05-01T00:00:00+08:00'), '2024-04-30T16:00:00.000Z');
});

test('a new member has no points, no orders and the first tier', async () => {
  const member = await upsert({ phone: phone() });
  assert.deepEqual(member.points, { balance: 0, earned: 0, reversed: 0 });
  assert.deepEqual([member.tier.code, member.tier.progress.sentence], ['basic', '再消费 ¥1,000 升级银卡']);
  assert.deepEqual(member.activity, {
    orders: 0,
    spentMinor: 0,
    currency: 'CNY',
    firstOrderAt: null,
    lastOrderAt: null,
    lastSeenAt: null,
  });
  assertProblem(await get('/api/members/123456789'), 404, 'member.unknown');
  assertProblem(await get('/api/members/0'), 400, 'request.invalid', 'id');
  assertProblem(await get('/api/members/abc'), 400, 'request.invalid', 'id');
});

test('everything that happened to a member is on the timeline, newest first, with channel and cause, page by page', async () => {
  const member = { phone: phone() };
  const body = order({ member, channel: 'tmall', placedAt: '2026-10-30T09:00:00+08:00' });
  await ok(post('/api/orders', body));
  await ok(
    post(`/api/orders/${body.number}/refunds`, { refund: 'R', at: '2026-10-31T09:00:00+08:00', amountMinor: 4000 }),
  );
  await ok(
    post('/api/events', {
      event: 'product_viewed',
      member,
      channel: 'mini',
      at: '2026-10-29T09:00:00+08:00',
      properties: { sku: 'T-1' },
    }),
  );
  await shop.engine.settle();
  const { id } = await shop.member(member.phone);
  const { items } = await ok(get(`/api/members/${id}/timeline?kind=order.paid,order.refunded,behaviour.recorded`));
  assert.deepEqual(
    items.map((item: { kind: string; at: string; channel: string }) => [item.kind, item.at, item.channel]),
    [
      ['order.refunded', '2026-10-31T01:00:00.000Z', 'tmall'],
      ['order.paid', '2026-10-30T01:00:00.000Z', 'tmall'],
      ['behaviour.recorded', '2026-10-29T01:00:00.000Z', 'mini'],
    ],
  );
  const all = (await ok(get(`/api/members/${id}/timeline`))).items;
  const paid = all.find((item: { kind: string }) => item.kind === 'order.paid');
  const posted = all.filter(
    (item: { kind: string; cause: string }) => item.kind === 'points.posted' && item.cause === paid.cause,
  );
  assert.equal(posted.length, 1, 'facts of one cause belong together');
  const walked: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: { id: string }[]; nextCursor: string | null } = await ok(
      get(`/api/members/${id}/timeline?limit=2${cursor ? `&cursor=${cursor}` : ''}`),
    );
    walked.push(...idsOf(page));
    cursor = page.nextCursor;
  }
  assert.deepEqual(walked, idsOf({ items: all }));
  assertProblem(await get('/api/members/123456789/timeline'), 404, 'member.unknown');
});

test('a behaviour sent twice with one messageId counts once; a device alone makes no member', async () => {
  const member = { phone: phone() };
  const seen = { event: 'page_viewed', messageId: 'm-1', member };
  assert.deepEqual((await post('/api/events', [seen, seen])).body, { accepted: 2 });
  assert.equal((await post('/api/events', seen)).status, 202);
  await ok(post('/api/events', { event: 'page_viewed', member: { device: 'D-1' } }));
  await shop.engine.settle();
  const { id } = await shop.member(member.phone);
  const { items } = await ok(get(`/api/members/${id}/timeline?kind=behaviour.recorded`));
  assert.equal(items.length, 1);
  assert.deepEqual(await find('identifier=device:D-1'), []);
});

test('the search finds by the beginning of a name, written, in pinyin or by initials, by phone whole or by its last digits, by id and by whole identifiers', async () => {
  const { id } = await upsert({
    phone: '18612349876',
    name: '欧阳修',
    external: 'SRCH-77',
    email: 'ouyang@example.com',
  });
  const named = await upsert({ phone: phone(), name: "Élodie O'Neil 100%_\\" });
  for (const search of [
    '欧阳',
    '欧阳修',
    'ouyang',
    'OuYangXiu',
    'oyx',
    '9876',
    '349876',
    '12349876',
    '18612349876',
    '+8618612349876',
    '+86 186-1234-9876',
    id,
    'SRCH-77',
    'ouyang@EXAMPLE.com',
  ]) {
    const found = await find(`search=${encodeURIComponent(search)}`);
    assert.ok(found.includes(id), `${search} finds the member`);
  }
  assert.deepEqual(await find(`search=${encodeURIComponent("élodie o'n")}`), [named.id]);
  assert.deepEqual(await find(`search=${encodeURIComponent("Élodie O'Neil 100%_\\")}`), [named.id]);
  for (const nothing of ['%', '_', '\\', '阳修', '549876', 'SRCH', 'yang@', "'; drop table members.member; --"])
    assert.deepEqual(await find(`search=${encodeURIComponent(nothing)}`), [], nothing);
});

test('a search together with filters finds everybody of a common name, in order, and count and file agree', async () => {
  const many = 2100;
  const body = (i: number) => ({
    phone: phone(),
    name: `慕容${i}`,
    channel: i % 700 === 0 ? 'rare-ch' : 'common-ch',
    joinedAt: new Date(Date.UTC(2024, 0, 1) + ((i * 7919) % many) * 60_000).toISOString(),
  });
  const joining = Array.from({ length: many }, (_, i) => upsertInput(body(i)));
  const answers = await shop.engine.ask('bulk', joining);
  const ids = answers.map((one) => String((one as { body: { id: number } }).body.id));
  const rare = ids.filter((_, i) => i % 700 === 0);
  for (const search of ['慕容', 'murong', 'mr']) {
    const query = `search=${encodeURIComponent(search)}&channel=rare-ch`;
    assert.deepEqual((await find(query)).toSorted(), rare.toSorted(), search);
    assert.deepEqual((await find(`${query}&sort=spent`)).toSorted(), rare.toSorted(), search);
    assert.equal((await ok(get(`/api/members/count?${query}`))).count, rare.length);
    const { text } = await get(`/api/members/export?${query}&columns=id&format=csv`);
    assert.equal(text.trim().split('\r\n').length, 1 + rare.length, text);
  }
  const all = `search=${encodeURIComponent('慕容')}&sort=joinedAt&order=asc`;
  assert.equal((await ok(get(`/api/members/count?${all}`))).count, many);
  assert.equal((await find(`${all}&limit=1`))[0], ids[0], 'who joined first stands first');
});

test('filters narrow the list, and the count agrees with it', async () => {
  const number = phone();
  const { id } = await upsert({
    phone: number,
    gender: 'female',
    channel: 'filter-ch',
    store: 'filter-st',
    joinedAt: '2020-06-15T12:00:00+08:00',
  });
  await upsert({ phone: phone(), gender: 'male', channel: 'filter-ch', joinedAt: '2021-06-15T12:00:00+08:00' });
  await ok(
    post(
      '/api/orders',
      order({ totalMinor: 150_000, member: { phone: number }, placedAt: '2026-10-15T12:00:00+08:00' }),
    ),
  );
  const at = (iso: string) => encodeURIComponent(iso);
  const only = [
    'gender=female',
    'store=filter-st',
    'tier=silver',
    'minPoints=1500',
    'minSpentMinor=150000',
    `joinedUntil=${at('2021-01-01T00:00:00+08:00')}`,
    `joinedFrom=${at('2020-06-15T12:00:00+08:00')}&joinedUntil=${at('2020-06-15T12:00:01+08:00')}`,
    `lastOrderFrom=${at('2026-10-15T12:00:00+08:00')}&lastOrderUntil=${at('2026-10-15T12:00:01+08:00')}`,
  ];
  for (const query of only) {
    assert.deepEqual(await find(`channel=filter-ch&${query}`), [id], query);
    assert.deepEqual(
      await ok(get(`/api/members/count?channel=filter-ch&${query}`)),
      { count: 1, isMore: false },
      query,
    );
  }
  for (const query of [
    'minPoints=1501',
    'minSpentMinor=150001',
    `lastOrderUntil=${at('2026-10-15T12:00:00+08:00')}`,
    `joinedUntil=${at('2020-06-15T12:00:00+08:00')}`,
  ]) {
    assert.deepEqual(await find(`channel=filter-ch&${query}`), [], query);
  }
  assert.deepEqual(await ok(get('/api/members/count?channel=filter-ch')), { count: 2, isMore: false });
});

test('whatever the list is sorted by, its pages show every member once and in order', async () => {
  const channel = 'sorted';
  const bodies = [];
  for (let i = 0; i < 23; i++) {
    const member = { phone: phone() };
    await upsert({
      ...member,
      channel,
      joinedAt: `2026-01-${String(1 + (i % 5)).padStart(2, '0')}T00:00:00.12${i % 3}Z`,
    });
    for (let orders = 0; orders < i % 3; orders++)
      bodies.push(order({ member, totalMinor: (i % 4) * 10_000, placedAt: `2026-02-0${1 + (i % 4)}T00:00:00Z` }));
  }
  await ok(post('/api/orders', bodies));
  type Row = Record<string, string | number | null>;
  const { items: all }: { items: Row[] } = await ok(get(`/api/members?channel=${channel}&limit=200`));
  assert.equal(all.length, 23);
  await ok(put('/api/tags/likes-tea', { name: '爱喝茶', isShown: true }));
  const tagged = new Set(all.filter((_, i) => i % 3 === 0).map(({ id = null }) => id));
  for (const id of tagged) await ok(put(`/api/members/${id}/tags/likes-tea`, { reason: '常买龙井' }));
  const filters: readonly (readonly [string, (row: Row) => boolean])[] = [
    ['', () => true],
    ['&tier=basic', (row) => row['tier'] === 'basic'],
    ['&tag=likes-tea', ({ id = null }) => tagged.has(id)],
    ['&tag=likes-tea&tier=basic', ({ id = null, tier }) => tagged.has(id) && tier === 'basic'],
    ['&minPoints=200', (row) => Number(row['points']) >= 200],
    [
      '&minSpentMinor=10000&minPoints=100&joinedFrom=2026-01-02T00:00:00Z',
      (row) =>
        Number(row['spentMinor']) >= 10_000 && Number(row['points']) >= 100 && String(row['joinedAt']) >= '2026-01-02',
    ],
  ];
  /** Over HTTP, and as pages of shops are looked for that have more members. */
  const ways = [
    (query: string) => ok(get(`/api/members?${query}`)),
    ...[
      { first: 3, few: Infinity, set: 0 },
      { first: 3, few: 0, set: Infinity },
      { first: 3, few: 0, set: 0 },
    ].map(
      (reach) => async (query: string) =>
        readMemberRows(
          shop.pool,
          { ...listMembers.query!.parse(Object.fromEntries(new URLSearchParams(query))), stores: [], lens: clearLens },
          reach,
        ) as never,
    ),
  ];
  const valueOf = { joinedAt: 'joinedAt', lastOrderAt: 'lastOrderAt', spent: 'spentMinor', points: 'points' } as const;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...(Object.keys(valueOf) as (keyof typeof valueOf)[])),
      fc.constantFrom('asc', 'desc'),
      fc.integer({ min: 1, max: 25 }),
      fc.constantFrom(...filters),
      fc.constantFrom(...ways),
      async (sort, direction, limit, [filter, isIn], way) => {
        const rows: Row[] = [];
        for (let cursor: string | null = ''; cursor !== null;) {
          const page: { items: never[]; nextCursor: string | null } = await way(
            `channel=${channel}${filter}&sort=${sort}&order=${direction}&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`,
          );
          rows.push(...page.items);
          cursor = page.nextCursor;
        }
        assert.deepEqual(new Set(rows.map((row) => row['id'])), new Set(all.filter(isIn).map((row) => row['id'])));
        assert.equal(rows.length, all.filter(isIn).length);
        // Members without an order stand as if they had bought before everyone else.
        const keys = rows.map((row) => [row[valueOf[sort]] ?? '', Number(row['id'])] as const);
        const ascending = direction === 'asc' ? keys : keys.toReversed();
        for (const [i, [value, id]] of ascending.entries()) {
          if (i === 0) continue;
          const [before, beforeId] = ascending[i - 1]!;
          assert.ok(
            before < value || (before === value && beforeId < id),
            `${sort} ${direction}: ${before} before ${value}`,
          );
        }
      },
    ),
    { numRuns: process.env['SHUKE_SOAK'] ? 1000 : 80, seed: 20_261_101 },
  );
});

test('the export is the filtered list as CSV that no spreadsheet runs as formulas', async () => {
  const channel = 'exported';
  const names = ['=1+1', '+SUM(A1)', '-2', '@cmd', '\tx', 'a,"b"\nc', '<script>alert(1)</script>'];
  for (const name of names) await upsert({ phone: phone(), name: name.trim() || name, channel });
  const file = await get(`/api/members/export?channel=${channel}&columns=name,phone,spentMinor,tier&order=asc`);
  assert.match(String(file.headers['content-type']), /^text\/csv/);
  assert.match(String(file.headers['content-disposition']), /members\.csv/);
  assert.ok(file.text.startsWith('\uFEFFname,phone,spentMinor,tier\r\n'));
  const cells = file.text.slice(1).split('\r\n').slice(1, -1);
  assert.equal(cells.length, names.length);
  for (const line of cells) assert.doesNotMatch(line, /^"?[=+\-@\t]/, line);
  assert.ok(cells[0]!.startsWith("'=1+1,+86139"), 'a phone keeps its plus sign');
  assert.ok(file.text.includes('"a,""b""\nc"'));
  assert.ok(file.text.includes(',0,basic'));
});

test('where a key lies for a member who is only about to join, nobody joins with another: what it seals could not be read', async () => {
  const next = Number((await upsert({ phone: phone() })).id) + 1;
  await shop.pool.query('insert into members.secret (member_id, wrapped) values ($1, $2)', [
    next,
    Buffer.from('other'),
  ]);
  const number = phone();
  assertProblem(await put('/api/members', { phone: number, name: '张三' }), 500, 'engine.set-aside');
  assert.deepEqual(await find(`identifier=phone:${number}`), []);
  await shop.pool.query('delete from members.secret where member_id = $1', [next]);
  assert.equal((await upsert({ phone: number, name: '张三' })).id, String(next));
});
