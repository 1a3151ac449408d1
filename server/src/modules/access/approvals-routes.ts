import {
  approve,
  commentApproval,
  countApprovals,
  getApproval,
  listApprovalRules,
  listApprovals,
  refuseApproval,
  revealApproval,
  saveApprovalRule,
  withdrawApproval,
} from '@shuke/contract';
import { type Engine, type Keyed, decideOne, input, partOf } from '../../engine/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { type Call, type Route, route } from '../../platform/http.ts';
import { Problem } from '../../platform/problem.ts';
import { countDeciders, readApproval, readApprovals, readCount, readRules } from './approvals-views.ts';
import type { Outcome } from './approvals-turn.ts';
import type { KeyDesk } from './keys.ts';

export interface ApprovalRouteDeps {
  readonly pool: Database;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly keys: KeyDesk;
}

type Said = Pick<Call<typeof refuseApproval>, 'params' | 'body' | 'caller'>;

const deciding = ({ params, body, caller }: Said) => ({
  id: Number(params.id),
  who: { id: caller.id, name: caller.name },
  reason: body.comment,
});

/** What others have to approve before it is carried out. */
export function approvalRoutes({ pool, engine, clock, keys }: ApprovalRouteDeps): Route[] {
  return [
    route(listApprovals, ({ query, caller }) => readApprovals(pool, query, caller, clock.now())),
    route(countApprovals, ({ caller }) => readCount(pool, caller, clock.now())),
    route(listApprovalRules, async () => ({ items: await readRules(pool), deciders: await countDeciders(pool) })),
    route(
      saveApprovalRule,
      async ({ params, body, idempotency, by }) =>
        decideOne(engine, input('approval.rule', { ...body, kind: params.kind }, { ...idempotency, by })),
      'own',
    ),
    route(getApproval, ({ params, caller }) => readApproval(pool, params.id, caller, clock.now())),
    route(
      revealApproval,
      async ({ params, body, caller, idempotency, by }) => {
        if (!caller.can('approvals.read'))
          throw new Problem(
            'auth.forbidden',
            `${caller.name} may not do this: it needs the permission approvals.read.`,
          );
        const found = await readApproval(pool, params.id, caller, clock.now());
        const members = new Set(found.changes.map(({ object }) => object).filter((one) => one.startsWith('member:')));
        const note = (action: string, object: string, key: Keyed) =>
          decideOne(engine, input('audit.note', { action, object, reason: body.reason }, { ...key, by }));
        await note('approval.reveal', `approval:${params.id}`, idempotency);
        for (const [i, object] of [...members].entries()) await note('member.reveal', object, partOf(idempotency, i));
        return found;
      },
      'own',
    ),
    route(
      approve,
      async (call) => {
        const { body, params, caller, idempotency, by } = call;
        const asked = { ...deciding(call), version: body.version };
        const { outcome } = await decideOne<{ outcome: Outcome }>(
          engine,
          input('approval.approve', asked, { ...idempotency, by }),
        );
        if (outcome === 'changed')
          throw new Problem(
            'approval.changed',
            'What this would change has changed since you looked at it, and nothing was approved. Look at it again and decide anew.',
          );
        keys.forget();
        return readApproval(pool, params.id, caller, clock.now());
      },
      'own',
    ),
    route(
      refuseApproval,
      async (call) => {
        const { params, caller, idempotency, by } = call;
        await decideOne(engine, input('approval.refuse', deciding(call), { ...idempotency, by }));
        return readApproval(pool, params.id, caller, clock.now());
      },
      'own',
    ),
    route(
      withdrawApproval,
      async (call) => {
        const { params, caller, idempotency, by } = call;
        await decideOne(engine, input('approval.withdraw', deciding(call), { ...idempotency, by }));
        return readApproval(pool, params.id, caller, clock.now());
      },
      'own',
    ),
    route(
      commentApproval,
      async (call) => {
        const { params, caller, idempotency, by } = call;
        // Who may not see it does not get to say something to it either.
        await readApproval(pool, params.id, caller, clock.now());
        await decideOne(engine, input('approval.comment', deciding(call), { ...idempotency, by }));
        return readApproval(pool, params.id, caller, clock.now());
      },
      'own',
    ),
  ];
}
