import type { ClickHouseClient } from '@clickhouse/client';
import type pg from 'pg';
import { reasonOf } from '../platform/log.ts';
import {
  type FactRange,
  type RangeLimit,
  type SinkState,
  lastBefore,
  latestFact,
  passRange,
  readRange,
  readState,
  setPosition,
  takeRange,
} from './sink-range.ts';
import { type SinkTables, sinkTarget } from './sink-target.ts';

export interface SinkOptions {
  readonly pool: pg.Pool;
  readonly clickhouse: ClickHouseClient;
  readonly tables: SinkTables;
  /** Makes the tables where they are missing; called before the first insert and after each failure. */
  readonly prepare: () => Promise<void>;
  /** Tells the highest fact id after each commit. */
  readonly wake?: (listener: (factId: number) => void) => void;
  readonly log: (line: string) => void;
  /** The row of engine.sink. */
  readonly name?: string;
  readonly limit?: RangeLimit;
  /** Waits between tries while ClickHouse is down. */
  readonly backoff?: { readonly firstMs: number; readonly longestMs: number };
}

export interface Delivered {
  /** All facts up to this one are there with everything derived from them. Later ones may be there in part. */
  readonly through: number;
  /** Nothing of what was waited for is missing. */
  readonly isAll: boolean;
}

export interface Sink {
  /** Facts up to this id are committed. */
  readonly nudge: (factId: number) => void;
  /** How far deliveries have come, after waiting at most so long for this fact; at once when ClickHouse is down. */
  readonly delivered: (factId: number, timeoutMs: number) => Promise<Delivered>;
  /** The highest id known to be committed. */
  readonly latest: () => number;
  /** At most so many facts are committed but not delivered: ids are counted, and some belong to other things. */
  readonly waitingFacts: () => number;
  readonly isUp: () => boolean;
  /** Ends after the insert that is under way; the rest waits for the next start. */
  readonly stop: () => Promise<void>;
}

// Every insert is a part on disk for each table, and merging parts costs more than the facts: a trickle is gathered for
// some seconds, unless someone waits for it or there is enough for a whole range.
const GATHER_MS = 3000;
const LINGER_MS = 120;
// Larger ranges would hold up the event loop, and the turns with it, and leave ClickHouse larger for good.
const LIMIT: RangeLimit = { rows: 10_000, bytes: 2 * 1024 * 1024 };
/** Of the ids that pass, most belong to other things than facts. */
const IDS_PER_FACT = 3;
const BACKOFF = { firstMs: 250, longestMs: 5000 };

/**
 * Delivers facts to ClickHouse, each exactly once, in the order of their ids. A range is durable in engine.sink before it is
 * sent, is always sent whole and under its own token, and only then passed; after any doubt the store is asked what it holds.
 * A store that is empty, or is not the one these facts went to, is filled anew from the first fact.
 */
export function startSink({
  pool,
  clickhouse,
  tables,
  prepare,
  wake,
  log,
  name = 'analytics',
  limit = LIMIT,
  backoff = BACKOFF,
}: SinkOptions): Sink {
  const target = sinkTarget(clickhouse, tables);
  const stopping = new AbortController();
  const waiters = new Set<{ factId: number; settle: () => void }>();
  let state: SinkState = { position: 0, until: null };
  let latest = 0;
  let deliveredThrough = 0;
  let isReady = false;
  let isUp = false;
  let insertedAt = 0;
  let rouse: (() => void) | undefined;

  function nudge(factId: number): void {
    if (factId <= latest) return;
    latest = factId;
    rouse?.();
  }

  /** Resolves when `isDue` after a rousing, or after the time; never keeps the process alive. */
  function pause(ms: number, isDue: () => boolean): Promise<void> {
    if (stopping.signal.aborted || ms <= 0 || isDue()) return Promise.resolve();
    return new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        rouse = undefined;
        done();
      };
      const timer = Number.isFinite(ms) ? setTimeout(end, ms).unref() : undefined;
      rouse = () => {
        if (stopping.signal.aborted || isDue()) end();
      };
    });
  }

  function passed(through: number): void {
    deliveredThrough = Math.max(deliveredThrough, through);
    for (const waiter of waiters) if (waiter.factId <= deliveredThrough) waiter.settle();
  }

  /** Takes up where the last run or the last failure left off. */
  async function reconcile(): Promise<void> {
    await prepare();
    state = await readState(pool, name);
    if (!(await isSameStore())) await startOver();
    if (state.until !== null) await settleOpenRange(state.position, state.until);
    latest = Math.max(latest, await latestFact(pool));
    deliveredThrough = 0;
    passed(state.position - 1);
    isReady = true;
  }

  /** Whether ClickHouse holds the last fact that was delivered, and none that Postgres does not know of. */
  async function isSameStore(): Promise<boolean> {
    const { position, until } = state;
    const expected = await lastBefore(pool, position);
    const { last, beyond } = await target.ends(position, until ?? position);
    return last?.id === expected?.id && last?.cause === expected?.cause && beyond === 0;
  }

  async function startOver(): Promise<void> {
    if (state.position > 0) log('Analytics are filled anew from PostgreSQL');
    await target.clear();
    await setPosition(pool, name, 0);
    state = { position: 0, until: null };
  }

  /**
   * The same range under the same token repairs whatever was cut off, unless the store died between noting the token and
   * keeping the rows: then the range is taken out and sent under a token of its own.
   */
  async function settleOpenRange(from: number, until: number): Promise<void> {
    const range = await readRange(pool, from, until);
    if (!(await target.holds(range))) await target.insert(range, tokenOf(range));
    if (!(await target.holds(range))) {
      await target.remove(range);
      await target.insert(range, `${tokenOf(range)} again ${Date.now()}`);
      if (!(await target.holds(range))) throw new Error(`facts [${from}, ${until}) do not arrive whole`);
    }
    await setPosition(pool, name, until);
    state = { position: until, until: null };
  }

  const tokenOf = ({ from, until }: FactRange) => `${name} ${from}-${until}`;

  const isUrgent = () =>
    [...waiters].some((waiter) => waiter.factId > deliveredThrough) ||
    latest - deliveredThrough >= limit.rows * IDS_PER_FACT;

  async function gather(): Promise<void> {
    await pause(Number.POSITIVE_INFINITY, () => latest > deliveredThrough);
    await pause(Math.max(LINGER_MS, insertedAt + GATHER_MS - performance.now()), isUrgent);
  }

  /** Delivers until nothing is left that was committed when it last looked. */
  async function drain(): Promise<void> {
    let position = state.position;
    while (!stopping.signal.aborted) {
      const known = latest;
      const range = await takeRange(pool, name, state, position, limit);
      state = { position, until: range?.until ?? null };
      if (!range) return passed(known);
      insertedAt = performance.now();
      await target.insert(range, tokenOf(range));
      position = range.until;
      passed(position - 1);
      if (range.count >= limit.rows / 2) continue;
      // Before it rests, so that readers in other processes learn of it.
      state = await passRange(pool, name, state, position);
      await pause(GATHER_MS, isUrgent);
    }
    // An orderly end leaves no range open, so that the next start has nothing to ask.
    if (position > state.position) state = await passRange(pool, name, state, position);
  }

  async function run(): Promise<void> {
    let waitMs = backoff.firstMs;
    while (!stopping.signal.aborted) {
      try {
        if (!isReady) await reconcile();
        if (!isUp) log('Analytics are up');
        isUp = true;
        waitMs = backoff.firstMs;
        await drain();
        await gather();
      } catch (error) {
        if (isUp || waitMs === backoff.firstMs) log(`Analytics are down, trying again: ${reasonOf(error)}`);
        isUp = false;
        isReady = false;
        for (const waiter of waiters) waiter.settle();
        await pause(waitMs, () => false);
        waitMs = Math.min(waitMs * 2, backoff.longestMs);
      }
    }
  }

  wake?.(nudge);
  const running = run();

  return {
    nudge,
    delivered(factId, timeoutMs) {
      const reached = (): Delivered => ({ through: deliveredThrough, isAll: factId <= deliveredThrough });
      if (reached().isAll || !isUp) return Promise.resolve(reached());
      return new Promise((done) => {
        const waiter = {
          factId,
          settle: () => {
            clearTimeout(timer);
            waiters.delete(waiter);
            done(reached());
          },
        };
        const timer = setTimeout(waiter.settle, timeoutMs);
        waiters.add(waiter);
        nudge(factId);
        rouse?.();
      });
    },
    latest: () => latest,
    waitingFacts: () => Math.max(0, latest - deliveredThrough),
    isUp: () => isUp,
    async stop() {
      stopping.abort();
      rouse?.();
      for (const waiter of waiters) waiter.settle();
      await running;
    },
  };
}
