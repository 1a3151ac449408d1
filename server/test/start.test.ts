import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { serverProcess } from './server-process.ts';

const root = resolve(import.meta.dirname, '../..');
const SIGN_IN = /First sign-in: \S+ {2}password: \S+/g;

/** `npm start` as in a terminal; `interrupt` is Ctrl-C, which reaches every process of the group. */
function npmStart(dataFolder: string) {
  const { PATH, HOME } = process.env;
  const child = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    env: { PATH, HOME, SHUKE_DATA: dataFolder, PORT: '0', SHUKE_DEMO: '0' },
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
