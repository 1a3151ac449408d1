import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { testClickHouse } from './clickhouse.ts';
import { ownEnvironment } from './own-environment.ts';
import { serverProcess } from './server-process.ts';

const root = resolve(import.meta.dirname, '../..');
const SIGN_IN = /First sign-in: \S+ {2}password: \S+/g;

/** `npm start` as in a terminal; `interrupt` is Ctrl-C, which reaches every process of the group. */
function npmStart(dataFolder: string) {
  const child = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    env: { ...ownEnvironment(), SHUKE_DATA: dataFolder, PORT: '0', SHUKE_DEMO: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[code: number | null]>;
  let printed = '';
  const isReady = new Promise<void>((ready, fail) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.includes('Ctrl-C stops it')) ready();
      });
    void exited.then(() => fail(new Error(`npm start ended:\n${printed}`)));
  });
  isReady.catch(() => {});
  return {
    async ready() {
      await isReady;
      await fetch(`${/is ready .*: (http:\S+)/.exec(printed)![1]!}/healthz`);
    },
    printed: () => printed,
    async interrupt() {
      process.kill(-child.pid!, 'SIGINT');
      const [code] = await exited;
      return code;
    },
    end() {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
    },
  };
}

test('npm start tells the first sign-in once, on the first start, and Ctrl-C ends all of it with status 0', async (t) => {
  const { dataFolder, leftOver } = await serverProcess(t);
  for (const signIns of [1, 0]) {
    const started = npmStart(dataFolder);
    try {
      await started.ready();
      assert.equal((started.printed().match(SIGN_IN) ?? []).length, signIns, started.printed());
      assert.equal(await started.interrupt(), 0, started.printed());
    } finally {
      started.end();
    }
    assert.deepEqual(leftOver(), [], 'no process is left behind');
  }
});

test('Ctrl-C while it starts leaves no store behind', async (t) => {
  const { dataFolder, leftOver } = await serverProcess(t);
  const starting = npmStart(dataFolder);
  try {
    while (leftOver().length === 0) await sleep(10);
    assert.equal(await starting.interrupt(), 0, starting.printed());
  } finally {
    starting.end();
  }
  // An initdb that was interrupted still takes away what it had made.
  for (let tries = 0; tries < 100 && leftOver().length > 0; tries++) await sleep(50);
  assert.deepEqual(leftOver(), [], 'no process is left behind');
});

test('a ClickHouse of one’s own replaces the embedded one only: PostgreSQL is started as ever', async (t) => {
  const own = await testClickHouse(t);
  const server = await serverProcess(t, { CLICKHOUSE_URL: own.url });
  await server.start();
  const headers = { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json' };
  const put = await fetch(`${server.url()}/api/members`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ phone: '13800000001' }),
  });
  assert.equal(put.status, 200, await put.text());
  const counted = async () => {
    const answer = await fetch(`${server.url()}/api/insight/overview`, { headers });
    return ((await answer.json()) as { figures?: { newMembers: number } }).figures?.newMembers;
  };
  for (let tries = 0; tries < 100 && (await counted()) !== 1; tries++) await sleep(100);
  assert.equal(await counted(), 1);
  const rows = await own.client.query({ query: 'select count() as n from fact', format: 'JSONEachRow' });
  assert.ok(Number((await rows.json<{ n: string }>())[0]!.n) > 0, 'the facts are in it');
  assert.ok(server.postmasterPid(), 'the embedded PostgreSQL runs');
  assert.equal(existsSync(join(server.dataFolder, 'clickhouse')), false, 'the embedded ClickHouse does not');
  await server.stop();
  assert.deepEqual(server.leftOver(), []);
});

test('a clock moved by hand stands where it stood after a stop and after a kill', async (t) => {
  const server = await serverProcess(t, { SHUKE_CLOCK: 'manual' });
  const headers = { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json' };
  const move = (now: string) =>
    fetch(`${server.url()}/api/clock`, { method: 'POST', headers, body: JSON.stringify({ now }) });
  const now = async () =>
    ((await (await fetch(`${server.url()}/api/health`, { headers })).json()) as { now: string }).now;
  await server.start();
  for (const [end, at] of [
    ['stop', '2099-01-01T00:00:00.000Z'],
    ['kill', '2099-02-03T04:05:06.789Z'],
  ] as const) {
    assert.equal((await move(at)).status, 200);
    await server[end]();
    await server.start();
    assert.equal(await now(), at);
  }
  assert.equal((await move('2099-02-01T00:00:00Z')).status, 422, 'and goes on only forward');
});
