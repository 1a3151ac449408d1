import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { enter, openShop, textOf, waitFor } from './shop.ts';
import { choose, made, PASSWORD } from './staff.ts';

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

shop.test(
  'stores are chosen on the home page and kept in its links, and a store manager sees their own alone',
  {},
  async (page) => {
    // After the other tests, which count the shop as it was: one more order, in a store of the south.
    const placedAt = new Date().toISOString();
    const lines = [{ sku: 'S-1', name: '南区面霜', category: '护肤', quantity: 1, unitPriceMinor: 30_000 }];
    const order = { number: 'Z-1', status: 'paid', placedAt, currency: 'CNY', channel: 'pos', store: '江南店' };
    const bought = { ...order, member: { phone: '13500000009' }, totalMinor: 30_000, lines };
    await made(shop, 'POST', '/api/orders', bought);
    await made(shop, 'PUT', '/api/stores', { name: '江南店', region: '南区', brand: null });
    await made(shop, 'PUT', '/api/roles/store-manager', {
      name: '店长',
      permissions: ['insight.read', 'members.read', 'orders.read', 'system.read'],
    });
    const hire = async (email: string, limits: object) => {
      const asked = { email, name: '店长', role: 'store-manager', stores: [], ...limits };
      const { invitation } = await made<{ invitation: { token: string } }>(shop, 'POST', '/api/staff', asked);
      await made(shop, 'POST', '/api/session/invitation', { token: invitation.token, password: PASSWORD });
      return { email, password: PASSWORD };
    };
    const manager = await hire('manager@example.com', { stores: ['江南店'] });
    const nowhere = await hire('nowhere@example.com', { regions: ['西区'] });
    await waitFor('the order to be counted', async () => {
      const answer = await shop.api('GET', '/api/insight/overview');
      return ((await answer.json()) as { figures: { orders: number } }).figures.orders === 7 ? true : undefined;
    });

    await enter(page);
    await figure(page, '订单').getByRole('link', { name: '订单 7 单' }).waitFor();
    await page.getByRole('button', { name: '选择门店' }).click();
    await choose(page, '门店、地区或品牌', '门店：湖滨店');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').getByRole('button', { name: '应用' }).click();
    await page.getByText('只统计：湖滨店').waitFor();
    // 600 + 500 + 50 of the lakeside store.
    await figure(page, '销售额').getByRole('link', { name: '销售额 ¥1,150.00' }).waitFor();
    assert.equal(await figure(page, '积分负债').count(), 0, 'points are not of stores');
    await page.reload();
    await figure(page, '订单').getByRole('link', { name: '订单 3 单' }).click();
    await page.getByText('门店：湖滨店').waitFor();
    await page.getByText('共 3 条').waitFor();
    await page.getByRole('button', { name: 'A-1001' }).click();
    await page.getByRole('dialog').getByText('湖滨店').first().waitFor();
    assert.match(page.url(), /of=store/, 'the stores stay in the address of what is opened');

    const asOther = async (who: { email: string; password: string }) => {
      const context = await page.context().browser()?.newContext({ baseURL: shop.url, reducedMotion: 'reduce' });
      assert.ok(context !== undefined);
      const other = await context.newPage();
      await enter(other, '/', who);
      return other;
    };
    const other = await asOther(manager);
    await other.getByText('只统计你负责的门店：江南店').waitFor();
    await figure(other, '销售额').getByRole('link', { name: '销售额 ¥300.00' }).waitFor();
    assert.equal(await other.getByRole('button', { name: '选择门店' }).count(), 0, 'there is one store to choose from');
    await figure(other, '热销商品').getByRole('link', { name: '南区面霜' }).click();
    await other.getByText('共 1 条').waitFor();
    await other.goto('/?of=store:湖滨店');
    await other.getByText('没有这个门店、地区或品牌').waitFor();
    await other.context().close();

    const empty = await asOther(nowhere);
    await empty.getByText('你负责的范围内还没有门店').waitFor();
    await figure(empty, '订单').getByRole('link', { name: '订单 0 单' }).waitFor();
    await empty.context().close();
  },
);
