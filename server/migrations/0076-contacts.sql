-- One row is one time that it was asked whether a member may be contacted: a permit and what became of it, or the refusal.
create table privacy.contact (
  id bigint primary key,
  member_id bigint not null,
  purpose text not null,
  -- The way the message goes.
  channel text not null,
  -- Whom or what was chosen by what is known of the member.
  is_personalised boolean not null,
  -- What the message is called where it is sent from: sealed with the member's key.
  reference bytea,
  -- Finds what was permitted for one reference.
  token bytea not null,
  state text not null check (state in ('open', 'used', 'stopped', 'expired', 'refused')),
  reason text,
  -- The entry of the ledger of consents, or the request, by which it was refused or stopped.
  stopped_by bigint,
  asked_by text not null,
  asked_at timestamptz not null,
  until timestamptz,
  ended_at timestamptz,
  -- The consent it rests on; of one that was used, as it held then.
  entry_id bigint,
  policy_code text,
  policy_version int,
  policy_hash text,
  by_guardian boolean not null,
  check ((state in ('stopped', 'refused')) = (reason is not null)),
  check (state = 'refused' or (until is not null and entry_id is not null and policy_hash is not null)),
  check ((state in ('used', 'stopped', 'expired')) = (ended_at is not null))
);
create index contact_member on privacy.contact (member_id, id desc);
create index contact_open on privacy.contact (member_id) where state = 'open';
create index contact_token on privacy.contact (token) where state <> 'refused';
create index contact_asked on privacy.contact (asked_at);

-- Published: what came of asking to contact members.
create view privacy.contact_outcome_view as
  select member_id, asked_at, case when reason is null then state else state || '.' || reason end as outcome from privacy.contact;
