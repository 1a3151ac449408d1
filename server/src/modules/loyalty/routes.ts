import { getMemberPoints, grantPoints } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { type Engine, decideOne, input } from '../../engine/index.ts';
import { type Route, route } from '../../platform/http.ts';
import { readEntries } from './views.ts';

/** `mustExist` refuses a member that is not there; it comes from the module that owns members. */
export function loyaltyRoutes({
  pool,
  engine,
  mustExist,
}: {
  pool: Database;
  engine: Engine;
  mustExist(member: number): Promise<void>;
}): Route[] {
  return [
    route(getMemberPoints, async ({ params, query }) => {
      await mustExist(Number(params.id));
      return readEntries(pool, Number(params.id), query);
    }),
    route(
      grantPoints,
      async ({ params, body, caller, idempotency, by }) =>
        decideOne(
          engine,
          input(
            'points.grant',
            { member: Number(params.id), points: body.points, reason: body.reason, by: caller.name },
            { ...idempotency, by },
          ),
        ),
      'own',
    ),
  ];
}
