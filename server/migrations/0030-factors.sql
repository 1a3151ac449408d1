-- How people prove who they are beside the password. Turns neither read nor write these tables.
create table access.totp (
  staff_id bigint primary key references access.staff on delete cascade,
  -- Sealed for this person.
  secret bytea not null,
  -- Null until the first code was right: till then it asks for nothing.
  confirmed_at timestamptz,
  -- The 30 seconds of the last code that was right, counted from 1970: no code counts twice.
  last_step bigint not null default 0
);
comment on table access.totp is 'One row is the authenticator app of one person.';

create table access.recovery_code (
  staff_id bigint not null references access.staff on delete cascade,
  code_hash text not null,
  primary key (staff_id, code_hash)
);
comment on table access.recovery_code is 'One row is one recovery code that was not used yet.';

create table access.passkey (
  -- What the authenticator calls it, base64url.
  id text primary key,
  staff_id bigint not null references access.staff on delete cascade,
  name text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  -- The name of the site it was made for.
  site text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
comment on table access.passkey is 'One row is one passkey; its private half is only in the authenticator.';
create index passkey_staff on access.passkey (staff_id);

create table access.identity (
  issuer text not null,
  subject text not null,
  staff_id bigint not null unique references access.staff on delete cascade,
  primary key (issuer, subject)
);
comment on table access.identity is 'One row is the account of one person at the identity provider, known since the first single sign-on.';

create view access.factor as
  select staff_id, 'totp' as kind from access.totp where confirmed_at is not null
  union all select staff_id, 'passkey' from access.passkey;

create table access.challenge (
  token_hash text primary key,
  kind text not null,
  -- Whose password was right; null where nobody is known yet.
  staff_id bigint references access.staff on delete cascade,
  password_hash text,
  -- What the answer has to fit: a random value to sign, or what single sign-on was begun with.
  content text,
  tries integer not null default 0,
  expires_at timestamptz not null
);
comment on table access.challenge is 'One row is one sign-in, or setting up, that was begun and not finished yet; good for minutes.';
create index challenge_expires on access.challenge (expires_at);

alter table access.session
  -- What the sign-in was made with.
  add column via text not null default 'password',
  -- When the person last proved to be there: factors are changed only soon after.
  add column proved_at timestamptz not null default now();

create table access.sign_in_rules (
  singleton boolean primary key default true check (singleton),
  factor_for_all boolean not null default false,
  factor_roles text[] not null default '{}',
  idle_minutes integer not null default 10080,
  absolute_minutes integer not null default 43200
);
comment on table access.sign_in_rules is 'One row is what the shop asks of sign-ins, and there is only this one; it is part of the book.';
insert into access.sign_in_rules default values;
