import assert from 'node:assert/strict';
import { enter, openShop, owner } from './shop.ts';

const shop = await openShop();

shop.test('a wrong password is refused with a reason and keeps what was typed', {}, async (page) => {
  await page.goto('/');
  await page.getByLabel('邮箱').fill(owner.email);
  await page.getByLabel('密码').fill('not-the-password');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('alert').getByText('邮箱或密码不正确').waitFor();
  assert.equal(await page.getByLabel('邮箱').inputValue(), owner.email);
});

shop.test('whoever forgot the password is told the command that sets a new one', {}, async (page) => {
  await page.goto('/');
  await page.getByText('npm run shuke -- reset password 邮箱').waitFor();
});

shop.test('signing in leads back to the page that was asked for', {}, async (page) => {
  await enter(page, '/members?search=%E7%8E%8B%E5%B0%8F%E6%98%8E');
  await page.getByRole('heading', { name: '会员' }).waitFor();
  await page.getByRole('link', { name: '王**' }).waitFor();
  assert.match(page.url(), /\/members\?search=/);
});

shop.test('signing in never leads to another site', {}, async (page) => {
  await enter(page, '/sign-in?next=%2F%2Fexample.com');
  assert.equal(new URL(page.url()).origin, new URL(shop.url).origin);
});

shop.test('after signing out, the pages ask for the sign-in again', {}, async (page) => {
  await enter(page);
  await page.getByRole('button', { name: /^账号/ }).click();
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.getByLabel('密码').waitFor();
  await page.goto('/members');
  await page.getByLabel('密码').waitFor();
});
