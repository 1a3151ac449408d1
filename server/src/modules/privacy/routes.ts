import { getConsents, getPolicy, listPolicies, publishPolicy, recordConsents } from '@shuke/contract';
import { type Engine, decideOne, input } from '../../engine/index.ts';
import type { SubjectKey } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Route, route } from '../../platform/http.ts';
import { readConsents, readPolicies, readPolicy } from './views.ts';

/** `keyOf` refuses a member that is not there; it comes from the module that owns members. */
export function privacyRoutes({
  pool,
  engine,
  keyOf,
}: {
  pool: Database;
  engine: Engine;
  keyOf(member: number): Promise<SubjectKey>;
}): Route[] {
  return [
    route(listPolicies, async () => readPolicies(pool)),
    route(getPolicy, async ({ params }) => readPolicy(pool, params.code, Number(params.version))),
    route(
      publishPolicy,
      async ({ body, caller, idempotency, by }) =>
        decideOne(engine, input('policy.publish', { ...body, by: caller.name }, { ...idempotency, by })),
      'own',
    ),
    route(getConsents, async ({ params, query }) => readConsents(pool, await keyOf(Number(params.id)), query)),
    route(
      recordConsents,
      async ({ params, body, idempotency, by }) => {
        const { source, shown, address, device } = body;
        const evidence = { source, shown, address, device, by: { id: by.id, name: by.name } };
        const asked = { member: Number(params.id), consents: body.consents, policy: body.policy, evidence };
        return decideOne(engine, input('consent.record', asked, { ...idempotency, by }));
      },
      'own',
    ),
  ];
}
