import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClickHouseError, type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import fc from 'fast-check';
import { testClickHouse } from '../../test/clickhouse.ts';
import { startOwner } from '../../test/owner.ts';
import { startEmbeddedClickHouse } from './embedded-clickhouse.ts';

test('the wire of the embedded ClickHouse, through the unmodified client', async (t) => {
  const { url, client } = await testClickHouse(t);

  await t.test('a ping is answered', async () => {
    assert.deepEqual(await client.ping(), { success: true });
    assert.deepEqual(await client.ping({ select: true }), { success: true });
  });

  await t.test('rows that are inserted are read again, in every format the product uses', async () => {
    await client.command({
      query: 'CREATE TABLE visit (id UInt64, name String, at DateTime64(3)) ENGINE = MergeTree ORDER BY id',
    });
    const rows = [
      { id: '1', name: '熟客', at: '2026-01-01 08:00:00.123' },
      { id: '2', name: 'O\'Hara "x"\\\n\t', at: '2026-01-02 00:00:00.000' },
    ];
    const { summary } = await client.insert({ table: 'visit', values: rows, format: 'JSONEachRow' });
    assert.equal(summary?.written_rows, '2');
    const query = 'SELECT toString(id) AS id, name, at FROM visit ORDER BY visit.id';
    assert.deepEqual(await (await client.query({ query, format: 'JSONEachRow' })).json(), rows);
    assert.deepEqual((await (await client.query({ query, format: 'JSON' })).json()).data, rows);
    assert.equal(
      await (await client.query({ query: 'SELECT id, at FROM visit ORDER BY id', format: 'CSV' })).text(),
      '1,"2026-01-01 08:00:00.123"\n2,"2026-01-02 00:00:00.000"\n',
    );
  });

  await t.test('an empty insert is no fault', async () => {
    await client.insert({ table: 'visit', values: [], format: 'JSONEachRow' });
  });

  await t.test('parameters arrive as they were, whatever text they hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), async (text, list) => {
        const clean = (value: string) => value.replaceAll('\0', '');
        const given = { text: clean(text), list: list.map(clean) };
        const query = 'SELECT {text:String} AS text, {list:Array(String)} AS list';
        assert.deepEqual(await first(client, query, given), given);
      }),
      { numRuns: 50 },
    );
    const query = 'SELECT {n:Nullable(Int32)} AS n, toString({big:UInt64}) AS big, {at:DateTime64(3)} AS at';
    assert.deepEqual(
      await first(client, query, { n: null, big: '18446744073709551615', at: new Date('2026-01-02T03:04:05.678Z') }),
      { n: null, big: '18446744073709551615', at: '2026-01-02 03:04:05.678' },
    );
  });

  await t.test('parameters of statements that run at once are not mixed up', async () => {
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    const answers = await Promise.all(
      numbers.map((number) => first(client, 'SELECT {number:UInt32} AS number', { number })),
    );
    assert.deepEqual(
      answers,
      numbers.map((number) => ({ number })),
    );
  });

  await t.test('long parameter lists go in a body', async () => {
    const ids = Array.from({ length: 50_000 }, (_, index) => index);
    const answer = await client.query({
      query: 'SELECT toUInt32(length({ids:Array(UInt32)})) AS length',
      query_params: { ids },
      format: 'JSONEachRow',
      use_multipart_params: true,
    });
    assert.deepEqual(await answer.json(), [{ length: 50_000 }]);
  });

  await t.test('settings and SET do not stick to the next statement', async () => {
    const threads = `SELECT toString(getSetting('max_block_size')) AS size`;
    const changed = await client.query({
      query: threads,
      clickhouse_settings: { max_block_size: '77' },
      format: 'JSONEachRow',
    });
    assert.deepEqual(await changed.json(), [{ size: '77' }]);
    await client.command({ query: 'SET max_block_size = 78' });
    await client.command({ query: 'SELECT 1 SETTINGS max_block_size = 79' });
    await client.command({ query: 'USE system' });
    assert.notDeepEqual(await first(client, threads), { size: '77' });
    assert.notDeepEqual(await first(client, threads), { size: '78' });
    assert.deepEqual(await first(client, 'SELECT currentDatabase() AS name'), { name: 'shuke' });
  });

  await t.test('refusals carry the code and the words of ClickHouse', async () => {
    const refusals: [string, string, RegExp][] = [
      ['SELECT * FROM nowhere', '60', /nowhere/],
      ['SELEC 1', '62', /Syntax error/],
      ['SELECT {missing:String}', '456', /missing/],
      [`SELECT throwIf(1, 'stop here')`, '395', /stop here/],
    ];
    for (const [query, code, words] of refusals)
      await assert.rejects(
        client.query({ query }),
        (error) => error instanceof ClickHouseError && error.code === code && words.test(error.message),
      );
    await assert.rejects(client.query({ query: 'SELECT 1', clickhouse_settings: { no_such_setting: 1 } }), {
      code: '115',
    });
    await assert.rejects(client.insert({ table: 'visit', values: [{ id: 'x' }], format: 'JSONEachRow' }), {
      code: '27',
    });
    await assert.rejects(client.insert({ table: 'nowhere', values: [{ id: 1 }], format: 'JSONEachRow' }), {
      code: '60',
    });
  });

  await t.test('a status and a header name the exception, as a cluster would', async () => {
    const response = await fetch(url.replace(/\/\/.*@/, '//').replace('/shuke', '/?database=shuke'), {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(new URL(url).username + ':' + new URL(url).password).toString('base64')}`,
      },
      body: 'SELECT * FROM nowhere',
    });
    assert.equal(response.status, 404);
    assert.equal(response.headers.get('x-clickhouse-exception-code'), '60');
    assert.match(await response.text(), /^Code: 60\. DB::Exception: /);
  });

  await t.test('without the password nothing is answered', async (t) => {
    const stranger = new URL(url);
    stranger.password = 'guessed';
    const guessing = clientOf(t, stranger.href);
    await assert.rejects(guessing.query({ query: 'SELECT 1' }), { code: '516' });
  });

  await t.test('bodies and answers travel compressed', async (t) => {
    const compressing = createClient({
      url,
      compression: { request: true, response: true },
      log: { level: ClickHouseLogLevel.OFF },
    });
    t.after(() => compressing.close());
    await compressing.command({ query: 'CREATE TABLE packed (id UInt32) ENGINE = MergeTree ORDER BY id' });
    await compressing.insert({
      table: 'packed',
      values: Array.from({ length: 5000 }, (_, id) => ({ id })),
      format: 'JSONEachRow',
    });
    const answer = await compressing.query({ query: 'SELECT id FROM packed ORDER BY id', format: 'JSONEachRow' });
    assert.equal((await answer.json()).length, 5000);
  });

  await t.test('a range that is inserted again with its token counts once', async () => {
    await client.command({
      query:
        'CREATE TABLE fact (id UInt32) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 1000',
    });
    for (let times = 0; times < 3; times++)
      await client.insert({
        table: 'fact',
        values: [{ id: 1 }, { id: 2 }],
        format: 'JSONEachRow',
        clickhouse_settings: { insert_deduplication_token: '1-2' },
      });
    assert.deepEqual(await first(client, 'SELECT toUInt32(count()) AS count FROM fact'), { count: 2 });
  });

  await t.test('a statement that takes too much memory or time is refused, not the process', async () => {
    const greedy =
      'SELECT count() FROM (SELECT number, groupArray(toString(number)) FROM numbers(100000000) GROUP BY number)';
    await assert.rejects(
      client.query({
        query: greedy,
        clickhouse_settings: { max_memory_usage: '50000000', max_bytes_before_external_group_by: '0' },
      }),
      { code: '241' },
    );
    await assert.rejects(
      client.query({
        query: 'SELECT sum(sipHash64(number)) FROM numbers(100000000000)',
        clickhouse_settings: { max_execution_time: 1 },
      }),
      { code: '159' },
    );
  });

  await t.test('light statements go on while heavy ones run, and a heavy one that nobody waits for ends', async () => {
    const abort = new AbortController();
    const heavy = Array.from({ length: 6 }, (_, seed) =>
      client
        .query({
          query: `SELECT sum(sipHash64(number + ${seed})) FROM numbers(1000000000000)`,
          abort_signal: abort.signal,
        })
        .catch(() => 'ended'),
    );
    await sleep(2500);
    const startedAt = performance.now();
    for (let times = 0; times < 5; times++) await first(client, 'SELECT 1 AS one');
    const tookMs = performance.now() - startedAt;
    abort.abort();
    assert.deepEqual(await Promise.all(heavy), Array<string>(6).fill('ended'));
    assert.ok(tookMs < 5000, `five light statements took ${tookMs} ms`);
    const running = `SELECT toUInt32(count()) AS count FROM system.processes WHERE query LIKE '%sipHash64(number +%' AND query NOT LIKE '%system.processes%'`;
    for (let tries = 0; (await first<{ count: number }>(client, running)).count > 0; tries++) {
      assert.ok(tries < 100, 'the heavy statements run on');
      await sleep(100);
    }
  });
});

test('what was acknowledged is there after the owner and the engine were killed', async (t) => {
  const folder = temporaryFolder(t);
  const owner = await startOwner('own-clickhouse', folder);
  const before = clientOf(t, owner.url);
  await before.command({ query: 'CREATE TABLE kept (id UInt32) ENGINE = MergeTree ORDER BY id' });
  for (let block = 0; block < 20; block++)
    await before.insert({ table: 'kept', values: [{ id: block }], format: 'JSONEachRow' });
  process.kill(owner.pid, 'SIGKILL');
  await owner.kill('SIGKILL');
  const next = await startEmbeddedClickHouse({ folder });
  t.after(() => next.stop());
  assert.equal(next.rebuilt, false);
  assert.deepEqual(await first(clientOf(t, next.url), 'SELECT toUInt32(count()) AS count FROM kept'), { count: 20 });
});

test('a second start waits until the engine of a killed owner is gone', async (t) => {
  const folder = temporaryFolder(t);
  const owner = await startOwner('own-clickhouse', folder);
  await owner.kill('SIGKILL');
  const next = await startEmbeddedClickHouse({ folder });
  t.after(() => next.stop());
  assert.deepEqual(await clientOf(t, next.url).ping(), { success: true });
});

test('an engine that is killed under its owner is started again at the same address', async (t) => {
  const clickhouse = await startEmbeddedClickHouse({ folder: temporaryFolder(t) });
  t.after(() => clickhouse.stop());
  const client = clientOf(t, clickhouse.url);
  await client.command({ query: 'CREATE TABLE kept (id UInt32) ENGINE = MergeTree ORDER BY id' });
  const before = clickhouse.pid;
  process.kill(before, 'SIGKILL');
  for (let tries = 0; clickhouse.pid === before || !(await client.ping()).success; tries++) {
    assert.ok(tries < 200, 'it was not started again within 20 s');
    await sleep(100);
  }
  assert.deepEqual(await first(client, 'SELECT toUInt32(count()) AS count FROM kept'), { count: 0 });
});

test('a folder that cannot be read is moved aside and replaced by an empty one', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'metadata'), { recursive: true });
  writeFileSync(join(folder, 'metadata/shuke.sql'), 'ATTACH DATABASE _ UUID nonsense');
  const lines: string[] = [];
  const clickhouse = await startEmbeddedClickHouse({ folder, log: (line) => lines.push(line) });
  t.after(() => clickhouse.stop());
  assert.equal(clickhouse.rebuilt, true);
  assert.match(lines.join('\n'), /Moved the unreadable ClickHouse data to .*unreadable-/);
  assert.equal(readdirSync(join(folder, '..')).filter((name) => name.includes('unreadable')).length, 1);
  assert.deepEqual(await clientOf(t, clickhouse.url).ping({ select: true }), { success: true });
});

function temporaryFolder(t: TestContext): string {
  const parent = mkdtempSync(join(tmpdir(), 'shuke-clickhouse-'));
  t.after(() => rmSync(parent, { recursive: true, force: true, maxRetries: 5 }));
  return join(parent, 'clickhouse');
}

function clientOf(t: TestContext, url: string): ClickHouseClient {
  const client = createClient({ url, log: { level: ClickHouseLogLevel.OFF } });
  t.after(() => client.close());
  return client;
}

async function first<T>(client: ClickHouseClient, query: string, params: Record<string, unknown> = {}): Promise<T> {
  const answer = await client.query({ query, query_params: params, format: 'JSONEachRow' });
  return (await answer.json<T>())[0] as T;
}
