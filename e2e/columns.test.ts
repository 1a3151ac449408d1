import assert from 'node:assert/strict';
import { devices, type Page } from 'playwright-core';
import { enter, openShop, owner, textOf } from './shop.ts';

const shop = await openShop();

const headers = async (page: Page) => {
  await page.getByRole('link', { name: '王**' }).waitFor();
  return (await page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
};
const settings = (page: Page) => page.getByRole('dialog', { name: '列设置' });
const openSettings = (page: Page) => page.getByRole('button', { name: '列设置' }).click();

const downloadCsv = async (page: Page, press: () => Promise<void>) => {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  const text = await textOf(download);
  return text
    .replace('\uFEFF', '')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
};

const arrange = async (page: Page) => {
  await openSettings(page);
  await settings(page).getByRole('checkbox', { name: '手机' }).uncheck();
  await settings(page).getByRole('checkbox', { name: '性别' }).check();
  const earlier = settings(page).getByRole('button', { name: '前移：积分' });
  await earlier.click();
  await earlier.click();
  await page.keyboard.press('Escape');
  await settings(page).waitFor({ state: 'hidden' });
};
/** A file names the currency of its plain numbers. */
const inFiles = (titles: readonly string[], plain: string, named: string) =>
  titles.map((title) => (title === plain ? named : title));
const arranged = ['会员', '积分', '等级', '订单', '累计消费', '最近下单', '加入时间', '来源渠道', '性别'];

shop.test('columns are shown, hidden and moved, and stay so after a reload until they are reset', {}, async (page) => {
  await enter(page, '/members');
  const usual = await headers(page);
  assert.deepEqual(usual, ['会员', '手机', '等级', '积分', '订单', '累计消费', '最近下单', '加入时间', '来源渠道']);
  await arrange(page);
  assert.deepEqual(await headers(page), arranged);
  await page.reload();
  assert.deepEqual(await headers(page), arranged);

  await openSettings(page);
  assert.equal(
    await settings(page).getByRole('checkbox', { name: '会员', exact: true }).isDisabled(),
    true,
    'who it is',
  );
  await settings(page).getByRole('button', { name: '恢复默认' }).click();
  assert.deepEqual(await headers(page), usual);
});

shop.test(
  'the exported file has the columns that are shown, in their order, and the same first member',
  {},
  async (page) => {
    await enter(page, '/members?sort=spent');
    await arrange(page);
    const shown = await page
      .getByRole('row')
      .filter({ has: page.getByRole('cell') })
      .first()
      .getByRole('cell')
      .allInnerTexts();
    await page.getByRole('button', { name: '导出' }).click();
    const [header, first, ...others] = await downloadCsv(page, () =>
      page.getByRole('link', { name: '导出 CSV' }).click(),
    );
    assert.deepEqual(header, inFiles(arranged, '累计消费', '累计消费（CNY）'));
    assert.deepEqual(first?.slice(0, 5), ['王**', '1100', '银卡', '2', '1100']);
    assert.deepEqual(shown.slice(0, 5), ['王**', '1,100', '银卡', '2', '¥1,100.00']);
    assert.deepEqual(first?.slice(-2), ['门店收银', '男']);
    assert.deepEqual(shown.slice(-2), ['门店收银', '男']);
    for (const at of [5, 6]) {
      assert.match(first?.[at] ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      assert.equal(first?.[at]?.slice(0, 10), shown[at], 'the same day as on the screen');
    }
    assert.equal(others.length, 3, 'the other members');
  },
);

shop.test('the members behind a figure are exported with the columns that are shown', {}, async (page) => {
  await enter(page);
  await page.getByRole('link', { name: /^复购率/ }).click();
  await page.getByText('共 2 条').waitFor();
  await arrange(page);
  const [header, ...rows] = await downloadCsv(page, () => page.getByRole('button', { name: '导出 CSV' }).click());
  assert.deepEqual(header, inFiles(arranged, '累计消费', '累计消费（CNY）'));
  assert.deepEqual(
    rows.map(([name, points, tier, , spent]) => [name, points, tier, spent]),
    [
      ['李*', '140', '普通', '140'],
      ['王**', '1100', '银卡', '1100'],
    ],
  );
  for (const row of rows) assert.match(row[7] ?? '', /^(门店收银|小程序|天猫)$/);
});

shop.test('a file speaks the language of the screen', {}, async (page) => {
  await page.addInitScript(() => localStorage.setItem('shuke.language', 'en'));
  await page.goto('/members?sort=spent');
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: '王**' }).waitFor();
  await page.getByRole('button', { name: 'Export' }).click();
  const [header, first] = await downloadCsv(page, () => page.getByRole('link', { name: 'Export CSV' }).click());
  assert.deepEqual(header?.slice(0, 6), ['Member', 'Phone', 'Tier', 'Points', 'Orders', 'Spent (CNY)']);
  assert.deepEqual([first?.[2], first?.at(-1)], ['Silver', 'Store till']);
});

shop.test(
  'on a phone the columns are chosen for the phone, and the wide screen keeps its own',
  devices['iPhone 13'] ?? {},
  async (page) => {
    await enter(page, '/members');
    assert.deepEqual(await headers(page), ['会员', '等级', '累计消费']);
    await page.getByRole('button', { name: '列设置' }).tap();
    const box = await settings(page).boundingBox();
    assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 390 && box.y >= 0, 'the settings are on the screen');
    await settings(page).getByRole('checkbox', { name: '手机' }).tap();
    await settings(page).getByRole('checkbox', { name: '累计消费' }).tap();
    await settings(page).getByRole('button', { name: '前移：手机' }).tap();
    await page.getByRole('heading', { name: '会员' }).tap();
    await settings(page).waitFor({ state: 'hidden' });
    await page.reload();
    assert.deepEqual(await headers(page), ['会员', '等级', '手机']);
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByRole('columnheader', { name: '来源渠道' }).waitFor();
  },
);
