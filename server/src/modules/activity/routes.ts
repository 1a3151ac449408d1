import {
  type Behaviour,
  type OrderBody,
  getOrder,
  listOrders,
  listPlaces,
  recordEvents,
  recordOrders,
  recordRefund,
} from '@shuke/contract';
import type pg from 'pg';
import { type Answer, type Engine, type Input, bodyOf, decideCall, decideOne } from '../../engine/index.ts';
import { type Route, route } from '../../platform/http.ts';
import { Problem } from '../../platform/problem.ts';
import { behaviourInput } from './record-behaviour.ts';
import { orderInput } from './record-order.ts';
import { refundInput } from './refund-order.ts';
import { type NamesOf, readOrder, readOrders, readPlaces } from './views.ts';

interface Keyed {
  readonly key?: string;
  readonly hash?: string;
}

export function activityRoutes({
  pool,
  engine,
  namesOf,
}: {
  pool: pg.Pool;
  engine: Engine;
  namesOf: NamesOf;
}): Route[] {
  return [
    route(recordOrders, async ({ body, idempotency }) => {
      if (!Array.isArray(body)) return decideCall(engine, idempotency, (keyed) => orderInput(body, keyed));
      return { items: await recordMany(engine, body, idempotency) };
    }),
    route(recordRefund, async ({ params, query, body, idempotency }) =>
      decideOne(engine, refundInput(params.number, query.channel ?? null, body, idempotency)),
    ),
    route(recordEvents, async ({ body, caller }) => {
      const events: readonly Behaviour[] = Array.isArray(body) ? body : [body];
      // Nobody waits for what follows from a behaviour: tills come first.
      await engine.append(
        'bulk',
        events.map((one) => behaviourInput(one, caller.id)),
      );
      return { accepted: events.length };
    }),
    route(listOrders, async ({ query }) => readOrders(pool, namesOf, query)),
    route(getOrder, async ({ params }) => readOrder(pool, namesOf, Number(params.id))),
    route(listPlaces, async () => readPlaces(pool)),
  ];
}

/** Many orders: what is refused for reasons of business is told per order, the others are recorded. */
async function recordMany(engine: Engine, bodies: readonly OrderBody[], { key, hash }: Keyed): Promise<never[]> {
  // The key of the call is claimed first: another body under it must not record anything. No caller's key has a line break.
  if (key !== undefined) await decideOne(engine, { kind: 'key.claim', body: {}, key, hash: hash! });
  const inputs = bodies.map((body, i) => {
    try {
      return orderInput(body, key === undefined ? {} : { key: `${key}\n${i}`, hash: hash! });
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
