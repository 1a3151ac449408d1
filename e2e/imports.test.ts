import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { enter, openShop } from './shop.ts';

const shop = await openShop();

const file = {
  name: '十一月订单.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      '订单号,商品编码,商品名称,数量,单价,下单时间,手机号',
      'I-1,N-1,婴儿面霜,2,60.00,2026-01-05 10:00:00,13500000001',
      'I-1,N-2,沐浴露,1,30.00,2026-01-05 10:00:00,13500000001',
      'I-2,N-1,婴儿面霜,1,60.00,2026-01-06 11:30:00,13500000002',
      'I-3,N-3,奶瓶,x,49.00,2026-01-07 12:00:00,13500000003',
      'R-1,N-1,婴儿面霜,-1,60.00,2026-01-08 10:00:00,13500000001',
    ].join('\n'),
  ),
};

shop.test(
  'a file is imported from the browser in three steps, and its report accounts for every line',
  {},
  async (page) => {
    await enter(page, '/imports');
    await page.getByRole('main').getByRole('link', { name: '导入订单' }).first().click();
    await page.getByLabel('选择文件', { exact: true }).and(page.locator('input')).setInputFiles(file);

    await page.getByRole('heading', { name: file.name }).waitFor();
    await page.getByRole('row', { name: /订单号 \*.*I-1/ }).waitFor();
    await page.getByRole('button', { name: '试算（不写入）' }).click();

    await page.getByText('目前还没有写入').waitFor();
    await page.getByText('前后一致').waitFor();
    const found = await shop.api('GET', '/api/orders?number=I-1');
    assert.deepEqual(((await found.json()) as { items: unknown[] }).items, [], 'the dry run writes nothing');

    await page.getByRole('button', { name: '确认导入' }).click();
    await page.getByRole('heading', { name: '导入完成' }).waitFor();
    await page.getByRole('row', { name: '读取 5 ' }).waitFor();
    await page.getByRole('row', { name: /^销售（含运费） 3 4 ¥210\.00/ }).waitFor();
    await page.getByRole('row', { name: /^退货退款 1 -1 -¥60\.00/ }).waitFor();
    await page.getByRole('row', { name: /^数量无法识别 1 / }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载全部' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.csv$/);

    await page.getByRole('link', { name: '操作日志' }).click();
    const done = page.getByRole('list', { name: '操作日志' }).getByRole('listitem');
    await done.nth(4).waitFor();
    assert.equal(await done.count(), 5, 'uploaded, mapped, tried, run, and its lines downloaded');
    await page.goBack();
    await page.getByRole('link', { name: '查看会员' }).click();
    await page.getByText('共 6 条').waitFor();
  },
);

shop.test('importing the same file again changes nothing', {}, async (page) => {
  await enter(page, '/imports/new');
  await page.getByLabel('选择文件', { exact: true }).and(page.locator('input')).setInputFiles(file);
  await page.getByRole('button', { name: '试算（不写入）' }).click();
  await page.getByText('新增 0 · 已有 1').waitFor();
  await page.getByRole('button', { name: '确认导入' }).click();
  await page.getByText('全部订单和退款都已在系统中，重复导入没有改变任何数据').waitFor();
  await page.getByText('新增 0 · 已有 2').waitFor();
  await page.getByText('新增 0 · 已有 1').waitFor();
});

shop.test(
  'what a line cost may be told by its amount instead of its price, and by neither it is not taken',
  {},
  async (page) => {
    await enter(page, '/imports/new');
    const byAmount = {
      name: '按金额.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('订单号,商品编码,数量,总额,下单时间\nA-1,N-1,3,90.00,2026-02-01 10:00:00\n'),
    };
    await page.getByLabel('选择文件', { exact: true }).and(page.locator('input')).setInputFiles(byAmount);
    await page.getByRole('heading', { name: byAmount.name }).waitFor();
    const check = page.getByRole('button', { name: '试算（不写入）' });
    await page.getByText('请先匹配：单价').waitFor();
    assert.equal(await check.isDisabled(), true, 'a line without a price and an amount');
    await page.getByRole('combobox', { name: '行金额' }).fill('总额');
    await page.keyboard.press('Enter');
    await check.click();
    await page.getByRole('button', { name: '确认导入' }).click();
    await page.getByRole('heading', { name: '导入完成' }).waitFor();
    await page.getByRole('row', { name: /^销售（含运费） 1 3 ¥90\.00/ }).waitFor();
  },
);

shop.test('a file that is no table is refused with what to do', {}, async (page) => {
  await enter(page, '/imports/new');
  const broken = {
    name: 'broken.csv.gz',
    mimeType: 'application/gzip',
    buffer: Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]),
  };
  await page.getByLabel('选择文件', { exact: true }).and(page.locator('input')).setInputFiles(broken);
  await page.getByRole('alert').getByText('文件无法读取').waitFor();
});
