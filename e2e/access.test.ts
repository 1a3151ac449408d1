import assert from 'node:assert/strict';
import { TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { enter, openShop, owner } from './shop.ts';
import { choose, join, made, PASSWORD } from './staff.ts';

const shop = await openShop();

/** Another browser, in which nobody is signed in. */
async function elsewhere(page: Page): Promise<Page> {
  const context = await page.context().browser()?.newContext({ baseURL: shop.url, reducedMotion: 'reduce' });
  assert.ok(context !== undefined);
  context.setDefaultTimeout(15_000);
  return context.newPage();
}

const navigation = (page: Page) => page.getByRole('navigation', { name: '主导航' });
const entries = async (page: Page) => {
  await navigation(page).waitFor();
  return (await navigation(page).getByRole('listitem').allInnerTexts()).map((text) => text.trim());
};
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const dialog = (page: Page) => page.getByRole('dialog');
const choosePassword = async (page: Page, password: string) => {
  await page.getByRole('textbox', { name: '密码' }).fill(password);
  await page.getByRole('button', { name: '设置密码并登录' }).click();
};

shop.test(
  'who is invited chooses a password, sees only what the role allows, and another role holds from the next click',
  {},
  async (page) => {
    await enter(page, '/settings/staff');
    await page.getByRole('button', { name: '邀请员工' }).first().click();
    await dialog(page).getByRole('button', { name: '生成邀请链接' }).click();
    await dialog(page).getByText('请填写姓名').waitFor();
    await dialog(page).getByLabel('姓名').fill('周婷');
    await dialog(page).getByLabel('邮箱').fill(owner.email);
    await choose(page, '角色', '客服');
    await dialog(page).getByText('查找和修改会员、发放积分').waitFor();
    await dialog(page).getByRole('button', { name: '生成邀请链接' }).click();
    await dialog(page).getByText('这个邮箱已经是一位员工的').waitFor();
    await dialog(page).getByLabel('邮箱').fill('zhou@example.com');
    await dialog(page).getByRole('button', { name: '生成邀请链接' }).click();
    await dialog(page).getByText('链接只显示这一次').waitFor();
    const link = await dialog(page).getByRole('group', { name: '链接' }).locator('code').innerText();
    assert.ok(link.startsWith(`${shop.url.replace(/\/$/, '')}/accept?token=`), link);
    await dialog(page).getByRole('button', { name: '复制' }).click();
    await dialog(page).getByRole('button', { name: '已复制' }).waitFor();
    await dialog(page).getByRole('button', { name: '已转交' }).click();
    await rowOf(page, 'zhou@example.com').getByText('待加入').waitFor();

    const other = await elsewhere(page);
    await other.goto(link);
    await choosePassword(other, 'short');
    await other.getByRole('alert').getByText('至少要有 10 个字符').waitFor();
    await choosePassword(other, PASSWORD);
    await other.getByRole('heading', { name: '会员', level: 1 }).waitFor();
    assert.deepEqual(
      await entries(other),
      ['会员', '订单', '审批', '设置'],
      'in settings, what members ask for by law',
    );
    await other.getByRole('link', { name: '王**' }).click();
    await other.getByRole('button', { name: '发放积分' }).waitFor();
    await other.getByRole('tab', { name: '订单' }).waitFor();

    await page.reload();
    await rowOf(page, 'zhou@example.com').getByText('在用').waitFor();
    await rowOf(page, 'zhou@example.com').getByRole('button', { name: '编辑' }).click();
    await choose(page, '角色', '运营');
    await dialog(page).getByRole('button', { name: '保存' }).click();
    await page.getByText('对方下一次操作起生效').waitFor();
    await navigation(other).getByRole('link', { name: '会员' }).click();
    await navigation(other).getByRole('link', { name: '工作台' }).waitFor();
    assert.deepEqual(await entries(other), ['工作台', '会员', '订单', '导入', '审批']);
    assert.equal(await other.getByRole('button', { name: '新建会员' }).count(), 0, 'operations only look');
  },
);

shop.test('a link that was used says whom to ask, and leads to the sign-in', {}, async (page) => {
  await page.goto('/accept?token=a-link-from-last-year');
  await choosePassword(page, PASSWORD);
  await page.getByRole('alert').getByText('这个链接不能用了').waitFor();
  await page.getByText('请发给你链接的人').waitFor();
  await page.getByRole('link', { name: '去登录' }).click();
  await page.getByRole('button', { name: '登录', exact: true }).waitFor();
});

shop.test('who is disabled is out at once, and comes back with the same password', {}, async (page) => {
  const who = await join(shop, '孙悦', 'operator');
  const other = await elsewhere(page);
  await enter(other, '/members', who);
  await other.getByRole('link', { name: '王**' }).waitFor();

  await enter(page, '/settings/staff?search=孙悦');
  await page.getByRole('button', { name: '更多操作：孙悦' }).click();
  await page.getByRole('menuitem', { name: '停用' }).click();
  await dialog(page).getByText('对方立即退出所有设备').waitFor();
  await dialog(page).getByRole('button', { name: '停用' }).click();
  await rowOf(page, '孙悦').getByText('停用').waitFor();
  // Without a click: the page asks how the engine is every few seconds.
  await other.getByLabel('密码').waitFor();
  await other.getByLabel('邮箱').fill(who.email);
  await other.getByLabel('密码').fill(who.password);
  await other.getByRole('button', { name: '登录', exact: true }).click();
  await other.getByRole('alert').getByText('邮箱或密码不正确').waitFor();

  await page.getByRole('button', { name: '更多操作：孙悦' }).click();
  await page.getByRole('menuitem', { name: '恢复' }).click();
  await dialog(page).getByRole('button', { name: '恢复' }).click();
  await rowOf(page, '孙悦').getByText('在用').waitFor();
  await other.getByRole('button', { name: '登录', exact: true }).click();
  await other.getByRole('heading', { name: '会员', level: 1 }).waitFor();
});

shop.test('somebody is signed out everywhere, and a new link lets in who forgot the password', {}, async (page) => {
  const who = await join(shop, '钱多', 'service');
  const other = await elsewhere(page);
  await enter(other, '/members', who);
  await enter(page, '/settings/staff?search=钱多');
  const act = async (action: string) => {
    await page.getByRole('button', { name: '更多操作：钱多' }).click();
    await page.getByRole('menuitem', { name: action }).click();
    await dialog(page).getByRole('button', { name: action }).click();
  };
  await act('全部退出登录');
  await page.getByText(/已退出 \d 台设备/).waitFor();
  await other.getByLabel('密码').waitFor();
  await act('生成新链接');
  const link = await dialog(page).getByRole('group', { name: '链接' }).locator('code').innerText();
  await other.goto(link);
  await choosePassword(other, 'quite another sentence');
  await other.getByRole('heading', { name: '会员', level: 1 }).waitFor();
});

shop.test('the last owner stays one, and is told so at the field', {}, async (page) => {
  await enter(page, `/settings/staff?search=${owner.email}`);
  await page.getByRole('button', { name: '编辑' }).click();
  await choose(page, '角色', '管理员');
  await dialog(page).getByRole('button', { name: '保存' }).click();
  const message = dialog(page).getByRole('alert');
  await message.getByText('这是最后一位店主').waitFor();
  const role = dialog(page).getByRole('combobox', { name: '角色' });
  assert.equal(await role.getAttribute('aria-describedby'), await message.getAttribute('id'));
});

shop.test('a role of one’s own is made, given, changed, kept while in use, and dropped', {}, async (page) => {
  await enter(page, '/settings/roles');
  await page.getByRole('button', { name: '新建角色' }).click();
  await dialog(page).getByLabel('名称').fill('Cashier');
  assert.equal(await dialog(page).getByLabel('代码').inputValue(), 'cashier');
  await dialog(page).getByLabel('名称').fill('收银员');
  await dialog(page).getByLabel('代码').fill('cashier');
  await dialog(page).getByRole('button', { name: '保存' }).click();
  await dialog(page).getByText('请至少勾选一项权限').waitFor();
  await dialog(page).getByRole('checkbox', { name: '发放积分' }).check();
  assert.ok(await dialog(page).getByRole('checkbox', { name: '查看会员' }).isChecked(), 'who grants must see');
  await dialog(page).getByRole('button', { name: '保存' }).click();
  await page.getByRole('button', { name: '打开角色：收银员' }).waitFor();

  const who = await join(shop, '收银小王', 'cashier');
  const other = await elsewhere(page);
  await enter(other, '/', who);
  assert.deepEqual(await entries(other), ['会员']);

  await page.reload();
  await page.getByRole('button', { name: '打开角色：收银员' }).click();
  await dialog(page).getByRole('checkbox', { name: '查看订单' }).check();
  await dialog(page).getByRole('button', { name: '保存' }).click();
  await page.getByText('对使用它的员工下一次操作起生效').waitFor();
  await navigation(other).getByRole('link', { name: '会员' }).click();
  await other.getByRole('link', { name: '王**' }).click();
  await navigation(other).getByRole('link', { name: '订单' }).waitFor();

  await page.getByRole('button', { name: '打开角色：收银员' }).click();
  await dialog(page).getByText('还有 1 位员工是这个角色').waitFor();
  assert.ok(await dialog(page).getByRole('button', { name: '删除角色' }).isDisabled());
  await dialog(page).getByRole('link', { name: '查看这些员工' }).click();
  await rowOf(page, '收银小王').waitFor();
  await made(shop, 'PUT', `/api/staff/${who.id}`, { name: '收银小王', role: 'service', isDisabled: false });
  await page.goto('/settings/roles');
  await page.getByRole('button', { name: '打开角色：收银员' }).click();
  await dialog(page).getByRole('button', { name: '删除角色' }).click();
  await dialog(page).getByRole('button', { name: '删除角色' }).last().click();
  await page.getByText('角色已删除').waitFor();
  await page.getByRole('button', { name: '打开角色：收银员' }).waitFor({ state: 'hidden' });
});

shop.test('nobody gives what they lack: it is greyed, and so are roles that may do more', {}, async (page) => {
  await enter(page, '/settings/roles', await join(shop, '郑管', 'admin'));
  await page.getByRole('button', { name: '新建角色' }).click();
  assert.ok(await dialog(page).getByRole('checkbox', { name: '任命和撤换店主' }).isDisabled());
  assert.ok(await dialog(page).getByRole('checkbox', { name: '邀请和管理员工' }).isEnabled());
  await page.goto('/settings/staff');
  const owners = rowOf(page, owner.email);
  await owners.waitFor();
  assert.equal(await owners.getByRole('button', { name: '编辑' }).count(), 0, 'an owner is changed by owners');
});

shop.test('a key is shown once, calls the API, and is refused once it is revoked', {}, async (page) => {
  await enter(page, '/settings/keys');
  await page.getByText('还没有 API 密钥').waitFor();
  await page.getByText(/curl -H 'Authorization: Bearer …'/).waitFor();
  await page.getByRole('button', { name: '签发密钥' }).first().click();
  await dialog(page).getByLabel('名称').fill('湖滨店收银');
  await dialog(page).getByRole('button', { name: '30 天' }).click();
  await dialog(page).getByRole('checkbox', { name: '查看会员' }).check();
  await dialog(page).getByRole('button', { name: '签发密钥' }).click();
  const secretOf = () => dialog(page).getByRole('group', { name: '密钥' }).locator('code').innerText();
  const status = async (secret: string, path: string) =>
    (await fetch(`${shop.url}${path}`, { headers: { authorization: `Bearer ${secret}` } })).status;
  const first = await secretOf();
  assert.equal(await status(first, '/api/members'), 200);
  assert.equal(await status(first, '/api/orders'), 403);
  await dialog(page).getByRole('button', { name: '我已保存' }).click();
  await page.getByRole('row', { name: new RegExp(`湖滨店收银.*${first.slice(0, 11)}….*查看会员`) }).waitFor();
  assert.equal((await page.content()).includes(first), false, 'the secret is nowhere any more');

  const act = async (action: string) => {
    await page.getByRole('button', { name: '更多操作：湖滨店收银' }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  await act('轮换');
  await dialog(page).getByText('旧的一天之内仍然有效').waitFor();
  // Pressed twice by an impatient hand: a second answer would come without the secret.
  await dialog(page).getByRole('button', { name: '轮换' }).dblclick();
  await dialog(page).getByText('密钥只显示这一次').waitFor();
  const second = await secretOf();
  assert.notEqual(second, first);
  assert.deepEqual([await status(first, '/api/members'), await status(second, '/api/members')], [200, 200]);
  await dialog(page).getByRole('button', { name: '我已保存' }).click();

  await act('吊销');
  await dialog(page).getByText('从下一次调用起就会被拒绝').waitFor();
  await dialog(page).getByRole('button', { name: '吊销' }).click();
  await page.getByText('没有有效的密钥').waitFor();
  assert.deepEqual([await status(first, '/api/members'), await status(second, '/api/members')], [401, 401]);
  await page.getByRole('checkbox', { name: '显示已失效的（1）' }).click();
  await rowOf(page, '湖滨店收银').getByText('已吊销').waitFor();
});

shop.test('another password of one’s own ends the other sessions, and leaves this one', {}, async (page) => {
  const who = await join(shop, '吴敏', 'operator');
  const other = await elsewhere(page);
  await enter(other, '/', who);
  await enter(page, '/', who);
  await page.getByRole('button', { name: /^账号/ }).click();
  await page.getByRole('link', { name: '我的账户' }).click();
  const sessions = page.getByRole('table', { name: '登录中的设备' });
  await sessions.getByText('这台设备').waitFor();
  await page.getByLabel('当前密码').fill('not the password');
  await page.getByLabel('新密码').fill('short');
  await page.getByRole('button', { name: '修改密码' }).click();
  await page.getByText('至少要有 10 个字符').waitFor();
  await page.getByLabel('新密码').fill('quite another sentence');
  await page.getByRole('button', { name: '修改密码' }).click();
  await page.getByText('当前密码不正确').waitFor();
  await page.getByLabel('当前密码').fill(who.password);
  await page.getByRole('button', { name: '修改密码' }).click();
  await page.getByText('密码已修改').waitFor();
  await other.getByLabel('密码').waitFor();
  await sessions.getByRole('button', { name: /^退出/ }).first().waitFor({ state: 'hidden' });
  await navigation(page).getByRole('link', { name: '会员' }).click();
  await page.getByRole('link', { name: '王**' }).waitFor();
});

shop.test('one’s own sessions are ended from another', {}, async (page) => {
  const who = await join(shop, '冯远', 'operator');
  const other = await elsewhere(page);
  await enter(other, '/', who);
  await enter(page, '/account', who);
  // The one of the link, and the other browser's.
  const ends = page.getByRole('button', { name: /^退出：/ });
  await ends.nth(1).waitFor();
  for (const left of [1, 0]) {
    await ends.first().click();
    await ends.nth(left).waitFor({ state: 'hidden' });
  }
  await other.getByLabel('密码').waitFor();
  await page.getByText('这台设备', { exact: true }).waitFor();
});

shop.test('while the service is away the pages stay, and who is signed in stays so', {}, async (page) => {
  await enter(page, '/settings/staff', await join(shop, '杜安', 'admin'));
  await rowOf(page, '杜安').waitFor();
  // The other pages are loaded once the first one stands.
  await page.waitForTimeout(6000);
  await page.route('**/api/**', (route) => route.abort());
  await page.getByRole('navigation', { name: '设置' }).getByRole('link', { name: 'API 密钥' }).click();
  await page.getByRole('heading', { name: 'API 密钥', level: 1 }).waitFor();
  await page.getByRole('alert').getByText('连接不上服务').waitFor();
  await navigation(page).getByRole('link', { name: '会员' }).waitFor();
  await page.unroute('**/api/**');
  await page.getByRole('alert').waitFor({ state: 'hidden' });
  await page.getByRole('columnheader', { name: '最近使用' }).waitFor();
});

shop.test('an auditor looks at staff, roles and keys, changes nothing, and is told why not more', {}, async (page) => {
  await enter(page, '/', await join(shop, '审计老陈', 'auditor'));
  await page.getByRole('heading', { name: '员工', level: 1 }).waitFor();
  assert.deepEqual(await entries(page), ['审批', '设置']);
  assert.equal(await page.getByRole('searchbox', { name: '全局搜索' }).count(), 0);
  const parts = page.getByRole('navigation', { name: '设置' });
  for (const [part, action] of [
    ['员工', '邀请员工'],
    ['角色', '新建角色'],
    ['API 密钥', '签发密钥'],
  ] as const) {
    await parts.getByRole('link', { name: part }).click();
    await page.getByRole('heading', { name: part, level: 1 }).waitFor();
    assert.equal(await page.getByRole('button', { name: action }).count(), 0, `${action} is for those who may`);
  }
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.goto('/members/10001');
  await page.getByText('这一页不对你开放').waitFor();
  await page.getByText(/你的角色是“审计”，没有“查看会员”的权限.*请店主或管理员/).waitFor();
  await page.getByRole('link', { name: '回到我能看的页面' }).click();
  await page.getByRole('heading', { name: '员工', level: 1 }).waitFor();
});

shop.test('a store is of a region, and an associate of that region sees its members only', {}, async (page) => {
  await enter(page, '/settings/stores');
  await page.getByRole('button', { name: '编辑门店：湖滨店' }).click();
  await dialog(page).getByLabel('地区').fill('华东');
  await dialog(page).getByRole('button', { name: '保存' }).click();
  await page.getByRole('row', { name: /湖滨店 华东/ }).waitFor();
  await page.getByRole('button', { name: '添加门店' }).click();
  await dialog(page).getByRole('button', { name: '保存' }).click();
  await page.getByText('请填写门店名称').first().waitFor();
  await dialog(page).getByLabel('名称').fill('羊城店');
  await dialog(page).getByLabel('地区').fill('华南');
  await dialog(page).getByRole('button', { name: '保存' }).click();
  await page.getByRole('row', { name: /羊城店 华南/ }).waitFor();

  const guide = await join(shop, '区导', 'service');
  await page.goto('/settings/staff?search=区导');
  await page.getByRole('button', { name: '编辑' }).click();
  await choose(page, '门店范围', '地区：华东');
  await page.keyboard.press('Escape');
  await dialog(page).getByRole('button', { name: '保存' }).click();
  await rowOf(page, '区导').getByText('地区：华东').waitFor();
  const other = await elsewhere(page);
  await enter(other, '/members', guide);
  await other.getByRole('row', { name: /王\*\*/ }).waitFor();
  assert.equal(await other.getByRole('row', { name: /赵\*/ }).count(), 0);
});

shop.test('an analyst reads figures, and what is behind them leads nowhere', {}, async (page) => {
  await enter(page, '/', await join(shop, '林析', 'analyst'));
  const sales = page.getByRole('region', { name: '销售额', exact: true });
  await sales.getByText('¥1,410.00').waitFor();
  assert.equal(await page.getByRole('main').getByRole('link').count(), 0);
  assert.deepEqual(await entries(page), ['工作台']);
});

shop.test(
  'an edit waits for approval, is looked at with what it would change, and holds the moment it is approved',
  {},
  async (page) => {
    const clerk = await join(shop, '客服小何', 'service');
    await enter(page, '/settings/approvals');
    await page.getByRole('button', { name: '审批：修改会员资料' }).click();
    await choose(page, '要求', '一人批准');
    await dialog(page).getByRole('button', { name: '保存' }).click();
    await rowOf(page, '修改会员资料').getByText('一人批准').waitFor();

    const other = await elsewhere(page);
    await enter(other, '/members?search=赵磊', clerk);
    await other.getByRole('link', { name: '赵*' }).click();
    await other.getByRole('button', { name: '编辑' }).click();
    await dialog(other).getByLabel('地区').fill('宁波');
    await dialog(other).getByLabel('姓名').fill('赵小磊');
    await dialog(other).getByRole('button', { name: '保存' }).click();
    await other.getByText('已提交审批').waitFor();
    await dialog(other).waitFor({ state: 'hidden' });
    await other.getByRole('link', { name: '查看审批' }).click();
    await other.getByText('这是你自己提交的，由别人审批。').waitFor();
    await other.getByRole('row', { name: '地区 （空） 宁波' }).waitFor();
    assert.equal(await other.getByRole('button', { name: '批准' }).count(), 0);

    await page.goto('/approvals');
    await navigation(page).getByTitle('1 条等你审批').waitFor();
    await page.getByRole('list', { name: '待审批' }).getByRole('link', { name: '修改会员资料' }).click();
    await page.getByRole('row', { name: '地区 （空） 宁波' }).waitFor();
    await page.getByRole('row', { name: '姓名 赵* 赵**' }).waitFor();
    await page.getByRole('button', { name: '显示' }).click();
    await dialog(page).getByLabel('查看原因').fill('核对更名');
    await dialog(page).getByRole('button', { name: '显示' }).click();
    await page.getByRole('row', { name: '姓名 赵磊 赵小磊' }).waitFor();
    await page.getByLabel('留言', { exact: false }).first().fill('已核对');
    await page.getByRole('button', { name: '批准' }).click();
    await page.getByText('已生效').waitFor();
    await navigation(page).getByTitle('1 条等你审批').waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: '操作日志' }).click();
    const trail = page.getByRole('list', { name: '操作日志' });
    await trail.getByText(/店主 批准了 .* 提交的审批 \d+：修改会员资料 — 已核对/).waitFor();
    await trail.getByText(/客服小何 修改了会员 赵\*\* 的.*地区/).waitFor();

    await other.goto('/approvals?show=own');
    await other.getByText('已生效').waitFor();
    await made(shop, 'PUT', '/api/approvals/rules/members.edit', { approvers: 0 });
  },
);

/** A browser whose device has a finger on its sensor at any time. */
async function withSensor(page: Page): Promise<void> {
  const device = await page.context().newCDPSession(page);
  await device.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  await device.send('WebAuthn.addVirtualAuthenticator', { options });
}

shop.test(
  'a role that needs a second factor: an app and a passkey are set up, each lets in, and an owner takes them away',
  {},
  async (page) => {
    const who = await join(shop, '蒋审', 'auditor');
    await enter(page, '/settings/sign-in');
    await page.getByRole('radio', { name: '这些角色' }).check();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('请至少选一个角色').waitFor();
    await page.getByRole('combobox', { name: '角色', exact: true }).click();
    await page.getByTitle('审计', { exact: true }).click();
    await page.getByRole('heading', { name: '登录安全' }).click();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();

    const other = await elsewhere(page);
    await withSensor(other);
    await other.goto('/');
    const signIn = async () => {
      await other.getByLabel('邮箱').fill(who.email);
      await other.getByLabel('密码').fill(who.password);
      await other.getByRole('button', { name: '登录', exact: true }).click();
    };
    const signOut = async () => {
      await other.getByRole('button', { name: /^账号/ }).click();
      await other.getByRole('button', { name: '退出登录' }).click();
      await other.getByRole('button', { name: '使用通行密钥' }).waitFor();
    };
    await signIn();
    await other.getByRole('alert').getByText('你的角色必须设置第二重验证').waitFor();
    assert.deepEqual(await entries(other), []);
    await shop.database.query(`update access.session set proved_at = now() - interval '1 hour'`);
    await other.getByRole('button', { name: '设置验证器应用' }).click();
    await dialog(other).getByLabel('密码').fill(who.password);
    await dialog(other).getByRole('button', { name: '确认' }).click();
    const secret = await dialog(other).getByRole('group', { name: /^密钥/ }).locator('code').innerText();
    await dialog(other).getByLabel('验证码').fill('000000');
    await dialog(other).getByRole('button', { name: '启用' }).click();
    await dialog(other).getByText('验证码不正确或已用过').waitFor();
    const code = (ahead: number) => new TOTP({ secret }).generate({ timestamp: Date.now() + ahead * 30_000 });
    await dialog(other).getByLabel('验证码').fill(code(0));
    await dialog(other).getByRole('button', { name: '启用' }).click();
    const codes = dialog(other).getByRole('group', { name: '你的恢复码' }).locator('code');
    assert.equal((await codes.innerText()).split('\n').length, 10);
    await dialog(other).getByRole('button', { name: '我已保存' }).click();
    await navigation(other).getByRole('link', { name: '设置' }).waitFor();
    await signOut();

    await signIn();
    await other.getByLabel('验证码').fill('123456');
    await other.getByRole('button', { name: '验证并登录' }).click();
    await other.getByRole('alert').getByText('验证码不正确或已用过').waitFor();
    await other.getByLabel('验证码').fill(code(1));
    await other.getByRole('button', { name: '验证并登录' }).click();
    await navigation(other).waitFor();

    await other.goto('/account');
    await other.getByRole('button', { name: '添加通行密钥' }).click();
    await dialog(other).getByLabel('名称').fill('店里的电脑');
    const added = other.getByText('通行密钥已添加');
    const add = dialog(other).getByRole('button', { name: '添加' });
    await other.bringToFront();
    await add.click();
    // A browser that is busy may take the page for one in the background and refuse; people press again.
    await added.waitFor({ timeout: 6000 }).catch(() => add.click({ timeout: 5000 }));
    await added.waitFor();
    await other.getByRole('button', { name: '改名：店里的电脑' }).click();
    await dialog(other).getByLabel('名称').fill('');
    await dialog(other).getByText('请填写名称').waitFor();
    await dialog(other).getByLabel('名称').fill('店长的手机');
    await dialog(other).getByRole('button', { name: '保存' }).click();
    await other.getByText('店长的手机').waitFor();
    await signOut();
    await other.getByRole('button', { name: '使用通行密钥' }).click();
    await navigation(other).waitFor();
    await signOut();
    await signIn();
    await other.getByRole('button', { name: '用通行密钥验证' }).click();
    await navigation(other).waitFor();
    await other.goto('/account');
    await other
      .getByText(/最近使用 \d{4}-.*/)
      .first()
      .waitFor();

    await page.goto('/settings/staff?search=蒋审');
    await rowOf(page, '蒋审').getByText('通行密钥、验证器应用').waitFor();
    await page.getByRole('button', { name: '更多操作：蒋审' }).click();
    await page.getByRole('menuitem', { name: '重置第二重验证' }).click();
    await dialog(page).getByRole('button', { name: '重置第二重验证' }).click();
    await page.getByText('蒋审 的第二重验证已重置').waitFor();
    await other.reload();
    await other.getByRole('button', { name: '使用通行密钥' }).click();
    await other.getByRole('alert').getByText('通行密钥没有通过').waitFor();
    await page.goto('/settings/audit');
    const trail = page.getByRole('list', { name: '操作日志' });
    await trail.getByText('店主 重置了 蒋审 的第二重验证').waitFor();
    await trail.getByText('蒋审 用通行密钥登录了').first().waitFor();
    await trail.getByText('蒋审 修改了自己的一把通行密钥的名称').waitFor();
    await trail.getByText('蒋审 用密码和验证码登录了').waitFor();
  },
);
