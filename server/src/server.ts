import { randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import type pg from 'pg';
import { orderDemo, startDemo } from './demo/load-demo.ts';
import { type Engine, readShard, startEngine, startSink, watchSink } from './engine/index.ts';
import { openAuthentication, openStaff } from './modules/access/index.ts';
import { knownOrders } from './modules/activity/index.ts';
import { startImporter } from './modules/imports/index.ts';
import { prepareClickHouse, sinkTables } from './modules/insight/index.ts';
import { type Clock, manualClock, systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { startEmbeddedClickHouse } from './platform/embedded-clickhouse.ts';
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts';
import type { Route } from './platform/http.ts';
import { giveBackMemory } from './platform/give-back-memory.ts';
import { migrate } from './platform/migrate.ts';
import { openPool } from './platform/postgres.ts';
import { type Zone, openZone } from './platform/zone.ts';
import { allRoutes, openApp, turnModules } from './wire.ts';

export interface RunningServer {
  readonly url: string;
  /** Set when this start made the owner: the password is shown once. */
  readonly firstSignIn: { readonly email: string; readonly password: string } | undefined;
  readonly engine: Engine;
  stop(): Promise<void>;
}

type Log = (message: string) => void;
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
  const pool = openPool(databaseUrl);
  stops.push(() => pool.end());

  const zone = openZone(config.timeZone);
  const clock = await openClock(config, pool);
  const desk = openStaff(pool);
  const firstSignIn = await firstRun(config, desk);
  if (firstSignIn && config.demo) await orderDemo(pool, clock.now());

  const does = duties[config.role];
  const engine = await startEngine({
    pool,
    url: databaseUrl,
    clock,
    modules: turnModules(zone),
    log,
    canDecide: does.decides,
    onRest: giveBackMemory,
  });
  stops.push(() => engine.stop());
  const clickhouse = createClient({ url: clickhouseUrl });
  stops.push(() => clickhouse.close());
  const sink = does.dispatches ? deliver(pool, clickhouse, engine, zone, does.decides, log, stops) : watchSink(pool);
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
  const demo = does.decides ? await startDemo({ pool, engine, log }) : { progress: () => null, stop: noStop };
  stops.push(() => demo.stop());

  const routes = allRoutes({
    pool,
    engine,
    clock,
    zone,
    dataFolder: config.dataFolder,
    desk,
    clickhouse,
    sink,
    importer,
    demo,
  }).filter(({ endpoint }) => does.serves || endpoint.permission === 'public');
  const token = randomBytes(24).toString('base64url');
  const url = await serve(
    config,
    routes,
    openAuthentication(desk, [token, ...(config.apiKey ? [config.apiKey] : [])]),
    log,
    stops,
  );
  await writeServerFile(config.dataFolder, { url, token, ...(config.databaseUrl ? {} : { databaseUrl }) });
  return { url, firstSignIn, engine, stop };
}

/** What a process of each role does; the roles of one shop share their stores. */
const duties = {
  all: { decides: true, dispatches: true, serves: true },
  api: { decides: false, dispatches: false, serves: true },
  engine: { decides: true, dispatches: false, serves: false },
  dispatch: { decides: false, dispatches: true, serves: false },
} as const satisfies Record<Config['role'], object>;

/** Facts on their way to analytics. */
function deliver(
  pool: pg.Pool,
  clickhouse: ClickHouseClient,
  engine: Engine,
  zone: Zone,
  decidesHere: boolean,
  log: Log,
  stops: (() => Promise<void>)[],
) {
  const prepare = () => prepareClickHouse(clickhouse, zone.name);
  const sink = startSink({ pool, clickhouse, tables: sinkTables(zone.name), prepare, wake: engine.onCommit, log });
  stops.push(() => sink.stop());
  if (decidesHere) return sink;
  // Commits of another process are not heard of, so they are looked for.
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
  const password = config.adminPassword ?? randomBytes(9).toString('base64url');
  return (await desk.createOwner(email, password)) ? { email, password } : undefined;
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
  log: Log,
  stops: (() => Promise<void>)[],
): Promise<string> {
  const app = await openApp(routes, authenticate, log);
  await app.listen({ port: config.port, host: config.host });
  stops.push(() => app.close());
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  return `http://${config.host === '0.0.0.0' || config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`;
}
