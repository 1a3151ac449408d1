import { type Breach, type Invariant, findBreaches } from '../../platform/find-breaches.ts';
import type { Queryable } from '../../platform/postgres.ts';

const invariants: readonly Invariant[] = [
  {
    rule: 'only members whose data was not destroyed have tags, and only tags that were made',
    breaches: `select s.member_id, s.tag from tags.member_tag s
      where not exists (select from members.living_view m where m.id = s.member_id) or not exists (select from tags.tag t where t.code = s.tag)`,
  },
];

/** What breaks the rules of tags in the database. */
export const checkTags = async (db: Queryable): Promise<Breach[]> => findBreaches(db, invariants);
