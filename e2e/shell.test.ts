import assert from 'node:assert/strict';
import { devices } from 'playwright-core';
import { enter, openShop } from './shop.ts';

const shop = await openShop();

shop.test('the language is switched at once and remembered', {}, async (page) => {
  await enter(page);
  await page.getByRole('heading', { name: '工作台' }).waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  await page.getByRole('link', { name: 'Members', exact: true }).click();
  await page.getByRole('columnheader', { name: 'Last order' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.reload();
  await page.getByRole('columnheader', { name: 'Last order' }).waitFor();
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('columnheader', { name: '最近下单' }).waitFor();
});

shop.test('two keys lead to each page', {}, async (page) => {
  await enter(page);
  for (const [key, title] of [
    ['m', '会员'],
    ['o', '订单'],
    ['i', '导入'],
    ['h', '工作台'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  }
});

shop.test('the engine pill opens its health, and Escape closes it', {}, async (page) => {
  await enter(page);
  await page.getByRole('button', { name: /正常 · 延迟/ }).click();
  const drawer = page.getByRole('dialog', { name: '引擎状态' });
  await drawer.getByText('实时通道').waitFor();
  await drawer.getByText('没有搁置的输入').waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
});

shop.test('an address that does not exist says so and leads home', {}, async (page) => {
  await enter(page, '/no-such-page');
  await page.getByText('没有这个页面').waitFor();
  await page.getByRole('link', { name: '回到工作台' }).click();
  await page.getByRole('heading', { name: '工作台' }).waitFor();
});

shop.test(
  'on a phone every page fits its width and the navigation lies under the thumb',
  devices['iPhone 13'] ?? {},
  async (page) => {
    await enter(page);
    for (const title of ['会员', '订单', '导入', '工作台']) {
      await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: title, exact: true }).tap();
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
      const { content, screen } = await page.evaluate(() => ({
        content: document.documentElement.scrollWidth,
        screen: window.innerWidth,
      }));
      assert.ok(content <= screen, `${title} is ${content} wide on a screen of ${screen}`);
    }
    await page.goto('/members');
    await page.getByRole('link', { name: '王**' }).tap();
    await page.getByRole('heading', { name: '王**' }).waitFor();
    const content = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(content <= 390, `the member page is ${content} wide`);
  },
);
