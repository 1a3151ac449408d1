import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Health } from '@shuke/contract';
import type { Bench, BenchContext } from './bench.ts';
import { type LoadResult, fire, startFloor } from './load.ts';
import { median, percentile } from './percentile.ts';
import { privateFolder } from './private-folder.ts';
import { figure, headline, note } from './report.ts';
import { type ServerChild, startServerChild } from './server-child.ts';
import { memberPhone } from './shop-bodies.ts';
import { coresText, watchCores } from './watch-cores.ts';

const RATIO_TARGET = 0.6;
const ORDERS_TARGET = 4000;
const ANSWER_TARGET_MS = 15;
/** A till at low load: so long between two orders. */
const PAUSE_MS = 30;
const ORDERS_PER_CALL = 500;

export const intakeBench: Bench = {
  summary: 'inputs acknowledged over HTTP beside a bare server; orders answered by their turn',
  usage:
    '--rounds 5 --seconds 10 --connections 128 (of behaviour) --tills 384 (connections of orders) --members 5000 --singles 300 --only events|orders|singles',
  async run(context) {
    const { values } = parseArgs({
      args: [...context.args],
      options: {
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '10' },
        connections: { type: 'string', default: '128' },
        tills: { type: 'string', default: '384' },
        members: { type: 'string', default: '5000' },
        singles: { type: 'string', default: '300' },
        only: { type: 'string' },
      },
    });
    const [rounds, seconds, connections, tills, members, singles] = [
      values.rounds,
      values.seconds,
      values.connections,
      values.tills,
      values.members,
      values.singles,
    ].map(Number) as [number, number, number, number, number, number];
    const server = await startServerChild(context, { dataFolder: privateFolder(context) });
    await makeMembers(server, members);
    const shape = { connections, seconds, members, headers: server.headers };
    const does = (part: string) => values.only === undefined || values.only === part;
    if (does('events')) await measureEvents(context, server, shape, rounds);
    if (does('orders')) await measureOrders(server, { ...shape, connections: tills }, rounds);
    if (does('singles')) await measureSingles(server, singles, members);
  },
};

interface Shape {
  readonly connections: number;
  readonly seconds: number;
  readonly members: number;
  readonly headers: Readonly<Record<string, string>>;
}

async function makeMembers(server: ServerChild, members: number): Promise<void> {
  for (let from = 0; from < members; from += ORDERS_PER_CALL) {
    const count = Math.min(ORDERS_PER_CALL, members - from);
    await server.call(
      'POST',
      '/api/orders',
      Array.from({ length: count }, (_, i) => order(`first-${from + i}`, from + i)),
    );
  }
  await server.settled();
  note(`${members} members, each with one order`);
}

const order = (number: string, member: number) => ({
  number,
  status: 'paid',
  placedAt: new Date().toISOString(),
  currency: 'CNY',
  channel: 'pos',
  store: 's-1',
  member: { phone: memberPhone(member) },
  totalMinor: 10_000,
  lines: [{ sku: 'T-1', name: 'T-shirt', category: 'tops', quantity: 1, unitPriceMinor: 10_000 }],
});

/** Floor and server in turns, because the machine's speed drifts; the ratio is that of the medians. */
async function measureEvents(context: BenchContext, server: ServerChild, shape: Shape, rounds: number): Promise<void> {
  headline(`Behaviour, one per request, ${shape.connections} connections, ${shape.seconds} s each in ${rounds} rounds`);
  const floorUrl = await startFloor(context);
  const load = { kind: 'events', path: '/api/events', ...shape } as const;
  await fire({ ...load, url: floorUrl, seconds: 2 });
  await fire({ ...load, url: server.url, seconds: 2 });
  const floor: LoadResult[] = [];
  const ours: LoadResult[] = [];
  const heaps: number[] = [];
  const drains: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await server.settled();
    floor.push(await fire({ ...load, url: floorUrl }));
    const turns = await turnOf(server);
    const watch = watchWaiting(server);
    const watched = watchCores();
    ours.push(await fire({ ...load, url: server.url }));
    const cores = watched();
    heaps.push(await watch.stop());
    const drainedFrom = performance.now();
    await untilDecided(server);
    drains.push((performance.now() - drainedFrom) / 1000);
    const [a, b] = [floor.at(-1)!, ours.at(-1)!];
    note(
      `round ${round + 1}: floor ${a.perSecond.toFixed(0)}/s, Shuke ${b.perSecond.toFixed(0)}/s (p50 ${b.p50} ms, p99 ${b.p99} ms), refused ${b.refused}, failed ${b.failed}, up to ${heaps.at(-1)!} waiting, drained ${drains.at(-1)!.toFixed(1)} s after`,
    );
    note(`  inputs per turn ${(b.answered / ((await turnOf(server)) - turns)).toFixed(0)}; ${coresText(cores)}`);
  }
  const [floorMedian, median_] = [median(floor.map((one) => one.perSecond)), median(ours.map((one) => one.perSecond))];
  figure('bare node:http, same body (floor)', floorMedian, '/s');
  figure('POST /api/events, durable', median_, '/s');
  figure('ratio to the floor', median_ / floorMedian, '', { atLeast: RATIO_TARGET });
  figure('most inputs waiting while loaded', Math.max(...heaps), '');
  figure('drained after the load, median', median(drains), 's');
}

const waitingOf = ({ lanes }: Health) => lanes.interactive.waiting + lanes.bulk.waiting;

/** Looks twice a second at how many inputs wait for their turn; `stop` answers the most. */
function watchWaiting(server: ServerChild): { stop(): Promise<number> } {
  let isOn = true;
  let most = 0;
  const watching = (async () => {
    while (isOn) {
      most = Math.max(most, waitingOf(await server.call<Health>('GET', '/api/health')));
      await sleep(500);
    }
  })();
  return {
    async stop() {
      isOn = false;
      await watching;
      return most;
    },
  };
}

/** Number of the last turn. */
async function turnOf(server: ServerChild): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^shuke_turn (\d+)/m.exec(text)?.[1]);
}

async function untilDecided(server: ServerChild): Promise<void> {
  while (waitingOf(await server.call<Health>('GET', '/api/health')) > 0) await sleep(50);
}

async function measureOrders(server: ServerChild, shape: Shape, rounds: number): Promise<void> {
  headline(
    `Orders, one per request, each answered by its turn, ${shape.connections} connections, ${shape.members} members`,
  );
  const results: LoadResult[] = [];
  for (let round = 0; round < rounds; round++) {
    await server.settled();
    const watched = watchCores();
    const turns = await turnOf(server);
    const result = await fire({ kind: 'orders', path: '/api/orders', url: server.url, ...shape });
    const cores = watched();
    results.push(result);
    note(
      `round ${round + 1}: ${result.perSecond.toFixed(0)}/s (p50 ${result.p50} ms, p99 ${result.p99} ms), refused ${result.refused}, failed ${result.failed}`,
    );
    note(`  inputs per turn ${(result.answered / ((await turnOf(server)) - turns)).toFixed(0)}; ${coresText(cores)}`);
  }
  figure('orders answered', median(results.map((one) => one.perSecond)), '/s', { atLeast: ORDERS_TARGET });
}

async function measureSingles(server: ServerChild, singles: number, members: number): Promise<void> {
  headline(`One order at a time, ${PAUSE_MS} ms between two`);
  await server.settled();
  const times: number[] = [];
  for (let i = 0; i < singles; i++) {
    const startedAt = performance.now();
    await server.call('POST', '/api/orders', order(`single-${i}`, i % members));
    times.push(performance.now() - startedAt);
    await sleep(PAUSE_MS);
  }
  // The first ones find cold code.
  const warm = times.slice(Math.min(20, Math.floor(singles / 10)));
  figure('accepted to answered, p50', median(warm), 'ms', { below: ANSWER_TARGET_MS });
  figure('accepted to answered, p99', percentile(warm, 0.99), 'ms');
}
