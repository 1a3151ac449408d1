import {
  type PolicyVersion,
  changeIncident,
  closeRequest,
  copyMember,
  countRenewals,
  countRequests,
  eraseMember,
  getAuditPack,
  getConsents,
  getPolicy,
  type Identifier,
  listIncidents,
  listPolicies,
  listRequests,
  markIncident,
  openRequest,
  publishPolicy,
  recordConsents,
  listRetention,
  setRetention,
  recordIncident,
} from '@shuke/contract';
import { decideOne, input } from '../../engine/index.ts';
import type { SubjectKey } from '../../platform/crypto/index.ts';
import { type Call, type Route, keptOf, route } from '../../platform/http.ts';
import { type PackSources, makeAuditPack } from './audit-pack.ts';
import { type ContactRouteParts, contactRoutes } from './contact-routes.ts';
import type { Eraser } from './eraser.ts';
import { handlingRoutes } from './handling-routes.ts';
import { readIncident, readIncidents } from './incident-views.ts';
import { type CopyOf, sendCopy } from './member-copy.ts';
import { readRetention } from './retention.ts';
import { readCounts, readRequest, readRequests } from './request-views.ts';
import { readConsents, readPolicies, readPolicy, readRenewals } from './views.ts';

/** `keyOf` refuses a member that is not there; it comes from the module that owns members. */
export function privacyRoutes({
  pool,
  engine,
  eraser,
  keyOf,
  needsGuardian,
  identifiersOf,
  copyOf,
  callerNames,
  clock,
  today,
  zone,
  pack,
  keysOf,
  mustReach,
  isOfStores,
}: ContactRouteParts & {
  /** The day it is at the shop. */
  today(): string;
  eraser: Pick<Eraser, 'wake'>;
  keyOf(member: number): Promise<SubjectKey>;
  needsGuardian(member: number): Promise<boolean>;
  identifiersOf(member: number): Promise<Identifier[]>;
  copyOf: CopyOf;
  pack: Omit<PackSources, 'pool' | 'callerNames'> & { readonly version: string };
}): Route[] {
  /** Writes an incident down, or tells more of the one of this id. */
  const tellIncident = async (
    id: number | null,
    { body, idempotency, by }: Pick<Call<typeof recordIncident>, 'body' | 'idempotency' | 'by'>,
  ) => {
    const asked = { id, told: body, who: { id: by.id, name: by.name } };
    const told = await decideOne<{ id: number }>(engine, input('incident.record', asked, { ...idempotency, by }));
    return readIncident(pool, told.id);
  };
  /** Tells who published it by what the person is called. */
  const named = async <T extends PolicyVersion>(one: T): Promise<T> => ({
    ...one,
    publishedBy: (await callerNames())(one.publishedBy),
  });
  return [
    ...handlingRoutes({ pool, engine, today }),
    route(listPolicies, async () => ({ items: await Promise.all((await readPolicies(pool)).items.map(named)) })),
    route(getPolicy, async ({ params }) => named(await readPolicy(pool, params.code, Number(params.version)))),
    route(
      publishPolicy,
      async ({ body, caller, idempotency, by }) =>
        named(
          await decideOne<PolicyVersion>(
            engine,
            input('policy.publish', { ...body, by: keptOf(caller) }, { ...idempotency, by }),
          ),
        ),
      'own',
    ),
    route(getConsents, async ({ params, query }) => {
      const [key, isTooYoung] = await Promise.all([keyOf(Number(params.id)), needsGuardian(Number(params.id))]);
      return readConsents(pool, key, isTooYoung, query);
    }),
    route(countRenewals, async () => readRenewals(pool)),
    route(
      recordConsents,
      async ({ params, body, idempotency, by }) => {
        const { source, shown, address, device, guardian } = body;
        const evidence = { source, shown, address, device, guardian, by: { id: by.id, name: by.name } };
        const asked = { member: Number(params.id), consents: body.consents, policy: body.policy, evidence };
        return decideOne(engine, input('consent.record', asked, { ...idempotency, by }));
      },
      'own',
    ),
    ...contactRoutes({ pool, engine, clock, zone, callerNames, keysOf, mustReach, isOfStores }),
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
    route(countRequests, async () => readCounts(pool, clock.now())),
    route(listIncidents, async ({ query }) => readIncidents(pool, query)),
    route(recordIncident, async (call) => tellIncident(null, call), 'own'),
    route(changeIncident, async (call) => tellIncident(Number(call.params.id), call), 'own'),
    route(
      markIncident,
      async ({ params, body, idempotency, by }) => {
        const at = body.at === null ? null : Date.parse(body.at);
        const asked = { id: Number(params.id), ...body, at, who: { id: by.id, name: by.name } };
        await decideOne(engine, input('incident.mark', asked, { ...idempotency, by }));
        return readIncident(pool, asked.id);
      },
      'own',
    ),
    route(
      getAuditPack,
      async ({ query, reply }) => {
        const now = clock.now();
        const zip = await makeAuditPack(
          { pool, callerNames, ...pack },
          { now, today: today(), language: query.language, version: pack.version },
        );
        return reply
          .header('content-disposition', `attachment; filename="audit-${new Date(now).toISOString().slice(0, 10)}.zip"`)
          .type('application/zip')
          .send(Buffer.from(zip));
      },
      'none',
      'call',
    ),
  ];
}
