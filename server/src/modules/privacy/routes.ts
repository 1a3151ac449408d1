import {
  closeRequest,
  copyMember,
  eraseMember,
  getConsents,
  getPolicy,
  type Identifier,
  listPolicies,
  listRequests,
  openRequest,
  publishPolicy,
  recordConsents,
  listRetention,
  setRetention,
} from '@shuke/contract';
import { type Engine, decideOne, input } from '../../engine/index.ts';
import type { SubjectKey } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Route, route } from '../../platform/http.ts';
import type { Eraser } from './eraser.ts';
import { type CopyOf, sendCopy } from './member-copy.ts';
import { readRetention } from './retention.ts';
import { readRequest, readRequests } from './request-views.ts';
import { readConsents, readPolicies, readPolicy } from './views.ts';

/** `keyOf` refuses a member that is not there; it comes from the module that owns members. */
export function privacyRoutes({
  pool,
  engine,
  eraser,
  keyOf,
  identifiersOf,
  copyOf,
}: {
  pool: Database;
  engine: Engine;
  eraser: Pick<Eraser, 'wake'>;
  keyOf(member: number): Promise<SubjectKey>;
  identifiersOf(member: number): Promise<Identifier[]>;
  copyOf: CopyOf;
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
    route(listRetention, async () => ({ items: await readRetention(pool) })),
    route(
      setRetention,
      async ({ params, body, idempotency, by }) => {
        const asked = { class: params.class, days: body.days };
        await decideOne(engine, input('retention.set', asked, { ...idempotency, by }));
        return (await readRetention(pool)).find((one) => one.class === params.class)!;
      },
      'own',
    ),
    route(listRequests, async ({ query }) => readRequests(pool, query)),
    route(
      openRequest,
      async ({ params, body, idempotency, by }) => {
        const asked = { member: Number(params.id), ...body, who: { id: by.id, name: by.name } };
        const { id } = await decideOne<{ id: number }>(engine, input('request.open', asked, { ...idempotency, by }));
        return readRequest(pool, id);
      },
      'own',
    ),
    route(
      closeRequest,
      async ({ params, body, idempotency, by }) => {
        const { id, memberId } = await readRequest(pool, Number(params.id));
        const asked = { member: Number(memberId), id: Number(id), ...body, who: { id: by.id, name: by.name } };
        await decideOne(engine, input('request.close', asked, { ...idempotency, by }));
        return readRequest(pool, Number(id));
      },
      'own',
    ),
    route(
      eraseMember,
      async ({ params, body, idempotency, by }) => {
        const member = Number(params.id);
        const identifiers = await identifiersOf(member);
        const asked = { member, identifiers, reason: body.reason, who: { id: by.id, name: by.name } };
        const { erasedAt } = await decideOne<{ erasedAt: string }>(
          engine,
          input('member.erase', asked, { ...idempotency, by }),
        );
        eraser.wake();
        return { memberId: params.id, erasedAt };
      },
      'own',
    ),
    route(
      copyMember,
      async ({ params, query, reply }) => sendCopy(reply, params.id, await copyOf(Number(params.id)), query.format),
      'none',
      'call',
    ),
  ];
}
