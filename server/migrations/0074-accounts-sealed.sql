-- What people call their passkeys, and what the identity provider calls their account, rests sealed like all that tells who they are (0060); an account is found by a token.
alter table access.passkey
  add column sealed bytea,
  alter column name drop not null;
alter table access.identity
  drop constraint identity_pkey,
  drop constraint identity_staff_id_key,
  add constraint identity_pkey primary key (staff_id),
  alter column issuer drop not null,
  alter column subject drop not null,
  add column sealed bytea,
  add column token bytea,
  add column index_version integer not null default 1;
create unique index identity_token on access.identity (token);
