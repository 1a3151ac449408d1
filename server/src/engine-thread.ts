/** The thread of a server that decides and delivers, while the main thread answers callers. */
import { parentPort, workerData } from 'node:worker_threads';
import { createClient } from '@clickhouse/client';
import { decidingThread, startDecider, startSink } from './engine/index.ts';
import { prepareClickHouse, sinkTables } from './modules/insight/index.ts';
import { clickhouseLog } from './platform/clickhouse-log.ts';
import { manualClock, systemClock } from './platform/clock.ts';
import { type RootKeySettings, openStoredRing, watchRing } from './platform/crypto/index.ts';
import { withRing } from './platform/database.ts';
import { giveBackMemory } from './platform/give-back-memory.ts';
import { openPool } from './platform/postgres.ts';
import { openZone } from './platform/zone.ts';
import { turnModules } from './wire.ts';

export interface ThreadData {
  readonly databaseUrl: string;
  readonly clickhouseUrl: string;
  readonly timeZone: string;
  readonly rootKey: RootKeySettings;
  /** Where a manual clock stands; undefined: the system's clock. */
  readonly clockAt: number | undefined;
}

const POOL_SIZE = 4;
const { databaseUrl, clickhouseUrl, timeZone, rootKey, clockAt } = workerData as ThreadData;
const thread = decidingThread(parentPort!);
const plain = openPool(databaseUrl, POOL_SIZE);
const pool = withRing(plain, await openStoredRing(plain, rootKey));
watchRing(plain, pool.ring);
const zone = openZone(timeZone);
const clock = clockAt === undefined ? undefined : manualClock(clockAt);

const decider = await startDecider(
  {
    pool,
    url: databaseUrl,
    clock: clock ?? systemClock,
    modules: turnModules(zone, pool.ring),
    log: thread.log,
    onRest() {
      giveBackMemory();
      thread.rest();
    },
  },
  thread.events,
);
const clickhouse = createClient({ url: clickhouseUrl, log: clickhouseLog(thread.log) });
const sink = startSink({
  pool,
  clickhouse,
  tables: sinkTables(zone.name),
  prepare: () => prepareClickHouse(clickhouse, zone.name),
  wake: decider.onCommit,
  log: thread.log,
});
thread.serve(decider, sink, clock, async () => {
  await sink.stop();
  await clickhouse.close();
  await decider.stop();
  await pool.end();
});
