import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { fillBusyShop } from './busy-shop.ts';
import { enter, openShop } from './shop.ts';

const shop = await openShop();
await fillBusyShop(shop);

const numberIn = (text: string): number => Number(/-?[\d,]+(\.\d+)?/.exec(text)?.[0].replaceAll(',', ''));
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const nameOf = async (link: Locator) => (await link.getAttribute('aria-label')) ?? (await link.innerText());

/** Of figures that come in rows every third is pressed, at another place in each row; the soak presses all. */
const isPressed = (at: number) => at % 3 === 0 || process.env['SHUKE_SOAK'] !== undefined;

/** Presses what leads to a list, and tells how many rows the list says and shows; then goes back. */
async function behind(page: Page, press: () => Promise<void>): Promise<number> {
  await press();
  const heading = page.getByRole('heading', { level: 1, name: /共 [\d,]+ 条/ });
  const count = numberIn(await heading.innerText());
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  // A list without rows explains itself in one.
  await rows.nth(Math.max(0, count - 1)).waitFor();
  if (count > 0) assert.equal(await rows.count(), count, 'as many rows as the heading says');
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: '工作台' }).waitFor();
  await region(page, '销售额').waitFor();
  return count;
}

/** Presses every link of a chart one after the other, and compares the list with the figure that was pressed. */
async function comparesEach(page: Page, chart: string, figureIn: (name: string) => number, least: number) {
  const links = region(page, chart).getByRole('link');
  await links.first().waitFor();
  const names = await links.allInnerTexts();
  assert.ok(names.length >= least, `${chart} has ${names.length} figures`);
  for (const [at, name] of names.entries())
    assert.equal(await behind(page, () => links.nth(at).click()), figureIn(name), `${chart}: ${name}`);
}

shop.test('behind each count of the home page stand as many members or orders', {}, async (page) => {
  await enter(page);
  for (const title of ['订单', '活跃会员', '新会员', '沉睡会员']) {
    const link = region(page, title).getByRole('link').first();
    const figure = numberIn((await nameOf(link)).replace(title, ''));
    assert.ok(figure > 0, `${title} is ${figure}`);
    assert.equal(await behind(page, () => link.click()), figure, title);
  }
  const all = region(page, '活跃会员').getByRole('link', { name: '位会员' });
  assert.equal(await behind(page, () => all.click()), numberIn(await all.innerText()), 'all members');
});

shop.test(
  'behind sales and refunds stand the orders that make them up, behind points their holders',
  {},
  async (page) => {
    await enter(page);
    const orders = numberIn((await nameOf(region(page, '订单').getByRole('link'))).replace('订单', ''));
    assert.equal(await behind(page, () => region(page, '销售额').getByRole('link').click()), orders);
    assert.equal(await behind(page, () => region(page, '退款').getByRole('link').click()), 2);

    const points = region(page, '积分负债').getByRole('link');
    const owed = numberIn((await nameOf(points)).replace('积分负债', ''));
    await points.click();
    await page.getByText('积分不少于 1').waitFor();
    const header = page.getByRole('columnheader');
    await header.first().waitFor();
    const at = (await header.allInnerTexts()).indexOf('积分');
    const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
    await rows.nth(5).waitFor();
    const held = await rows.evaluateAll(
      (all, column) => all.map((row) => row.querySelectorAll('td')[column]?.innerText ?? ''),
      at,
    );
    assert.equal(
      held.reduce((sum, text) => sum + numberIn(text), 0),
      owed,
    );
  },
);

shop.test('each repurchase rate leads to those who came back within its own days', {}, async (page) => {
  await enter(page);
  const card = region(page, '复购率（30 天）');
  await card.getByRole('link').first().waitFor();
  const until = /until=([^&]+)/;
  for (const [days, link] of [
    [30, card.getByRole('link').first()],
    [60, card.getByRole('link', { name: '60 天' })],
    [90, card.getByRole('link', { name: '90 天' })],
  ] as const) {
    const shown = (await nameOf(link)).replace(/^.*天[）)]?/, '');
    const asked = page.waitForRequest(/insight\/members/);
    const repeated = await behind(page, () => link.click());
    const end = decodeURIComponent(until.exec((await asked).url())?.[1] ?? '');
    const from = new Date(Date.parse(end) - days * 24 * 60 * 60 * 1000).toISOString();
    const answer = await shop.api(
      'GET',
      `/api/insight/members?${String(new URLSearchParams({ set: 'buyers', from, until: end }))}`,
    );
    const { count: bought } = (await answer.json()) as { count: number };
    assert.equal(shown.trim(), `${((repeated / bought) * 100).toFixed(1)}%`, `${days} days: ${repeated} of ${bought}`);
  }
});

shop.test('each tier and each step of the funnel leads to as many members as it says', {}, async (page) => {
  await enter(page);
  await comparesEach(page, '会员等级', (name) => numberIn(name.replace(/^\S+/, '')), 4);
  await comparesEach(page, '购买漏斗', (name) => numberIn(name.replace(/^\S+/, '')), 4);
});

shop.test('each channel leads to its orders, each product to its orders and its buyers', {}, async (page) => {
  await enter(page);
  await comparesEach(page, '渠道', (name) => numberIn(/([\d,]+) 单/.exec(name)?.[1] ?? ''), 4);
  for (const name of await region(page, '热销商品').getByRole('link').allInnerTexts())
    assert.match(name, /礼盒|奶粉|湿巾/);

  await region(page, '热销商品').getByRole('button', { name: '表格' }).click();
  const rows = region(page, '热销商品')
    .getByRole('row')
    .filter({ has: page.getByRole('cell') });
  const skus = await rows.evaluateAll((all) => all.map((row) => row.querySelectorAll('td')[1]?.innerText ?? ''));
  assert.ok(skus.length >= 7, `${skus.length} products`);
  for (const [at, sku] of skus.entries()) {
    const open = async () => {
      const button = region(page, '热销商品').getByRole('button', { name: '表格' });
      if ((await button.count()) > 0) await button.click();
      return region(page, '热销商品').getByRole('row', { name: ` ${sku} ` });
    };
    for (const [column, who] of [
      [4, 'orders with'],
      [5, 'buyers of'],
    ] as const) {
      if (!isPressed(at * 2 + column)) continue;
      const link = (await open()).getByRole('cell').nth(column).getByRole('link');
      const figure = numberIn(await link.innerText());
      assert.equal(await behind(page, () => link.click()), figure, `${who} ${sku}`);
    }
  }
});

for (const [step, address, least] of [
  ['a day', '/?period=7d&step=day', 3],
  ['a week', '/?period=90d&step=week', 5],
  ['a month', '/?period=12m&step=month', 4],
] as const)
  shop.test(`${step} of the trend leads to the orders and members of ${step}`, {}, async (page) => {
    await enter(page, address);
    const trend = region(page, '趋势');
    const open = async () => {
      await trend.getByRole('button', { name: /表格|图表/ }).waitFor();
      if ((await trend.getByRole('table').count()) === 0) await trend.getByRole('button', { name: '表格' }).click();
      await trend.getByRole('row').nth(1).waitFor();
    };
    await open();
    const rows = trend.getByRole('row').filter({ has: page.getByRole('cell') });
    const table = await rows.evaluateAll((all) =>
      all.map((row) =>
        [...row.querySelectorAll('td')].map((cell) => [cell.innerText, cell.querySelector('a') !== null] as const),
      ),
    );
    let figures = 0;
    let compared = 0;
    for (const [at, cells] of table.entries())
      for (const [column, [text, isLink]] of cells.entries()) {
        if (column === 0) continue;
        const isSales = column === 1;
        assert.equal(isLink, numberIn(text.replace('¥', '')) !== 0, `${cells[0]?.[0]}: ${text}`);
        if (!isLink || !isPressed(figures++)) continue;
        await open();
        const orders = numberIn(cells[2]?.[0] ?? '');
        const count = await behind(page, () => rows.nth(at).getByRole('cell').nth(column).getByRole('link').click());
        // Without an order, sales are what was given back: at least one order stands behind that too.
        if (isSales && orders === 0) assert.ok(count > 0, `${cells[0]?.[0]}: what was refunded`);
        else assert.equal(count, isSales ? orders : numberIn(text), `${cells[0]?.[0]}, column ${column}`);
        compared++;
      }
    assert.ok(compared >= least, `${compared} figures compared`);
  });

shop.test('a bar of the trend can be pressed anywhere in its column', {}, async (page) => {
  await enter(page, '/?period=12m&step=month');
  const trend = region(page, '趋势');
  await trend.getByRole('button', { name: '订单', exact: true }).click();
  const chart = trend.locator('.bar-chart svg');
  await chart.waitFor();
  const box = await chart.boundingBox();
  assert.ok(box !== null);
  // The month 120 days ago has one order of many, so this is well above its bar; the first 40 pixels are the axis.
  const now = new Date();
  const quiet = new Date(now.getTime() - 120 * 24 * 60 * 60 * 1000);
  const [year, month] = quiet.toLocaleDateString('en-CA', { timeZone: 'Asia/Shanghai' }).split('-').map(Number);
  const [thisYear, thisMonth] = now.toLocaleDateString('en-CA', { timeZone: 'Asia/Shanghai' }).split('-').map(Number);
  const back = ((thisYear ?? 0) - (year ?? 0)) * 12 + (thisMonth ?? 0) - (month ?? 0);
  const width = (box.width - 52) / 12;
  await page.mouse.click(box.x + 40 + width * (11.5 - back), box.y + 60);
  await page.getByText('期间内付款的订单').waitFor();
  assert.match(page.url(), new RegExp(`from=${year}-${String(month).padStart(2, '0')}-01`));
});
