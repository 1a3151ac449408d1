-- Whether a guardian gave it: for a member under fourteen such a consent counts alone, for anybody else never.
alter table privacy.consent_entry add column by_guardian boolean not null default false;
alter table privacy.consent add column by_guardian boolean not null default false;

create index consent_ground on privacy.consent (purpose, policy_code, policy_version, member_id) where decision = 'given';

-- Published: consents given to a version that was replaced since. They hold, unless a later version asks everybody again.
create view privacy.consent_behind_view as
  select c.member_id, c.purpose, old.is_renew
  from privacy.consent c
  join (
    select v.code, v.version, bool_or(later.asks_again) as is_renew
    from privacy.policy_version v join privacy.policy_version later on later.code = v.code and later.version > v.version
    group by v.code, v.version
  ) old on old.code = c.policy_code and old.version = c.policy_version
  where c.decision = 'given';
