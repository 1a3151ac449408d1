-- Who may do what is decided in turns (staff, roles, keys); how people prove who they are is not.
alter table access.staff alter column id drop identity;
alter table access.staff
  add column is_disabled boolean not null default false,
  -- A password was chosen at some time: the invitation is over.
  add column has_joined boolean not null default false;
update access.staff set has_joined = true;

create table access.credential (
  staff_id bigint primary key references access.staff on delete cascade,
  -- argon2id, in PHC string form.
  password_hash text not null
);
comment on table access.credential is 'One row is the password of one person.';
insert into access.credential (staff_id, password_hash) select id, password_hash from access.staff;
alter table access.staff drop column password_hash;

create table access.invitation (
  staff_id bigint primary key references access.staff on delete cascade,
  token_hash text not null unique,
  -- What the person was allowed when the link was made: it lets nobody in who may do more by now.
  permissions text[] not null,
  expires_at timestamptz not null
);
comment on table access.invitation is 'One row is one link with which somebody may choose a password; the latest replaces those before.';

alter table access.session
  add column id text not null unique default gen_random_uuid()::text,
  add column device text not null default '',
  add column address text not null default '';

create table access.role (
  code text primary key,
  name text not null,
  permissions text[] not null
);
comment on table access.role is 'One row is one role that staff made; the ready ones are in the code.';

create table access.api_key (
  id bigint primary key,
  name text not null,
  permissions text[] not null,
  hash text not null unique,
  -- The first characters of the secret.
  prefix text not null,
  -- The secret before the last rotation, good until then.
  previous_hash text,
  previous_until timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  -- Noted when it is used, outside of turns.
  last_used_at timestamptz
);
comment on table access.api_key is 'One row is one API key; the secret itself is only with whoever was given it.';
create index api_key_previous on access.api_key (previous_hash) where previous_hash is not null;
