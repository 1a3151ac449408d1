import {
  allowTag,
  countTagged,
  getMemberTags,
  getOwnTags,
  listTags,
  putTag,
  refuseTag,
  removeTag,
  saveTag,
} from '@shuke/contract';
import { type Engine, type InputKind, type Inputs, decideOne, input } from '../../engine/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Call, type NameOf, type Route, keptOf, route } from '../../platform/http.ts';
import type { Stands } from './change-tags.ts';
import { readTags } from './store.ts';
import { readMemberTags, readOwnTags, readTagged } from './views.ts';

/** `mustExist` refuses a member that is not there; it comes from the module that owns members. */
export function tagRoutes({
  pool,
  engine,
  mustExist,
  callerNames,
}: {
  pool: Database;
  engine: Engine;
  mustExist(member: number): Promise<void>;
  callerNames(): Promise<NameOf>;
}): Route[] {
  type Wished = Pick<Call<typeof refuseTag>, 'params' | 'caller' | 'idempotency' | 'by'>;
  const wish = (kind: 'tag.refuse' | 'tag.allow', { params, caller, idempotency, by }: Wished) =>
    decide(kind, { member: Number(params.id), tag: params.code, by: keptOf(caller) }, { ...idempotency, by });
  const change = (kind: 'tag.put' | 'tag.remove', { body, params, caller, idempotency, by }: Call<typeof putTag>) =>
    decide(
      kind,
      { member: Number(params.id), tag: params.code, reason: body.reason, by: keptOf(caller) },
      { ...idempotency, by },
    );
  const decide = <K extends InputKind>(kind: K, asked: Inputs[K], more: Parameters<typeof input>[2]) =>
    decideOne<Stands>(engine, input(kind, asked, more));
  return [
    route(listTags, async () => ({ items: await readTags(pool) })),
    route(countTagged, async () => readTagged(pool)),
    route(
      saveTag,
      async ({ params, body, idempotency, by }) =>
        decideOne(engine, input('tag.save', { ...params, ...body }, { ...idempotency, by })),
      'own',
    ),
    route(getMemberTags, async ({ params }) => {
      await mustExist(Number(params.id));
      return { items: await readMemberTags(pool, Number(params.id), await callerNames()) };
    }),
    route(putTag, async (call) => change('tag.put', call), 'own'),
    route(removeTag, async (call) => change('tag.remove', call), 'own'),
    route(getOwnTags, async ({ params }) => {
      await mustExist(Number(params.id));
      return readOwnTags(pool, Number(params.id));
    }),
    route(refuseTag, async (call) => wish('tag.refuse', call), 'own'),
    route(allowTag, async (call) => wish('tag.allow', call), 'own'),
  ];
}
