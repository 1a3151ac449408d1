create table access.approval_rule (
  kind text primary key,
  -- 0: carried out at once.
  approvers integer not null,
  -- The size from which on it asks.
  from_weight bigint not null,
  hours integer not null
);
comment on table access.approval_rule is 'One row is what has to be approved of one kind of change; a kind without one is carried out at once.';

create table access.approval (
  id bigint primary key,
  kind text not null,
  state text not null,
  asked_by text not null,
  -- Who approved the present version.
  approved_by text[] not null,
  expires_at timestamptz not null,
  -- What was asked, by whom, what it would change, and what was said: personal data.
  kept bytea not null
);
comment on table access.approval is 'One row is one change that was asked for and waits, or waited, to be approved.';
create index approval_open on access.approval (id) where state = 'open';
create index approval_asked_by on access.approval (asked_by, id desc);

create table access.export (
  id bigint primary key,
  caller text not null,
  expires_at timestamptz not null,
  taken_at timestamptz,
  -- The address with its filters, which may name people.
  kept bytea not null
);
comment on table access.export is 'One row is one file that one caller may take away, once.';
