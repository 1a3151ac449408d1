import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MemberRow, clearLens } from '@shuke/contract';
import { readSheet } from 'read-excel-file/node';
import { API_KEY, assertProblem, openShop, order, phone } from '../../../test/shop.ts';
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

const textsOf = (csv: string): string[][] =>
  csv
    .slice(1)
    .split('\r\n')
    .slice(0, -1)
    .map((line) => line.split(','));

async function sheetOf(path: string) {
  const headers = { authorization: `Bearer ${API_KEY}` };
  const workbook = await shop.app.inject({ url: `${path}&format=xlsx`, headers });
  assert.match(String(workbook.headers['content-disposition']), /members\.xlsx/);
  return readSheet(workbook.rawPayload);
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
    const expected = [
      [...columns],
      ...items.map((row: MemberRow) => columns.map((column) => String(row[column] ?? ''))),
    ];
    const path = `/api/members/export?${view}&columns=${columns.join(',')}`;
    assert.deepEqual(textsOf((await get(path)).text), expected);
    assert.deepEqual(
      (await sheetOf(path)).map((row) => row.map((cell) => String(cell ?? ''))),
      expected,
    );
  });
}

const forPeople = 'name,phone,gender,tier,channel,points,spentMinor,lastOrderAt';
const exportedTo = (language: string, filter: string) =>
  `/api/members/export?channel=miniprogram&${filter}&columns=${forPeople}&language=${language}`;

test('a file for people says names instead of codes, money in units of its currency, and times of the business zone', async () => {
  const buyer = { phone: phone() };
  const national = buyer.phone.replace('+86', '');
  await ok(put('/api/members', { ...buyer, name: '=王', gender: 'female', channel: 'miniprogram', region: '一种' }));
  await ok(post('/api/orders', order({ member: buyer, totalMinor: 110_050, placedAt: '2026-10-31T18:30:05Z' })));
  const path = exportedTo('zh-CN', 'search=');
  assert.deepEqual(textsOf((await get(path)).text), [
    ['会员', '手机', '性别', '等级', '来源渠道', '积分', '累计消费（CNY）', '最近下单'],
    ["'=王", national, '女', '银卡', '小程序', '1100', '1100.5', '2026-11-01 02:30:05'],
  ]);
  const [titles, cells] = textsOf((await get(exportedTo('en', ''))).text);
  assert.deepEqual(titles, ['Member', 'Phone', 'Gender', 'Tier', 'Came by', 'Points', 'Spent (CNY)', 'Last order']);
  assert.deepEqual(cells?.slice(2, 5), ['Female', 'Silver', 'Mini program']);
  const [, row] = await sheetOf(path);
  assert.deepEqual(row?.slice(0, -1), ['=王', national, '女', '银卡', '小程序', 1100, 1100.5], 'a phone is text');
  const orderedAt = row?.at(-1);
  assert.ok(orderedAt instanceof Date, 'a date that can be sorted by');
  assert.equal(Math.round(orderedAt.getTime() / 1000), Date.parse('2026-11-01T02:30:05Z') / 1000);

  const abroad = { phone: '+447911123456' };
  await ok(put('/api/members', { ...abroad, name: 'Ann', channel: 'miniprogram', joinedAt: '2020-01-01T00:00:00Z' }));
  await ok(post('/api/orders', order({ member: abroad, totalMinor: 5001, currency: 'JPY' })));
  const several = textsOf((await get(path)).text).map((line) => [line[0], line[1], ...line.slice(6, 8)]);
  assert.deepEqual(several, [
    ['会员', '手机', '累计消费', '币种'],
    ["'=王", national, '1100.5', 'CNY'],
    ['Ann', '+447911123456', '5001', 'JPY'],
  ]);
});

test('without columns named, a file has all that a list row has, but for who was erased: of them it has nothing', async () => {
  const { items } = await ok(get('/api/members?channel=mini&limit=1'));
  const [names] = (await get('/api/members/export?channel=mini')).text.slice(1).split('\r\n');
  const { isErased: _, ...told } = items[0];
  assert.deepEqual(names!.split(','), Object.keys(told));
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
  const file = { columns: ['id' as const], titles: ['id'], cells: (row: MemberRow) => [row.id] };
  const filter = { channel: 'mini', sort: 'joinedAt', order: 'desc', stores: [], lens: clearLens } as const;
  assert.equal((await readSheet(await workbookOf(shop.pool, file, filter, 7))).length, 8);
  await assert.rejects(workbookOf(shop.pool, file, filter, 6), {
    code: 'request.invalid',
    message: /More than 6 members match.*format=csv/,
  });
});
