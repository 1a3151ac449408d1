import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { TEST_ROOT_KEY, emptyDatabase, testDatabase } from '../../../test/database.ts';
import { assertProblem, openShop, order, phone } from '../../../test/shop.ts';
import { backupParts } from '../../backup-parts.ts';
import { wholeLog } from '../../engine/index.ts';
import { openStoredRing } from '../../platform/crypto/index.ts';
import { withRing } from '../../platform/database.ts';
import { loadConfig } from '../../platform/config.ts';
import { openBackups } from './backups.ts';
import { folderTarget } from './folder-target.ts';
import { makeBackup } from './make-backup.ts';
import { names } from './manifest.ts';
import { prune } from './prune.ts';
import { openBackup, restoreBackup } from './restore-backup.ts';
import { openVault } from './vault.ts';

const folder = mkdtempSync(join(tmpdir(), 'shuke-backups-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const target = folderTarget(join(folder, 'target'));
const shop = await openShop(undefined, { backupTo: target.name });
const { ok, get, post, put } = shop;
const { signal } = new AbortController();
const DAY_MS = 86_400_000;
const progress = () => ({ done: 0, total: 0 });
const backUp = () =>
  makeBackup({ ...backupParts, pool: shop.pool, dataFolder: shop.dataFolder }, target, progress(), signal);

const rootKey = (key: string) =>
  ({ dataFolder: shop.dataFolder, rootKey: key, keyCommand: undefined, suite: 'intl' }) as const;
const open = (id?: string, key = TEST_ROOT_KEY) => openBackup(target, rootKey(key), id);
const restore = async (url: string, id?: string, dataFolder = mkdtempSync(join(folder, 'data-'))) =>
  restoreBackup({ url, dataFolder, timeZone: 'Asia/Shanghai' }, await open(id), backupParts, progress(), signal);

async function buy(): Promise<string> {
  const member = { phone: phone() };
  await ok(put('/api/members', { ...member, name: '王小明' }));
  return (await ok(post('/api/orders', order({ member })))).memberId;
}

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** A digest of all rows of each table, but for those that tell of the database itself. */
async function contentOf(url: string): Promise<Record<string, string>> {
  const tables = await query<{ name: string }>(
    url,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema', 'backup') and tablename <> 'migration' order by 1`,
  );
  const content: Record<string, string> = {};
  for (const { name } of tables) {
    const rows = await query<{ row: string }>(url, `select t::text as row from ${name} t order by 1`);
    const digest = createHash('sha256').update(rows.map(({ row }) => row).join('\n'));
    content[name] = `${rows.length} rows ${digest.digest('hex')}`;
  }
  return content;
}

const upload = (path: string) => join(shop.dataFolder, 'imports', path);

test('a backup restores every row and every file, and the next one writes only what is new', async (t) => {
  for (let i = 0; i < 3; i++) await buy();
  mkdirSync(upload('7'), { recursive: true });
  writeFileSync(upload('7/upload'), Buffer.alloc(5_000_000, 'sealed '));
  await shop.engine.settle();
  const content = await contentOf(shop.url);
  const first = await backUp();
  const second = await backUp();
  assert.equal(second.bytesAdded, 0);
  assert.equal(second.bytes, first.bytes);

  await buy();
  const third = await backUp();
  assert.ok(third.bytesAdded > 0 && third.bytesAdded < third.bytes);

  const url = await emptyDatabase(t);
  const dataFolder = mkdtempSync(join(folder, 'data-'));
  assert.deepEqual((await restore(url, second.id, dataFolder)).breaches, []);
  assert.deepEqual(await contentOf(url), content);
  assert.deepEqual(readFileSync(join(dataFolder, 'imports/7/upload')), readFileSync(upload('7/upload')));
  // Ids go on where they were: a job that is made now does not get the number of a former one.
  const identity = `select is_called from imports.job_id_seq`;
  assert.deepEqual(await query(url, identity), await query(shop.url, identity));
});

test('what a restore takes the place of stays beside it', async (t) => {
  const { id } = await backUp();
  const { url, name, pool } = await testDatabase(t);
  await pool.end();
  const dataFolder = mkdtempSync(join(folder, 'data-'));
  mkdirSync(join(dataFolder, 'imports/1'), { recursive: true });
  const { formerDatabase, formerFiles } = await restore(url, id, dataFolder);
  assert.match(formerDatabase ?? '', new RegExp(`^${name}_before_\\d{14}$`));
  assert.deepEqual(readdirSync(join(formerFiles ?? '', 'imports')), ['1']);
  assert.notEqual((await query(url, 'select 1 from members.member')).length, 0);
  await query(shop.url, `drop database ${formerDatabase}`);
});

/** A backup with one of its objects spoiled is refused, and neither database nor folder has anything of it. */
async function refuses(url: string, spoil: (path: string) => void, object: string, message: RegExp, id: string) {
  const path = join(target.name, object);
  const kept = readFileSync(path);
  const dataFolder = mkdtempSync(join(folder, 'data-'));
  spoil(path);
  try {
    await assert.rejects(restore(url, id, dataFolder), message);
  } finally {
    writeFileSync(path, kept);
  }
  assert.deepEqual(await query(url, `select 1 from pg_namespace where nspname = 'members'`), []);
  assert.deepEqual(readdirSync(dataFolder), []);
  assert.deepEqual(await query(url, `select 1 from pg_database where starts_with(datname, 'shuke_scratch_')`), []);
}

test('a backup that was changed, cut, mixed up or made elsewhere is refused, and nothing of it is applied', async (t) => {
  const { id, tables } = await backUp();
  const url = await emptyDatabase(t);
  const pieces = tables.flatMap((table) => table.pieces);
  const flip = (path: string) => {
    const bytes = readFileSync(path);
    bytes[40]! ^= 1;
    writeFileSync(path, bytes);
  };
  const isNotWhole = /cannot be restored as a whole: take another one/;
  await refuses(url, flip, pieces[0]!, isNotWhole, id);
  await refuses(url, (path) => truncateSync(path, 60), pieces.at(-1)!, isNotWhole, id);
  await refuses(url, (path) => rmSync(path), pieces[1]!, isNotWhole, id);
  await refuses(
    url,
    (path) => writeFileSync(path, readFileSync(join(target.name, pieces[0]!))),
    pieces[2]!,
    isNotWhole,
    id,
  );
  await refuses(url, flip, names.backup(id), isNotWhole, id);
  await assert.rejects(
    open(id, Buffer.alloc(32, 8).toString('base64')),
    /cannot be opened\. The root key .* is not the one/,
  );
  await assert.rejects(open('20200101t000000000z-000000'), /There is no backup .* names those that are there/);

  const stranger = await testDatabase(t);
  await query(stranger.url, 'delete from platform.data_key');
  const plain = new pg.Pool({ connectionString: stranger.url, max: 2 });
  const pool = withRing(plain, await openStoredRing(plain, rootKey(TEST_ROOT_KEY)));
  const parts = { ...backupParts, pool, dataFolder: folder };
  await assert.rejects(makeBackup(parts, target, progress(), signal), /has the backups of another Shuke/);
  await plain.end();
});

test('a member whose secret is destroyed cannot be read from any backup once the next one is made', async (t) => {
  const member = await buy();
  await shop.engine.settle();
  const before = await backUp();
  const { rows } = await shop.pool.query('select * from members.secret where member_id = $1', [member]);
  await shop.pool.query('delete from members.secret where member_id = $1', [member]);
  await backUp();
  const url = await emptyDatabase(t);
  await restore(url, before.id);
  assert.equal((await query(url, `select 1 from members.member where id = ${member}`)).length, 1);
  assert.deepEqual(await query(url, `select 1 from members.secret where member_id = ${member}`), []);
  await shop.pool.query('insert into members.secret select * from json_populate_record(null::members.secret, $1)', [
    JSON.stringify({ ...rows[0], wrapped: `\\x${rows[0].wrapped.toString('hex')}` }),
  ]);
});

for (const isBackedUpSince of [false, true])
  test(`who was erased after a backup is erased again when it is restored, ${isBackedUpSince ? 'their secret gone already' : 'with no backup since'}`, async (t) => {
    const [number, stays] = [phone(), await buy()];
    const member = (await ok(put('/api/members', { phone: number, name: '王小明' }))).id as string;
    await ok(post('/api/orders', order({ member: { phone: number } })));
    const [joins, before] = [phone(), await backUp()];
    const later = (await ok(put('/api/members', { phone: joins, name: '王小明' }))).id as string;
    for (const id of [member, later]) await ok(post(`/api/members/${id}/erase`, { reason: 'x' }));
    await shop.eraser.idle();
    if (isBackedUpSince) await backUp();

    const url = await emptyDatabase(t);
    const restored = await restore(url, before.id);
    assert.deepEqual([restored.erasedAgain, restored.breaches, restored.unknownErasures], [1, [], []]);
    const told = await query<{ id: string }>(
      url,
      `select id from members.member where erased_at is not null and id in (${member}, ${stays}, ${later})`,
    );
    assert.deepEqual(told, [{ id: member }]);
    for (const table of ['members.secret', 'members.identifier', 'members.erased_identifier'])
      assert.deepEqual(await query(url, `select 1 from ${table} where member_id = ${member}`), [], table);
    const plain = new pg.Pool({ connectionString: url, max: 2 });
    const pool = withRing(plain, await openStoredRing(plain, rootKey(TEST_ROOT_KEY)));
    const log: unknown[] = [];
    for await (const row of wholeLog(pool)) log.push(row.inputs);
    await plain.end();
    assert.ok(!JSON.stringify(log).includes(number) && log.length > 0, 'nor does the log tell of them');
    // A backup of the restored database knows that its members up to then are the same people.
    const [line] = await query<{ parent: string }>(url, 'select parent from backup.line');
    assert.equal(line!.parent, before.line);
  });

test('old backups go, with what no other backup needs', async () => {
  const kept = await backUp();
  const vault = openVault(target, shop.pool.ring);
  await prune(vault, 1);
  assert.deepEqual([...(await target.list(names.backups)).keys()], [names.backup(kept.id)]);
  const used = new Set([...kept.tables, ...kept.files].flatMap(({ pieces }) => pieces));
  assert.deepEqual([...(await target.list(names.pieces)).keys()].toSorted(), [...used].toSorted());
});

test('a second place holds the same, forgets who is erased, and loses nothing that the first loses (D39)', async (t) => {
  const [to, alsoTo] = [join(folder, 'first'), join(folder, 'second')];
  const settings = { ...loadConfig({ SHUKE_BACKUP_TO: to, SHUKE_BACKUP_ALSO_TO: alsoTo }).backup };
  const of = (others: object) =>
    openBackups({
      ...backupParts,
      pool: shop.pool,
      url: shop.url,
      dataFolder: shop.dataFolder,
      rootKey: rootKey(TEST_ROOT_KEY),
      settings: { ...settings, ...others },
      timeZone: 'Asia/Shanghai',
      log: () => {},
    });
  const backups = of({});
  const inSecond = () => of({ to: alsoTo, alsoTo: undefined });
  const member = await buy();
  await shop.engine.settle();
  const content = await contentOf(shop.url);
  const { backup: first } = await backups.run('backup', 'x');
  await backups.run('copy', 'x');
  assert.ok((await backups.status()).copiedAt);
  rmSync(to, { recursive: true });
  const url = await emptyDatabase(t);
  const dataFolder = mkdtempSync(join(folder, 'data-'));
  const opened = await openBackup(folderTarget(alsoTo), rootKey(TEST_ROOT_KEY));
  await restoreBackup({ url, dataFolder, timeZone: 'Asia/Shanghai' }, opened, backupParts, progress(), signal);
  assert.deepEqual(await contentOf(url), content);

  await ok(post(`/api/members/${member}/erase`, { reason: 'x' }));
  await shop.eraser.idle();
  const secrets = () =>
    readdirSync(join(alsoTo, 'secrets'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const before = secrets().map(({ name }) => name);
  const { backup: next } = await backups.run('backup', 'x');
  await backups.run('copy', 'x');
  assert.ok(!secrets().some(({ name }) => before.includes(name)), 'what was erased is erased there as well');
  assert.deepEqual(
    (await inSecond().list()).map(({ id }) => id),
    [next!.id, first!.id],
  );
  const { check } = await inSecond().run('verify', 'x', first!.id);
  assert.deepEqual([check?.isGood, check?.erasedLater], [true, 1]);

  const away = of({ alsoTo: join(folder, 'a-file-too') });
  writeFileSync(join(folder, 'a-file-too'), '');
  await assert.rejects(away.run('copy', 'x'), /is no folder/);
  assert.equal((await away.list()).length, 1, 'what the first place holds stays as it is');
});

test('who was erased is forgotten once no backup of before is kept and the log of then is gone, not sooner', async (t) => {
  const to = folderTarget(join(folder, 'forgetting'));
  const at = (later: number) =>
    openBackups({
      ...backupParts,
      pool: shop.pool,
      url: shop.url,
      dataFolder: shop.dataFolder,
      rootKey: rootKey(TEST_ROOT_KEY),
      settings: { ...loadConfig({ SHUKE_BACKUP_TO: to.name }).backup, keep: 2 },
      timeZone: 'Asia/Shanghai',
      log: () => {},
      now: () => Date.now() + later * DAY_MS,
    });
  const member = Number(await buy());
  await ok(post(`/api/members/${member}/erase`, { reason: 'x' }));
  await shop.eraser.idle();
  await shop.pool.query(`update privacy.erasure set asked_at = now() - interval '5 days' where member_id = $1`, [
    member,
  ]);
  const isNoted = async ({ backup }: Awaited<ReturnType<ReturnType<typeof at>['run']>>) => {
    const list = await openVault(to, shop.pool.ring).readJson<{ erased: [number, number][] }>(
      names.erasuresOf(backup!.line),
    );
    const { rows } = await shop.pool.query('select 1 from privacy.erasure where member_id = $1', [member]);
    assert.equal(
      list.erased.some(([one]) => one === member),
      rows.length > 0,
    );
    return rows.length > 0;
  };
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 10 * DAY_MS });
  const before = await at(0).run('backup', 'x');
  t.mock.timers.reset();
  assert.ok(await isNoted(before));
  assert.ok(await isNoted(await at(200).run('backup', 'x')), 'a backup of before is kept');
  assert.ok(await isNoted(await at(0).run('backup', 'x')), 'the log of then is kept');
  assert.ok(!(await isNoted(await at(200).run('backup', 'x'))));
});

async function untilDone() {
  for (;;) {
    const answer = await ok(get('/api/backups'));
    if (answer.running === null) return answer;
    await sleep(20);
  }
}

test('staff make a backup and check it; a damaged one is told of, and the next one mends it', async () => {
  await ok(post('/api/backups', {}));
  const { items, warnings, target: place, failure } = await untilDone();
  assert.deepEqual([place, failure, warnings, items[0].check], [target.name, null, ['neverChecked'], null]);
  const { id } = items[0];
  const check = () => post(`/api/backups/${id}/verify`, {});
  const of = ({ items: all }: { items: { id: string; check: { isGood: boolean; detail: string } }[] }) =>
    all.find((one) => one.id === id)?.check;
  await ok(check());
  const checked = await untilDone();
  assert.deepEqual([checked.warnings, of(checked)?.isGood], [[], true]);
  assertProblem(await post('/api/backups/20200101t000000000z-000000/verify', {}), 404, 'backup.unknown');

  const { tables } = (await open(id)).manifest;
  const [damaged = ''] = tables.find(({ name }) => name === 'members.member')?.pieces ?? [];
  truncateSync(join(target.name, damaged), 50);
  await ok(check());
  const bad = await untilDone();
  assert.deepEqual([bad.warnings[0], of(bad)?.isGood], ['checkFailed', false]);
  assert.match(of(bad)?.detail ?? '', /was changed or cut/);
  await backUp();
  await ok(check());
  assert.equal(of(await untilDone())?.isGood, true);
});

test('where no place for backups is set, that is said', async (t) => {
  const other = await openShop(t);
  const { target: place, warnings, items } = await other.ok(other.get('/api/backups'));
  assert.deepEqual([place, warnings, items], [null, ['noTarget'], []]);
  assertProblem(await other.post('/api/backups', {}), 409, 'backup.no-target');
});

test('where the place of backups is away, the page says so, and why the last one failed', async (t) => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const other = await openShop(t, { backupTo: file });
  await other.ok(other.post('/api/backups', {}));
  for (;;) {
    const { running, warnings, failure } = await other.ok(other.get('/api/backups'));
    if (running !== null) continue;
    assert.deepEqual([warnings, failure.kind], [['unreachable', 'failed'], 'backup']);
    assert.match(failure.reason, /a-file is no folder .*set SHUKE_BACKUP_TO to one/);
    break;
  }
});
