import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, openShop, phone } from '../../../test/shop.ts';
import { openDoor } from '../../../test/staff.ts';

const shop = await openShop();
const { ok, get, post, put, call } = shop;
const { hire } = openDoor(shop);

await ok(put('/api/tags/likes-tea', { name: '爱喝茶', nameEn: 'Likes tea', isShown: true }));
await ok(put('/api/tags/complained', { name: '投诉过', isShown: false }));

const joined = async (): Promise<string> => (await ok(put('/api/members', { phone: phone() }))).id;
const tagged = (id: string, tag = 'likes-tea') => put(`/api/members/${id}/tags/${tag}`, { reason: '常买龙井' });
const tagsOf = async (id: string): Promise<string[][]> =>
  (await ok(get(`/api/members/${id}/tags`))).items.map((one: Record<string, string>) => [one['code'], one['state']]);

/** The app of the members, with a key that can do nothing else. */
async function app() {
  const { secret } = await ok(post('/api/keys', { name: '小程序', permissions: ['tags.own'] }));
  return (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
    call(method, path, body, { apiKey: secret });
}

test('a tag stands on the member with who put it there, when and why, and on the timeline', async () => {
  const id = await joined();
  const { as, email } = await hire('service');
  assert.deepEqual(await ok(as('PUT', `/api/members/${id}/tags/likes-tea`, { reason: '常买龙井' })), {
    code: 'likes-tea',
    state: 'held',
  });
  await ok(as('PUT', `/api/members/${id}/tags/likes-tea`, { reason: '又来了' }));
  const { items } = await ok(get(`/api/members/${id}/tags`));
  assert.deepEqual(
    items.map(({ since, ...one }: { since: string }) => ({ ...one, isDated: since.startsWith('2026-11-01') })),
    [
      {
        code: 'likes-tea',
        name: '爱喝茶',
        nameEn: 'Likes tea',
        isShown: true,
        state: 'held',
        reason: '常买龙井',
        by: email,
        isDated: true,
      },
    ],
  );
  await ok(as('POST', `/api/members/${id}/tags/likes-tea/remove`, { reason: '误加' }));
  assert.deepEqual(await tagsOf(id), []);
  await ok(tagged(id));
  const told = await ok(get(`/api/members/${id}/timeline?kind=tag.added,tag.removed`));
  assert.deepEqual(
    told.items.map(({ kind, body }: { kind: string; body: unknown }) => [kind, body]),
    [
      ['tag.added', { tag: 'likes-tea', reason: '常买龙井' }],
      ['tag.removed', { tag: 'likes-tea', reason: '误加' }],
      ['tag.added', { tag: 'likes-tea', reason: '常买龙井' }],
    ],
    'what was there already is told once',
  );
});

test('the app of a member shows their tags and why, and sees nothing of those that are not shown', async () => {
  const id = await joined();
  for (const tag of ['likes-tea', 'complained']) await ok(tagged(id, tag));
  const own = await app();
  const { items, refused } = await ok(own('GET', `/api/members/${id}/own-tags`));
  assert.deepEqual(
    [
      items.map(({ since, ...one }: { since: string }) => ({ ...one, isDated: since.startsWith('2026-11-01') })),
      refused,
    ],
    [[{ code: 'likes-tea', name: '爱喝茶', nameEn: 'Likes tea', reason: '常买龙井', isDated: true }], []],
  );
  assertProblem(await own('DELETE', `/api/members/${id}/own-tags/complained`), 404, 'tag.unknown');
});

test('a key for the app reaches own tags and nothing else', async () => {
  const id = await joined();
  const own = await app();
  for (const path of ['', '/tags', '/timeline', '/consents'])
    assertProblem(await own('GET', `/api/members/${id}${path}`), 403, 'auth.forbidden');
  assertProblem(await own('PUT', `/api/members/${id}/tags/likes-tea`, { reason: 'x' }), 403, 'auth.forbidden');
});

test('what a member removes is off at once, and nobody adds it again until the member allows it', async () => {
  const id = await joined();
  await ok(tagged(id));
  const own = await app();
  for (let i = 0; i < 2; i++)
    assert.deepEqual(await ok(own('DELETE', `/api/members/${id}/own-tags/likes-tea`)), {
      code: 'likes-tea',
      state: 'refused',
    });
  assert.deepEqual(await tagsOf(id), [['likes-tea', 'refused']]);
  assertProblem(await tagged(id), 409, 'tag.refused');
  await ok(post(`/api/members/${id}/tags/likes-tea/remove`, { reason: '误加' }));
  assertProblem(await tagged(id), 409, 'tag.refused');
  // Named anew or hidden from members, it is the same tag.
  await ok(put('/api/tags/likes-tea', { name: '爱茶', isShown: false }));
  assertProblem(await tagged(id), 409, 'tag.refused');
  await ok(put('/api/tags/likes-tea', { name: '爱喝茶', nameEn: 'Likes tea', isShown: true }));
  const { items, refused } = await ok(own('GET', `/api/members/${id}/own-tags`));
  assert.deepEqual([items, refused.map(({ code }: { code: string }) => code)], [[], ['likes-tea']]);
  await ok(own('POST', `/api/members/${id}/own-tags/likes-tea/allow`));
  assert.deepEqual(await tagsOf(id), [], 'to allow it again is not to add it');
  await ok(tagged(id));
  assert.deepEqual(await tagsOf(id), [['likes-tea', 'held']]);
  const { items: told } = await ok(get(`/api/members/${id}/timeline?kind=tag.removed,tag.refused,tag.allowed`));
  assert.deepEqual(
    told.map(({ kind }: { kind: string }) => kind),
    ['tag.allowed', 'tag.refused', 'tag.removed'],
  );
});

test('a member can refuse a tag before anybody has added it', async () => {
  const id = await joined();
  const own = await app();
  await ok(own('DELETE', `/api/members/${id}/own-tags/likes-tea`));
  assertProblem(await tagged(id), 409, 'tag.refused');
});

test('only tags that were made are put on members', async () => {
  const id = await joined();
  assertProblem(await tagged(id, 'nobody-made-it'), 404, 'tag.unknown');
  assertProblem(await tagged('999999'), 404, 'member.unknown');
});

test('the list finds who has a tag, tags are counted, and the log of the member tells who did what', async () => {
  await ok(put('/api/tags/counted', { name: '计数', isShown: true }));
  const [one, other, third] = [await joined(), await joined(), await joined()];
  for (const id of [one, other]) await ok(tagged(id, 'counted'));
  await ok(call('DELETE', `/api/members/${third}/own-tags/counted`));
  const { items } = await ok(get('/api/members?tag=counted'));
  assert.deepEqual(items.map(({ id }: { id: string }) => id).toSorted(), [one, other].toSorted());
  assert.equal((await ok(get('/api/members/count?tag=counted'))).count, 2);
  const counts = (await ok(get('/api/tags/count'))).items as { code: string }[];
  assert.deepEqual(
    counts.find(({ code }) => code === 'counted'),
    { code: 'counted', members: 2, refused: 1 },
  );
  const { items: trail } = await ok(get(`/api/audit?object=member:${one}`));
  assert.deepEqual(
    trail.map((entry: Record<string, unknown>) => [entry['action'], entry['reason'], entry['changes']])[0],
    ['tag.put', '常买龙井', [{ object: `member:${one}`, field: 'tag.counted', before: null, after: 'held' }]],
  );
});

test('staff of a store tag its own members only, and count nobody else’s', async () => {
  const { as } = await hire('associate', ['s-north']);
  const { id: own } = await ok(put('/api/members', { phone: phone(), store: 's-north' }));
  const other = await joined();
  const body = { reason: '常买龙井' };
  await ok(as('PUT', `/api/members/${own}/tags/likes-tea`, body));
  for (const [method, path] of [
    ['GET', 'tags'],
    ['GET', 'own-tags'],
    ['PUT', 'tags/likes-tea'],
    ['POST', 'tags/likes-tea/remove'],
    ['DELETE', 'own-tags/likes-tea'],
    ['POST', 'own-tags/likes-tea/allow'],
  ] as const)
    assertProblem(
      await as(
        method,
        `/api/members/${other}/${path}`,
        /\/(likes-tea|remove)$/.test(path) && method !== 'DELETE' ? body : undefined,
      ),
      404,
      'member.unknown',
    );
  assertProblem(await as('GET', '/api/tags/count'), 403, 'auth.stores');
  const { items } = await ok(as('GET', '/api/members?tag=likes-tea'));
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    [own],
  );
});

test('tags are part of what a member takes away, and go with the member', async () => {
  const id = await joined();
  for (const tag of ['likes-tea', 'complained']) await ok(tagged(id, tag));
  const copy = await ok(get(`/api/members/${id}/copy?format=json`));
  assert.deepEqual(
    copy.tags.map((one: Record<string, string>) => [one['name'], one['reason']]),
    [
      ['爱喝茶', '常买龙井'],
      ['投诉过', '常买龙井'],
    ],
  );
  await ok(post(`/api/members/${id}/erase`, { reason: '本人要求' }));
  await shop.eraser.idle();
  const kept = await shop.pool.query('select * from tags.member_tag where member_id = $1', [id]);
  assert.equal(kept.rowCount, 0);
  const { items: told } = await ok(get(`/api/members/${id}/timeline?kind=tag.added`));
  assert.deepEqual(
    told.map(({ body }: { body: unknown }) => body),
    [{}, {}],
    'that there were tags is left, not which',
  );
  assert.equal(
    (await ok(get(`/api/audit?object=member:${id}`))).items.some((one: unknown) =>
      JSON.stringify(one).includes('likes-tea'),
    ),
    false,
  );
  assertProblem(await tagged(id), 410, 'member.erased');
});
