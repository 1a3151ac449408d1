import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { enter, openShop, textOf, waitFor } from './shop.ts';

const shop = await openShop();

const header = '订单号,商品编码,商品名称,数量,单价,下单时间,手机号';
const file = (name: string, lines: readonly string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(`${[header, ...lines].join('\n')}\n`),
});
const line = (number: string, quantity = '1') =>
  `${number},C-1,礼盒,${quantity},10.00,2026-03-0${1 + (number.length % 8)} 10:00:00,134${number.replace(/\D/g, '').padStart(8, '0').slice(-8)}`;

const choose = async (page: Page, chosen: { name: string; mimeType: string; buffer: Buffer }) => {
  await page.goto('/imports/new');
  await page.getByLabel('选择文件', { exact: true }).and(page.locator('input')).setInputFiles(chosen);
};
const check = (page: Page) => page.getByRole('button', { name: '试算（不写入）' }).click();
const confirm = (page: Page) => page.getByRole('button', { name: '确认导入' }).click();
const figure = async (page: Page, title: string): Promise<string> => {
  const card = page.getByRole('definition').filter({ has: page.locator(`xpath=preceding-sibling::dt[.="${title}"]`) });
  return card.first().innerText();
};

/** How many members, orders and points there are: whatever an import could change. */
async function holdings() {
  const read = async (path: string) => (await shop.api('GET', path)).json();
  const { count } = (await read('/api/members/count')) as { count: number };
  const { items } = (await read('/api/orders?limit=200')) as { items: { number: string }[] };
  return { members: count, orders: items.map((order) => order.number) };
}

/**
 * Nobody can read or write an order meanwhile: a trial, which looks which are known already, cannot end, and an import stands
 * still but for the moments in which it is let go on.
 */
async function withoutOrders(run: (letGoOn: () => Promise<void>) => Promise<void>): Promise<void> {
  const holding = await shop.database.connect();
  const hold = () => holding.query('begin; lock table activity."order" in access exclusive mode');
  const written = async () => {
    const { rows } = await holding.query<{ count: string }>('select count(*) from activity."order"');
    return Number(rows[0]?.count);
  };
  try {
    await hold();
    await run(async () => {
      await holding.query('rollback');
      const before = await written();
      await waitFor(
        'some orders to be written',
        async () => ((await written()) >= before + 200 ? true : undefined),
        10,
      );
      await hold();
    });
  } finally {
    await holding.query('rollback');
    holding.release();
  }
}

shop.test(
  'a dry run writes nothing, and a trial that is stopped says so and can be taken up again',
  {},
  async (page) => {
    await enter(page);
    const before = await holdings();
    await choose(page, file('试算.csv', [line('TRY-1'), line('TRY-2'), line('TRY-3', 'x')]));
    await check(page);
    await page.getByRole('heading', { name: '试算结果' }).waitFor();
    assert.equal(await figure(page, '订单'), '2');
    await page.getByRole('row', { name: /^数量无法识别 1 / }).waitFor();
    assert.deepEqual(await holdings(), before);

    const many = Array.from({ length: 2000 }, (_unused, at) => line(`STOP-${at}`));
    await choose(page, file('停止.csv', many));
    await withoutOrders(async () => {
      await check(page);
      const [stop] = await Promise.all([
        page.waitForResponse((answer) => answer.url().endsWith('/cancel')),
        page.getByRole('button', { name: '停止试算' }).click(),
      ]);
      assert.equal(stop.status(), 200);
    });
    await page.getByRole('heading', { name: '已停止' }).waitFor();
    await page.getByText('没有写入任何数据').waitFor();
    assert.deepEqual(await holdings(), before);
    await page.getByRole('button', { name: '修改匹配' }).click();
    await check(page);
    await page.getByRole('heading', { name: '试算结果' }).waitFor();
    assert.equal(await figure(page, '订单'), '2,000');
    assert.deepEqual(await holdings(), before);
  },
);

shop.test('lines set aside are downloaded as CSV, each with its reason beside what the file said', {}, async (page) => {
  await enter(page);
  await choose(
    page,
    file('错误.csv', [line('BAD-1'), line('BAD-2', 'x'), line('BAD-3', '二'), `BAD-4,C-1,"礼,盒",1,10.00,明天,`]),
  );
  await check(page);
  await confirm(page);
  await page.getByRole('heading', { name: '导入完成' }).waitFor();
  const read = async (name: string, within = page.getByRole('main')) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      within.getByRole('link', { name, exact: true }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.csv$/);
    const text = await textOf(download);
    assert.equal(text.charCodeAt(0), 0xfeff, 'a spreadsheet reads the Chinese');
    return text.slice(1).trim().split(/\r?\n/);
  };
  const [titles, ...lines] = await read('下载全部');
  assert.equal(titles, `row,reason,why,原因,${header}`);
  assert.equal(lines.length, 3);
  assert.match(lines[0] ?? '', /^3,[\w.-]+,[^,]+,数量无法识别,BAD-2,C-1,礼盒,x,/);
  assert.match(lines[2] ?? '', /^5,.*时间.*,BAD-4,C-1,"礼,盒",1,10\.00,明天,/);
  const quantities = await read('下载', page.getByRole('row', { name: /^数量无法识别 2 / }));
  assert.deepEqual(quantities, [titles, ...lines.slice(0, 2)]);
});

shop.test(
  'progress is shown; a cancelled import reports what was written, and going on writes the rest once',
  {},
  async (page) => {
    await enter(page);
    const orders = 12_000;
    await choose(
      page,
      file(
        '很多.csv',
        Array.from({ length: orders }, (_unused, at) => line(`MANY-${at}`)),
      ),
    );
    await check(page);
    await page.getByRole('button', { name: '确认导入' }).waitFor();
    await withoutOrders(async (letGoOn) => {
      await confirm(page);
      const bar = page.getByRole('progressbar', { name: '导入中' });
      await bar.waitFor();
      const seen: number[] = [];
      await waitFor('the bar to stand at three places', async () => {
        const at = Number(await bar.getAttribute('aria-valuenow'));
        if (at > 0 && at !== seen.at(-1)) seen.push(at);
        if (seen.length >= 3) return true;
        await letGoOn();
        await sleep(1000);
        return undefined;
      });
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => a - b),
        'it only advances',
      );
      await page.getByText(/每秒 [\d,]+ 行/).waitFor();
      await page.getByRole('button', { name: '取消导入' }).click();
      await page.getByRole('tooltip').getByRole('button', { name: '取消导入' }).click();
    });
    await page.getByRole('heading', { name: '导入已取消' }).waitFor();

    const written = Number((await figure(page, '订单')).replaceAll(',', ''));
    assert.ok(written > 0 && written < orders, `${written} orders were written`);
    const recorded = async () => {
      const answer = await shop.api(
        'GET',
        '/api/insight/orders?set=orders&from=2026-03-01T00:00:00%2B08:00&until=2026-04-01T00:00:00%2B08:00&limit=1',
      );
      return ((await answer.json()) as { count: number }).count;
    };
    // One order of the file before this one was paid in that month too.
    await waitFor('the orders of the report to be counted', async () =>
      (await recorded()) === written + 1 ? true : undefined,
    );

    await page.getByRole('button', { name: '继续导入其余' }).click();
    await page.getByRole('heading', { name: '导入完成' }).waitFor({ timeout: 120_000 });
    const format = (count: number) => count.toLocaleString('en-US');
    await page.getByText(`新增 ${format(orders - written)} · 已有 ${format(written)}`).waitFor();
    await waitFor('all orders to be counted', async () => ((await recorded()) === orders + 1 ? true : undefined));
  },
);

for (const [name, content, said] of [
  ['清单.pdf', '%PDF-1.4\n1 0 obj', '这是 PDF。请把订单导出为 CSV 或 Excel（.xlsx）。'],
  ['旧表格.xls', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), /旧版 Excel.*另存为 \.xlsx/],
  ['坏的.xlsx', 'PK\u0003\u0004rubbish', /工作簿无法读取.*重新保存/],
  ['空的.csv', '', '这个文件是空的。请重新导出后上传。'],
  ['只有表头.csv', `${header}\n`, /只有表头，下面没有数据行/],
] as const)
  shop.test(`${name} is refused with what to do, and another file can be chosen at once`, {}, async (page) => {
    await enter(page);
    await choose(page, { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
    const alert = page.getByRole('alert');
    await alert.getByText('请确认是完整的 CSV、CSV.gz 或 XLSX 文件').waitFor();
    await alert.getByText(said).waitFor();
    await page.getByRole('button', { name: '选择文件' }).and(page.locator('button')).waitFor();
  });

shop.test('a table of something else names the columns that are missing', {}, async (page) => {
  await enter(page);
  await choose(page, { name: '别的.csv', mimeType: 'text/csv', buffer: Buffer.from('姓名,城市\n王小明,杭州\n') });
  await page.getByText('请先匹配：订单号 / 商品编码 / 数量 / 下单时间 / 单价').waitFor();
  assert.equal(await page.getByRole('button', { name: '试算（不写入）' }).isDisabled(), true);
});
