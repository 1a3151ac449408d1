import {
  type Behaviour,
  type OrderBody,
  describeStore,
  getOrder,
  listOrders,
  listPlaces,
  listStores,
  recordEvents,
  recordOrders,
  recordRefund,
} from '@shuke/contract';
import {
  type Answer,
  type Engine,
  type Input,
  type Keyed,
  bodyOf,
  decideCall,
  decideOne,
  input,
  partOf,
} from '../../engine/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Route, route } from '../../platform/http.ts';
import { Problem } from '../../platform/problem.ts';
import { behaviourInput } from './record-behaviour.ts';
import { orderInput } from './record-order.ts';
import { refundInput } from './refund-order.ts';
import { type NamesOf, readOrder, readOrders, readPlaces, readStores } from './views.ts';

export function activityRoutes({
  pool,
  engine,
  namesOf,
}: {
  pool: Database;
  engine: Engine;
  namesOf: NamesOf;
}): Route[] {
  return [
    route(
      recordOrders,
      async ({ body, caller: { stores }, idempotency }) => {
        if (!Array.isArray(body)) return decideCall(engine, idempotency, (keyed) => orderInput(body, keyed, stores));
        return { items: await recordMany(engine, body, stores, idempotency) };
      },
      'own',
    ),
    route(
      recordRefund,
      async ({ params, query, body, caller: { stores }, idempotency }) =>
        decideOne(engine, refundInput(params.number, query.channel ?? null, body, idempotency, stores)),
      'own',
    ),
    route(
      recordEvents,
      async ({ body, caller, idempotency }) => {
        await claim(engine, idempotency);
        const events: readonly Behaviour[] = Array.isArray(body) ? body : [body];
        // Nobody waits for what follows from a behaviour: tills come first.
        await engine.append(
          'bulk',
          events.map((one, i) => behaviourInput(one, caller.id, partOf(idempotency, i))),
        );
        return { accepted: events.length };
      },
      'own',
    ),
    route(listOrders, async ({ query, caller }) => readOrders(pool, namesOf, query, caller.stores)),
    route(getOrder, async ({ params }) => readOrder(pool, namesOf, Number(params.id))),
    route(listStores, async () => ({ items: await readStores(pool) })),
    route(
      describeStore,
      async ({ body, idempotency, by }) => decideOne(engine, input('store.describe', body, { ...idempotency, by })),
      'own',
    ),
    route(listPlaces, async ({ caller }) => readPlaces(pool, caller.stores)),
  ];
}

/** Claims the key of a call of several inputs: another body under it must not record anything. */
async function claim(engine: Engine, { key, hash = '' }: Keyed): Promise<void> {
  if (key !== undefined) await decideOne(engine, { kind: 'key.claim', body: {}, key, hash });
}

/** Many orders: what is refused for reasons of business is told per order, the others are recorded. */
async function recordMany(
  engine: Engine,
  bodies: readonly OrderBody[],
  stores: readonly string[],
  idempotency: Keyed,
): Promise<never[]> {
  await claim(engine, idempotency);
  const inputs = bodies.map((body, i) => {
    try {
      return orderInput(body, partOf(idempotency, i), stores);
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  });
  const answers = await engine.ask(
    'interactive',
    inputs.filter((one): one is Input => !(one instanceof Problem)),
  );
  let next = 0;
  return inputs.map((one, i) => itemOf(bodies[i]!, () => (one instanceof Problem ? one : answers[next++]!))) as never[];
}

function itemOf({ number, channel }: OrderBody, answer: () => Answer | Problem): unknown {
  try {
    const given = answer();
    if (given instanceof Problem) throw given;
    return bodyOf(given);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { number, channel, status: 'refused', code: error.code, detail: error.message };
  }
}
