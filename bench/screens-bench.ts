import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Health } from '@shuke/contract';
import type { Bench } from './bench.ts';
import { largeShopFlags, largeShopUsage, startLargeShop } from './large-shop.ts';
import { headline, latencies, note } from './report.ts';
import { type Screen, screens } from './screens.ts';
import type { ServerChild } from './server-child.ts';
import { coresText, watchCores } from './watch-cores.ts';

const TARGET_MS = 200;

export const screensBench: Bench = {
  summary: 'p95 of overview, list, search and member page in a large shop',
  usage: `--calls 40 --only WORD ${largeShopUsage}`,
  async run(context) {
    const { values } = parseArgs({
      args: [...context.args],
      options: {
        ...largeShopFlags,
        calls: { type: 'string', default: '40' },
        only: { type: 'string', default: '' },
      },
    });
    const server = await startLargeShop(context, values);
    await fillAnalytics(server);
    headline(`${values.members} members, about ${values.facts} facts; ${values.calls} calls each, one after the other`);
    const watched = watchCores();
    for (const screen of await screens(server)) {
      if (!screen.name.includes(values.only)) continue;
      const times = await measure(screen, Number(values.calls));
      latencies(screen.name, times, TARGET_MS);
    }
    note(coresText(watched()));
  },
};

async function fillAnalytics(server: ServerChild): Promise<void> {
  const startedAt = performance.now();
  let saidAt = startedAt;
  for (;;) {
    const { analytics } = await server.call<Health>('GET', '/api/health');
    if (analytics.isUp && analytics.waitingFacts === 0) break;
    if (performance.now() - saidAt > 30_000) {
      saidAt = performance.now();
      note(`analytics are being filled by the sink: at most ${analytics.waitingFacts} facts to go`);
    }
    await sleep(500);
  }
  note(`analytics hold all facts (${((performance.now() - startedAt) / 1000).toFixed(0)} s)`);
}

/** The first two calls find cold code and plans. */
async function measure(screen: Screen, calls: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < calls + 2; i++) {
    const startedAt = performance.now();
    await screen.call(i);
    if (i >= 2) times.push(performance.now() - startedAt);
  }
  return times;
}
