import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startOwner } from '../../test/owner.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

const isRoot = process.getuid?.() === 0;

test('a data folder as mktemp -d makes it gets a Postgres, and keeps its data over a stop', async (t) => {
  const dataFolder = temporaryFolder(t);
  const first = await startEmbeddedPostgres({ dataFolder });
  await run(first.url, 'create table kept as select 1 as id');
  await first.stop();
  assert.equal(existsSync(join(first.folder, 'data/postmaster.pid')), false);
  const second = await startEmbeddedPostgres({ dataFolder });
  t.after(() => second.stop());
  assert.deepEqual(await run(second.url, 'select id from kept'), [{ id: 1 }]);
});

test('the server is durable, speaks UTF-8 and writes no personal data into its log', async (t) => {
  const postgres = await startEmbeddedPostgres({ dataFolder: temporaryFolder(t) });
  t.after(() => postgres.stop());
  const settings = `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
    current_setting('server_encoding') as encoding, lower('ÄÉ') as lower, 'b' < 'É' as by_code_point`;
  assert.deepEqual(await run(postgres.url, settings), [
    { fsync: 'on', commit: 'on', encoding: 'UTF8', lower: 'äé', by_code_point: true },
  ]);
  await run(postgres.url, 'create table phone (number text primary key)');
  await run(postgres.url, 'insert into phone values ($1)', ['13800000001']);
  await assert.rejects(run(postgres.url, 'insert into phone values ($1)', ['13800000001']), /duplicate key/);
  await assert.rejects(run(postgres.url, `select '13800000001'::date`));
  const log = readFileSync(join(postgres.folder, 'postgres.log'), 'utf8');
  assert.match(log, /ready to accept connections/);
  assert.doesNotMatch(log, /13800000001/);
});

test('a Postgres whose owner was killed is taken over with everything committed', async (t) => {
  const dataFolder = temporaryFolder(t);
  const owner = await startOwner('own-postgres', dataFolder);
  await run(owner.url, 'create table kept as select 7 as id');
  await owner.kill('SIGKILL');
  assert.doesNotThrow(() => process.kill(owner.pid, 0), 'the orphan lives on');
  const lines: string[] = [];
  const next = await startEmbeddedPostgres({ dataFolder, log: (line) => lines.push(line) });
  t.after(() => next.stop());
  assert.equal(next.pid, owner.pid);
  assert.match(lines.join('\n'), /Taking over/);
  assert.deepEqual(await run(next.url, 'select id from kept'), [{ id: 7 }]);
});

test('an orphan that ran with other settings is stopped and started anew', async (t) => {
  const dataFolder = temporaryFolder(t);
  const owner = await startOwner('own-postgres', dataFolder);
  await owner.kill('SIGKILL');
  const next = await startEmbeddedPostgres({ dataFolder, settings: { work_mem: '9MB' } });
  t.after(() => next.stop());
  assert.notEqual(next.pid, owner.pid);
  assert.deepEqual(await run(next.url, 'show work_mem'), [{ work_mem: '9MB' }]);
});

test('a Postgres that is killed under its owner is started again with nothing lost', async (t) => {
  const postgres = await startEmbeddedPostgres({ dataFolder: temporaryFolder(t) });
  t.after(() => postgres.stop());
  await run(postgres.url, 'create table kept as select 5 as id');
  const before = postgres.pid;
  process.kill(before, 'SIGKILL');
  for (let tries = 0; postgres.pid === before; tries++) {
    assert.ok(tries < 300, 'it was not started again within 30 s');
    await sleep(100);
  }
  assert.deepEqual(await run(postgres.url, 'select id from kept'), [{ id: 5 }]);
});

test('what a killed initdb left behind is thrown away', async (t) => {
  const dataFolder = temporaryFolder(t);
  const first = await startEmbeddedPostgres({ dataFolder });
  await first.stop();
  rmSync(join(first.folder, 'data'), { recursive: true });
  mkdirSync(join(first.folder, 'data.unfinished'));
  writeFileSync(join(first.folder, 'data.unfinished/PG_VERSION'), '18');
  const second = await startEmbeddedPostgres({ dataFolder });
  await second.stop();
});

test('a stale pid that now belongs to another process does not keep Postgres from starting', async (t) => {
  const dataFolder = temporaryFolder(t);
  const first = await startEmbeddedPostgres({ dataFolder });
  await first.stop();
  writeFileSync(join(first.folder, 'data/postmaster.pid'), `${process.pid}\n${join(first.folder, 'data')}\n1\n5432\n`);
  const second = await startEmbeddedPostgres({ dataFolder });
  await second.stop();
});

test('a data folder has one owner at a time', async (t) => {
  const dataFolder = temporaryFolder(t);
  const owner = await startOwner('own-postgres', dataFolder);
  t.after(() => owner.kill('SIGTERM'));
  await assert.rejects(
    startEmbeddedPostgres({ dataFolder }),
    /Another Shuke \(pid \d+\) is already using the data folder .*SHUKE_DATA/,
  );
});

test('a setting that Postgres does not take is reported with its own words', async (t) => {
  const dataFolder = temporaryFolder(t);
  await assert.rejects(
    startEmbeddedPostgres({ dataFolder, settings: { work_mem: 'plenty' } }),
    /did not start.*last lines.*plenty/s,
  );
});

test('where the path is too long for a socket, a port with a password serves', async (t) => {
  const dataFolder = join(
    temporaryFolder(t),
    'a-rather-long-name-for-a-folder-that-somebody-chose',
    'and-another-one-below-it',
  );
  mkdirSync(dataFolder, { recursive: true });
  chmodSync(join(dataFolder, '../..'), 0o755);
  const postgres = await startEmbeddedPostgres({ dataFolder });
  t.after(() => postgres.stop());
  const url = new URL(postgres.url);
  assert.equal(url.hostname, '127.0.0.1');
  assert.deepEqual(await run(postgres.url, 'select 1 as id'), [{ id: 1 }]);
  url.password = 'guessed';
  await assert.rejects(run(url.href, 'select 1'), /password authentication failed/);
});

test(
  'as root, under a closed folder, the data moves to /var/lib/shuke and is found again',
  { skip: isRoot ? false : 'only root needs another user' },
  async (t) => {
    const dataFolder = join(temporaryFolder(t), 'data');
    const first = await startEmbeddedPostgres({ dataFolder });
    t.after(() => rmSync(first.folder, { recursive: true, force: true }));
    assert.match(first.folder, /^\/var\/lib\/shuke\//);
    assert.notEqual(statSync(first.folder).uid, 0);
    await run(first.url, 'create table kept as select 1 as id');
    await first.stop();
    const second = await startEmbeddedPostgres({ dataFolder });
    assert.deepEqual(await run(second.url, 'select id from kept'), [{ id: 1 }]);
    await second.stop();
    // Who deletes the data folder means the data.
    rmSync(dataFolder, { recursive: true });
    const third = await startEmbeddedPostgres({ dataFolder });
    t.after(() => rmSync(third.folder, { recursive: true, force: true }));
    await assert.rejects(run(third.url, 'select id from kept'), /does not exist/);
    await third.stop();
  },
);

test(
  'an ordinary user runs Postgres as itself',
  { skip: isRoot ? false : 'every other test here runs as one' },
  async (t) => {
    const nobody = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
    const [uid, gid] = [Number(nobody?.[1]), Number(nobody?.[2])];
    const dataFolder = temporaryFolder(t);
    chownSync(dataFolder, uid, gid);
    const owner = await startOwner('own-postgres', dataFolder, { uid, gid }).catch((error: Error) => error);
    if (owner instanceof Error) return t.skip(`nobody may not read this clone: ${owner.message.slice(0, 100)}`);
    assert.deepEqual(await run(owner.url, 'select 1 as id'), [{ id: 1 }]);
    assert.equal(statSync(join(dataFolder, 'postgres/data')).uid, uid);
    await owner.kill('SIGTERM');
  },
);

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'shuke-postgres-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

async function run(url: string, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
