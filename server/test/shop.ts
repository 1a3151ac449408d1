import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { MemberView, ProblemBody } from '@shuke/contract';
import type { FastifyInstance } from 'fastify';
import { type OwnEngine, type Sink, openOnce, startEngine, startSink } from '../src/engine/index.ts';
import { openAuthentication, openKeys, openStaff } from '../src/modules/access/index.ts';
import { openBackups } from '../src/modules/backup/index.ts';
import { startImporter } from '../src/modules/imports/index.ts';
import { prepareClickHouse, sinkTables } from '../src/modules/insight/index.ts';
import { backupParts } from '../src/backup-parts.ts';
import { retentionDrops } from '../src/retain.ts';
import { orderNames } from '../src/modules/activity/index.ts';
import { type Eraser, type Retainer, startEraser, startRetainer } from '../src/modules/privacy/index.ts';
import { checkBooks } from '../src/check-books.ts';
import { type ManualClock, manualClock, systemClock } from '../src/platform/clock.ts';
import { type SingleSignOnSettings, loadConfig } from '../src/platform/config.ts';
import type { Route } from '../src/platform/http.ts';
import { type Database, withRing } from '../src/platform/database.ts';
import { openPool } from '../src/platform/postgres.ts';
import { openZone } from '../src/platform/zone.ts';
import { allRoutes, openApp, turnModules } from '../src/wire.ts';
import { TEST_ROOT_KEY, testDatabase } from './database.ts';
import { remedies } from './remedies.ts';

interface Hooks {
  after(fn: () => Promise<void>): void;
}

export interface ShopOptions {
  readonly now?: string;
  readonly isClockManual?: boolean;
  readonly timeZone?: string;
  readonly engine?: Pick<Parameters<typeof startEngine>[0], 'waitingLimit' | 'isStepped'>;
  /** Leads the shop to its database by another way; the check of its books goes straight there. */
  readonly reach?: (databaseUrl: string) => Promise<string>;
  /** An empty ClickHouse for the figures; without it analytics are never up. */
  readonly clickhouseUrl?: string;
  readonly singleSignOn?: SingleSignOnSettings;
  /** Where backups go; without it none can be made. */
  readonly backupTo?: string;
  readonly backupAlsoTo?: string;
}

/** What came back. `body` is typed loosely on purpose: tests say what they expect of it. */
export interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
}

export interface CallOptions {
  /** Sent as it is instead of JSON. */
  readonly raw?: string | Buffer;
  readonly headers?: Record<string, string>;
  /** The key to use; empty sends none. */
  readonly apiKey?: string;
}

/** A whole shop in process: a database of its own, the engine, all routes. */
export interface Shop {
  readonly app: FastifyInstance;
  readonly routes: readonly Route[];
  readonly engine: OwnEngine;
  readonly pool: Database;
  readonly clock: ManualClock;
  readonly url: string;
  readonly dataFolder: string;
  readonly eraser: Eraser;
  readonly retainer: Retainer;
  /** What the server logged; a fault of its own shows here. */
  readonly logged: string[];
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH',
    path: string,
    body?: unknown,
    options?: CallOptions,
  ): Promise<Reply>;
  get(path: string): Promise<Reply>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Refuses to go on where the answer is no 2xx. */
  ok(reply: Promise<Reply>): Promise<Reply['body']>;
  member(phone: string): Promise<MemberView>;
  points(memberId: string): Promise<{
    balance: number;
    entries: { points: number; balance: number; kind: string; cause: string; reason: string }[];
  }>;
}

export const API_KEY = 'test-key-of-the-shop';
export const OWNER = { email: 'owner@example.com', password: 'correct horse battery' };
const NOW = '2026-11-01T10:00:00+08:00';

/** Opens a shop for one test (`t`) or for the file. When it closes, its books must balance and the server must not have failed. */
export async function openShop(t?: Hooks, options: ShopOptions = {}): Promise<Shop> {
  const hooks = t ?? { after: (fn: () => Promise<void>) => after(fn) };
  // Hooks run in the order in which they came: the database may go only after the shop has closed.
  let dropDatabase = async () => {};
  const database = await testDatabase({ after: (drop) => (dropDatabase = drop) });
  const url = options.reach ? await options.reach(database.url) : database.url;
  const plain = openPool(url);
  const pool = withRing(plain, database.pool.ring);
  const dataFolder = await mkdtemp(join(tmpdir(), 'shuke-shop-'));
  const clock =
    options.isClockManual === false ? (systemClock as ManualClock) : manualClock(Date.parse(options.now ?? NOW));
  const zone = openZone(options.timeZone ?? 'Asia/Shanghai');
  const logged: string[] = [];
  const log = (message: string) => void logged.push(message);
  const engine = await startEngine({ pool, url, clock, modules: turnModules(zone, pool.ring), log, ...options.engine });
  while (!engine.status().isRunning) await new Promise(setImmediate);
  const { backup: settings } = loadConfig({
    SHUKE_BACKUP_TO: options.backupTo,
    SHUKE_BACKUP_ALSO_TO: options.backupAlsoTo,
  });
  const rootKey = { dataFolder, rootKey: TEST_ROOT_KEY, keyCommand: undefined, suite: 'intl' } as const;
  const backups = openBackups({
    ...backupParts,
    pool,
    url: database.url,
    dataFolder,
    settings,
    rootKey,
    timeZone: zone.name,
    log,
  });
  const eraser = startEraser({
    pool,
    ordersOf: (members) => orderNames(pool, members),
    log,
    note: () => backups.noteErasures(),
  });
  const drops = retentionDrops(pool, engine, eraser, dataFolder);
  const retainer = startRetainer(pool, drops, { now: () => clock.now(), log });
  const importer = startImporter({ pool, dataFolder, engine, log });
  const clickhouse = createClient({
    url: options.clickhouseUrl ?? 'http://127.0.0.1:1',
    log: { level: ClickHouseLogLevel.OFF },
  });
  const prepare = () => prepareClickHouse(clickhouse, zone.name);
  const tables = sinkTables(zone.name);
  const sink = options.clickhouseUrl
    ? startSink({ pool, clickhouse, tables, prepare, wake: engine.onCommit, log })
    : noSink;
  const desk = openStaff(pool);
  const once = openOnce(pool, engine);
  const keys = openKeys(pool);
  const routes = allRoutes({
    pool,
    engine,
    clock,
    zone,
    dataFolder,
    desk,
    keys,
    clickhouse,
    importer,
    eraser,
    sink,
    demo: { progress: () => null, stop: async () => {} },
    once,
    backup: { backups, settings, rootKey },
    singleSignOn: options.singleSignOn && { settings: options.singleSignOn, log },
  });
  const app = await openApp(routes, openAuthentication(desk, keys, [API_KEY]), once, engine, log);
  hooks.after(async () => {
    await app.close();
    await backups.stop();
    await importer.stop();
    await retainer.stop();
    await eraser.stop();
    await engine.stop();
    await sink.stop();
    await clickhouse.close();
    await pool.end();
    await rm(dataFolder, { recursive: true, force: true });
    const breaches = await checkBooks(database.pool);
    await dropDatabase();
    assert.deepEqual(breaches, [], 'the books of the shop balance');
    assert.deepEqual(
      logged.filter((line) => line.startsWith('request ')),
      [],
      'the server had no fault of its own',
    );
  });
  return {
    app,
    routes,
    engine,
    pool: database.pool,
    clock,
    url,
    dataFolder,
    eraser,
    retainer,
    logged,
    ...callers(app),
  };
}

const noSink: Pick<Sink, 'delivered' | 'waitingFacts' | 'isUp' | 'stop'> = {
  delivered: async () => ({ through: 0, isAll: false }),
  waitingFacts: () => 0,
  isUp: () => false,
  stop: async () => {},
};

function callers(app: FastifyInstance): Pick<Shop, 'call' | 'get' | 'post' | 'put' | 'ok' | 'member' | 'points'> {
  const call: Shop['call'] = async (method, path, body, { raw, headers = {}, apiKey = API_KEY } = {}) => {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const answer = await app.inject({
      method,
      url: path,
      headers: {
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    });
    const isJson = answer.headers['content-type']?.match(/json\b/);
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: isJson ? JSON.parse(answer.body) : undefined,
    };
  };
  const ok: Shop['ok'] = async (reply) => {
    const { status, text, body } = await reply;
    assert.ok(status >= 200 && status < 300, `${status}: ${text}`);
    return body;
  };
  const get: Shop['get'] = (path) => call('GET', path);
  return {
    call,
    ok,
    get,
    post: (path, body, headers = {}) => call('POST', path, body, { headers }),
    put: (path, body, headers = {}) => call('PUT', path, body, { headers }),
    async member(phone) {
      const { items } = await ok(get(`/api/members?identifier=phone:${encodeURIComponent(phone)}`));
      assert.equal(items.length, 1, `one member has the phone ${phone}`);
      return ok(get(`/api/members/${items[0].id}`));
    },
    points: (memberId) => ok(get(`/api/members/${memberId}/points?limit=200`)),
  };
}

/** Asserts a refusal: its status, its code, a text that tells what to do, and the field at fault where one is named. */
export function assertProblem(reply: Reply, status: number, code: ProblemBody['code'], field?: string): void {
  assert.equal(reply.status, status, reply.text);
  assert.match(String(reply.headers['content-type']), /^application\/problem\+json/);
  const body = reply.body as ProblemBody;
  assert.equal(body.code, code, reply.text);
  assert.equal(body.status, status);
  assert.equal(body.title, code);
  assert.equal(body.type, `urn:shuke:problem:${code}`);
  assert.match(body.detail, remedies[code], `says what to do: ${body.detail}`);
  if (field !== undefined)
    assert.ok(
      body.faults?.some((fault) => fault.field === field),
      `names ${field}: ${reply.text}`,
    );
}

let numbers = 0;

/** An order as the issue shows it: one line of 100 yuan, paid in the shop. Every call has a number of its own. */
// oxlint-disable-next-line typescript/no-explicit-any
export function order(more: Record<string, unknown> = {}): any {
  const totalMinor = (more['totalMinor'] as number | undefined) ?? 10_000;
  return {
    number: `T-${++numbers}`,
    status: 'paid',
    placedAt: '2026-11-01T09:00:00+08:00',
    currency: 'CNY',
    channel: 'pos',
    store: 's-1',
    discountMinor: 0,
    totalMinor,
    lines: [{ sku: 'T-1', name: 'T-shirt', category: 'tops', quantity: 1, unitPriceMinor: totalMinor }],
    ...more,
  };
}

/** A phone number nobody else in this file has. */
export function phone(): string {
  return `139${String(++numbers).padStart(8, '0')}`;
}
