import { readTimeline } from './engine/index.ts';
import { readOrders } from './modules/activity/index.ts';
import { readEntries } from './modules/loyalty/index.ts';
import { type MemberParts, memberKey, readMember } from './modules/members/index.ts';
import { type CopyOf, readConsents, readMemberContacts } from './modules/privacy/index.ts';
import { readMemberTags } from './modules/tags/index.ts';
import type { Database } from './platform/database.ts';
import type { NameOf } from './platform/http.ts';

interface Page {
  readonly nextCursor: string | null;
}

const PAGE = 200;

/** Everything on all pages of a list. */
async function all<P extends Page, Item>(
  read: (cursor: string | undefined) => Promise<P>,
  itemsOf: (page: P) => readonly Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...itemsOf(page));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return items;
}

/** All that any part of Shuke keeps of a member: a part that keeps something new is to be named here. */
export function copyMember(pool: Database, parts: MemberParts, callerNames: () => Promise<NameOf>): CopyOf {
  return async (member) => {
    const key = await memberKey(pool, member);
    const limit = PAGE;
    const profile = await readMember(pool, parts, member);
    const consentsAt = (cursor?: string) => readConsents(pool, key, profile.needsGuardian, { cursor, limit });
    const { consents, allowsProfiling } = await consentsAt();
    const id = String(member);
    const nameOf = await callerNames();
    return {
      profile,
      consents,
      allowsProfiling,
      // Who of the staff put them there is not the member's to take away.
      tags: (await readMemberTags(pool, member, () => '')).map(({ code, name, state, since, reason }) => ({
        code,
        name,
        state,
        since,
        reason,
      })),
      consentHistory: await all(consentsAt, (page) => page.entries),
      contacts: await all(
        (cursor) => readMemberContacts(pool, member, key, nameOf, { cursor, limit }),
        (page) => page.items,
      ),
      orders: await all(
        (cursor) => readOrders(pool, async () => new Map(), { member: id, cursor, limit }, []),
        (page) => page.items,
      ),
      points: await all(
        (cursor) => readEntries(pool, member, { cursor, limit }),
        (page) => page.entries,
      ),
      timeline: await all(
        (cursor) => readTimeline(pool, member, key, { cursor, limit }),
        (page) => page.items,
      ),
    };
  };
}
