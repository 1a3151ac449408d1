import {
  askContacts,
  countContacts,
  getContact,
  listMemberContacts,
  type MemberReference,
  useContact,
} from '@shuke/contract';
import { type Engine, decideOne, input } from '../../engine/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { SubjectKey } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Caller, type NameOf, type Route, keptOf, route } from '../../platform/http.ts';
import { Problem } from '../../platform/problem.ts';
import type { Zone } from '../../platform/zone.ts';
import { type MemberRef, memberRef } from '../members/index.ts';
import { memberOfContact, readContact, readContactCounts, readMemberContacts } from './contact-views.ts';
import { type Use, stopped } from './end-contact.ts';

export interface ContactRouteParts {
  readonly pool: Database;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly zone: Zone;
  callerNames(): Promise<NameOf>;
  /** None of who was erased. */
  keysOf(members: readonly number[]): Promise<ReadonlyMap<number, SubjectKey>>;
  /** Refuses a member of none of these stores. */
  mustReach(member: number, stores: readonly string[]): Promise<void>;
  /** Whether a caller who is limited to these stores may name whom a reference names. */
  isOfStores(ref: MemberRef, stores: readonly string[]): Promise<boolean>;
}

/** Permits to contact members. */
export function contactRoutes({
  pool,
  engine,
  clock,
  zone,
  callerNames,
  keysOf,
  mustReach,
  isOfStores,
}: ContactRouteParts): Route[] {
  /** Null where it can be nobody, or nobody of the caller's stores: it is not told which. */
  async function namedBy(reference: MemberReference, { stores }: Caller): Promise<MemberRef | null> {
    try {
      const ref = memberRef(reference);
      return stores.length === 0 || (await isOfStores(ref, stores)) ? ref : null;
    } catch (error) {
      if (error instanceof Problem) return null;
      throw error;
    }
  }
  const read = async (id: number, { stores }: Caller) => {
    const member = await memberOfContact(pool, id);
    if (stores.length > 0) await mustReach(member, stores);
    return readContact(pool, id, (await keysOf([member])).get(member), await callerNames());
  };
  return [
    route(
      askContacts,
      async ({ body, caller, idempotency, by }) => {
        const members = await Promise.all(body.members.map((one) => namedBy(one, caller)));
        return decideOne(
          engine,
          input('contact.ask', { ...body, members, askedBy: keptOf(caller) }, { ...idempotency, by }),
        );
      },
      'own',
    ),
    route(
      useContact,
      async ({ params, caller, idempotency }) => {
        const id = Number(params.id);
        if (caller.stores.length > 0) await mustReach(await memberOfContact(pool, id), caller.stores);
        const { state, reason } = await decideOne<Use>(engine, input('contact.use', { id }, idempotency));
        if (state === 'stopped') throw stopped(id, reason!);
        return read(id, caller);
      },
      'own',
    ),
    route(countContacts, async () => readContactCounts(pool, zone, clock.now())),
    route(getContact, async ({ params, caller }) => read(Number(params.id), caller)),
    route(listMemberContacts, async ({ params, query }) => {
      const member = Number(params.id);
      await mustReach(member, []);
      return readMemberContacts(pool, member, (await keysOf([member])).get(member), await callerNames(), query);
    }),
  ];
}
