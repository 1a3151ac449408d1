import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { enter, openShop, textOf } from './shop.ts';
import { choose, join, made } from './staff.ts';

const shop = await openShop();

const trail = (page: Page) => page.getByRole('list', { name: '操作日志' });
const entryOf = (page: Page, sentence: string) => trail(page).getByRole('listitem').filter({ hasText: sentence });

shop.test(
  'an edit of a member and a grant are sentences with before and after, in the trail and in the member’s tab',
  {},
  async (page) => {
    await enter(page, '/members?search=赵磊');
    await page.getByRole('link', { name: '赵*' }).click();
    await page.getByRole('tab', { name: '操作记录' }).click();
    await entryOf(page, 'API key 新建了会员 赵*').waitFor();
    await page.getByRole('button', { name: '编辑' }).click();
    await page.getByRole('dialog').getByLabel('地区').fill('绍兴');
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
    const region = entryOf(page, '店主 为会员 赵* 填写了地区：绍兴');
    await region.waitFor();
    await page.getByRole('button', { name: '发放积分' }).click();
    await page.getByRole('dialog').getByLabel('积分数量').fill('7');
    await page.getByRole('dialog').getByLabel('原因').fill('补偿');
    await page.getByRole('dialog').getByRole('button', { name: '发放积分' }).click();
    const grant = entryOf(page, '店主 发放了 7 积分给会员 赵* — 补偿');
    await grant.waitFor();
    assert.match(page.url(), /tab=audit/);

    await page.goto('/settings');
    await page.getByRole('navigation', { name: '设置' }).getByRole('link', { name: '操作日志' }).click();
    await entryOf(page, '店主 用密码登录了').first().waitFor();
    await region.getByRole('button', { name: /^详情/ }).click();
    await region.getByRole('row', { name: '地区 （空） 绍兴' }).waitFor();
    await grant.getByRole('button', { name: /^详情/ }).click();
    await grant.getByRole('row', { name: '积分余额 0 7' }).waitFor();
    await grant.getByRole('link', { name: '赵*' }).click();
    await page.getByRole('heading', { name: '赵*' }).waitFor();
  },
);

shop.test(
  'filters of the trail stand in the address as sentences, and are all taken away at once',
  {},
  async (page) => {
    const { id } = await join(shop, '李审', 'analyst');
    await made(shop, 'PUT', `/api/staff/${id}`, { name: '李审', role: 'service', isDisabled: false });
    await enter(page, '/settings/audit');
    await entryOf(page, 'API key 把 李审 的角色从 分析师 改为 客服').waitFor();
    await page.getByRole('button', { name: '添加筛选' }).click();
    await choose(page, '操作人', 'API key');
    await choose(page, '操作', '修改员工');
    await choose(page, '对象', '员工: 李审');
    await page.getByRole('button', { name: '应用' }).click();
    await page.getByText('对象是 李审').waitFor();
    const query = new URL(page.url()).searchParams;
    assert.deepEqual(
      [query.get('by'), query.get('action'), query.get('object')],
      ['key:bootstrap', 'staff.change', `staff:${id}`],
    );
    await entryOf(page, '登录了').first().waitFor({ state: 'hidden' });
    await page.reload();
    await entryOf(page, 'API key 把 李审 的角色从 分析师 改为 客服').waitFor();
    assert.equal(await trail(page).getByRole('listitem').count(), 1);

    await page.getByRole('button', { name: '导出' }).click();
    await page.getByRole('button', { name: '导出 CSV' }).click();
    await page.getByText('请填写用途').waitFor();
    await page.getByLabel('用途').fill('年审');
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: '导出 CSV' }).click();
    const lines = (await textOf(await coming)).trimEnd().split('\r\n');
    assert.equal(lines.length, 2);
    assert.match(lines[1]!, /API key：修改员工 staff:\d+（角色 analyst → service）/);

    await page.getByRole('button', { name: '清除全部条件' }).click();
    await entryOf(page, '登录了').first().waitFor();
    assert.equal(new URL(page.url()).search, '');
    await page.goto('/settings/audit?from=2020-01-01&to=2020-01-31');
    await page.getByText('没有符合条件的操作').waitFor();
    await page.getByText('时间在 2020-01-01 至 2020-01-31').waitFor();
  },
);

shop.test('the trail goes on to older entries', {}, async (page) => {
  const { id } = await made<{ id: string }>(shop, 'PUT', '/api/members', { phone: '13600000077', name: '很忙' });
  for (let points = 1; points <= 31; points++)
    await made(shop, 'POST', `/api/members/${id}/points`, { points, reason: `第 ${points} 次` });
  await enter(page, `/settings/audit?object=member:${id}`);
  await entryOf(page, '— 第 31 次').waitFor();
  assert.equal(await trail(page).getByRole('listitem').count(), 30);
  await page.getByRole('button', { name: '更多' }).click();
  await entryOf(page, 'API key 新建了会员 很*').waitFor();
});

shop.test('from a row of the staff the way leads to what was done to that person', {}, async (page) => {
  await join(shop, '孙行', 'operator');
  await enter(page, '/settings/staff?search=孙行');
  await page.getByRole('button', { name: '更多操作：孙行' }).click();
  await page.getByRole('menuitem', { name: '操作日志' }).click();
  await entryOf(page, '邀请了 孙行').waitFor();
});

shop.test(
  'rules for signing in that do not fit each other say so at the field; from those saved the way leads to who changed them',
  {},
  async (page) => {
    await enter(page, '/settings/sign-in');
    const form = page.getByRole('form', { name: '登录安全' });
    const save = form.getByRole('button', { name: '保存' });
    await form.getByRole('radio', { name: '这些角色' }).check();
    await choose(page, '多久不用就退出', '30 天', form);
    await choose(page, '登录后最长多久', '12 小时', form);
    await save.click();
    await form.getByText('请至少选一个角色').waitFor();
    await form.getByText('不能比“登录后最长多久”更长').waitFor();
    assert.equal(
      await form.getByLabel('角色', { exact: true }).evaluate((one) => one === document.activeElement),
      true,
    );
    await form.getByRole('radio', { name: '自愿' }).check();
    await choose(page, '登录后最长多久', '90 天', form);
    await save.click();
    await page.getByText('已保存，对所有人').waitFor();
    await form.getByRole('link', { name: '操作日志' }).click();
    await entryOf(page, '店主 修改了登录安全规则').or(entryOf(page, '登录')).first().waitFor();
    assert.match(page.url(), /object=rules/);
  },
);

shop.test(
  'on a phone the part of the settings that is open is in sight',
  { viewport: { width: 390, height: 844 } },
  async (page) => {
    await enter(page, '/settings/privacy/incidents');
    for (const [parts, open] of [
      ['设置', '隐私中心'],
      ['隐私中心', '泄露事件'],
    ] as const) {
      const box = await page.getByRole('navigation', { name: parts }).getByRole('link', { name: open }).boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 390, open);
    }
  },
);

shop.test('an auditor, who may not see members, reads the trail, where members lead nowhere', {}, async (page) => {
  await enter(page, '/settings/audit', await join(shop, '审计老陈', 'auditor'));
  await entryOf(page, '审计老陈 用密码登录了').first().waitFor();
  const grant = entryOf(page, '— 第 31 次');
  await grant.waitFor();
  assert.equal(await grant.getByRole('link').count(), 0);
  await entryOf(page, '邀请了 审计老陈').getByRole('link', { name: '审计老陈' }).waitFor();
});

shop.test('without the permission there is no entry, no tab and no page', {}, async (page) => {
  await enter(page, '/members?search=赵磊', await join(shop, '运营小何', 'operator'));
  await page.getByRole('link', { name: '赵*' }).click();
  await page.getByRole('tab', { name: '积分明细' }).waitFor();
  assert.equal(await page.getByRole('tab', { name: '操作记录' }).count(), 0);
  assert.equal(await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '设置' }).count(), 0);
  await page.goto('/settings/audit');
  await page.getByText('这一页不对你开放').waitFor();
  await page.getByText('没有“查看操作日志”的权限').waitFor();
});
