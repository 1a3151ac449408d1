import { countMembers, exportMembers, getMember, getMemberTimeline, listMembers, upsertMember } from '@shuke/contract';
import { type Engine, decideOne, partOf, readTimeline } from '../../engine/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Route, route } from '../../platform/http.ts';
import { type FileParts, sendMembers } from './export-members.ts';
import { upsertInput } from './upsert-member.ts';
import { countMemberRows, readMemberRows } from './list-members.ts';
import { type MemberParts, mustExist, readMember } from './views.ts';

export interface MemberRouteDeps {
  readonly pool: Database;
  readonly engine: Engine;
  readonly parts: MemberParts & FileParts;
}

export function memberRoutes({ pool, engine, parts }: MemberRouteDeps): Route[] {
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
    route(listMembers, async ({ query }) => readMemberRows(pool, query)),
    route(countMembers, async ({ query }) => countMemberRows(pool, query)),
    route(exportMembers, async ({ query, reply }) => sendMembers(pool, parts, query, reply), 'none', 'call'),
    route(getMember, async ({ params }) => readMember(pool, parts, Number(params.id))),
    route(getMemberTimeline, async ({ params, query }) => {
      await mustExist(pool, Number(params.id));
      return readTimeline(pool, Number(params.id), query);
    }),
  ];
}
