-- A member whose data was destroyed keeps number, dates, orders and points, and nothing that tells who it was.
alter table members.member add column erased_at timestamptz;

-- One row is one thing that a member asked for by law, with its clock.
create table privacy.request (
  id bigint primary key,
  member_id bigint not null,
  kind text not null check (kind in ('access', 'copy', 'correct', 'delete', 'object', 'explain')),
  state text not null check (state in ('open', 'done', 'refused')),
  received_at timestamptz not null,
  due_at timestamptz not null,
  closed_at timestamptz,
  -- What was asked and answered, in words, by whom, with the digest of what was handed over: sealed.
  kept bytea not null
);
create index request_member on privacy.request (member_id, id desc);
create index request_open on privacy.request (due_at, id) where state = 'open';

-- One row is one member whose traces are destroyed, or were. `traces` is what to look for in the log, sealed; gone once that is done.
create table privacy.erasure (
  member_id bigint primary key,
  asked_at timestamptz not null,
  traces bytea,
  done_at timestamptz,
  -- How many inputs of the log, kept answers and inputs set aside were emptied.
  emptied integer not null default 0
);
create index erasure_open on privacy.erasure (member_id) where done_at is null;
