import { type Breach, type Invariant, findBreaches } from '../../platform/find-breaches.ts';
import type { Queryable } from '../../platform/postgres.ts';

const invariants: readonly Invariant[] = [
  {
    rule: 'what a member consents to is the latest entry of the ledger for each purpose and channel',
    breaches: `select coalesce(c.member_id, e.member_id), coalesce(c.purpose, e.purpose) || '/' || coalesce(c.channel, e.channel)
        || ': ' || coalesce(c.decision, 'nothing') || ', ledger ' || coalesce(e.decision, 'nothing')
      from privacy.consent c full join (
        select distinct on (member_id, purpose, channel) * from privacy.consent_entry order by member_id, purpose, channel, id desc
      ) e using (member_id, purpose, channel)
      where (c.entry_id, c.decision, c.policy_code, c.policy_version, c.by_guardian)
        is distinct from (e.id, e.decision, e.policy_code, e.policy_version, e.by_guardian)`,
  },
  {
    rule: 'a consent names the hash of the text that it was given to',
    breaches: `select e.id, e.policy_code || ' ' || e.policy_version from privacy.consent_entry e
      left join privacy.policy_version v on v.code = e.policy_code and v.version = e.policy_version
      where e.policy_code is not null and e.policy_hash is distinct from v.hash`,
  },
];

/** What breaks the rules of consents in the database. */
export const checkConsents = async (db: Queryable): Promise<Breach[]> => findBreaches(db, invariants);
