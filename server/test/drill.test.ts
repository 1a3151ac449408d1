import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine } from './command-line.ts';
import { serverProcess } from './server-process.ts';

const person = { name: '司徒密不透', phone: '13977316428', email: 'nobody-reads-this@secret.example' };

test('after the data folder and the first place of backups are destroyed, everything acknowledged before the backup comes back, and nothing of it lies in clear (D36, D39)', async (t) => {
  const apart = mkdtempSync(join(tmpdir(), 'shuke-drill-'));
  t.after(() => rmSync(apart, { recursive: true, force: true }));
  const to = join(apart, 'backups');
  // The root key is the file that the first start makes.
  const second = join(apart, 'second');
  const settings = { SHUKE_BACKUP_TO: to, SHUKE_BACKUP_ALSO_TO: second, SHUKE_ROOT_KEY: '' };
  const server = await serverProcess(t, settings);
  // Answers are compared as a whole.
  // oxlint-disable-next-line typescript/no-explicit-any
  const call = async (method: string, path: string, body?: unknown): Promise<any> => {
    const response = await fetch(`${server.url()}${path}`, {
      method,
      headers: { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json' },
      body: method === 'GET' ? null : JSON.stringify(body ?? {}),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response.json();
  };
  const order = (number: number, phone: string) => ({
    number: `D-${number}`,
    status: 'paid',
    placedAt: '2026-11-01T10:00:00+08:00',
    currency: 'CNY',
    channel: 'pos',
    member: { phone },
    totalMinor: 60_000,
    lines: [{ sku: 'T-1', quantity: 1, unitPriceMinor: 60_000 }],
  });
  const rested = async () => {
    for (;;) {
      const answer = await call('GET', '/api/backups');
      const isCopied = answer.copy.at > answer.items[0]?.at;
      if (answer.running === null && isCopied) return answer;
      await sleep(100);
    }
  };

  await server.start();
  // The first backup is made without being asked for, and checked.
  while ((await rested()).items[0].check?.isGood !== true) await sleep(100);
  await call('PUT', '/api/members', person);
  for (let i = 0; i < 40; i++) await call('POST', '/api/orders', order(i, i % 2 ? person.phone : `1380000${1000 + i}`));
  const look = async () => {
    const found = await call('GET', `/api/members?search=situmi`);
    const id = found.items[0].id;
    const pages = [
      '/api/members?limit=100',
      '/api/orders?limit=100',
      `/api/members/${id}`,
      `/api/members/${id}/points?limit=100`,
    ];
    return [found, ...(await Promise.all(pages.map((page) => call('GET', page))))];
  };
  const before = await look();
  await call('POST', '/api/backups');
  await rested();
  await call('POST', '/api/orders', order(99, person.phone));

  await server.kill();
  const postmaster = server.postmasterPid();
  if (postmaster) process.kill(postmaster, 'SIGQUIT');
  while (server.leftOver().length > 0) await sleep(50);
  copyFileSync(join(server.dataFolder, 'keys/root.key'), join(apart, 'root.key'));
  for (const folder of [...server.folders(), to]) rmSync(folder, { recursive: true, force: true });

  const run = (...args: string[]) =>
    commandLine({ SHUKE_DATA: server.dataFolder, SHUKE_BACKUP_TO: second, SHUKE_ROOT_KEY: '' }, ...args).ended;
  const without = await run('restore');
  assert.deepEqual([without.code, /root\.key is missing\. Put it back/.test(without.out)], [1, true], without.out);
  mkdirSync(join(server.dataFolder, 'keys'), { recursive: true, mode: 0o700 });
  copyFileSync(join(apart, 'root.key'), join(server.dataFolder, 'keys/root.key'));
  const { code, out } = await run('restore');
  assert.equal(code, 0, out);
  assert.match(out, /Restored: everything is as it was at/);

  await server.start();
  assert.deepEqual(await look(), before);
  // Sealed keys and ids go on: the shop works as before.
  await call('POST', '/api/orders', order(99, person.phone));
  const { items } = await call('GET', '/api/audit?action=backup.restored');
  assert.equal(items.length, 1);
  await server.stop();

  const readable = readdirSync(second, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  assert.ok(readable.length > 20);
  const key = readFileSync(join(apart, 'root.key'), 'utf8').trim();
  for (const one of [...Object.values(person), person.phone.slice(3), key])
    assert.ok(!readable.some((bytes) => bytes.includes(one)), `${one} lies in the backups in clear`);
});
