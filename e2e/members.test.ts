import assert from 'node:assert/strict';
import { injections } from '../server/test/fixtures/injections.ts';
import { enter, openShop } from './shop.ts';
import { choose, join, made } from './staff.ts';

const shop = await openShop();

shop.test(
  'a member is found by name, by the end of the phone, and from anywhere by the slash key',
  {},
  async (page) => {
    await enter(page, '/members');
    await page.getByText('共 4 条').waitFor();
    const search = page.getByRole('searchbox', { name: '搜索会员' });
    await search.fill('李娜');
    await page.getByText('共 1 条').waitFor();
    assert.match(page.url(), /search=/);
    await search.fill('0003');
    await page.getByRole('link', { name: '陈*' }).waitFor();

    await page.goto('/');
    await page.getByRole('heading', { name: '工作台' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('王小明');
    await page.getByRole('link', { name: /王\*\*.*138\*{4}0001/ }).click();
    await page.getByRole('heading', { name: '王**' }).waitFor();
  },
);

shop.test('the member page explains tier, points and every fact', {}, async (page) => {
  await enter(page, '/members?search=%E7%8E%8B%E5%B0%8F%E6%98%8E');
  await page.getByRole('link', { name: '王**' }).click();
  const tier = page.getByRole('region', { name: '等级' });
  await tier.getByText('银卡').first().waitFor();
  await tier.getByText('再消费 ¥3,900 升级金卡').waitFor();
  await page.getByText('付款 ¥500.00，订单 A-1002：有机奶粉 900g').waitFor();
  await page.getByText('等级由 普通 升为 银卡（近 12 个月消费 ¥1,100.00）').waitFor();

  await page.getByText('138****0001').waitFor();
  await page.getByRole('button', { name: '显示' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '显示' }).click();
  await dialog.getByText('请填写原因').waitFor();
  await dialog.getByLabel('查看原因').fill('核对收货地址');
  await dialog.getByRole('button', { name: '显示' }).click();
  await page.getByText('+8613800000001').waitFor();
  await page.getByRole('heading', { name: '王小明' }).waitFor();
  await page.getByRole('tab', { name: '操作记录' }).click();
  await page.getByText('店主 查看了会员 王** 的明文 — 核对收货地址').waitFor();
  await page.reload();
  await page.getByText('138****0001').waitFor();

  await page.getByRole('tab', { name: '积分明细' }).click();
  await page.getByRole('row', { name: /A-1001.*\+600 600/ }).waitFor();
  await page.getByRole('row', { name: /A-1002.*\+500 1,100/ }).waitFor();
});

shop.test(
  'a tag is made, put on a member with a reason, and gone for good once the member removes it',
  {},
  async (page) => {
    const { items } = await made<{ items: { id: string }[] }>(shop, 'GET', '/api/members?search=13800000001');
    await enter(page, '/settings/tags');
    await page.getByText('还没有标签').waitFor();
    await page.getByRole('button', { name: '新建标签' }).first().click();
    const form = page.getByRole('dialog');
    await form.getByLabel('名称', { exact: true }).fill('爱喝茶');
    await form.getByLabel('代码').fill('likes-tea');
    await form.getByRole('button', { name: '保存' }).click();
    await page.getByRole('row', { name: /爱喝茶.*会员可见 0 0/ }).waitFor();

    await page.goto(`/members/${items[0]!.id}`);
    const card = page.getByRole('region', { name: '标签' });
    await card.getByRole('button', { name: '添加' }).click();
    await form.getByRole('button', { name: '添加' }).click();
    await form.getByText('请选择标签').waitFor();
    await choose(page, '标签', '爱喝茶');
    await form.getByLabel('原因').fill('常买龙井');
    await form.getByRole('button', { name: '添加' }).click();
    await card.getByText('常买龙井').waitFor();
    await card.getByText(/，店主$/).waitFor();
    await page.getByText('添加标签 爱喝茶').waitFor();

    await page.goto('/settings/tags');
    await page.getByRole('link', { name: '有标签“爱喝茶”的 1 位会员' }).click();
    await page.getByText('有标签 爱喝茶').waitFor();
    await page.getByRole('link', { name: '王**' }).click();

    await card.getByRole('button', { name: '移除标签：爱喝茶' }).click();
    await form.getByRole('button', { name: '会员本人要求' }).click();
    await form.getByRole('button', { name: '移除', exact: true }).click();
    await card.getByText(/会员本人移除，不能再添加/).waitFor();
    await card.getByRole('button', { name: '添加' }).click();
    await form.getByText('没有可以添加的标签').waitFor();
    await form.getByRole('button', { name: /取\s*消/ }).click();
    await page.getByRole('tab', { name: '操作记录' }).click();
    await page.getByText('店主 按会员 王** 本人意愿移除了标签 爱喝茶，不再添加').waitFor();
    await card.getByRole('button', { name: '恢复允许标签：爱喝茶' }).click();
    await form.getByRole('button', { name: '恢复允许' }).click();
    await card.getByText('还没有标签').waitFor();
  },
);

shop.test('a refund takes points back in proportion, and says so', {}, async (page) => {
  await enter(page, '/members?search=%E6%9D%8E%E5%A8%9C');
  await page.getByRole('link', { name: '李*' }).click();
  await page.getByText('退款 ¥40.00，订单 M-2001').waitFor();
  await page.getByRole('tab', { name: '积分明细' }).click();
  await page.getByRole('row', { name: /M-2001 退款.*-40 / }).waitFor();
});

shop.test('points granted by hand appear at once with their reason', {}, async (page) => {
  await enter(page, '/members?search=%E8%B5%B5%E7%A3%8A');
  await page.getByRole('link', { name: '赵*' }).click();
  await page.getByRole('button', { name: '发放积分' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('积分数量').fill('88');
  await dialog.getByLabel('原因').fill('开业好礼');
  await dialog.getByRole('button', { name: '发放积分' }).click();
  await page.getByText('已发放 88 积分，现有 88').waitFor();
  await page.getByRole('tab', { name: '积分明细' }).click();
  await page.getByRole('row', { name: /开业好礼.*\+88 88/ }).waitFor();
});

shop.test('filters are sentences in the address and can be taken away', {}, async (page) => {
  await enter(page, '/members?tier=silver');
  await page.getByText('等级是 银卡').waitFor();
  await page.getByText('共 1 条').waitFor();
  await page.getByRole('button', { name: '去掉条件：等级是 银卡' }).click();
  await page.getByText('共 4 条').waitFor();
});

shop.test('the export holds what is shown: the same members and columns', {}, async (page) => {
  await enter(page, '/members?tier=silver');
  await page.getByText('共 1 条').waitFor();
  await page.getByRole('button', { name: '导出' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 CSV' }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString('utf8').trim().split(/\r?\n/);
  assert.equal(lines.length, 2);
  assert.match(lines[1] ?? '', /^王\*\*,138\*{4}0001,/, 'masked as on the screen');
});

shop.test(
  'a policy is published, a member consents to it, is asked again by its next version, and withdraws',
  {},
  async (page) => {
    const dialog = page.getByRole('dialog').last();
    const publish = async (text: string, asksAgain: boolean) => {
      await page.getByRole('button', { name: '发布新版本' }).first().click();
      await choose(page, '政策', '营销授权书');
      await dialog.getByLabel('中文').fill(text);
      if (asksAgain) {
        await dialog.getByRole('checkbox', { name: '要求会员重新同意' }).check();
        await dialog.getByText('现在有 1 位会员的同意依据这项政策').waitFor();
      }
      await dialog.getByRole('button', { name: '发布新版本' }).click();
    };
    const consents = async (id: string) => {
      await page.goto(`/members/${id}?tab=consents`);
      await page.getByRole('table', { name: '同意情况' }).waitFor();
    };
    const bySms = page.getByRole('switch', { name: '营销消息（短信）' });
    const cell = page.getByRole('cell').filter({ has: bySms });
    const ledger = page.getByRole('region', { name: '同意与撤回的记录' }).getByRole('listitem');

    await enter(page, '/settings/privacy');
    await page.getByText('还没有发布过政策').waitFor();
    await publish('我们会发送优惠短信。', false);
    await page.getByText('已发布《营销授权书》第 1 版').waitFor();

    const { id } = await made<{ id: string }>(shop, 'PUT', '/api/members', { phone: '13600000088', name: '孙静' });
    await consents(id);
    await bySms.click();
    await dialog.getByRole('button', { name: '记录', exact: true }).click();
    await dialog.getByText('请填写展示给会员的文字').waitFor();
    await choose(page, '会员在哪里表示的', '门店当面');
    await dialog.getByLabel('展示给会员的文字').fill('我愿意接收优惠短信');
    await dialog.getByRole('button', { name: '记录', exact: true }).click();
    await cell.getByText('已同意').waitFor();
    await ledger.getByText('“我愿意接收优惠短信”').waitFor();
    await ledger.getByText('门店当面 · 店主 记录').waitFor();

    await page.goto('/settings/privacy');
    await publish('我们和合作门店会发送优惠短信。', true);
    await page.getByRole('row', { name: /营销授权书 第 2 版 当前 · 要求重新同意/ }).waitFor();
    await page.getByRole('button', { name: '查看文字：《营销授权书》第 1 版' }).click();
    await dialog.getByText('我们会发送优惠短信。').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: '查看会员：营销消息，待重新同意' }).click();
    await page.getByText('“营销消息”待重新同意').waitFor();
    await page.getByRole('link', { name: '孙*' }).waitFor();

    await consents(id);
    await cell.getByText('待重新同意').waitFor();
    assert.equal(await bySms.isChecked(), false);
    await bySms.click();
    await dialog.getByRole('button', { name: '拒绝或撤回' }).click();
    await choose(page, '会员在哪里表示的', '电话');
    await dialog.getByRole('button', { name: '记录', exact: true }).click();
    await cell.getByText('已撤回').waitFor();
    assert.equal(await ledger.count(), 2);
    await page.getByRole('tab', { name: '时间线' }).click();
    await page.getByText('撤回对营销消息（短信）的同意').waitFor();
    await page.getByRole('tab', { name: '操作记录' }).click();
    await page.getByText('记录了营销消息（短信）：撤回').waitFor();
  },
);

shop.test(
  'what another system was allowed to send stands with its proof, is stopped by a withdrawal, and is counted by reason',
  {},
  async (page) => {
    const { id } = await made<{ id: string }>(shop, 'PUT', '/api/members', { phone: '13600000066', name: '吴许可' });
    const policy = { code: 'marketing', text: '我们和合作门店会发送优惠短信。', asksAgain: true };
    const { version } = await made<{ version: number }>(shop, 'POST', '/api/policies', policy);
    const say = (decision: string) =>
      made(shop, 'PUT', `/api/members/${id}/consents`, {
        consents: [{ purpose: 'marketing', channel: 'sms', decision }],
        policy: { code: 'marketing', version },
        source: 'miniprogram',
        shown: '我愿意',
      });
    const ask = (reference: string) =>
      made(shop, 'POST', '/api/contacts', { purpose: 'marketing', channel: 'sms', reference, members: [{ id }] });
    await say('given');
    await ask('双11-预热');
    await enter(page, `/members/${id}?tab=consents`);
    const permits = page.getByRole('region', { name: '触达许可' });
    await permits.getByText('双11-预热').waitFor();
    await permits.getByText('未使用', { exact: true }).waitFor();
    await permits.getByRole('button', { name: `阅读《营销授权书》第 ${version} 版` }).click();
    await page.getByRole('dialog').getByText(policy.text).waitFor();
    await say('withdrawn');
    await ask('双11-正式');
    await page.reload();
    await permits.getByText('已停止（已撤回同意）').waitFor();
    await permits.getByText('未许可（已撤回同意）').waitFor();
    await page.getByRole('tab', { name: '时间线' }).click();
    await page.getByText('触达许可已停止：营销消息（短信）（已撤回同意）').waitFor();
    await page.getByRole('tab', { name: '操作记录' }).click();
    await page.getByText('申请了触达许可：双11-正式').waitFor();

    await page.goto('/settings/privacy');
    await page.getByRole('link', { name: '查看会员：已停止（已撤回同意）' }).click();
    await page.getByText(/触达：已停止（已撤回同意），.* 起/).waitFor();
    await page.getByRole('link', { name: '吴**' }).waitFor();
  },
);

shop.test('who may not record consents sees them, and cannot switch them', {}, async (page) => {
  await enter(page, '/members?search=13600000088', await join(shop, '营销小林', 'marketer'));
  await page.getByRole('link', { name: '孙*' }).click();
  await page.getByRole('tab', { name: '授权' }).click();
  assert.ok(await page.getByRole('switch', { name: '营销消息（短信）' }).isDisabled());
});

shop.test(
  'markup in names, attributes, products and reasons stands on every page as text, and none of it runs',
  {},
  async (page) => {
    const [script, image, svg, address, frame, handler] = injections.page;
    const member = { phone: '13600000009' };
    const profile = { ...member, name: script, region: image, attributes: { note: svg, other: frame } };
    const { id } = await made<{ id: string }>(shop, 'PUT', '/api/members', profile);
    const order = await made<{ id: string }>(shop, 'POST', '/api/orders', {
      number: svg,
      status: 'paid',
      placedAt: new Date().toISOString(),
      currency: 'CNY',
      channel: handler,
      store: handler,
      member,
      totalMinor: 90_000_000,
      lines: [{ sku: address, name: frame, category: script, quantity: 1, unitPriceMinor: 90_000_000 }],
    });
    await made(shop, 'POST', `/api/members/${id}/points`, { points: 1, reason: image });
    await enter(page);
    for (const [path, text] of [
      ['/members?search=13600000009', 'i***'],
      [`/members/${id}`, frame],
      [`/members/${id}?tab=points`, image],
      [`/members/${id}?tab=orders`, svg],
      [`/members/${id}?tab=audit`, 'i***'],
      [`/orders?open=${order.id}`, frame],
      ['/settings/audit', 'i***'],
      ['/', frame],
    ] as const) {
      await page.goto(path);
      if (path === `/members/${id}`) {
        await page.getByRole('button', { name: '显示' }).click();
        await page.getByLabel('查看原因').fill(image);
        await page.getByRole('dialog').getByRole('button', { name: '显示' }).click();
        await page.getByRole('heading', { name: script }).waitFor();
      }
      await page.getByText(text).first().waitFor();
      const made = await page.evaluate(() => [
        document.querySelectorAll('iframe, img[src="x"], svg[onload], [onmouseover], a[href^="javascript:"]').length,
        String((globalThis as { injected?: unknown }).injected),
      ]);
      assert.deepEqual(made, [0, 'undefined'], path);
    }
  },
);

shop.test(
  'a request is taken down on the member’s page, answered in the privacy centre, and who is deleted is explained',
  {},
  async (page) => {
    const { id } = await made<{ id: string }>(shop, 'PUT', '/api/members', { phone: '13600000077', name: '周注销' });
    await enter(page, `/members/${id}`);
    await page.getByRole('button', { name: '更多操作' }).click();
    await page.getByRole('menuitem', { name: '登记请求' }).click();
    await choose(page, '请求种类', '删除');
    await choose(page, '在哪里提出', '电话');
    await page.getByRole('dialog').getByRole('button', { name: '登记请求' }).click();
    await page.getByText('提出请求：删除').waitFor();

    await page.goto('/settings/privacy/requests');
    await page.getByText('还剩 14 天').waitFor();
    await page.getByRole('button', { name: '查看请求：删除' }).click();
    await page.getByRole('button', { name: '删除个人资料' }).click();
    const sure = page.getByRole('dialog').filter({ hasText: '立即销毁，不能恢复' });
    await sure.getByLabel('原因').fill('本人要求');
    await sure.getByLabel(`输入会员 ID ${id} 确认`).fill('1');
    await sure.getByRole('button', { name: '删除个人资料' }).click();
    await sure.getByText('与会员 ID 不一致').waitFor();
    await sure.getByLabel(`输入会员 ID ${id} 确认`).fill(id);
    await sure.getByRole('button', { name: '删除个人资料' }).click();
    await page.getByText('没有待办理的请求').waitFor();
    await page.goto(`/members/${id}`);
    await page.getByRole('heading', { name: '已注销的会员' }).waitFor();
    const buttons = await page.getByRole('main').getByRole('button').count();
    assert.equal(buttons, 0, 'nothing can be done with who is gone');
    await page.getByRole('link', { name: '查看操作日志' }).click();
    await page.getByText(`店主 删除了会员 ${id}（已注销） 的个人资料`).waitFor();

    await page.goto('/settings/privacy/incidents');
    await page.getByRole('button', { name: '登记事件' }).first().click();
    await page.getByLabel('发生了什么').fill('丢失优盘');
    await choose(page, '信息种类', '联系方式');
    await page.keyboard.press('Escape');
    await page.getByLabel('联系人及联系方式').fill('李店长');
    await page.getByRole('dialog').getByRole('button', { name: '登记事件' }).click();
    await page.getByText(/还剩 3 小时|还剩 4 小时/).waitFor();
    await page.goto('/settings/privacy/register');
    await page.getByRole('region', { name: '会员资料' }).getByText('4 张表').click();
    await page.getByText('members.identifier').waitFor();

    const days = page.getByRole('textbox', { name: '上传的文件：保存' });
    await days.fill('0');
    await page.getByText('请填写 1 到 36,500 之间的整数').waitFor();
    assert.equal(await days.inputValue(), '0', 'what was typed stays');
    await days.fill('14');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('保存期限已更新').waitFor();
    await page.getByRole('switch', { name: '不活跃的会员：一直保留' }).click();
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByRole('dialog').getByText('不能恢复').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
    await page.goto('/settings/audit');
    await page.getByText('店主 把“上传的文件”的保存期限从 30 天 改为 14 天').waitFor();
  },
);

shop.test(
  'the privacy notice is drafted, names what is missing, and is published once that is recorded',
  {},
  async (page) => {
    const dialog = page.getByRole('dialog').last();
    const draft = async () => {
      await page.goto('/settings/privacy');
      await page.getByRole('button', { name: '起草隐私政策' }).click();
      await dialog.getByLabel('中文').waitFor();
    };
    await enter(page, '/settings/privacy');
    await draft();
    await dialog.getByText('还没有登记接收方').waitFor();
    await dialog.getByRole('button', { name: '发布新版本' }).click();
    await dialog.getByText('还有【待填写】的地方').first().waitFor();
    await dialog.getByRole('link', { name: '去登记' }).first().click();

    await page.getByRole('button', { name: /^填\s?写$/ }).click();
    await dialog.getByLabel('店铺或公司名称').fill('湖滨母婴');
    await dialog.getByLabel('联系方式').first().fill('0571-8888');
    await dialog.getByLabel('会员在哪里提出请求').fill('0571-8888');
    await dialog.getByRole('button', { name: /保\s?存/ }).click();
    await page.getByText('责任人已保存').waitFor();
    await page.getByRole('button', { name: '登记接收方' }).first().click();
    await dialog.getByLabel('名称').fill('快快快递');
    await dialog.getByLabel('联系方式').first().fill('95500');
    await dialog.getByLabel('用来做什么').first().fill('送货');
    await dialog.getByLabel('用来做什么（英文）').fill('Delivery');
    await choose(page, '信息种类', '联系方式');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: /保\s?存/ }).click();
    await page.getByText('先做影响评估').waitFor();

    await draft();
    await dialog.getByRole('button', { name: '发布新版本' }).click();
    await page.getByText('已发布').first().waitFor();
  },
);
