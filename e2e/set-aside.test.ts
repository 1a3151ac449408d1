import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Page } from 'playwright-core';
import { sealRefused } from '../server/src/engine/set-aside.ts';
import { testRing } from '../server/test/database.ts';
import { enter, openShop } from './shop.ts';

const backupTo = await mkdtemp(join(tmpdir(), 'shuke-backups-'));
after(() => rm(backupTo, { recursive: true, force: true }));
const shop = await openShop({ SHUKE_BACKUP_TO: backupTo });
const ring = await testRing(shop.database);
const found = (await (await shop.api('GET', '/api/members?search=13700000004')).json()) as { items: { id: string }[] };
const member = found.items[0]?.id ?? '';

/** What a fault of ours would leave: nothing that is sent from outside is set aside. */
const setAside = (id: number, kind: string, body: object, error: string) =>
  shop.database.query(
    `insert into engine.set_aside (id, lane, position, index, kind, sealed, at) values ($1, 'interactive', $1, 0, $2, $3, now())`,
    [id, kind, sealRefused(ring, id, { body, error })],
  );
await setAside(
  1,
  'points.grant',
  { member: Number(member), points: 25, reason: '补发', by: '店主' },
  'TypeError: a fault that was mended',
);
await setAside(2, 'no.such', { what: 'unheard' }, 'Error: no module decides the input no.such\n    at decide');

const openDrawer = async (page: Page) => {
  await page.getByRole('button', { name: '需要处理' }).click();
  return page.getByRole('dialog', { name: '引擎状态' });
};
const balance = async () => {
  const answer = await shop.api('GET', `/api/members/${member}/points`);
  return ((await answer.json()) as { balance: number }).balance;
};

shop.test('what was set aside is shown with its reason, and counts once when it is taken again', {}, async (page) => {
  await enter(page);
  const drawer = await openDrawer(page);
  const one = drawer.getByRole('listitem').filter({ hasText: 'points.grant' });
  await one.getByText('TypeError: a fault that was mended').waitFor();
  await one.getByText('内容').click();
  // Of people it is told that there is something, and not what.
  await one.getByText('"reason": "***"').waitFor();
  assert.equal(await balance(), 0);
  await one.getByRole('button', { name: '重放' }).click();
  await one.getByText(/已于 .* 重放/).waitFor();
  assert.equal(await one.getByRole('button', { name: '重放' }).count(), 0);
  assert.equal(await balance(), 25);
});

shop.test('what still cannot be decided says so and stays', {}, async (page) => {
  await enter(page);
  const drawer = await openDrawer(page);
  const one = drawer.getByRole('listitem').filter({ hasText: 'no.such' });
  await one.getByRole('button', { name: '重放' }).click();
  await page.getByText('这条输入无法处理，已搁置').waitFor();
  await one.getByText(/no module decides the input no\.such$/).waitFor();
  await one.getByRole('button', { name: '重放' }).waitFor();
});

shop.test('the list of what was set aside fits a phone', { viewport: { width: 390, height: 844 } }, async (page) => {
  await enter(page);
  await page.getByTitle('查看引擎状态').click();
  const drawer = page.getByRole('dialog', { name: '引擎状态' });
  await drawer.getByText('points.grant').waitFor();
  await drawer.getByText('内容').first().click();
  const error = drawer.getByText(/no module decides/).first();
  assert.equal((await error.innerText()).split('\n').length, 1, 'the reason, not the way to it');
  const { content, room } = await drawer
    .getByRole('list')
    .evaluate((list) => ({ content: list.scrollWidth, room: list.clientWidth }));
  assert.ok(content <= room, `${content} wide in ${room}`);
});

shop.test('a backup is made and checked at a press, and where it fails the page says why', {}, async (page) => {
  page.setDefaultTimeout(60_000);
  await enter(page, '/settings/backups');
  const make = page.getByRole('button', { name: '立即备份' });
  // The first one is made and checked by itself.
  await page.getByRole('cell', { name: '可以恢复' }).waitFor();
  await page.getByText(backupTo).waitFor();
  await page.locator('button:enabled', { hasText: '立即备份' }).waitFor();
  await make.dblclick();
  await page.getByText('备份已开始').waitFor();
  const unchecked = page.getByRole('row').filter({ hasText: '未校验' });
  await unchecked.getByRole('button', { name: /^校验/ }).click();
  await page.getByText('校验已开始').waitFor();
  await page.getByRole('cell', { name: '可以恢复' }).nth(1).waitFor();
  assert.equal(await page.getByRole('button', { name: /^校验 / }).count(), 2, 'two presses at once made one');

  await rm(backupTo, { recursive: true });
  await writeFile(backupTo, 'no folder any more');
  await page.locator('button:enabled', { hasText: '立即备份' }).waitFor();
  await make.click();
  await page.getByRole('alert').getByText('备份的存放位置访问不了').waitFor();
  const failed = page.getByRole('alert').filter({ hasText: '最近一次没有成功' });
  await failed.getByText(/不是文件夹/).waitFor();
});
