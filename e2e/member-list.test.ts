import assert from 'node:assert/strict';
import { devices, type Page } from 'playwright-core';
import { enter, openShop, waitFor } from './shop.ts';

const shop = await openShop();
await shop.api('PUT', '/api/members', { phone: '13300000005', name: '孙悦', store: '湖滨店' });
const everyone = ['王**', '李*', '陈*', '赵*', '孙*'];

const day = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 24 * 60 * 60 * 1000).toLocaleDateString('en-CA', { timeZone: 'Asia/Shanghai' });

const form = (page: Page) => page.getByRole('dialog', { name: '添加筛选' });
const apply = (page: Page) => form(page).getByRole('button', { name: '应用' }).click();
const choose = (label: string, option: string) => async (page: Page) => {
  await form(page).getByRole('combobox', { name: label }).click();
  await page.getByTitle(option, { exact: true }).click();
  await apply(page);
};
const type = (label: string, text: string) => async (page: Page) => {
  await form(page).getByLabel(label).fill(text);
  await apply(page);
};
/** Enter takes the day and applies the filter at once. */
const pick = (label: string, text: string) => async (page: Page) => {
  await form(page).getByLabel(label).fill(text);
  await page.keyboard.press('Enter');
};

/** Each filter of the form: how it is set, the sentence it becomes, its part of the address, and whom it leaves. */
const filters = [
  [choose('等级', '银卡'), '等级是 银卡', 'tier=silver', ['王**']],
  [choose('性别', '女'), '性别是 女', 'gender=female', ['李*', '陈*']],
  [choose('来源渠道', '天猫'), '来自 天猫', 'channel=tmall', ['陈*']],
  [choose('门店', '湖滨店'), '门店是 湖滨店', 'store=', ['孙*']],
  [type('累计消费 不少于', '500'), '累计消费不少于 ¥500.00', 'minSpentMinor=50000', ['王**']],
  [type('积分 不少于', '100'), '积分不少于 100', 'minPoints=100', ['王**', '李*', '陈*']],
  [pick('加入日期 从', day(10)), `加入于 ${day(10)} 及以后`, 'joinedFrom=', ['赵*', '孙*']],
  [pick('加入日期 到', day(10)), `加入于 ${day(10)} 及以前`, 'joinedTo=', ['王**', '李*', '陈*']],
  [pick('最近下单 从', day(6)), `最近下单在 ${day(6)} 及以后`, 'lastOrderFrom=', ['李*', '陈*']],
  [pick('最近下单 到', day(6)), `最近下单在 ${day(6)} 及以前`, 'lastOrderTo=', ['王**']],
] as const;

const shows = async (page: Page, names: readonly string[]) => {
  await page.getByText(`共 ${names.length} 条`).waitFor();
  const expected = names.toSorted().join();
  await waitFor(`the list to show ${expected}`, async () => {
    const shown = await page.getByRole('row').getByRole('link').allInnerTexts();
    return shown.toSorted().join() === expected ? true : undefined;
  });
};

shop.test('each filter is added as a sentence, stands in the address, and is taken away', {}, async (page) => {
  await enter(page, '/members');
  for (const [set, sentence, part, names] of filters) {
    await page.getByRole('button', { name: '添加筛选' }).click();
    await set(page);
    const remove = page.getByRole('button', { name: `去掉条件：${sentence}`, exact: true });
    await remove.waitFor();
    await shows(page, names);
    assert.ok(page.url().includes(part), `${page.url()} has ${part}`);
    await remove.click();
    await shows(page, everyone);
    assert.ok(!page.url().includes(part), page.url());
  }
});

shop.test('an address with every filter shows each as a sentence, and only who matches them all', {}, async (page) => {
  const view = {
    tier: 'silver',
    gender: 'male',
    channel: 'pos',
    minSpentMinor: '50000',
    minPoints: '100',
    joinedFrom: day(30),
    joinedTo: day(0),
    lastOrderFrom: day(30),
    lastOrderTo: day(0),
  };
  await enter(page, `/members?${String(new URLSearchParams(view))}`);
  await shows(page, ['王**']);
  assert.equal(await page.getByRole('button', { name: /^去掉条件/ }).count(), 7);
});

shop.test('filters add up, and all of them are taken away at once', {}, async (page) => {
  await enter(page, '/members?gender=female&minPoints=100');
  await shows(page, ['李*', '陈*']);
  await page.getByRole('button', { name: '添加筛选' }).click();
  await choose('来源渠道', '天猫')(page);
  await shows(page, ['陈*']);
  await page.goBack();
  await shows(page, ['李*', '陈*']);
  await page.getByRole('button', { name: '清除全部条件' }).click();
  await shows(page, everyone);
});

shop.test('sorting stands in the address and holds after a reload', {}, async (page) => {
  await enter(page, '/members');
  await page.getByRole('columnheader', { name: '累计消费' }).click();
  const first = page.getByRole('row').nth(1).getByRole('link', { name: '王**' });
  await first.waitFor();
  assert.match(page.url(), /sort=spent/);
  await page.reload();
  await first.waitFor();
  const names = await page.getByRole('row').getByRole('link').allInnerTexts();
  assert.deepEqual(names.slice(0, 3), ['王**', '李*', '陈*']);
});

const drawer = (page: Page) => page.getByRole('dialog', { name: '新建会员' });

shop.test('a new member needs a way to be found; what is wrong is said at its field', {}, async (page) => {
  await enter(page, '/members');
  await page.getByRole('button', { name: '新建会员' }).click();
  const field = (label: string) => drawer(page).getByLabel(label, { exact: true });
  const faulty = async (label: string, text: string) => {
    await drawer(page).getByRole('alert').getByText(text).waitFor();
    assert.equal(await field(label).getAttribute('aria-invalid'), 'true');
    const said = await field(label).getAttribute('aria-describedby');
    assert.equal(await page.locator(`[id="${said}"]`).innerText(), await drawer(page).getByRole('alert').innerText());
    assert.equal(await field(label).evaluate((one) => one === document.activeElement), true, 'it has the cursor');
  };
  const save = () => drawer(page).getByRole('button', { name: '保存' }).click();
  await field('姓名').fill('周宁');
  await save();
  await faulty('手机号', '请至少填写手机号、邮箱、会员号中的一项');
  await field('手机号').fill('12');
  assert.equal(await drawer(page).getByRole('alert').count(), 0, 'typing takes the word back');
  await save();
  await faulty('手机号', '请填写有效的手机号');
  await field('手机号').fill('13611112222');
  await field('邮箱').fill('zhou.ning');
  await save();
  await faulty('邮箱', '请填写有效的邮箱');
  await field('邮箱').fill('zhou@example.com');
  await save();
  await page.getByText('会员已建立').waitFor();
  await page.getByRole('heading', { name: '周*' }).waitFor();

  await page.goto('/members');
  await page.getByRole('button', { name: '新建会员' }).click();
  await field('手机号').fill('13800000002');
  await field('邮箱').fill('zhou@example.com');
  await save();
  await faulty('邮箱', '已属于另一位会员');
});

shop.test(
  'a member is entered on a phone, and whoever is known already is found instead',
  devices['iPhone 13'] ?? {},
  async (page) => {
    await enter(page, '/members');
    await page.getByRole('button', { name: '新建会员' }).tap();
    await drawer(page).getByLabel('手机号', { exact: true }).fill('138 0000 0002');
    await drawer(page).getByRole('button', { name: '保存' }).tap();
    await page.getByText('该手机号或邮箱的会员已存在').waitFor();
    await page.getByRole('heading', { name: '李*' }).waitFor();
  },
);
