import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { enter, openShop, textOf } from './shop.ts';

const shop = await openShop();

const figure = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

shop.test('the home page shows the figures of the last 30 days with unit and meaning', {}, async (page) => {
  await enter(page);
  // 600 + 500 + 100 + 80 + 120 + 50 paid, 40 refunded.
  await figure(page, '销售额').getByRole('link', { name: '销售额 ¥1,410.00' }).waitFor();
  await figure(page, '订单').getByRole('link', { name: '订单 6 单' }).waitFor();
  await figure(page, '新会员').getByRole('link', { name: '新会员 4 人' }).waitFor();
  await figure(page, '退款').getByRole('link', { name: '退款 ¥40.00' }).waitFor();
  // 王小明 and 李娜 of three buyers bought twice.
  await figure(page, '复购率（30 天）')
    .getByRole('link', { name: /^复购率.*66\.7%/ })
    .waitFor();
  // 600 + 500 + 100 + 80 + 120 earned, 40 taken back.
  await figure(page, '积分负债').getByRole('link', { name: '积分负债 1,360 积分' }).waitFor();

  await page.getByRole('button', { name: '复购率（30 天）：这个指标的含义' }).hover();
  await page.getByRole('tooltip').getByText('买过至少两次的占比').waitFor();
});

shop.test('each figure leads to the members or orders behind it', {}, async (page) => {
  await enter(page);
  await figure(page, '复购率（30 天）')
    .getByRole('link', { name: /^复购率/ })
    .click();
  await page.getByText('期末前 30 天内复购的会员').waitFor();
  await page.getByRole('link', { name: '王**' }).waitFor();
  await page.getByRole('link', { name: '李*' }).waitFor();
  await page.getByText('共 2 条').waitFor();

  await page.goBack();
  await figure(page, '退款').getByRole('link').click();
  await page.getByText('期间内有退款的订单').waitFor();
  await page.getByRole('button', { name: 'M-2001' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('尺码不合').waitFor();
  await drawer.getByText('部分退款').waitFor();
});

shop.test('the period stands in the address, so that a link shows the same figures', {}, async (page) => {
  await enter(page);
  await page.getByRole('button', { name: '近 7 天' }).click();
  await figure(page, '订单').getByRole('link', { name: '订单 3 单' }).waitFor();
  assert.match(page.url(), /period=7d/);
  await page.reload();
  await figure(page, '订单').getByRole('link', { name: '订单 3 单' }).waitFor();
});

shop.test('a chart can be read as a table and downloaded', {}, async (page) => {
  await enter(page);
  const channels = figure(page, '渠道');
  await channels.getByRole('button', { name: '表格' }).click();
  await channels.getByRole('cell', { name: '门店收银' }).waitFor();
  await channels.getByRole('cell', { name: '¥1,150.00' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    channels.getByRole('button', { name: 'CSV' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^channels-.*\.csv$/);
  const lines = (await textOf(download)).slice(1).split('\r\n');
  assert.equal(lines[0], '渠道,销售额（CNY）,订单');
  assert.ok(
    lines.some((line) => line.startsWith('门店收银,1150,')),
    lines.join('\n'),
  );
});
