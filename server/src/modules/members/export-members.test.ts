import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MemberRow } from '@shuke/contract';
import { readSheet } from 'read-excel-file/node';
import { assertProblem, openShop, order, phone } from '../../../test/shop.ts';
import { workbookOf } from './export-members.ts';

const shop = await openShop();
const { ok, get, post, put } = shop;

/** Members who bought for different money, on different days and in different currencies; two bought nothing. */
for (let i = 0; i < 7; i++) {
  const member = { phone: phone(), external: `E-${i}` };
  const profile = {
    name: `会员 ${i}`,
    gender: i % 2 === 0 ? 'female' : 'male',
    birthday: `199${i}-01-02`,
    region: '上海',
  };
  await ok(
    put('/api/members', {
      ...member,
      ...profile,
      channel: 'mini',
      store: 's-1',
      joinedAt: `2026-01-0${i + 1}T00:00:00Z`,
    }),
  );
  const totalMinor = 60_001 * (i + 1);
  const placedAt = `2026-10-0${7 - i}T12:00:00+08:00`;
  if (i > 1) await ok(post('/api/orders', order({ member, totalMinor, placedAt, currency: i === 6 ? 'JPY' : 'CNY' })));
}
await ok(put('/api/members', { phone: phone(), channel: 'other' }));

const columns = ['name', 'tier', 'points', 'orders', 'spentMinor', 'currency', 'lastOrderAt', 'phone', 'id'] as const;

/** What a cell of the list says; money in whole units of its currency. */
function shownAs(row: MemberRow, column: (typeof columns)[number]): string {
  if (column === 'spentMinor')
    return row.currency === 'JPY' ? String(row.spentMinor) : (row.spentMinor / 100).toFixed(2);
  return String(row[column] ?? '');
}

const views = [
  'channel=mini',
  'channel=mini&sort=spent&order=asc',
  'channel=mini&sort=lastOrderAt&order=desc',
  'channel=mini&gender=female&minPoints=1&sort=points',
  'tier=silver&channel=mini',
  `search=${encodeURIComponent('会员 3')}`,
  'channel=nobody',
];

for (const view of views) {
  test(`the files of the list ?${view} have the columns and rows that the list shows, in its order`, async () => {
    const { items } = await ok(get(`/api/members?${view}&limit=200`));
    assert.equal(items.length === 0, view.includes('nobody'), 'a list to compare with');
    const expected = [[...columns], ...items.map((row: MemberRow) => columns.map((column) => shownAs(row, column)))];
    const path = `/api/members/export?${view}&columns=${columns.join(',')}`;
    const csv = (await get(path)).text;
    assert.deepEqual(
      csv
        .slice(1)
        .split('\r\n')
        .slice(0, -1)
        .map((line) => line.split(',')),
      expected,
    );
    const workbook = await shop.app.inject({
      url: `${path}&format=xlsx`,
      headers: { authorization: 'Bearer test-key-of-the-shop' },
    });
    assert.match(String(workbook.headers['content-disposition']), /members\.xlsx/);
    const rows = await readSheet(workbook.rawPayload);
    assert.deepEqual(
      rows.map((row) => row.map((cell) => String(cell ?? ''))),
      expected,
    );
  });
}

test('without columns named, a file has all that a list row has', async () => {
  const { items } = await ok(get('/api/members?channel=mini&limit=1'));
  const [names] = (await get('/api/members/export?channel=mini')).text.slice(1).split('\r\n');
  assert.deepEqual(names!.split(','), Object.keys(items[0]));
});

test('a column that there is not is refused, not left out', async () => {
  for (const format of ['csv', 'xlsx'])
    for (const wrong of ['name,shoeSize', 'constructor', '__proto__', 'name;drop']) {
      const reply = await get(`/api/members/export?format=${format}&columns=${wrong}`);
      assertProblem(reply, 400, 'request.invalid', 'columns');
      assert.equal(reply.headers['content-disposition'], undefined, 'no file');
    }
});

test('a workbook that could not hold all members is refused with its limit, never cut off', async () => {
  const filter = { channel: 'mini', sort: 'joinedAt', order: 'desc' } as const;
  assert.equal((await readSheet(await workbookOf(shop.pool, ['id'], filter, 7))).length, 8);
  await assert.rejects(workbookOf(shop.pool, ['id'], filter, 6), {
    code: 'request.invalid',
    message: /More than 6 members match.*format=csv/,
  });
});
