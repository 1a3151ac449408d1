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
  {
    rule: 'a permit to contact somebody rests on a consent that was given to them, for that, and to that text',
    breaches: `select c.id, c.state || ' on ' || coalesce(e.decision, 'nothing') from privacy.contact c
      left join privacy.consent_entry e on e.id = c.entry_id and e.member_id = c.member_id and e.purpose = c.purpose
        and e.channel in (c.channel, 'all') and e.decision = 'given' and e.policy_hash = c.policy_hash
      where c.state <> 'refused' and e.id is null`,
  },
  {
    rule: 'nothing was withdrawn under a permit that is open, nor before it was used',
    breaches: `select c.id, c.state || ' after ' || e.id from privacy.contact c
      join privacy.consent_entry e on e.member_id = c.member_id and e.purpose = c.purpose and e.channel in (c.channel, 'all')
        and e.decision = 'withdrawn' and e.id > c.entry_id
      where c.state = 'open' or (c.state = 'used' and e.at < c.ended_at)`,
  },
];

/** What breaks the rules of consents in the database. */
export const checkConsents = async (db: Queryable): Promise<Breach[]> => findBreaches(db, invariants);
