-- One row is somebody who gets personal data: who they are, what they get and what for, sealed with the shop's key.
create table privacy.recipient (
  id bigint primary key,
  recorded_at timestamptz not null,
  kept bytea not null
);
