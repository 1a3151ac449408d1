-- One row is one assessment that was made before data was processed in a way that weighs on people, sealed with the shop's key. It is never changed.
create table privacy.assessment (
  id bigint primary key,
  recorded_at timestamptz not null,
  kept bytea not null
);
