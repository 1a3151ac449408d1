import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContextOptions, Download, Page } from 'playwright-core';
import { TEST_ROOT_KEY, testDatabase, type TestDatabase } from '../server/test/database.ts';
import { openBrowser } from './browser.ts';
import { smallShop } from './small-shop.ts';

export const owner = { email: 'owner@example.com', password: 'a-password-for-tests' };
const API_KEY = 'a-key-for-the-browser-tests-0123456789';
const READY_LIMIT_MS = 60_000;
const STEP_LIMIT_MS = 15_000;

/** The real server, started as a retailer would, with a small data set; and a browser that looks at it. */
export interface Shop {
  readonly url: string;
  /** The database beneath, for what cannot be brought about from outside. */
  readonly database: TestDatabase['pool'];
  /** The header of a call that `api` is not made for. */
  readonly authorization: string;
  /** Calls the API as another system would. */
  api(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Response>;
  /** A browser test: named by a sentence, with a page of its own, and a screenshot in e2e/shots where it fails. */
  test(name: string, options: BrowserContextOptions, run: (page: Page) => Promise<void>): void;
}

/** Opens the shop for a test file and closes all of it afterwards. */
export async function openShop(settings: { readonly SHUKE_BACKUP_TO?: string } = {}): Promise<Shop> {
  const cleanups: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const cleanup of cleanups.toReversed()) await cleanup();
  });
  const database = await testDatabase({ after: (cleanup) => void cleanups.push(cleanup) });
  const dataFolder = await mkdtemp(join(tmpdir(), 'shuke-e2e-'));
  cleanups.push(() => rm(dataFolder, { recursive: true, force: true, maxRetries: 5 }));
  const { url, stop } = await startServer(database.url, dataFolder, settings);
  cleanups.push(stop);
  const browser = await openBrowser();
  cleanups.push(() => browser.close());

  const api: Shop['api'] = (method, path, body) =>
    fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${API_KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await fill(api);

  const browserTest: Shop['test'] = (name, options, run) =>
    void test(name, async () => {
      const context = await browser.newContext({
        baseURL: url,
        viewport: { width: 1366, height: 768 },
        reducedMotion: 'reduce',
        ...options,
      });
      context.setDefaultTimeout(STEP_LIMIT_MS);
      const page = await context.newPage();
      const crashes: string[] = [];
      page.on('pageerror', (error) => void crashes.push(error.message));
      page.on('console', (message) => {
        if (/Content Security Policy/i.test(message.text())) crashes.push(message.text());
      });
      try {
        await run(page);
        assert.deepEqual(crashes, [], 'no script of the page failed');
      } catch (error) {
        await shot(page, name);
        throw error;
      } finally {
        await context.close();
      }
    });
  return { url, database: database.pool, authorization: `Bearer ${API_KEY}`, api, test: browserTest };
}

async function startServer(
  databaseUrl: string,
  dataFolder: string,
  settings: Record<string, string>,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = spawn(process.execPath, [resolve(import.meta.dirname, '../server/src/main.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: '0',
      SHUKE_DATA: dataFolder,
      DATABASE_URL: databaseUrl,
      SHUKE_DEMO: '0',
      SHUKE_ADMIN_EMAIL: owner.email,
      SHUKE_ADMIN_PASSWORD: owner.password,
      SHUKE_API_KEY: API_KEY,
      SHUKE_ROOT_KEY: TEST_ROOT_KEY,
      SHUKE_TIMEZONE: 'Asia/Shanghai',
      ...settings,
    },
  });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const ended = once(server, 'exit');
  const url = await waitFor('the server to be ready', () => {
    assert.equal(server.exitCode, null, `the server ended:\n${output}`);
    return /is ready .*(http:\/\/\S+)/.exec(output)?.[1];
  });
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
  };
  return { url, stop };
}

/** Sends the small data set and waits until the figures of the home page count it. */
async function fill(api: Shop['api']): Promise<void> {
  const { members, orders, refunds } = smallShop(Date.now());
  for (const member of members) await good(api('PUT', '/api/members', member));
  await good(api('POST', '/api/orders', orders));
  for (const { number, ...refund } of refunds) await good(api('POST', `/api/orders/${number}/refunds`, refund));
  await waitFor('the figures to be counted', async () => {
    const answer = await api('GET', '/api/insight/overview');
    if (!answer.ok) return undefined;
    const { figures, isComplete } = (await answer.json()) as { figures: { orders: number }; isComplete: boolean };
    return isComplete && figures.orders === orders.length ? true : undefined;
  });
}

async function good(call: Promise<Response>): Promise<void> {
  const answer = await call;
  assert.ok(answer.ok, `${answer.url} answers ${answer.status}: ${answer.ok ? '' : await answer.text()}`);
}

export async function waitFor<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  everyMs = 100,
): Promise<T> {
  for (const startedAt = Date.now(); Date.now() - startedAt < READY_LIMIT_MS;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await sleep(everyMs);
  }
  throw new Error(`Waited in vain for ${what}`);
}

async function shot(page: Page, name: string): Promise<void> {
  const folder = resolve(import.meta.dirname, 'shots');
  await mkdir(folder, { recursive: true });
  const fileName = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}.png`;
  await page.screenshot({ path: join(folder, fileName) }).catch(() => undefined);
}

/** Goes to an address of the admin, signing in on the way. */
export async function enter(page: Page, address = '/', who = owner): Promise<void> {
  await page.goto(address);
  await page.getByLabel('邮箱').fill(who.email);
  await page.getByLabel('密码').fill(who.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
}

/** What a downloaded file says. */
export async function textOf(download: Download): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
