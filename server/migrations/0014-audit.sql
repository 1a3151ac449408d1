create table access.audit (
  id bigint primary key check (id > 0),
  at timestamptz not null,
  -- Who, by name and address at that time.
  by_id text not null,
  by_name text not null,
  by_address text not null,
  action text not null,
  objects text[] not null,
  -- As it was hashed, letter by letter.
  changes json not null,
  reason text,
  -- SHA-256 over the hash of the row before and all that this row says.
  hash bytea not null
);
comment on table access.audit is 'One row is one thing that staff or an API key did; each holds the hash of the one before, so that none can be altered or left out unseen.';
create index audit_by on access.audit (by_id, id desc);
create index audit_objects on access.audit using gin (objects);

create table access.audit_head (
  singleton boolean primary key default true check (singleton),
  id bigint not null,
  hash bytea not null
);
comment on table access.audit_head is 'One row is the latest entry of the audit trail, and there is only this one, so that its end cannot be cut off unseen.';
insert into access.audit_head (id, hash) values (0, '\x');
