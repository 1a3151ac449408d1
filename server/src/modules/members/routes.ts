import {
  type BodyOf,
  askMemberExport,
  countMembers,
  exportMembers,
  getMember,
  getMemberTimeline,
  listMembers,
  upsertMember,
} from '@shuke/contract';
import { type Engine, type Keyed, decideOne, partOf, readTimeline } from '../../engine/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Actor, type Route, route } from '../../platform/http.ts';
import { type FileParts, mustBePossible, sendMembers } from './export-members.ts';
import { upsertInput } from './upsert-member.ts';
import { countMemberRows, readMemberRows } from './list-members.ts';
import { type MemberParts, mustExist, readMember } from './views.ts';

/** Lets files of members be taken away; it comes from the module that knows who has to approve that. */
interface FileDesk {
  ask(wanted: Wanted, keyed: Keyed): Promise<{ address: string }>;
  mustTake(wanted: Wanted, id: string | undefined): Promise<void>;
}

interface Wanted {
  readonly path: string;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly by: Actor;
  rows(): Promise<number>;
}

export interface MemberRouteDeps {
  readonly pool: Database;
  readonly engine: Engine;
  readonly parts: MemberParts & FileParts;
  readonly files: FileDesk;
}

export function memberRoutes({ pool, engine, parts, files }: MemberRouteDeps): Route[] {
  const wanted = (filter: BodyOf<typeof askMemberExport>, by: Actor) => ({
    path: exportMembers.path,
    filter,
    by,
    rows: async () => (await countMemberRows(pool, filter)).count,
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
    route(listMembers, async ({ query }) => readMemberRows(pool, query)),
    route(countMembers, async ({ query }) => countMemberRows(pool, query)),
    route(
      askMemberExport,
      async ({ body, idempotency, by }) => {
        const file = wanted(body, by);
        const rows = await file.rows();
        mustBePossible(body, rows);
        return files.ask({ ...file, rows: async () => rows }, idempotency);
      },
      'own',
    ),
    route(
      exportMembers,
      async ({ query: { export: id, ...query }, by, reply }) => {
        await files.mustTake(wanted(query, by), id);
        return sendMembers(pool, parts, query, reply);
      },
      'none',
      'call',
    ),
    route(getMember, async ({ params }) => readMember(pool, parts, Number(params.id))),
    route(getMemberTimeline, async ({ params, query }) => {
      await mustExist(pool, Number(params.id));
      return readTimeline(pool, Number(params.id), query);
    }),
  ];
}
