import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '../e2e/browser.ts';
import type { Bench, BenchContext } from './bench.ts';
import { largeShopFlags, largeShopUsage, startLargeShop } from './large-shop.ts';
import { headline, latencies, note } from './report.ts';
import { OWNER, type ServerChild } from './server-child.ts';

const TARGET_MS = 2000;
const FIRST_ROWS = 20;

interface AdminPage {
  readonly name: string;
  readonly path: string;
  /** Resolves when what the page is for can be read. */
  isThere(page: Page): Promise<void>;
}

const pages: readonly AdminPage[] = [
  {
    name: 'home page, all figures',
    path: '/',
    isThere: async (page) => {
      await page.getByRole('link', { name: /^销售额 ¥/ }).waitFor();
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    },
  },
  { name: 'member list', path: '/members', isThere: (page) => page.getByRole('row').nth(FIRST_ROWS).waitFor() },
  { name: 'order list', path: '/orders', isThere: (page) => page.getByRole('row').nth(FIRST_ROWS).waitFor() },
];

export const pagesBench: Bench = {
  summary: 'pages of the admin in a browser that has never been here, in a large shop',
  usage: `--loads 10 ${largeShopUsage}`,
  async run(context) {
    const { values } = parseArgs({
      args: [...context.args],
      options: { ...largeShopFlags, loads: { type: 'string', default: '10' } },
    });
    const server = await startLargeShop(context, values);
    await server.settled();
    await measure(context, server, Number(values.loads));
  },
};

async function measure(context: BenchContext, server: ServerChild, loads: number): Promise<void> {
  const browser = await openBrowser();
  context.onEnd(() => browser.close());
  headline(`Opened with nothing in the browser's cache, ${loads} times each`);
  const signIn: AdminPage = {
    name: 'sign-in page',
    path: '/',
    isThere: (page) => page.getByRole('button', { name: '登录' }).waitFor(),
  };
  const timesOf = async (page: AdminPage, options: BrowserContextOptions) => {
    const times: number[] = [];
    for (let i = 0; i < loads; i++) times.push(await load(browser, { ...options, baseURL: server.url }, page));
    latencies(page.name, times, TARGET_MS);
  };
  await timesOf(signIn, {});
  const storageState = await signedIn(browser, server.url);
  for (const page of pages) await timesOf(page, { storageState });
  note('from the click on the address to the last of what the page is for');
}

async function load(browser: Browser, options: BrowserContextOptions, { path, isThere }: AdminPage): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', ...options });
  try {
    const page = await context.newPage();
    const startedAt = performance.now();
    await page.goto(path);
    await isThere(page);
    return performance.now() - startedAt;
  } finally {
    await context.close();
  }
}

async function signedIn(browser: Browser, url: string) {
  const context = await browser.newContext({ baseURL: url, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('邮箱').fill(OWNER.email);
  await page.getByLabel('密码').fill(OWNER.password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}
