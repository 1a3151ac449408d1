/** The load generator's own process: takes a Load as its argument, prints what autocannon counted as JSON. */
import autocannon from 'autocannon';
import { memberPhone } from './shop-bodies.ts';
import type { Load, LoadResult } from './load.ts';

const load = JSON.parse(process.argv[2]!) as Load;
const { url, connections, seconds, headers } = load;

const common = { method: 'POST', path: load.path, headers: { ...headers, 'content-type': 'application/json' } };

/** Behaviours of many members, built before the measurement. */
const eventRequests = () =>
  Array.from({ length: 500 }, (_, i) => ({
    ...common,
    body: JSON.stringify({
      event: 'product_viewed',
      member: { phone: memberPhone(i * 7) },
      channel: 'mini-program',
      properties: { sku: `P-${i % 100}` },
    }),
  }));

/** One request that becomes another order each time it is sent. */
function orderRequests() {
  let count = 0;
  const run = `${Date.now().toString(36)}-`;
  const placedAt = new Date().toISOString();
  const setupRequest = <T extends object>(request: T) => {
    const number = run + count++;
    // Built by hand: the generator must not be what is measured.
    const body = `{"number":"${number}","status":"paid","placedAt":"${placedAt}","currency":"CNY","channel":"pos","store":"s-1","member":{"phone":"${memberPhone(count % load.members)}"},"totalMinor":10000,"lines":[{"sku":"T-1","name":"T-shirt","category":"tops","quantity":1,"unitPriceMinor":10000}]}`;
    return { ...request, body };
  };
  return [{ ...common, body: '', setupRequest }];
}

const result = await autocannon({
  url,
  connections,
  duration: seconds,
  requests: load.kind === 'events' ? eventRequests() : orderRequests(),
});
const answer: LoadResult = {
  perSecond: result['2xx'] / result.duration,
  answered: result['2xx'],
  refused: result.non2xx,
  failed: result.errors + result.timeouts,
  p50: result.latency.p50,
  p99: result.latency.p99,
};
console.log(JSON.stringify(answer));
