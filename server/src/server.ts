import { randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { orderDemo, startDemo } from './demo/load-demo.ts';
import { Worker } from 'node:worker_threads';
import type { ThreadData } from './engine-thread.ts';
import {
  type Engine,
  type Once,
  type Sink,
  connectDecider,
  followEngine,
  openEngine,
  openOnce,
  readShard,
  sealKeys,
  startEngine,
  startSink,
  watchSink,
} from './engine/index.ts';
import { openAuthentication, openKeys, openStaff, sealStaff } from './modules/access/index.ts';
import { backupParts } from './backup-parts.ts';
import { openBackups } from './modules/backup/index.ts';
import { knownOrders, orderNames } from './modules/activity/index.ts';
import { memberKeys, startImporter } from './modules/imports/index.ts';
import { startEraser, startRetainer } from './modules/privacy/index.ts';
import { prepareClickHouse, sinkTables } from './modules/insight/index.ts';
import type { Database } from './platform/database.ts';
import { type Clock, manualClock, systemClock } from './platform/clock.ts';
import { type Config, rootKeySettings } from './platform/config.ts';
import { type RootKeySettings, openStoredRing, watchRing } from './platform/crypto/index.ts';
import { withRing } from './platform/database.ts';
import { startEmbeddedClickHouse } from './platform/embedded-clickhouse.ts';
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts';
import type { Route } from './platform/http.ts';
import { giveBackMemory } from './platform/give-back-memory.ts';
import { clickhouseLog } from './platform/clickhouse-log.ts';
import { type Log, stackOf } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { openPool } from './platform/postgres.ts';
import { type Zone, openZone } from './platform/zone.ts';
import { retentionDrops } from './retain.ts';
import { allRoutes, openApp, turnModules } from './wire.ts';

export interface RunningServer {
  readonly url: string;
  /** Set when this start made the owner; the password, shown once, where the settings chose none. */
  readonly firstSignIn: { readonly email: string; readonly password: string | undefined } | undefined;
  readonly engine: Engine;
  stop(): Promise<void>;
}

const noStop = async () => {};
const COMMITS_LOOK_MS = 300;

/** All wiring: stores, engine, modules, HTTP. Ready to serve when it resolves; nothing is left running when it throws. */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).toReversed()) await end();
  };
  try {
    return await start(config, log, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  config: Config,
  log: Log,
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<RunningServer> {
  await mkdir(config.dataFolder, { recursive: true });
  const [databaseUrl, clickhouseUrl] = await openStores(config, log, stops);
  await migrate(databaseUrl, { log });
  const plain = openPool(databaseUrl);
  stops.push(() => plain.end());
  const rootKey = rootKeySettings(config);
  const pool = withRing(plain, await openStoredRing(plain, rootKey));
  const stopWatching = watchRing(plain, pool.ring);
  stops.push(async () => stopWatching());

  const zone = openZone(config.timeZone);
  const clock = await openClock(config, pool);
  await sealStaff(pool);
  await sealKeys(pool, memberKeys);
  const desk = openStaff(pool);
  const firstSignIn = await firstRun(config, desk);
  if (firstSignIn && config.demo) await orderDemo(pool, clock.now());

  const does = duties[config.role];
  const clickhouse = createClient({ url: clickhouseUrl, log: clickhouseLog(log) });
  stops.push(() => clickhouse.close());
  const { engine, sink } = await startEngineOf(config.role, {
    pool,
    clickhouse,
    zone,
    clock,
    log,
    databaseUrl,
    clickhouseUrl,
    rootKey,
    stops,
  });
  const importer = does.serves
    ? startImporter({
        pool,
        dataFolder: config.dataFolder,
        engine,
        log,
        knownOrders: (orders) => knownOrders(pool, orders),
      })
    : { wake: () => {}, stop: noStop };
  stops.push(() => importer.stop());
  const backups = openBackups({
    ...backupParts,
    pool,
    url: databaseUrl,
    dataFolder: config.dataFolder,
    settings: config.backup,
    rootKey,
    timeZone: config.timeZone,
    log,
  });
  stops.push(() => backups.stop());
  const eraser = does.serves
    ? startEraser({ pool, ordersOf: (members) => orderNames(pool, members), log, note: () => backups.noteErasures() })
    : { wake: () => {}, stop: noStop };
  stops.push(() => eraser.stop());
  if (does.serves) {
    const drops = retentionDrops(pool, engine, eraser, config.dataFolder);
    const retainer = startRetainer(pool, drops, { now: () => clock.now(), log });
    stops.push(() => retainer.stop());
  }
  const demo = does.decides ? await startDemo({ pool, engine, log }) : { progress: () => null, stop: noStop };
  stops.push(() => demo.stop());

  if (does.serves && backups.target) backups.keepTime();

  const once = openOnce(pool, engine);
  const keys = openKeys(pool);
  const routes = allRoutes({
    pool,
    engine,
    clock,
    zone,
    dataFolder: config.dataFolder,
    desk,
    keys,
    clickhouse,
    sink,
    importer,
    eraser,
    demo,
    once,
    backup: { backups, settings: config.backup, rootKey },
    singleSignOn: config.singleSignOn && { settings: config.singleSignOn, internalHosts: config.internalHosts, log },
  }).filter(({ endpoint }) => does.serves || endpoint.permission === 'public');
  const token = randomBytes(24).toString('base64url');
  const url = await serve(
    config,
    routes,
    openAuthentication(desk, keys, [token, ...(config.apiKey ? [config.apiKey] : [])]),
    once,
    engine,
    log,
    stops,
  );
  await writeServerFile(config.dataFolder, { url, token, ...(config.databaseUrl ? {} : { databaseUrl }) });
  return { url, firstSignIn, engine, stop };
}

/** What a process of each role does; the roles of one shop share their stores. */
const duties = {
  all: { decides: true, serves: true },
  api: { decides: false, serves: true },
  engine: { decides: true, serves: false },
  dispatch: { decides: false, serves: false },
} as const satisfies Record<Config['role'], object>;

interface EngineParts {
  readonly pool: Database;
  readonly clickhouse: ClickHouseClient;
  readonly zone: Zone;
  readonly clock: Clock;
  readonly log: Log;
  readonly databaseUrl: string;
  readonly clickhouseUrl: string;
  readonly rootKey: RootKeySettings;
  readonly stops: (() => Promise<void>)[];
}

interface EngineAndSink {
  readonly engine: Engine;
  readonly sink: Pick<Sink, 'delivered' | 'waitingFacts' | 'isUp'>;
}

/** The engine and the way to analytics, as far as a process of this role has them. */
async function startEngineOf(role: Config['role'], parts: EngineParts): Promise<EngineAndSink> {
  const { pool, clock, zone, log, databaseUrl, stops } = parts;
  if (role === 'all') return startThread(parts);
  const engine = await (role === 'engine'
    ? startEngine({ pool, url: databaseUrl, clock, modules: turnModules(zone, pool.ring), log, onRest: giveBackMemory })
    : followEngine({ pool, clock }));
  stops.push(() => engine.stop());
  return { engine, sink: role === 'dispatch' ? deliver(parts) : watchSink(pool) };
}

/** Engine and sink in a thread of their own: what callers send is answered however long a turn takes. */
async function startThread({ pool, clock, zone, log, databaseUrl, clickhouseUrl, rootKey, stops }: EngineParts) {
  const clockAt = clock.isManual ? clock.now() : undefined;
  const workerData: ThreadData = { databaseUrl, clickhouseUrl, timeZone: zone.name, rootKey, clockAt };
  const worker = new Worker(new URL('engine-thread.ts', import.meta.url), { workerData });
  const onFailure = (error: Error) => {
    log(`the engine failed: ${stackOf(error)}`, { level: 'error' });
    process.exit(1);
  };
  const engine = await openEngine({ pool, clock }, (events) =>
    connectDecider(worker, clock, events, { log, onRest: giveBackMemory, onFailure }),
  );
  stops.push(() => engine.stop());
  // While another process decides, this one's sink hears of nothing: how far that one has come stands in the database.
  const watched = watchSink(pool);
  const sink = () => (engine.status().isRunning ? engine.decider.sink : watched);
  return {
    engine,
    sink: {
      delivered: (factId: number, timeoutMs: number) => sink().delivered(factId, timeoutMs),
      waitingFacts: () => sink().waitingFacts(),
      isUp: () => sink().isUp(),
    },
  };
}

/** Facts on their way to analytics, of commits that other processes make. */
function deliver({ pool, clickhouse, zone, log, stops }: EngineParts): Sink {
  const prepare = () => prepareClickHouse(clickhouse, zone.name);
  const sink = startSink({ pool, clickhouse, tables: sinkTables(zone.name), prepare, log });
  stops.push(() => sink.stop());
  const look = () =>
    void readShard(pool).then(
      ({ nextId }) => sink.nudge(nextId - 1),
      () => {},
    );
  const timer = setInterval(look, COMMITS_LOOK_MS);
  stops.push(async () => clearInterval(timer));
  return sink;
}

/** The stores the settings name, or embedded ones; both start at the same time. Answers their addresses. */
async function openStores(config: Config, log: Log, stops: (() => Promise<void>)[]): Promise<[string, string]> {
  const [postgres, clickhouse] = await Promise.all([
    config.databaseUrl
      ? { url: config.databaseUrl, stop: noStop }
      : startEmbeddedPostgres({ dataFolder: config.dataFolder, log }),
    config.clickhouseUrl
      ? { url: config.clickhouseUrl, stop: noStop }
      : startEmbeddedClickHouse({ folder: join(config.dataFolder, 'clickhouse'), log }),
  ]);
  stops.push(
    () => postgres.stop(),
    () => clickhouse.stop(),
  );
  return [postgres.url, clickhouse.url];
}

async function openClock(config: Config, pool: Parameters<typeof readShard>[0]): Promise<Clock> {
  if (config.clock === 'system') return systemClock;
  const { now } = await readShard(pool);
  return manualClock(now > 0 ? now : Date.now());
}

async function firstRun(config: Config, desk: ReturnType<typeof openStaff>): Promise<RunningServer['firstSignIn']> {
  if (await desk.hasStaff()) return undefined;
  const email = config.adminEmail ?? 'owner@shuke.local';
  const chosen = config.adminPassword;
  const made = randomBytes(9).toString('base64url');
  if (!(await desk.createOwner(email, chosen ?? made))) return undefined;
  return { email, password: chosen === undefined ? made : undefined };
}

/** What the person who starts Shuke for the first time has to know. */
export function signInText({ email, password }: NonNullable<RunningServer['firstSignIn']>): string {
  return password === undefined
    ? `First sign-in: ${email}  with the password in SHUKE_ADMIN_PASSWORD`
    : `First sign-in: ${email}  password: ${password}  (shown only now)`;
}

/** Lets the command line of the same machine and user reach the running server. */
async function writeServerFile(
  dataFolder: string,
  content: { url: string; token: string; databaseUrl?: string },
): Promise<void> {
  const file = join(dataFolder, 'server.json');
  await writeFile(file, JSON.stringify(content), { mode: 0o600 });
  await chmod(file, 0o600);
}

async function serve(
  config: Config,
  routes: readonly Route[],
  authenticate: ReturnType<typeof openAuthentication>,
  once: Once,
  engine: Engine,
  log: Log,
  stops: (() => Promise<void>)[],
): Promise<string> {
  const app = await openApp(routes, authenticate, once, engine, log, {
    proxies: config.proxies,
    rateLimits: config.rateLimits,
    logsCalls: config.log === 'json',
  });
  await app.listen({ port: config.port, host: config.host });
  stops.push(() => app.close());
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  return `http://${config.host === '0.0.0.0' || config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`;
}
