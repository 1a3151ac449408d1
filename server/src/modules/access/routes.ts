import { randomUUID } from 'node:crypto';
import {
  type SignInRules,
  askAuditExport,
  changeRules,
  changeStaff,
  dropRole,
  endStaffSessions,
  exportAudit,
  getSignInRules,
  inviteStaff,
  issueKey,
  listAudit,
  listKeys,
  listRoles,
  listStaff,
  noFields,
  permissions,
  reinviteStaff,
  resetFactors,
  revokeKey,
  rotateKey,
  saveRole,
} from '@shuke/contract';
import { type Engine, decideOne, input } from '../../engine/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Actor, type Caller, type Route, keptOf, route } from '../../platform/http.ts';
import { lensFor } from '../../platform/fields.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import type { ExportDesk } from './approvals-exports.ts';
import { rulesText } from './book.ts';
import { openChallenges } from './challenges.ts';
import { openEntrance } from './entrance.ts';
import { factorRoutes } from './factor-routes.ts';
import { dropFactors, openFactors } from './factors.ts';
import { countTrail, sendTrail } from './export-trail.ts';
import { type KeyDesk, type Secret, newSecret } from './keys.ts';
import type { MemberKeys } from './audit-sealing.ts';
import { type TrailFilter, readTrail } from './read-trail.ts';
import { type Rights, givesOf, mustHave } from './roles.ts';
import { sessionRoutes } from './session-routes.ts';
import { type SingleSignOn, singleSignOnRoutes } from './single-sign-on.ts';
import type { StaffDesk } from './staff.ts';
import { readKeys, readRoles, readStaff } from './views.ts';

export interface AccessRouteDeps {
  readonly pool: Database;
  readonly memberKeys: MemberKeys;
  readonly engine: Engine;
  readonly desk: StaffDesk;
  readonly keys: KeyDesk;
  readonly files: ExportDesk;
  readonly singleSignOn: SingleSignOn | undefined;
}

const ROTATION_MS = 86_400_000;

const rightsOf = (caller: Caller) => ({
  may: permissions.filter((one) => caller.can(one)),
  mayFields: caller.fields,
  caller: caller.id,
});

function mustLieAhead(expiresAt: string | null): void {
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now())
    throw new Problem('request.invalid', 'expiresAt must lie ahead: choose a later instant, or null for no end.', {
      faults: [{ field: 'expiresAt', message: 'must lie ahead' }],
    });
}

export function accessRoutes({ pool, engine, desk, keys, files, memberKeys, singleSignOn }: AccessRouteDeps): Route[] {
  const factors = openFactors(pool);
  const deps = { desk, engine, factors, challenges: openChallenges(pool) };
  const entrance = openEntrance(deps);

  async function personOf(id: number) {
    const [found] = await readStaff(pool, id);
    if (!found) throw new Problem('staff.unknown', `There is nobody ${id}. GET /api/staff lists everybody.`);
    return found;
  }

  /** Who may do more than the caller is not theirs to let in or put out. Answers what that person may do. */
  async function mustRule(caller: Caller, id: number): Promise<Rights> {
    const { role } = await personOf(id);
    const found = (await readRoles(pool)).find((one) => one.code === role);
    const given = { permissions: found?.permissions ?? [], fields: found?.fields ?? noFields };
    mustHave(givesOf(rightsOf(caller)), given);
    return given;
  }

  async function readRules() {
    const [rules] = await rowsOf<SignInRules>(pool, rulesText);
    return rules!;
  }

  async function keyOf(id: number) {
    const [found] = await readKeys(pool, id);
    return found!;
  }

  const wantedTrail = (filter: TrailFilter & { readonly format: string; readonly language: string }, by: Actor) => ({
    path: exportAudit.path,
    filter,
    by,
    // What matches nothing yet counts too: the file holds what is there when it is taken.
    rows: async () => Math.max(1, await countTrail(pool, filter)),
  });

  /** The secret is told to whoever made it only: a call that is answered again has none. */
  async function issued({ id, hash }: { id: number; hash: string }, made: Secret) {
    keys.forget();
    return { key: await keyOf(id), secret: hash === made.hash ? made.secret : null };
  }

  return [
    ...sessionRoutes(deps, entrance),
    ...factorRoutes(pool, deps, entrance),
    ...singleSignOnRoutes(pool, singleSignOn, deps, entrance),
    route(listStaff, async () => ({ items: await readStaff(pool) })),
    route(
      inviteStaff,
      async ({ body, caller, idempotency, by }) => {
        const call = randomUUID();
        const asked = input('staff.invite', { ...body, call, ...rightsOf(caller) }, { ...idempotency, by });
        const made = await decideOne<{ id: number; call: string; allowed: Rights }>(engine, asked);
        // Only the call that made the person makes the link: a call that is answered again has none.
        const invitation = made.call === call ? await desk.invite(made.id, made.allowed) : null;
        return { staff: await personOf(made.id), invitation };
      },
      'own',
    ),
    route(
      changeStaff,
      async ({ params, body, caller, idempotency, by }) => {
        const id = Number(params.id);
        await decideOne(engine, input('staff.change', { ...body, id, ...rightsOf(caller) }, { ...idempotency, by }));
        return personOf(id);
      },
      'own',
    ),
    route(
      reinviteStaff,
      async ({ params, caller }) => {
        if (caller.id === `staff:${params.id}`)
          throw new Problem(
            'auth.forbidden',
            'Nobody makes a link for themselves: send the present password to PUT /api/session/password, or ask somebody who may.',
          );
        return desk.invite(Number(params.id), await mustRule(caller, Number(params.id)));
      },
      'none',
    ),
    route(endStaffSessions, async ({ params, caller }) => {
      await mustRule(caller, Number(params.id));
      return { ended: await desk.endSessions(Number(params.id)) };
    }),
    route(resetFactors, async ({ params, caller }) => {
      await mustRule(caller, Number(params.id));
      await dropFactors(pool, Number(params.id));
      return {};
    }),
    route(getSignInRules, readRules),
    route(
      changeRules,
      async ({ body, idempotency, by }) => {
        await decideOne(engine, input('rules.change', body, { ...idempotency, by }));
        return readRules();
      },
      'own',
    ),
    route(listRoles, async () => ({ items: await readRoles(pool) })),
    route(
      saveRole,
      async ({ params, body, caller, idempotency, by }) => {
        await decideOne(
          engine,
          input('role.save', { ...body, code: params.code, ...rightsOf(caller) }, { ...idempotency, by }),
        );
        return (await readRoles(pool)).find((one) => one.code === params.code)!;
      },
      'own',
    ),
    route(
      dropRole,
      ({ params, caller, idempotency, by }) =>
        decideOne(engine, input('role.drop', { code: params.code, ...rightsOf(caller) }, { ...idempotency, by })),
      'own',
    ),
    route(listAudit, async ({ query, caller }) => readTrail(pool, memberKeys, query, caller.can('members.read'))),
    route(
      askAuditExport,
      async ({ body: { reason, ...filter }, by, idempotency }) =>
        files.ask({ ...wantedTrail(filter, by), reason }, idempotency),
      'own',
    ),
    route(
      exportAudit,
      async ({ query: { export: asked, ...query }, caller, by, reply }) => {
        await files.mustTake(wantedTrail(query, by), asked, true);
        const sight = { mayReadMembers: caller.can('members.read'), lens: caller.seesClear ? null : lensFor(caller) };
        return sendTrail({ pool, memberKeys }, query, sight, reply);
      },
      'none',
      'call',
    ),
    route(listKeys, async () => ({ items: await readKeys(pool) })),
    route(
      issueKey,
      async ({ body, caller, idempotency, by }) => {
        mustLieAhead(body.expiresAt);
        const made = newSecret();
        const asked = {
          name: body.name,
          permissions: body.permissions,
          stores: body.stores,
          regions: body.regions,
          brands: body.brands,
          expiresAt: body.expiresAt === null ? null : Date.parse(body.expiresAt),
          hash: made.hash,
          prefix: made.prefix,
          createdBy: keptOf(caller),
          ...rightsOf(caller),
        };
        return issued(await decideOne(engine, input('key.issue', asked, { ...idempotency, by })), made);
      },
      'own',
    ),
    route(
      rotateKey,
      async ({ params, caller, idempotency, by }) => {
        const made = newSecret();
        const now = Date.now();
        const asked = {
          id: Number(params.id),
          hash: made.hash,
          prefix: made.prefix,
          now,
          previousUntil: now + ROTATION_MS,
          ...rightsOf(caller),
        };
        return issued(await decideOne(engine, input('key.rotate', asked, { ...idempotency, by })), made);
      },
      'own',
    ),
    route(
      revokeKey,
      async ({ params, idempotency, by }) => {
        await decideOne(engine, input('key.revoke', { id: Number(params.id) }, { ...idempotency, by }));
        keys.forget();
        return keyOf(Number(params.id));
      },
      'own',
    ),
  ];
}
