-- One row is one version of who is responsible for personal data: names and contacts, sealed with the shop's key. It is never changed.
create table privacy.responsible (
  version bigint primary key,
  told_at timestamptz not null,
  kept bytea not null
);
