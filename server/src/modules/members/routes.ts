import {
  type QueryOf,
  askMemberExport,
  countMembers,
  exportMembers,
  getMember,
  getMemberTimeline,
  listAttributes,
  listMembers,
  listErasures,
  revealMember,
  saveAttribute,
  upsertMember,
} from '@shuke/contract';
import { type Engine, type Keyed, decideOne, input, partOf, readTimeline } from '../../engine/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Actor, type Caller, type Route, route } from '../../platform/http.ts';
import { lensFor } from '../../platform/fields.ts';
import { Problem } from '../../platform/problem.ts';
import { type FileParts, mustBePossible, sendMembers } from './export-members.ts';
import { readAttributes } from './attribute.ts';
import { upsertInput } from './upsert-member.ts';
import { readErasures } from './list-erasures.ts';
import { countMemberRows, readMemberRows } from './list-members.ts';
import { type MemberParts, memberKeys, mustExist, readMember } from './views.ts';

interface OrderName {
  readonly channel: string;
  readonly number: string;
}

interface OrderParts {
  /** Tells orders of some stores from others; all are, where no stores are given. What is no order is nobody else’s. */
  ordersOf(
    orders: readonly (OrderName | null)[],
    stores: readonly string[],
  ): Promise<(order: OrderName | null) => boolean>;
}

/** Lets files of members be taken away; it comes from the module that knows who has to approve that. */
interface FileDesk {
  ask(wanted: Wanted, keyed: Keyed): Promise<{ address: string }>;
  mustTake(wanted: Wanted, id: string | undefined, isAskedFirst: boolean): Promise<void>;
}

interface Wanted {
  readonly path: string;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly by: Actor;
  readonly reason?: string | undefined;
  rows(): Promise<number>;
}

export interface MemberRouteDeps {
  readonly pool: Database;
  readonly engine: Engine;
  readonly parts: MemberParts & FileParts & OrderParts;
  readonly files: FileDesk;
}

type WantedFile = Omit<QueryOf<typeof exportMembers>, 'export'>;

function mustTakeClear(caller: Caller): void {
  if (!caller.can('members.clear'))
    throw new Problem(
      'auth.forbidden',
      `${caller.name} may not take files in clear: it needs the permission members.clear. Leave isClear out for a masked file.`,
    );
}

/** Whom a caller finds, and what they see of them. */
const sightOf = (caller: Caller, isOpened = false) => ({ stores: caller.stores, lens: lensFor(caller, isOpened) });

/** The order that a fact is about. */
function orderIn({ number, channel, order }: Readonly<Record<string, unknown>>): OrderName | null {
  if (typeof number === 'string' && typeof channel === 'string') return { number, channel };
  return typeof order === 'object' ? (order as OrderName | null) : null;
}

export function memberRoutes({ pool, engine, parts, files }: MemberRouteDeps): Route[] {
  const wanted = (filter: WantedFile, caller: Caller, by: Actor, reason?: string) => ({
    path: exportMembers.path,
    filter,
    by,
    reason,
    rows: async () => (await countMemberRows(pool, { ...filter, ...sightOf(caller) })).count,
  });

  return [
    route(
      upsertMember,
      async ({ body, idempotency, by }) => {
        const asked = upsertInput(body, { ...partOf(idempotency, 0), by });
        const { id, isNew } = await decideOne<{ id: number; isNew: boolean }>(engine, asked);
        return { id: String(id), isNew, member: await readMember(pool, parts, id) };
      },
      'kept',
      'input',
    ),
    route(listMembers, async ({ query, caller }) => readMemberRows(pool, { ...query, ...sightOf(caller) })),
    route(countMembers, async ({ query, caller }) => countMemberRows(pool, { ...query, ...sightOf(caller) })),
    route(
      askMemberExport,
      async ({ body: { reason, isClear, ...filter }, caller, idempotency, by }) => {
        if (isClear) mustTakeClear(caller);
        const file = wanted(isClear ? { ...filter, isClear } : filter, caller, by, reason);
        const rows = await file.rows();
        mustBePossible(filter, rows);
        return files.ask({ ...file, rows: async () => rows }, idempotency);
      },
      'own',
    ),
    route(
      exportMembers,
      async ({ query: { export: id, ...query }, caller, by, reply }) => {
        const { isClear = false, ...filter } = query;
        if (isClear) mustTakeClear(caller);
        await files.mustTake(wanted(query, caller, by), id, isClear && !caller.seesClear);
        return sendMembers(pool, parts, { ...filter, ...sightOf(caller, isClear) }, reply);
      },
      'none',
      'call',
    ),
    route(listAttributes, async () => ({ items: await readAttributes(pool) })),
    route(
      saveAttribute,
      async ({ params, body, idempotency, by }) =>
        decideOne(engine, input('attribute.save', { ...params, ...body }, { ...idempotency, by })),
      'own',
    ),
    route(getMember, async ({ params }) => readMember(pool, parts, Number(params.id))),
    route(
      revealMember,
      async ({ params, body, idempotency, by }) => {
        const id = Number(params.id);
        await mustExist(pool, id);
        const asked = { action: 'member.reveal', object: `member:${id}`, reason: body.reason };
        await decideOne(engine, input('audit.note', asked, { ...idempotency, by }));
        return readMember(pool, parts, id);
      },
      'own',
    ),
    route(listErasures, async ({ query }) => readErasures(pool, query)),
    route(getMemberTimeline, async ({ params, query, caller: { stores } }) => {
      const id = Number(params.id);
      await mustExist(pool, id);
      const key = (await memberKeys(pool, [id])).get(id);
      const { items, nextCursor } = await readTimeline(pool, id, key, query);
      const isOwn = await parts.ordersOf(
        items.map(({ body }) => orderIn(body)),
        stores,
      );
      return { items: items.filter(({ body }) => isOwn(orderIn(body))), nextCursor };
    }),
  ];
}
