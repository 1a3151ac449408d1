import { endpoint, getHealth, listSetAside, moveClock, replaySetAside } from '@shuke/contract';
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { DemoLoad } from './demo/load-demo.ts';
import {
  type Engine,
  countWaiting,
  decideOne,
  input,
  readSetAside,
  replaySetAside as takeAgain,
} from './engine/index.ts';
import type { Database } from './platform/database.ts';
import type { Clock, ManualClock } from './platform/clock.ts';
import { type Route, route } from './platform/http.ts';
import { Problem } from './platform/problem.ts';
import { version } from './version.ts';

export interface SystemParts {
  readonly pool: Database;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly demo: DemoLoad;
  analytics(): { readonly isUp: boolean; readonly waitingFacts: number };
}

const healthz = endpoint({
  method: 'GET',
  path: '/healthz',
  permission: 'public',
  tag: 'system',
  summary: 'The process lives',
});
const readyz = endpoint({
  method: 'GET',
  path: '/readyz',
  permission: 'public',
  tag: 'system',
  summary: 'The stores answer and the engine decides',
});
const metrics = endpoint({
  method: 'GET',
  path: '/metrics',
  permission: 'public',
  tag: 'system',
  summary: 'Prometheus metrics',
});

export function systemRoutes(parts: SystemParts): Route[] {
  const registry = openMetrics(parts);
  return [
    route(healthz, async ({ reply }) => reply.type('text/plain').send('ok\n')),
    route(readyz, async ({ reply }) => {
      const isUp = await parts.pool.query('select 1').then(
        () => true,
        () => false,
      );
      const { isRunning, isFollowing } = parts.engine.status();
      const isReady = isUp && (isRunning || isFollowing);
      return reply.code(isReady ? 200 : 503).send({ isReady, store: isUp, engine: isRunning || isFollowing });
    }),
    route(metrics, async ({ reply }) => reply.type(registry.contentType).send(await registry.metrics())),
    route(getHealth, async () => health(parts)),
    route(listSetAside, async ({ query, caller }) => {
      const { items, nextCursor } = await readSetAside(parts.pool, query);
      // What was sent may tell of members: who may not read them sees what went wrong only.
      const shown = caller.can('members.read') ? items : items.map((one) => ({ ...one, body: null }));
      return { items: shown, nextCursor };
    }),
    route(replaySetAside, async ({ params, by }) => {
      await takeAgain(parts.pool, parts.engine, Number(params.id), by);
      return {};
    }),
    ...(parts.clock.isManual ? [route(moveClock, async ({ body }) => move(parts, Date.parse(body.now)))] : []),
  ];
}

const rates = { at: Date.now(), decided: 0, turn: 0, inputsPerSecond: 0, turnsPerSecond: 0 };

/** Inputs and turns per second since the last look, at most once a second. */
function measureRates(engine: Engine): typeof rates {
  const { lanes, turn } = engine.status();
  const decided = lanes.interactive.decided + lanes.bulk.decided;
  const seconds = (Date.now() - rates.at) / 1000;
  if (seconds < 1) return rates;
  const isFirst = rates.turn === 0;
  Object.assign(rates, {
    at: Date.now(),
    decided,
    turn,
    inputsPerSecond: isFirst ? 0 : Math.round((decided - rates.decided) / seconds),
    turnsPerSecond: isFirst ? 0 : Math.round((turn - rates.turn) / seconds),
  });
  return rates;
}

async function health({ pool, engine, clock, timeZone, demo, analytics }: SystemParts) {
  const status = engine.status();
  const { inputsPerSecond, turnsPerSecond } = measureRates(engine);
  const isReady = status.isRunning || status.isFollowing;
  return {
    now: new Date(clock.now()).toISOString(),
    isClockManual: clock.isManual,
    timezone: timeZone,
    version,
    isReady,
    isEngineRunning: isReady,
    lagSeconds: status.oldestWaitingAt === undefined ? 0 : Math.max(0, (clock.now() - status.oldestWaitingAt) / 1000),
    inputsPerSecond,
    turnsPerSecond,
    lanes: status.lanes,
    analytics: analytics(),
    ...(await countWaiting(pool, clock.now())),
    demo: demo.progress(),
  };
}

async function move({ engine, clock }: SystemParts, to: number): Promise<{ now: string; timersFired: number }> {
  const elsewhere = () =>
    new Problem('clock.elsewhere', 'Another process decides, and time is moved only there. Ask that process.');
  const { isRunning, isFollowing } = engine.status();
  if (isFollowing) throw elsewhere();
  if (!isRunning)
    throw new Problem('store.down', 'No process decides at the moment. Try again shortly.', { retryAfterSeconds: 2 });
  if (to < clock.now()) {
    throw new Problem(
      'clock.backwards',
      `The clock stands at ${new Date(clock.now()).toISOString()} and only moves forward.`,
      { faults: [{ field: 'now', message: 'lies before the clock' }] },
    );
  }
  (clock as ManualClock).set(to);
  const timersFired = await engine.settle();
  if (timersFired === undefined) throw elsewhere();
  // A turn of its own makes the new time durable.
  await decideOne(engine, input('clock.moved', { now: new Date(to).toISOString() }));
  return { now: new Date(clock.now()).toISOString(), timersFired };
}

function openMetrics({ engine, analytics }: SystemParts): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  for (const lane of ['interactive', 'bulk'] as const) {
    gauge(
      `shuke_inputs_waiting_${lane}`,
      `Inputs in the ${lane} lane that no turn has decided yet`,
      () => engine.status().lanes[lane].waiting,
    );
    gauge(
      `shuke_inputs_decided_${lane}`,
      `Inputs of the ${lane} lane decided since start`,
      () => engine.status().lanes[lane].decided,
    );
  }
  gauge('shuke_turn', 'Number of the last turn', () => engine.status().turn);
  gauge('shuke_turn_seconds', 'Time a turn takes, smoothed', () => engine.status().turnSeconds);
  gauge('shuke_set_aside', 'Inputs set aside since start', () => engine.status().setAside);
  gauge('shuke_facts_waiting', 'Facts not in analytics yet', () => analytics().waitingFacts);
  return registry;
}
